using System.Diagnostics;
using System.Text;

namespace PartyOrleans.Silo.Tests;

/// <summary>A silo that is not to be let into a cluster.</summary>
internal sealed class RefusedSilo : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors;
    private readonly Task<string?> _started;

    private RefusedSilo(Process process, StringBuilder errors) => (_process, _errors, _started) = (process, errors, process.StandardOutput.ReadLineAsync());

    /// <summary>Whether it tells where it listens, which a silo does once it has joined.</summary>
    public bool HasJoined => _started is { IsCompletedSuccessfully: true, Result: not null };

    /// <summary>What it has written to standard error until now.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts it.</summary>
    public static RefusedSilo Start(string database, params string[] arguments)
    {
        (Process process, StringBuilder errors) = SiloProcess.Begin(database, arguments);
        return new RefusedSilo(process, errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PartyOrleans.TestKit.Prometheus;

/// <summary>A program that serves HTTP at a loopback port of its own for as long as a test needs it.</summary>
public sealed class LoopbackServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private bool _disposed;

    private LoopbackServer(Process process, int port)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}") };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>A client of it.</summary>
    public HttpClient Http { get; }

    /// <summary>Host and port.</summary>
    public string Address => Http.BaseAddress!.Authority;

    /// <summary>What it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>A port that nobody listens at now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until a path answers with 200.</summary>
    /// <param name="program">The program.</param>
    /// <param name="port">The port that its arguments name.</param>
    /// <param name="ready">The path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer within a minute.</exception>
    public static async Task<LoopbackServer> StartAsync(
        string program, int port, string ready, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var server = new LoopbackServer(Process.Start(start)!, port);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (!await server.IsReadyAsync(ready, limit.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token); // another process: there is nothing to wait on
            }

            return server;
        }
        catch (Exception failure) when (failure is OperationCanceledException or InvalidOperationException)
        {
            server.Dispose();
            throw new InvalidOperationException($"{program} did not start: {server.Output}", failure);
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync(string path, CancellationToken cancellationToken)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"It ended with {_process.ExitCode.ToString(CultureInfo.InvariantCulture)}.");
        }

        try
        {
            using HttpResponseMessage response = await Http.GetAsync(path, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}

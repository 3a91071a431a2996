using System.Diagnostics;

namespace PartyOrleans.Shipping.Tests.Containers;

/// <summary>A test that needs Docker Compose as a program, though no engine; skipped, saying so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ComposeFactAttribute : FactAttribute
{
    public ComposeFactAttribute() => Skip = Program is null ? "neither docker compose nor docker-compose is on the PATH." : null;

    /// <summary>How it is called; null where it is absent.</summary>
    internal static (string Program, string[] Words)? Program { get; } = Find();

    private static (string Program, string[] Words)? Find()
    {
        (string Program, string[] Words)[] ways = [("docker", ["compose"]), ("docker-compose", [])];
        foreach ((string program, string[] words) in ways)
        {
            if (Runs(program, [.. words, "version"]))
            {
                return (program, words);
            }
        }

        return null;
    }

    private static bool Runs(string program, string[] words)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
            process?.StandardOutput.ReadToEnd();
            process?.WaitForExit();
            return process?.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

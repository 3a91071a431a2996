using System.Diagnostics;

namespace PartyOrleans.Shipping.Tests.Delivery;

/// <summary>Runs a shell script of the project.</summary>
internal static class Script
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs it to its end.</summary>
    /// <param name="name">Its path below the project's folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables besides those of the test.</param>
    /// <returns>Everything it wrote, errors after the rest, and its exit code.</returns>
    public static async Task<(string Text, int ExitCode)> RunAsync(string name, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        string path = Project.PathOf(name);
        string shell = (await File.ReadAllLinesAsync(path))[0].Contains("bash", StringComparison.Ordinal) ? "bash" : "sh";
        var start = new ProcessStartInfo(shell, [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        using var limit = new CancellationTokenSource(Limit);
        using Process process = Process.Start(start).ShouldNotBeNull();
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (await output + await error, process.ExitCode);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{name} did not end within {Limit}.", late);
        }
    }
}

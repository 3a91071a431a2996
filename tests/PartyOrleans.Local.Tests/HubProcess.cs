using System.Diagnostics;

namespace PartyOrleans.Local.Tests;

/// <summary>What a run of the program left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Out">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
internal sealed record HubResult(int ExitCode, string Out, string Error);

/// <summary>Runs the built program as a user would: a process of its own, real arguments, real files.</summary>
internal static class HubProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "party-hub.dll");

    public static Task<HubResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs it with some environment variables besides those of this process.</summary>
    public static Task<HubResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) => EndAsync(Start(environment, arguments), "", arguments);

    public static Task<HubResult> RunWithInputAsync(string input, params string[] arguments) => EndAsync(Start(arguments), input, arguments);

    private static async Task<HubResult> EndAsync(Process started, string input, string[] arguments)
    {
        using Process process = started;
        using var limit = new CancellationTokenSource(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new HubResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException cancelled)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"party {string.Join(' ', arguments)} did not end within {Limit}.", cancelled);
        }
    }

    public static Process Start(params string[] arguments) => Start(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>Starts it so that it can be interrupted even where whoever runs the tests cannot: a shell has what it runs in the background ignore that.</summary>
    public static Process StartInterruptible(params string[] arguments) => OperatingSystem.IsLinux()
        ? Start(new ProcessStartInfo("env") { ArgumentList = { "--default-signal=INT", "dotnet" } }, new Dictionary<string, string>(StringComparer.Ordinal), arguments)
        : Start(arguments);

    public static Process Start(IReadOnlyDictionary<string, string> environment, string[] arguments) => Start(new ProcessStartInfo("dotnet"), environment, arguments);

    private static Process Start(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
    }
}

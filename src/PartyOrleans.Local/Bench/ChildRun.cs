using System.Diagnostics;
using System.Text.Json;

namespace PartyOrleans.Local.Bench;

/// <summary>A run of this very program as a process of its own, measured from its start to its exit.</summary>
/// <param name="Wall">Time from start to exit.</param>
/// <param name="PeakBytes">Greatest resident memory, as the run reported it; 0 where it did not.</param>
/// <param name="Output">Its JSON document.</param>
internal sealed record ChildRun(TimeSpan Wall, long PeakBytes, JsonElement Output)
{
    /// <summary>Runs the program.</summary>
    /// <exception cref="InvalidOperationException">The run failed; the message carries what it said.</exception>
    public static async Task<ChildRun> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        TimeSpan wall = Stopwatch.GetElapsedTime(began);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"party {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
        }

        string text = await output;
        if (!text.StartsWith('{'))
        {
            return new ChildRun(wall, 0, default);
        }

        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement result = document.RootElement.Clone();
        return new ChildRun(wall, result.TryGetProperty("peak_bytes", out JsonElement peak) ? peak.GetInt64() : 0, result);
    }

    /// <summary>Starts the program, its outputs to be read.</summary>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static Process Start(IReadOnlyList<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know its own path.");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(ChildRun).Assembly.Location);
        }

        if (arguments is ["resolve" or "evaluate", ..])
        {
            start.Environment.TryAdd("DOTNET_gcServer", "0"); // as the launcher runs it
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
    }
}

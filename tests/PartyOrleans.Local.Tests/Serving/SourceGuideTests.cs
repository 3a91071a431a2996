using System.Diagnostics;

namespace PartyOrleans.Local.Tests.Serving;

/// <summary>The commands of the guide to sources, run in one shell as they are written.</summary>
public sealed class SourceGuideTests : IDisposable
{
    private static readonly string Guide = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../docs/sources.md"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commands_WhenRunAsWritten_MeetEveryContract()
    {
        string[] blocks = [.. (await File.ReadAllTextAsync(Guide)).Split("```sh\n").Skip(1).Select(block => block.Split("```")[0])];
        _folder.Write("party", $"#!/bin/sh\nexec dotnet '{HubProcess.Program}' \"$@\"\n");
        _folder.Write("commands.sh", "set -euo pipefail\nchmod +x party\n" + string.Concat(blocks));
        using Process shell = Process.Start(new ProcessStartInfo("bash", ["commands.sh"])
        {
            WorkingDirectory = _folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        }).ShouldNotBeNull();
        Task<string> output = shell.StandardOutput.ReadToEndAsync();
        Task<string> error = shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(4));

        shell.ExitCode.ShouldBe(0, $"{await output}\n{await error}");
        string[] met = [.. (await output).Split('\n').Where(line => line.Contains(" meets the contract of ", StringComparison.Ordinal))];
        met.Select(line => line.Split(" meets the contract of ")[1]).ShouldBe(
        [
            "people (csv): 2 records.", "orders (csv): 1 record.", "web (json): 1 record.", "watch (senzing): 1 record.", "sanctions (followthemoney): 1 record.",
            "billing (debezium): 1 record.",
        ]);
        (await error).ShouldNotContain("unknown");
    }
}

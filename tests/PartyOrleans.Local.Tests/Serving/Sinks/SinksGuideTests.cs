using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace PartyOrleans.Local.Tests.Serving.Sinks;

/// <summary>The commands of the guide to sinks, run as they are written.</summary>
public sealed class SinksGuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonFact]
    public async Task Commands_WhenRunAsWritten_GiveWhatTheGuideSays()
    {
        string guide = string.Concat(GuideShell.BlocksOf("docs/sinks.md")).Replace("8090", FreePort(), StringComparison.Ordinal);

        string[] lines = await GuideShell.RunAsync(_folder, guide);

        lines.Where(line => line.StartsWith("event-", StringComparison.Ordinal)).ShouldContain("event-1 party.created.v1 api");
        JsonNode[] answers = GuideShell.ObjectsOf(lines);
        answers.Where(answer => answer["state"] is not null).Select(answer => answer["state"]!.GetValue<string>()).ShouldBe(["running", "disabled", "running", "running"]);
        answers[^1]["items"]!.AsArray().Count.ShouldBe(8);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>A test that needs bash, curl and Python 3; skipped, saying so, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        string[] missing = [.. new[] { "bash", "curl", "python3" }.Where(program => !IsThere(program))];
        if (!OperatingSystem.IsLinux() || missing.Length > 0)
        {
            Skip = $"{string.Join(", ", missing)} is not on the PATH.";
        }
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}

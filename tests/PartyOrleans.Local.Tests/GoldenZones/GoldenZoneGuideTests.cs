using System.Text.Json.Nodes;
using PartyOrleans.Local.Tests.Serving;

namespace PartyOrleans.Local.Tests.GoldenZones;

/// <summary>The commands of the guide to the golden zone, run as they are written.</summary>
public sealed class GoldenZoneGuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CurlFact]
    public async Task Commands_WhenRunAsWritten_GiveWhatTheGuideSays()
    {
        string[] lines = await GuideShell.RunAsync(_folder, string.Concat(GuideShell.BlocksOf("docs/golden-zone.md")));

        lines.ShouldContain(line => line.StartsWith("golden: 2 current parties and 1 past versions written, as of commit ", StringComparison.Ordinal));
        JsonNode[] rows = GuideShell.ObjectsOf(lines);
        rows.Select(row => (row["is_current"]!.GetValue<bool>(), row["change"]!.GetValue<string>(), row["records"]!.AsArray().Count, (string?)row["ended"]))
            .ShouldBe([(true, "changed", 2, null), (true, "created", 1, null), (false, "created", 1, "superseded")], ignoreOrder: true);
        lines[^1].ShouldMatch("\"current_sha256\": \"[0-9a-f]{64}\"");
    }
}

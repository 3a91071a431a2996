using System.Collections;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Serving.Sinks;
using PartyOrleans.Local.Tests.Serving;

namespace PartyOrleans.Local.Tests.GoldenZones;

/// <summary>A golden zone in the connections file of a hub that serves.</summary>
public sealed class GoldenZoneSinkTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_WhenPartiesComeAndAreErased_WritesThemToTheZoneAndTakesThemBack()
    {
        string zone = _folder["zone"];
        _folder.Write("connections.json", $$"""
            {"format": "party-hub/connections/1", "sinks": [{"name": "lake", "type": "golden-zone", "location": {{Quoted(zone)}}, "values": "clear",
             "linger": "0s", "buckets": 2, "compact_every": "1s", "erase_every": "1s", "grace": "0s"}]}
            """);
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["party.db"], "--connections", _folder["connections.json"]);
        (await hub.TryPutAsync("1", """{"name.full": "Ann Quillfeather", "date.birth": "1980-02-03"}""")).ShouldBeTrue();
        (await hub.TryPutAsync("2", """{"name.full": "Zoe Zanzibarova", "date.birth": "1975-11-30"}""")).ShouldBeTrue();
        await UntilAsync(() => CurrentRows(zone) == 2);
        TextOf(zone).ShouldContain("Zanzibarova");

        JsonNode record = JsonNode.Parse(await hub.Http.GetStringAsync(new Uri("/v1/records/crm/2", UriKind.Relative)))!;
        using var reason = new StringContent("""{"reason": "request 17"}""", Encoding.UTF8, "application/json");
        (await hub.Http.PostAsync(new Uri($"/v1/parties/{record["party_id"]}/erase", UriKind.Relative), reason)).EnsureSuccessStatusCode();

        await UntilAsync(() => CurrentRows(zone) == 1 && !TextOf(zone).Contains("Zanzibarova", StringComparison.Ordinal));
        TextOf(zone).ShouldContain("Quillfeather");
        JsonNode sinks = JsonNode.Parse(await hub.Http.GetStringAsync(new Uri("/v1/sinks", UriKind.Relative)))!;
        sinks.ToJsonString().ShouldContain("golden-zone");
        hub.Terminate();
        (await hub.ExitAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Pipeline_WhenItExportsAGoldenZone_WritesAllOfItMasked()
    {
        string zone = _folder["nightly"];
        _folder.Write("connections.json", $$"""
            {"format": "party-hub/connections/1", "pipelines": [{"name": "nightly", "steps": [
             {"name": "zone", "kind": "export", "what": "golden-zone", "location": {{Quoted(zone)}}, "buckets": 1}]}]}
            """);
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["party.db"], "--connections", _folder["connections.json"]);
        (await hub.TryPutAsync("1", """{"name.full": "Ann Quillfeather", "date.birth": "1980-02-03"}""")).ShouldBeTrue();
        using var nothing = new StringContent("{}", Encoding.UTF8, "application/json");

        (await hub.Http.PostAsync(new Uri("/v1/pipelines/nightly/runs", UriKind.Relative), nothing)).EnsureSuccessStatusCode();

        await UntilAsync(() => CurrentRows(zone) == 1);
        TextOf(zone).ShouldContain("Quillfeather");
        TextOf(zone).ShouldNotContain("1980-02-03");
    }

    [Theory]
    [InlineData("\"location\": \"zone\", \"buckets\": 0", "file.json: $.sinks[0].buckets: expected a whole number from 1 to 1024.")]
    [InlineData("\"location\": \"zone\", \"events\": [\"party.*\"]", "file.json: $.sinks[0].events: expected no such member; a golden zone is told everything.")]
    [InlineData("\"location\": \"zone\", \"format\": \"orc\"", "file.json: $.sinks[0].format: expected another (golden zones are not written as orc; allowed is")]
    [InlineData("\"buckets\": 4", "file.json: $.sinks[0].location: expected a text; it is missing.")]
    [InlineData("\"location\": \"zone\", \"keep_history\": \"1d\"", "file.json: $.sinks[0].keep_history: expected a duration from 31d to 36525d")]
    [InlineData("\"location\": \"zone\", \"compact\": \"1m\"", "file.json: $.sinks[0].compact: expected one of ")]
    public void Parse_WhenAGoldenZoneMakesNoSense_NamesPlaceAndWhatIsAllowed(string members, string message)
    {
        byte[] text = Encoding.UTF8.GetBytes($$"""{"format": "party-hub/connections/1", "sinks": [{"name": "lake", "type": "golden-zone", {{members}}}]}""");

        Should.Throw<CommandException>(() => ConnectionsFile.Parse(text, "file.json", [SinkSection.Section], new Hashtable())).Message.ShouldStartWith(message);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Limit);
            await Task.Delay(TimeSpan.FromMilliseconds(5)); // files are written meanwhile: there is nothing to wait on
        }
    }

    private static int CurrentRows(string zone)
    {
        string manifest = Path.Combine(zone, "_manifest.json");
        return File.Exists(manifest) ? JsonNode.Parse(File.ReadAllText(manifest))!["current_rows"]!.GetValue<int>() : 0;
    }

    /// <summary>All rows of all files; one that goes meanwhile counts as empty.</summary>
    private static string TextOf(string zone)
    {
        var text = new StringBuilder();
        foreach (string path in Directory.EnumerateFiles(zone, "*.gz", SearchOption.AllDirectories).Where(path => !Path.GetFileName(path).StartsWith('.')).ToList())
        {
            try
            {
                using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
                using var reader = new StreamReader(gzip);
                text.Append(reader.ReadToEnd());
            }
            catch (FileNotFoundException)
            {
                // It was replaced.
            }
        }

        return text.ToString();
    }

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}

using System.IO.Compression;
using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class ExportCommandTests
{
    [Fact]
    public async Task ExportClusters_WhenToAFile_WritesSourceRecordAndPartySorted()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("export", "clusters", "--out", folder["c.csv"], "--db", store);
        result.ExitCode.ShouldBe(0, result.Error);
        (await File.ReadAllTextAsync(folder["c.csv"])).ShouldBe("source,record_id,party_id\ncrm,1,P1\ncrm,2,P2\nweb,a,P1\n");
        File.Exists(folder["c.csv.part"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("golden", "party_id,party_type,attribute,group,value,source,record_id,rule\nP1,person,name.full,0,\"Anne Lee, PhD\",crm,1,completeness\nP2,person,name.full,0,Bob Ray,crm,2,only\n")]
    [InlineData("records", "source,record_id,party_id,attribute,group,value\ncrm,1,P1,name.full,0,\"Anne Lee, PhD\"\ncrm,1,P1,colour,0,green\ncrm,2,P2,name.full,0,Bob Ray\nweb,a,P1,name.full,0,Ann Lee\n")]
    [InlineData("dead-letters", "source,input,line,kind,reason,raw\ncrm,crm.csv,7,contract,no id,\",\"\"x\"\",\"\n")]
    [InlineData("reviews", "left_source,left_record_id,right_source,right_record_id,weight_bits,probability\ncrm,1,crm,2,1.5,0.75\n")]
    [InlineData("judgements", "left_source,left_record_id,right_source,right_record_id,kind,author,reason,at\ncrm,1,web,a,must-link,kim,same desk,1970-01-01T00:00:00.0000000Z\n")]
    public async Task Export_WhenToStandardOutput_WritesCsv(string kind, string expected)
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("export", kind, "--db", store);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldBe(expected);
    }

    [Theory]
    [InlineData("records", "source,record_id,party_id,attribute,group,value\ncrm,1,P1,name.full,0,\"Anne Lee, PhD\"\ncrm,1,P1,colour,0,***\ncrm,2,P2,name.full,0,Bob Ray\nweb,a,P1,name.full,0,Ann Lee\n")]
    [InlineData("dead-letters", "source,input,line,kind,reason,raw\ncrm,crm.csv,7,contract,no id,***\n")]
    public async Task Export_WhenMasked_HidesWhatThePolicyHides(string kind, string expected)
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("export", kind, "--mask", "--db", store);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldBe(expected);
    }

    [Fact]
    public async Task ExportGolden_WhenMasked_LeavesOutTheHashOfWhatItHides()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("export", "golden", "--mask", "--format", "jsonl", "--db", store);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldNotContain("content_hash");
        result.Out.ShouldContain("Anne Lee, PhD");
    }

    [Fact]
    public async Task ExportGolden_WhenNamedJsonl_WritesOneObjectPerPartyWithLineage()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("export", "golden", "-o", folder["g.jsonl"], "--db", store, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldBe($$"""{"kind":"golden","out":"{{folder["g.jsonl"]}}","written":2}""" + "\n");
        string[] lines = await File.ReadAllLinesAsync(folder["g.jsonl"]);
        lines.Length.ShouldBe(2);
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        first.RootElement.GetProperty("party_id").GetString().ShouldBe("P1");
        first.RootElement.GetProperty("records").GetArrayLength().ShouldBe(2);
        JsonElement cell = first.RootElement.GetProperty("cells")[0];
        cell.GetProperty("value").GetString().ShouldBe("Anne Lee, PhD");
        cell.GetProperty("source").GetString().ShouldBe("crm");
        cell.GetProperty("record_id").GetString().ShouldBe("1");
        cell.GetProperty("rule").GetString().ShouldBe("completeness");
    }

    [Fact]
    public async Task ExportEvents_WhenAsJson_KeepsTheirOrder()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("export", "events", "--db", store, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        string[] kinds = [.. result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()!)];
        kinds.ShouldBe(["created", "created", "created", "retired"]);
    }

    [Fact]
    public async Task Export_WhenThereIsNoStore_SaysSoAndLeavesNoFile()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("export", "clusters", "--out", folder["c.csv"], "--db", folder["none.db"]);
        result.ExitCode.ShouldBe(5);
        result.Error.ShouldContain("none.db does not exist");
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_WhenTheFileIsNoStore_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("text.db", "this is no database");
        HubResult result = await HubProcess.RunAsync("export", "clusters", "--db", text);
        result.ExitCode.ShouldBe(5);
        result.Error.ShouldContain("text.db");
        result.Error.Count(c => c == '\n').ShouldBe(1);
    }

    [Fact]
    public async Task Export_WhenTheOutputCannotBeWritten_NamesIt()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        string path = Path.Combine(folder.Path, "no", "such", "folder.csv");
        HubResult result = await HubProcess.RunAsync("export", "clusters", "--out", path, "--db", store);
        result.ExitCode.ShouldBe(5);
        result.Error.ShouldStartWith($"party: {path}: cannot be written: ");
    }

    [Fact]
    public async Task Export_WhenTheDiskIsFull_SaysSo()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("export", "clusters", "--out", "/dev/full", "--db", store);
        result.ExitCode.ShouldBe(5);
        result.Error.ShouldStartWith("party: /dev/full: cannot be written: ");
        result.Error.ShouldContain("space");
    }

    [Fact]
    public async Task ExportGoldenZone_WhenToAFolder_WritesSnapshotHistoryAndManifest()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("export", "golden-zone", "--out", folder["zone"], "--buckets", "1", "--db", store, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument report = JsonDocument.Parse(result.Out);
        report.RootElement.GetProperty("current").GetInt32().ShouldBe(2);

        using JsonDocument manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder["zone"], "_manifest.json")));
        string current = manifest.RootElement.GetProperty("current")[0].GetProperty("key").GetString()!;
        string[] lines = await LinesAsync(Path.Combine(folder["zone"], current));
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        lines.Length.ShouldBe(2);
        first.RootElement.GetProperty("party_id").GetString().ShouldBe("P1");
        first.RootElement.GetProperty("name_full")[0].GetString().ShouldBe("Anne Lee, PhD");
        (await File.ReadAllTextAsync(Path.Combine(folder["zone"], "lists", "current", "files.txt"))).ShouldBe(Path.Combine(folder["zone"], current) + "\n");
    }

    [Theory]
    [InlineData("--out: a golden zone is written to a folder or s3://bucket/prefix/.", "--out", "-")]
    [InlineData("--buckets: expected a number from 1 to 1024.", "--out", "zone", "--buckets", "0")]
    [InlineData("--format: golden zones are not written as csv; allowed is jsonl", "--out", "zone", "--format", "csv")]
    public async Task ExportGoldenZone_WhenAnOptionMakesNoSense_SaysWhatIsAllowed(string message, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync(["export", "golden-zone", "--db", store, .. options]);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(message);
    }

    private static async Task<string[]> LinesAsync(string path)
    {
        await using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        return (await text.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

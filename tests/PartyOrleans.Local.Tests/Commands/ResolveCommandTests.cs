using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class ResolveCommandTests
{
    internal const string Crm = """
        id,first_name,last_name,dob,email,phone,city
        1,Robert,Ashcombe,1961-03-14,r.ashcombe@example.com,503-555-0114,Portland
        2,Bob,Ashcombe,1961-03-14,r.ashcombe@example.com,,Eugene
        3,Maria,Quintero,1984-07-30,maria.q@example.org,212-555-0199,New York
        10,Ingrid,Solberg,1990-12-01,ingrid@example.net,,Oslo

        """;

    private const string Web = """
        id,first_name,last_name,dob,email,phone,city
        1,Maria,Quintero,1984-07-30,maria.q@example.org,,New York

        """;

    [Fact]
    public async Task Resolve_WhenTwoFilesNameTheSamePersons_WritesOnePartyForThem()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync(
            "resolve", folder.Write("web.csv", Web), folder.Write("crm.csv", Crm), "--clusters", folder["out.csv"], "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        string[] lines = await File.ReadAllLinesAsync(folder["out.csv"]);
        lines[0].ShouldBe("source,record_id,party_id");
        lines.Skip(1).Select(line => line[..line.LastIndexOf(',')]).ShouldBe(["crm,1", "crm,10", "crm,2", "crm,3", "web,1"]);
        Dictionary<string, string> party = Parties(lines);
        party["crm,1"].ShouldBe(party["crm,2"]);
        party["crm,3"].ShouldBe(party["web,1"]);
        party.Values.Distinct().Count().ShouldBe(3);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("records").GetInt32().ShouldBe(5);
        document.RootElement.GetProperty("parties").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Resolve_WhenTheInputsComeInAnotherOrder_WritesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        await HubProcess.RunAsync("generate", "-n", "3000", "-o", folder["g"]);
        string[] files = [.. Directory.GetFiles(folder["g"]).Where(file => !file.EndsWith("truth.csv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        HubResult forth = await HubProcess.RunAsync(["resolve", .. files, "--train", "-c", folder["a.csv"]]);
        HubResult back = await HubProcess.RunAsync(["resolve", .. files.Reverse(), "--train", "-c", folder["b.csv"]]);
        forth.ExitCode.ShouldBe(0, forth.Error);
        back.ExitCode.ShouldBe(0, back.Error);
        (await File.ReadAllBytesAsync(folder["b.csv"])).ShouldBe(await File.ReadAllBytesAsync(folder["a.csv"]));
    }

    [Fact]
    public async Task Resolve_WhenAKeyIsInTwoFiles_TheLaterOneHolds()
    {
        using var folder = new TemporaryFolder();
        string later = folder.Write("later.csv", "id,first_name,last_name,dob,email\n3,Robert,Ashcombe,1961-03-14,r.ashcombe@example.com\n");
        HubResult result = await HubProcess.RunAsync("resolve", folder.Write("crm.csv", Crm), later, "--source", "crm", "-c", folder["out.csv"], "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        Dictionary<string, string> party = Parties(await File.ReadAllLinesAsync(folder["out.csv"]));
        party.Count.ShouldBe(4);
        party["crm,3"].ShouldBe(party["crm,1"]);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("replaced").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Resolve_WhenReadingStandardInputAndWritingStandardOutput_IsAFilter()
    {
        HubResult result = await HubProcess.RunWithInputAsync(Crm, "resolve", "-", "--source", "pipe", "--clusters", "-");
        result.ExitCode.ShouldBe(0, result.Error);
        string[] lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("source,record_id,party_id");
        lines.Length.ShouldBe(5);
        lines.Skip(1).ShouldAllBe(line => line.StartsWith("pipe,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resolve_WhenALineIsRefused_GoesOnAndSaysWhichAndWhy()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("crm.csv", Crm + "11,too,many,cells,in,this,line,of,the,file\n");
        string[] arguments = ["resolve", input, "-c", folder["out.csv"]];
        HubResult lenient = await HubProcess.RunAsync(arguments);
        lenient.ExitCode.ShouldBe(0, lenient.Error);
        lenient.Error.ShouldContain($"refused: {input}: line 6: ");
        lenient.Error.ShouldContain("1 line refused.");
        (await File.ReadAllLinesAsync(folder["out.csv"])).Length.ShouldBe(5);
        (await HubProcess.RunAsync([.. arguments, "--strict"])).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task Resolve_WhenGzipIsCutShort_FailsNamingTheFileAndWritesNothing()
    {
        using var folder = new TemporaryFolder();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var random = new Random(5);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Crm));
            for (int i = 0; i < 20_000; i++)
            {
                await gzip.WriteAsync(Encoding.UTF8.GetBytes($"{1000 + i},A{random.Next()},B{random.Next()},19{random.Next(10, 99)}-01-02,,,\n"));
            }
        }

        string path = folder["crm.csv.gz"];
        await File.WriteAllBytesAsync(path, packed.ToArray()[..(int)(packed.Length / 2)]);
        HubResult result = await HubProcess.RunAsync("resolve", path, "-c", folder["out.csv"]);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain($"party: {path}: ");
        File.Exists(folder["out.csv"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("id,first_name,last_name,dob\n", "")]
    [InlineData("\u0001\u0002\u0000\u0003\u0000binary\u0000\u0007", "")]
    public async Task Resolve_WhenThereIsNothingToResolve_EndsWithOneLineAndNoTrace(string content, string reason)
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("resolve", folder.Write("in.csv", content), "-c", folder["out.csv"], "--json");
        result.ExitCode.ShouldBeOneOf(0, 3);
        result.Error.ShouldContain(reason);
        result.Error.ShouldNotContain("   at ");
        result.Error.ShouldNotContain("unexpected");
    }

    [Fact]
    public async Task Resolve_WhenAFolderHoldsNoData_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string empty = Directory.CreateDirectory(folder["empty"]).FullName;
        HubResult result = await HubProcess.RunAsync("resolve", empty, "-c", folder["out.csv"]);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldStartWith($"party: {empty}: the folder holds no data files.");
    }

    [Fact]
    public async Task Evaluate_WhenGivenInputs_ResolvesAndScoresInOneGo()
    {
        using var folder = new TemporaryFolder();
        string truth = folder.Write("truth.csv", "record_id,entity_id\n1,a\n2,a\n3,b\n10,c\n");
        HubResult result = await HubProcess.RunAsync("evaluate", folder.Write("crm.csv", Crm), "--truth", truth, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("f1").GetDouble().ShouldBe(1);
        document.RootElement.GetProperty("exact_entities").GetDouble().ShouldBe(1);
    }

    private static Dictionary<string, string> Parties(IEnumerable<string> lines) =>
        lines.Skip(1).ToDictionary(line => line[..line.LastIndexOf(',')], line => line[(line.LastIndexOf(',') + 1)..], StringComparer.Ordinal);
}

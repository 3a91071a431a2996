using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class MapCommandTests
{
    private const string Customers = "id,first_name,surname,dob,phone,shoe size\n1,Ann,Lee,1980-01-02,555-0100,38\n2,Bob,Ray,1975-11-30,555-0101,44\n";

    [Fact]
    public async Task Map_WhenAskedForJson_NamesTheTargetOfEveryColumn()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("map", folder.Write("crm.csv", Customers), "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        JsonElement input = document.RootElement[0];
        input.GetProperty("source").GetString().ShouldBe("crm");
        input.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("target").GetString())
            .ShouldBe(["record id", "name.given", "name.family", "date.birth", "phone", "payload"]);
    }

    [Fact]
    public async Task Map_WhenText_ShowsShapesAndNoValues()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("map", folder.Write("crm.csv", Customers));
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldContain("name.family");
        result.Out.ShouldContain("Aaa", Case.Sensitive);
        result.Out.ShouldNotContain("Lee");
        result.Out.ShouldNotContain("555");
    }

    [Fact]
    public async Task Map_WhenReadingStandardInput_MapsIt()
    {
        HubResult result = await HubProcess.RunWithInputAsync(Customers, "map", "-", "--source", "web", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement[0].GetProperty("input").GetString().ShouldBe("standard input");
        document.RootElement[0].GetProperty("source").GetString().ShouldBe("web");
    }

    [Fact]
    public async Task Map_WhenTheFileIsMissing_NamesIt()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("map", folder["none.csv"]);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldBe($"party: {folder["none.csv"]}: there is no such file or folder. Allowed are files, folders and - for standard input.\n");
    }

    [Fact]
    public async Task Map_WhenToAFile_WritesAMappingThatGivesTheSameAgain()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("crm.csv", Customers);
        HubResult written = await HubProcess.RunAsync("map", input, "--out", folder["crm.json"], "--json");
        written.ExitCode.ShouldBe(0, written.Error);
        HubResult again = await HubProcess.RunAsync("map", input, "--mapping", folder["crm.json"], "--json");
        again.ExitCode.ShouldBe(0, again.Error);
        Targets(again).ShouldBe(Targets(written));
    }

    [Theory]
    [InlineData("{ \"columns\": ", "the mapping is not valid JSON")]
    [InlineData("{ \"columns\": { \"first_name\": \"name.first\" } }", "$.columns['first_name']: expected one of party.type, ")]
    [InlineData("[]", "crm.json")]
    public async Task Map_WhenTheMappingIsUnusable_NamesFileAndReason(string mapping, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("crm.json", mapping);
        HubResult result = await HubProcess.RunAsync("map", folder.Write("crm.csv", Customers), "--mapping", path);
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldStartWith($"party: {path}");
        result.Error.ShouldContain(reason);
        result.Error.Count(c => c == '\n').ShouldBe(1);
    }

    private static string[] Targets(HubResult result)
    {
        using JsonDocument document = JsonDocument.Parse(result.Out);
        return [.. document.RootElement[0].GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("target").GetString()!)];
    }
}

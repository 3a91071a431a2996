using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class ShowCommandTests
{
    [Fact]
    public async Task Show_WhenNothingIsNamed_CountsWhatTheStoreHolds()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("show", "--db", store, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldBe(
            $$"""{"db":"{{store}}","records":3,"parties":2,"golden_versions":3,"reviews":1,"judgements":1,"dead_letters":1}""" + "\n");
    }

    [Theory]
    [InlineData("P1")]
    [InlineData("P9")]
    [InlineData("web/a")]
    public async Task Show_WhenAPartyRetiredIdOrRecordIsNamed_ShowsThePartyOfIt(string subject)
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("show", subject, "--db", store, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("golden").GetProperty("party_id").GetString().ShouldBe("P1");
        document.RootElement.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("record_id").GetString()).ShouldBe(["1", "a"]);
    }

    [Fact]
    public async Task Show_WhenText_PutsGoldenValueWithLineageBesideTheRecords()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("show", "P9", "--db", store, "--history");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldContain("Party P1: person, 2 records. P9 redirects here.");
        string row = result.Out.Split('\n').Single(line => line.Contains(" name.full ", StringComparison.Ordinal));
        string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe("name.full Anne Lee, PhD ← crm/1 (completeness) Anne Lee, PhD Ann Lee");
        result.Out.ShouldContain("  created  crm/1, web/a");
    }

    [Theory]
    [InlineData("P7", "there is no party P7 in the store, and none that it redirects to.")]
    [InlineData("crm/99", "there is no record crm/99 in the store.")]
    public async Task Show_WhenItIsNotThere_SaysSo(string subject, string message)
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("show", subject, "--db", store);
        result.ExitCode.ShouldBe(4);
        result.Error.ShouldBe($"party: {message}\n");
        result.Out.ShouldBeEmpty();
    }
}

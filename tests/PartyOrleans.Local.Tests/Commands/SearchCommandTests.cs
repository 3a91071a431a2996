using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class SearchCommandTests
{
    [Theory]
    [InlineData("ann lee", "P1")]
    [InlineData("LEE, Anne", "P1")]
    [InlineData("bob", "P2")]
    [InlineData("nobody", "")]
    public async Task Search_WhenJson_GivesTheHits(string query, string parties)
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("search", query, "--db", store, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("complete").GetBoolean().ShouldBeTrue();
        string.Join(' ', document.RootElement.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("golden").GetProperty("party_id").GetString()))
            .ShouldBe(parties);
    }

    [Fact]
    public async Task Search_WhenText_SaysHowEachWordWasMet()
    {
        using var folder = new TemporaryFolder();
        string store = await SeededStore.WriteAsync(folder);
        HubResult result = await HubProcess.RunAsync("search", "robert", "raj", "--db", store);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldContain("P2");
        result.Out.ShouldContain("robert: nickname, raj: similar");
    }

    [Fact]
    public async Task Search_WhenThereAreMore_GoesOnByTheCursor()
    {
        using var folder = new TemporaryFolder();
        string csv = folder["people.csv"];
        await File.WriteAllLinesAsync(csv, ["id,name", .. Enumerable.Range(1, 3).Select(i => $"{i},Zoe {(char)('A' + i)}bcdef{i}")]);
        string store = folder["hub.db"];
        (await HubProcess.RunAsync("load", csv, "--db", store)).ExitCode.ShouldBe(0);
        var parties = new List<string?>();
        string[] cursor = [];
        for (int page = 0; page < 3; page++)
        {
            HubResult result = await HubProcess.RunAsync(["search", "zoe", "--limit", "1", "--db", store, "--json", .. cursor]);
            result.ExitCode.ShouldBe(0, result.Error);
            using JsonDocument document = JsonDocument.Parse(result.Out);
            parties.Add(document.RootElement.GetProperty("hits")[0].GetProperty("golden").GetProperty("party_id").GetString());
            string? next = document.RootElement.GetProperty("next").GetString();
            (next is null).ShouldBe(page == 2);
            cursor = ["--cursor", next ?? ""];
        }

        parties.ShouldBeUnique();
        HubResult wrong = await HubProcess.RunAsync("search", "zoe", "--db", store, "--cursor", "AAAA");
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldBe("party: --cursor: The cursor is not one that this list gave out: start from its first page.\n");
    }
}

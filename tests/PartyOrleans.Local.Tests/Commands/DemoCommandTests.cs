using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_WhenRunTwice_ShowsTheSameAndCanBeLookedAtAfterwards()
    {
        using var folder = new TemporaryFolder();
        HubResult first = await HubProcess.RunAsync("demo", "--out", folder["demo"]);
        HubResult second = await HubProcess.RunAsync("demo", "--out", folder["demo"]);
        first.ExitCode.ShouldBe(0, first.Error);
        second.ExitCode.ShouldBe(0, second.Error);
        second.Out.ShouldBe(first.Out);
        first.Out.ShouldContain("Nickname and move: one golden record");
        first.Out.ShouldContain("Father and son: customers/C005 and customers/C006 stay apart.");
        first.Out.ShouldContain("match weight ");
        HubResult shown = await HubProcess.RunAsync("show", "customers/C001", "--db", Path.Combine(folder["demo"], "party.db"));
        shown.ExitCode.ShouldBe(0, shown.Error);
        shown.Out.ShouldContain("Ashcombe");
    }

    [Fact]
    public async Task Demo_WhenAskedForJson_CountsRecordsRefusedLinesAndStories()
    {
        using var folder = new TemporaryFolder();
        HubResult result = await HubProcess.RunAsync("demo", "--out", folder["demo"], "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("records").GetInt32().ShouldBe(80);
        document.RootElement.GetProperty("dead_letters").GetInt32().ShouldBe(2);
        document.RootElement.GetProperty("inputs").GetArrayLength().ShouldBe(3);
        JsonElement[] stories = [.. document.RootElement.GetProperty("stories").EnumerateArray()];
        stories.Length.ShouldBe(28);
        string[] told = ["Nickname and move", "Married name", "Father and son", "Typing errors", "Legal forms and LEI", "One passport"];
        stories.Where(story => told.Contains(story.GetProperty("name").GetString())).ShouldAllBe(story => story.GetProperty("found").GetBoolean());
    }
}

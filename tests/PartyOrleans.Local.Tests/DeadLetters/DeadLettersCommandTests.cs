using System.Text.Json;

namespace PartyOrleans.Local.Tests.DeadLetters;

public sealed class DeadLettersCommandTests
{
    private const string People = "record_id;first_name;last_name;date_of_birth\n1;Ann;Lee;1980-02-03\n;Bo;Ray;1970-05-06\n3;Cy;Fox;1990-07-08;;x\n";

    [Fact]
    public async Task DeadLetters_WhenMendedAndReplayed_AreTakenAndSettled()
    {
        using var folder = new TemporaryFolder();
        string store = folder["hub.db"];
        (await HubProcess.RunAsync("load", folder.Write("people.csv", People), "--source", "crm", "--db", store)).ExitCode.ShouldBe(0);

        JsonElement[] open = await ListAsync(store);
        HubResult edited = await HubProcess.RunWithInputAsync("3;Cy;Fox;1990-07-08\n", "dead-letters", "edit", "2", "--file", "-", "--db", store, "--json");
        HubResult replayed = await HubProcess.RunAsync("dead-letters", "replay", "--all", "--actor", "eve", "--reason", "mended", "--db", store, "--json");
        HubResult discarded = await HubProcess.RunAsync("dead-letters", "discard", "1", "--db", store);

        open.Select(letter => $"{letter.GetProperty("number")} {letter.GetProperty("kind")} {letter.GetProperty("attempts")}").ShouldBe(["1 contract 1", "2 parse 1"]);
        edited.ExitCode.ShouldBe(0, edited.Error);
        JsonDocument.Parse(edited.Out).RootElement.GetProperty("text").GetString().ShouldBe("3;Cy;Fox;1990-07-08");
        JsonElement run = JsonDocument.Parse(replayed.Out).RootElement;
        (run.GetProperty("letters").GetInt32(), run.GetProperty("replayed").GetInt32(), run.GetProperty("refused").GetInt32(), run.GetProperty("created").GetInt32()).ShouldBe((2, 1, 1, 1));
        discarded.Out.ShouldBe("1 open letter, 1 discarded.\n");
        (await ListAsync(store)).ShouldBeEmpty();
        (await ListAsync(store, "--state", "all")).Select(letter => $"{letter.GetProperty("number")} {letter.GetProperty("state")} {letter.GetProperty("attempts")}")
            .ShouldBe(["1 discarded 2", "2 replayed 2"]);
        (await HubProcess.RunAsync("show", "crm/3", "--db", store)).ExitCode.ShouldBe(0);
        (await HubProcess.RunAsync("dead-letters", "edit", "1", "--text", "x", "--db", store)).ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData(2, "replay")]
    [InlineData(2, "replay", "1", "--all")]
    [InlineData(2, "discard", "--all", "--source", "crm")]
    [InlineData(2, "replay", "--kind", "odd")]
    [InlineData(2, "list", "--state", "odd")]
    [InlineData(2, "list", "--limit", "0")]
    [InlineData(2, "edit", "1")]
    [InlineData(2, "edit", "1", "--raw", "--text", "x")]
    [InlineData(2, "list", "--older-than", "soon")]
    [InlineData(4, "show", "77")]
    [InlineData(4, "edit", "77", "--text", "x")]
    public async Task DeadLetters_WhenTheCommandLineIsWrong_SaysSo(int exitCode, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        string store = await Commands.SeededStore.WriteAsync(folder);

        HubResult result = await HubProcess.RunAsync(["dead-letters", .. arguments, "--db", store]);

        result.ExitCode.ShouldBe(exitCode, result.Error);
        result.Error.TrimEnd().Split('\n')[^1].ShouldStartWith("party: ");
    }

    [Fact]
    public async Task List_WhenThereIsNoStore_MakesNone()
    {
        using var folder = new TemporaryFolder();

        (await HubProcess.RunAsync("dead-letters", "replay", "--all", "--db", folder["none.db"])).ExitCode.ShouldBe(5);

        Directory.EnumerateFiles(folder.Path).ShouldBeEmpty();
    }

    private static async Task<JsonElement[]> ListAsync(string store, params string[] arguments)
    {
        HubResult list = await HubProcess.RunAsync(["dead-letters", "list", .. arguments, "--db", store, "--json"]);
        list.ExitCode.ShouldBe(0, list.Error);
        return [.. JsonDocument.Parse(list.Out).RootElement.EnumerateArray()];
    }
}

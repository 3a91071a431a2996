using System.Text.Json;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class ExplainCommandTests
{
    [Fact]
    public async Task Explain_WhenTwoRecordsAreTogether_StepsAddUpToTheMatchWeight()
    {
        using var folder = new TemporaryFolder();
        string store = await LoadedAsync(folder);
        HubResult result = await HubProcess.RunAsync("explain", "crm/1", "crm/2", "--db", store, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("together").GetBoolean().ShouldBeTrue();
        JsonElement pair = document.RootElement.GetProperty("pair");
        JsonElement[] steps = [.. pair.GetProperty("steps").EnumerateArray()];
        steps[0].GetProperty("comparison").GetString().ShouldBe("prior");
        steps.ShouldContain(step => step.GetProperty("comparison").GetString() == "given" && step.GetProperty("level").GetString() == "nickname"
            && step.GetProperty("left").GetString() == "robert" && step.GetProperty("right").GetString() == "bob");
        steps.Sum(step => step.GetProperty("bits").GetDouble()).ShouldBe(pair.GetProperty("weight_bits").GetDouble(), 0.2);
    }

    [Fact]
    public async Task Explain_WhenTwoRecordsAreApart_ShowsWhatSpokeAgainst()
    {
        using var folder = new TemporaryFolder();
        string store = await LoadedAsync(folder);
        HubResult result = await HubProcess.RunAsync("explain", "crm/1", "crm/3", "--db", store);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldStartWith("crm/1 and crm/3 are apart, in parties ");
        result.Out.ShouldContain("match weight -");
        result.Out.ShouldContain("ashcombe ~ quintero");
    }

    [Fact]
    public async Task Explain_WhenAPartyIsNamedByARecord_TellsItsMerges()
    {
        using var folder = new TemporaryFolder();
        string store = await LoadedAsync(folder);
        HubResult result = await HubProcess.RunAsync("explain", "crm/2", "--db", store);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldContain(": crm/1 + crm/2.");
        result.Out.ShouldContain("1. crm/1 with crm/2: on average +");
    }

    [Theory]
    [InlineData(4, "there is no record crm/99 in the store.", "crm/1", "crm/99")]
    [InlineData(2, "'P1' names no record; a record is named source/record id.", "crm/1", "P1")]
    [InlineData(2, "explain needs two records, got crm/1 twice.", "crm/1", "crm/1")]
    public async Task Explain_WhenARecordIsMissingOrMisnamed_SaysWhich(int exitCode, string message, params string[] subjects)
    {
        using var folder = new TemporaryFolder();
        string store = await LoadedAsync(folder);
        HubResult result = await HubProcess.RunAsync(["explain", .. subjects, "--db", store]);
        result.Error.ShouldBe($"party: {message}\n");
        result.ExitCode.ShouldBe(exitCode);
    }

    private static async Task<string> LoadedAsync(TemporaryFolder folder)
    {
        HubResult result = await HubProcess.RunAsync("load", folder.Write("crm.csv", ResolveCommandTests.Crm), "--db", folder["hub.db"]);
        result.ExitCode.ShouldBe(0, result.Error);
        return folder["hub.db"];
    }
}

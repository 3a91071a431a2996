using System.Text.Json;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class BundleCommandTests
{
    [Fact]
    public async Task Activate_WhenAnotherBundleIsNamed_LeavesWhatALoadUnderItGives()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(
            folder["people.csv"],
            ["record_id,name.given,name.family,date.birth,phone", .. Enumerable.Range(1, 40).Select(i => $"{i},Ann,Lee{i / 3},19{60 + i / 3}-01-{1 + i % 3:00},0770090{i / 3:0000}")]);
        Bundle apart = DefaultBundle.Create() with { Name = "apart", Thresholds = new Thresholds(9, 8, 9, -2.5, 10) };
        await File.WriteAllTextAsync(folder["apart.json"], BundleFile.ToJson(apart));
        (await HubProcess.RunAsync("load", folder["people.csv"], "--source", "crm", "--db", folder["hub.db"])).ExitCode.ShouldBe(0);
        HubResult load = await HubProcess.RunAsync("load", folder["people.csv"], "--source", "crm", "--db", folder["fresh.db"], "--bundle", folder["apart.json"]);
        load.ExitCode.ShouldBe(0, load.Error);
        string old = await ClustersAsync(folder["hub.db"]);

        HubResult diff = await HubProcess.RunAsync("bundle", "diff", folder["apart.json"], "--db", folder["hub.db"], "--json");
        HubResult refused = await HubProcess.RunAsync("bundle", "activate", folder["apart.json"], "--db", folder["hub.db"], "--max-changed", "0");
        string untouched = await ClustersAsync(folder["hub.db"]);
        HubResult activated = await HubProcess.RunAsync("bundle", "activate", folder["apart.json"], "--db", folder["hub.db"], "--max-changed", "1");
        string after = await ClustersAsync(folder["hub.db"]);
        HubResult back = await HubProcess.RunAsync("bundle", "rollback", "--db", folder["hub.db"], "--max-changed", "1");

        diff.ExitCode.ShouldBe(0, diff.Error);
        using JsonDocument report = JsonDocument.Parse(diff.Out);
        report.RootElement.GetProperty("split").GetInt64().ShouldBeGreaterThan(0);
        (refused.ExitCode, untouched).ShouldBe((2, old));
        activated.ExitCode.ShouldBe(0, activated.Error);
        after.ShouldBe(await ClustersAsync(folder["fresh.db"]));
        back.ExitCode.ShouldBe(0, back.Error);
        (await ClustersAsync(folder["hub.db"])).ShouldBe(old);
        (await HubProcess.RunAsync("verify", "--db", folder["hub.db"])).ExitCode.ShouldBe(0);
    }

    /// <summary>The records of each party, without its id.</summary>
    private static async Task<string> ClustersAsync(string store)
    {
        string[] lines = (await HubProcess.RunAsync("export", "golden", "--db", store, "--json")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("records").GetRawText()).Order(StringComparer.Ordinal));
    }
}

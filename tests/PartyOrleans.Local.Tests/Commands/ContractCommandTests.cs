using System.Text.Json;
using System.Text.Json.Nodes;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class ContractCommandTests
{
    private const string People = "record_id,first_name,last_name,date_of_birth\n1,Ann,Lee,1980-02-03\n2,Bo,Ray,1971-04-05\n";

    [Fact]
    public async Task Check_WhenTheContractWasProposedFromTheFile_IsMetAndAChangedFileIsNot()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["people.csv"], People);
        await ProposeAsync(folder, "people.csv");
        await File.WriteAllTextAsync(folder["later.csv"], "record_id,first_name,last_name,date_of_birth,tier\n1,Ann,Lee,1980-02-03,gold\n,Cy,Fox,1990-01-01,\n");

        HubResult met = await HubProcess.RunAsync("contract", "check", folder["people.csv"], "--bundle", folder["bundle.json"], "--json");
        HubResult changed = await HubProcess.RunAsync("contract", "check", folder["later.csv"], "--source", "people", "--bundle", folder["bundle.json"]);
        HubResult load = await HubProcess.RunAsync("load", folder["later.csv"], "--source", "people", "--bundle", folder["bundle.json"], "--db", folder["hub.db"], "--json");
        HubResult unknown = await HubProcess.RunAsync("contract", "check", folder["later.csv"], "--bundle", folder["bundle.json"]);

        met.ExitCode.ShouldBe(0, met.Error);
        JsonElement check = JsonDocument.Parse(met.Out).RootElement[0];
        (check.GetProperty("is_met").GetBoolean(), check.GetProperty("taken").GetInt64()).ShouldBe((true, 2));
        changed.ExitCode.ShouldBe(3);
        changed.Out.ShouldContain("does not meet the contract of people (csv): 1 record, 1 line refused.");
        changed.Error.ShouldContain("tier is unknown in 1 record, first at line 2, like text a+.");
        changed.Error.ShouldContain("line 3: not what the contract says: record_id is missing");
        load.ExitCode.ShouldBe(0, load.Error);
        JsonElement drift = JsonDocument.Parse(load.Out).RootElement.GetProperty("inputs")[0].GetProperty("contract").GetProperty("drift");
        drift.GetRawText().ShouldContain("\"tier\"");
        unknown.ExitCode.ShouldBe(3);
        unknown.Error.ShouldContain("no contract for source later; it has people.");
    }

    [Fact]
    public async Task Add_WhenTheSourceHasAContract_ReplacesItAndSaysWhatIsWrong()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["people.csv"], People);
        await ProposeAsync(folder, "people.csv");
        JsonNode contract = JsonNode.Parse(await File.ReadAllTextAsync(folder["contract.json"]))!;
        contract["owner"] = "customer care";
        await File.WriteAllTextAsync(folder["mended.json"], contract.ToJsonString());
        contract["schema"]!["contains"] = 1;
        await File.WriteAllTextAsync(folder["wrong.json"], contract.ToJsonString());

        HubResult again = await HubProcess.RunAsync("contract", "add", folder["mended.json"], "--bundle", folder["bundle.json"], "--out", folder["two.json"]);
        HubResult wrong = await HubProcess.RunAsync("contract", "add", folder["wrong.json"], "--out", folder["three.json"]);

        again.ExitCode.ShouldBe(0, again.Error);
        JsonNode.Parse(await File.ReadAllTextAsync(folder["two.json"]))!["contracts"]!.AsArray().ShouldHaveSingleItem()!["owner"]!.GetValue<string>().ShouldBe("customer care");
        wrong.ExitCode.ShouldBe(3);
        wrong.Error.ShouldContain("contracts[0].schema.contains: is a keyword that is not checked");
        File.Exists(folder["three.json"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a.jsonl", "json", """{"id": 1, "name": {"given": "Ann", "family": "Lee"}, "email": ["a@example.org"]}""")]
    [InlineData("a.jsonl", "senzing", """{"DATA_SOURCE": "a", "RECORD_ID": "1", "FEATURES": [{"NAME_FULL": "Ann Lee"}]}""")]
    [InlineData("a.jsonl", "followthemoney", """{"id": "1", "schema": "Person", "properties": {"name": ["Ann Lee"]}}""")]
    [InlineData("a.jsonl", "debezium", """{"before": null, "after": {"id": 1, "first_name": "Ann", "last_name": "Lee"}, "source": {"lsn": 5}, "op": "c"}""")]
    public async Task Propose_WhenTheFormIsKnown_NamesItsAdapterAndTheFileMeetsIt(string name, string adapter, string line)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder[name], line + "\n" + line.Replace("1", "2", StringComparison.Ordinal) + "\n");

        JsonNode contract = await ProposeAsync(folder, name);
        HubResult check = await HubProcess.RunAsync("contract", "check", folder[name], "--bundle", folder["bundle.json"]);

        (contract["adapter"]!.GetValue<string>(), contract["source"]!.GetValue<string>()).ShouldBe((adapter, "a"));
        check.ExitCode.ShouldBe(0, check.Error);
        check.Out.ShouldContain($"meets the contract of a ({adapter}): 2 records.");
        check.Error.ShouldNotContain("unknown");
    }

    [Fact]
    public async Task Load_WhenEventsOfADatabaseAreLoaded_LeavesItsLastState()
    {
        using var folder = new TemporaryFolder();
        string[] events =
        [
            """{"before":null,"after":{"id":1,"first_name":"Ann","last_name":"Lee"},"source":{"lsn":5},"op":"c"}""",
            """{"before":null,"after":{"id":2,"first_name":"Bo","last_name":"Ray"},"source":{"lsn":6},"op":"c"}""",
            """{"before":null,"after":{"id":1,"first_name":"Ann","last_name":"Leigh"},"source":{"lsn":9},"op":"u"}""",
            """{"before":{"id":2},"after":null,"source":{"lsn":8},"op":"d"}""",
            """{"before":null,"after":{"id":1,"first_name":"Ann","last_name":"Late"},"source":{"lsn":7},"op":"u"}""",
        ];
        await File.WriteAllLinesAsync(folder["events.jsonl"], events[..3]);
        await File.WriteAllLinesAsync(folder["late.jsonl"], events[3..]);
        await ProposeAsync(folder, "events.jsonl");

        HubResult first = await HubProcess.RunAsync("load", folder["events.jsonl"], "--bundle", folder["bundle.json"], "--db", folder["hub.db"]);
        HubResult second = await HubProcess.RunAsync("load", folder["late.jsonl"], "--source", "events", "--db", folder["hub.db"]);
        string records = (await HubProcess.RunAsync("export", "records", "--db", folder["hub.db"], "--json")).Out;

        first.ExitCode.ShouldBe(0, first.Error);
        second.ExitCode.ShouldBe(0, second.Error);
        records.ShouldContain("Leigh");
        records.ShouldNotContain("Late");
        records.ShouldNotContain("Ray");
    }

    private static async Task<JsonNode> ProposeAsync(TemporaryFolder folder, string name)
    {
        HubResult proposed = await HubProcess.RunAsync("contract", "propose", folder[name], "--out", folder["contract.json"]);
        proposed.ExitCode.ShouldBe(0, proposed.Error);
        HubResult added = await HubProcess.RunAsync("contract", "add", folder["contract.json"], "--out", folder["bundle.json"]);
        added.ExitCode.ShouldBe(0, added.Error);
        return JsonNode.Parse(await File.ReadAllTextAsync(folder["contract.json"]))!;
    }
}

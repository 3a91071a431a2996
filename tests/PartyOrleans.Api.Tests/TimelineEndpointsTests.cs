using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

public abstract class TimelineEndpointsTests(StoreKind store)
{
    [StoreFact]
    public async Task Get_WhenAskedAsOfThePast_SaysWhatWasSaidThen()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string party = (await hub.PutAsync("crm", "1", """{"name.full":"Ann Lee","address.city":"Leeds"}""")).Body["party_id"]!.GetValue<string>();
        string then = (await hub.GetAsync("/v1/parties/" + party)).Body["committed_at"]!.GetValue<string>();
        await hub.PutAsync("crm", "1", """{"name.full":"Ann Lee","address.city":"York"}""");
        string at = Uri.EscapeDataString(then);

        (int status, JsonNode was) = await hub.GetAsync($"/v1/parties/{party}?asOf={at}");

        status.ShouldBe(200);
        was["cells"]!.AsArray().Single(cell => cell!["attribute"]!.GetValue<string>() == "address.city")!["value"]!.GetValue<string>().ShouldBe("Leeds");
        was["commit"]!["number"]!.GetValue<long>().ShouldBe(1);
        was["commit"]!["kind"]!.GetValue<string>().ShouldBe("api");
        (await hub.GetAsync($"/v1/parties/{party}/records?asOf={at}")).Body["records"]!.ToJsonString().ShouldContain("Leeds");
        (await hub.GetAsync($"/v1/records/crm/1?asOf={at}")).Body["until"]!["number"]!.GetValue<long>().ShouldBe(2);
        (await hub.GetAsync($"/v1/parties/{party}?asOf=2001-01-01T00:00:00Z")).Status.ShouldBe(404);
        (await hub.GetAsync($"/v1/parties/{party}?asOf=yesterday")).Status.ShouldBe(400);
        (await hub.GetAsync("/v1/records/crm/1/versions")).Body["items"]!.AsArray().Select(version => version!["from"]!["number"]!.GetValue<long>()).ShouldBe([1, 2]);
        (await hub.GetAsync("/v1/records/crm/none/versions")).Status.ShouldBe(404);
    }

    [StoreFact]
    public async Task GetLineage_WhenTwoRecordsGaveCells_NamesTheCommitOfEachRecord()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        const string ann = """{"name.full":"Ann Lee","date.birth":"1980-01-02","phone":"0113 496 0000"}""";
        string party = (await hub.PutAsync("crm", "1", ann)).Body["party_id"]!.GetValue<string>();
        (await hub.PutAsync("web", "1", ann.Replace("}", ",\"email\":\"ann@example.org\"}", StringComparison.Ordinal))).Body["party_id"]!.GetValue<string>().ShouldBe(party);

        (int status, JsonNode lineage) = await hub.GetAsync($"/v1/parties/{party}/lineage");

        status.ShouldBe(200);
        lineage["party_id"]!.GetValue<string>().ShouldBe(party);
        lineage["cells"]!.AsArray().Select(cell => $"{cell!["attribute"]} {cell["source"]} {cell["golden"]!["number"]} {cell["record"]!["number"]}")
            .ShouldBe(["name.full crm 1 1", "date.birth crm 1 1", "phone crm 1 1", "email web 2 2"]);
    }
}

public sealed class TimelineEndpointsOnSqliteTests() : TimelineEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class TimelineEndpointsOnPostgreSqlTests() : TimelineEndpointsTests(StoreKind.PostgreSql);

using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

public abstract class PartyEndpointsTests(StoreKind store)
{
    private const string Ann = """{"name.full":"Ann Lee","date.birth":"1980-01-02","phone":"0113 496 0000","address.city":"Leeds"}""";

    [StoreFact]
    public async Task Get_WhenTwoRecordsAreOneParty_GivesGoldenRecordWithLineage()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string party = (await hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();
        (await hub.PutAsync("web", "9", Ann)).Body["party_id"]!.GetValue<string>().ShouldBe(party);

        (int status, JsonNode got) = await hub.GetAsync("/v1/parties/" + party);

        status.ShouldBe(200);
        got["party_id"]!.GetValue<string>().ShouldBe(party);
        got["party_type"]!.GetValue<string>().ShouldBe("person");
        got["records"]!.ToJsonString().ShouldBe("""[{"source":"crm","record_id":"1"},{"source":"web","record_id":"9"}]""");
        JsonNode name = got["cells"]!.AsArray().Single(cell => cell!["attribute"]!.GetValue<string>() == "name.full")!;
        name["value"]!.GetValue<string>().ShouldBe("Ann Lee");
        name["source"]!.GetValue<string>().ShouldBe("crm");
        name["record_id"]!.GetValue<string>().ShouldBe("1");
        got["content_hash"]!.GetValue<string>().Length.ShouldBe(32);
        got["redirects"].ShouldBeNull();
        (await hub.GetAsync($"/v1/parties/{party}/records")).Body["records"]!.AsArray().Select(record => record!["source"]!.GetValue<string>())
            .ShouldBe(["crm", "web"]);
        (await hub.GetAsync($"/v1/parties/{party}/history")).Body["items"]!.AsArray().Select(version => version!["records"]!.AsArray().Count)
            .ShouldBe([2, 1]);
        (await hub.GetAsync($"/v1/parties/{party}/events")).Body["items"]!.AsArray().Select(entry => entry!["kind"]!.GetValue<string>())
            .ShouldBe(["changed", "created"]);
    }

    [StoreFact]
    public async Task Get_WhenMergedAway_FollowsAndShowsTheRedirect()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string first = (await hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();
        string second = (await hub.PutAsync("crm", "2", """{"name.full":"Zoe Quist"}""")).Body["party_id"]!.GetValue<string>();
        second.ShouldNotBe(first);

        JsonNode merged = (await hub.PutAsync("crm", "2", Ann)).Body;

        string kept = merged["party_id"]!.GetValue<string>();
        string gone = kept == first ? second : first;
        (int status, JsonNode got) = await hub.GetAsync("/v1/parties/" + gone);
        status.ShouldBe(200);
        got["party_id"]!.GetValue<string>().ShouldBe(kept);
        got["requested_party_id"]!.GetValue<string>().ShouldBe(gone);
        got["redirects"]!.ToJsonString().ShouldBe($"[\"{kept}\"]");
        merged["events"]!.AsArray().Select(happened => $"{happened!["party_id"]} {happened["kind"]} {happened["other_party_id"]}")
            .ShouldBe([$"{kept} merged {gone}", $"{kept} changed ", $"{gone} retired {kept}"], ignoreOrder: true);
    }

    [StoreTheory]
    [InlineData("/v1/parties/unknown")]
    [InlineData("/v1/parties/unknown/records")]
    [InlineData("/v1/parties/unknown/history")]
    [InlineData("/v1/parties/unknown/events")]
    public async Task Get_WhenUnknown_Is404(string path)
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int status, JsonNode problem) = await hub.GetAsync(path);

        status.ShouldBe(404);
        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:party-not-found");
    }

    [StoreFact]
    public async Task Get_WhenItsLastRecordIsDeleted_IsGone()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string party = (await hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();
        await hub.SendAsync(HttpMethod.Delete, "/v1/records/crm/1");

        (int status, JsonNode problem) = await hub.GetAsync("/v1/parties/" + party);

        status.ShouldBe(410);
        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:party-gone");
    }

    [StoreTheory]
    [InlineData("limit=0", "invalid-request")]
    [InlineData("limit=1001", "invalid-request")]
    [InlineData("limit=x", "invalid-request")]
    [InlineData("cursor=AAAA", "invalid-cursor")]
    [InlineData("cursor=%00%27", "invalid-cursor")]
    public async Task GetHistory_WhenThePageIsWrong_Is400(string query, string type)
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string party = (await hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();

        (int status, JsonNode problem) = await hub.GetAsync($"/v1/parties/{party}/history?{query}");

        status.ShouldBe(400);
        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:" + type);
    }
}

public sealed class PartyEndpointsOnSqliteTests() : PartyEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class PartyEndpointsOnPostgreSqlTests() : PartyEndpointsTests(StoreKind.PostgreSql);

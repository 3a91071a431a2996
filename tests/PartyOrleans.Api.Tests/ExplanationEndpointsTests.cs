using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

public abstract class ExplanationEndpointsTests(StoreKind store)
{
    private const string Ann = """{"name.full":"Ann Lee","date.birth":"1980-01-02","phone":"0113 496 0000","address.city":"Leeds"}""";
    private const string Bob = """{"name.full":"Robert Quist","date.birth":"1955-07-30","phone":"020 7946 0000"}""";

    [StoreFact]
    public async Task Why_WhenTwoRecordsAreOneParty_GivesTheWaterfallAndTheSmallestChange()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann);
        await hub.PutAsync("web", "9", Ann);

        (int status, JsonNode why) = await hub.GetAsync("/v1/why?left=crm/1&right=web/9");

        status.ShouldBe(200);
        why["together"]!.GetValue<bool>().ShouldBeTrue();
        why["judgement"]!.GetValue<string>().ShouldBe("none");
        why["pair"]!["left"]!.ToJsonString().ShouldBe("""{"source":"crm","record_id":"1"}""");
        JsonArray steps = why["pair"]!["steps"]!.AsArray();
        steps[0]!["comparison"]!.GetValue<string>().ShouldBe("prior");
        steps.Sum(step => step!["bits"]!.GetValue<double>()).ShouldBe(why["pair"]!["weight_bits"]!.GetValue<double>(), 0.2);
        JsonNode phone = steps.Single(step => step!["comparison"]!.GetValue<string>() == "phone")!;
        phone["level"]!.GetValue<string>().ShouldBe("exact");
        phone["left"]!.GetValue<string>().ShouldBe(phone["right"]!.GetValue<string>());
        why["path"]!.AsArray().Select(step => step!["record_id"]!.GetValue<string>()).ShouldBe(["1", "9"]);
    }

    [StoreFact]
    public async Task Why_WhenTwoPartiesAreApart_TellsOfTheirStrongestPair()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string ann = (await hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();
        string bob = (await hub.PutAsync("crm", "2", Bob)).Body["party_id"]!.GetValue<string>();

        (int status, JsonNode why) = await hub.GetAsync($"/v1/why?left={ann}&right={bob}");

        status.ShouldBe(200);
        why["together"]!.GetValue<bool>().ShouldBeFalse();
        why["pair"]!["right"]!["record_id"]!.GetValue<string>().ShouldBe("2");
        why["pair"]!["weight_bits"]!.GetValue<double>().ShouldBeLessThan(0);
        why["path"]!.AsArray().Count.ShouldBe(0);
    }

    [StoreTheory]
    [InlineData("/v1/why?left=crm/1", 400, "invalid-request")]
    [InlineData("/v1/why?left=crm/1&right=crm/1", 400, "invalid-request")]
    [InlineData("/v1/why?left=crm/1&right=crm/nope", 404, "record-not-found")]
    [InlineData("/v1/why?left=crm/1&right=nope", 404, "party-not-found")]
    [InlineData("/v1/why?left=/1&right=crm/1", 400, "invalid-request")]
    [InlineData("/v1/parties/nope/how", 404, "party-not-found")]
    public async Task Get_WhenTheSubjectIsNone_SaysSo(string path, int expected, string type)
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann);

        (int status, JsonNode problem) = await hub.GetAsync(path);

        status.ShouldBe(expected);
        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:" + type);
    }

    [StoreFact]
    public async Task How_WhenThreeRecordsAreOneParty_TellsTwoMerges()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann);
        await hub.PutAsync("crm", "2", Ann);
        string party = (await hub.PutAsync("crm", "3", Ann)).Body["party_id"]!.GetValue<string>();

        (int status, JsonNode how) = await hub.GetAsync($"/v1/parties/{party}/how");

        status.ShouldBe(200);
        how["party_id"]!.GetValue<string>().ShouldBe(party);
        JsonArray steps = how["steps"]!.AsArray();
        steps.Count.ShouldBe(2);
        steps[1]!["left"]!.AsArray().Count.ShouldBe(2);
        steps[1]!["right"]!.AsArray().Count.ShouldBe(1);
        steps[0]!["strongest"]!["weight_bits"]!.GetValue<double>().ShouldBeGreaterThan(0);
    }

    [StoreFact]
    public async Task Match_WhenALikeRecordIsThere_FindsItsPartyAndStoresNothing()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string ann = (await hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();
        await hub.PutAsync("crm", "2", Bob);

        (int status, JsonNode match) = await hub.SendAsync(HttpMethod.Post, "/v1/match?top=5", Ann);

        status.ShouldBe(200);
        JsonNode candidate = match["candidates"]!.AsArray().Single()!;
        candidate["party_id"]!.GetValue<string>().ShouldBe(ann);
        candidate["decision"]!.GetValue<string>().ShouldBe("match");
        candidate["compared"]!.GetValue<int>().ShouldBe(1);
        candidate["strongest"]!["record_id"]!.GetValue<string>().ShouldBe("1");
        hub.Service.Hub.Status.Records.ShouldBe(2);
        (await hub.GetAsync("/v1/records/probe/probe")).Status.ShouldBe(404);
        (await hub.SendAsync(HttpMethod.Post, "/v1/match", """{"name.full":"Nobody Such"}""")).Body["candidates"]!.AsArray().Count.ShouldBe(0);
        (await hub.SendAsync(HttpMethod.Post, "/v1/match?top=0", Ann)).Status.ShouldBe(400);
        (await hub.SendAsync(HttpMethod.Post, "/v1/match", "[]")).Status.ShouldBe(400);
    }
}

public sealed class ExplanationEndpointsOnSqliteTests() : ExplanationEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class ExplanationEndpointsOnPostgreSqlTests() : ExplanationEndpointsTests(StoreKind.PostgreSql);

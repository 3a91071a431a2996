using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

public abstract class SearchEndpointTests(StoreKind store)
{
    [StoreFact]
    public async Task Get_WhenMisspelt_FindsThePartyAndSaysHow()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string john = (await hub.PutAsync("crm", "1", """{"name.full":"John Smith","date.birth":"1980-01-02"}""")).Body["party_id"]!.GetValue<string>();
        await hub.PutAsync("crm", "2", """{"name.organisation":"ACME Holdings Ltd"}""");

        (int status, JsonNode found) = await hub.GetAsync("/v1/parties?q=Jon%20Smith");

        status.ShouldBe(200);
        JsonNode hit = found["items"]!.AsArray().Single()!;
        hit["party_id"]!.GetValue<string>().ShouldBe(john);
        hit["words"]!.AsArray().Select(word => $"{word!["word"]} {word["how"]}").ShouldContain("smith exact");
        found["is_complete"]!.GetValue<bool>().ShouldBeTrue();
        found["query_words"]!.GetValue<int>().ShouldBe(2);
        (await hub.GetAsync("/v1/parties?q=Acme%20Holdngs&type=organisation")).Body["items"]!.AsArray().Count.ShouldBe(1);
        (await hub.GetAsync("/v1/parties?q=Acme&type=person")).Body["items"]!.AsArray().Count.ShouldBe(0);
    }

    [StoreFact]
    public async Task Get_WhenThereIsNoQuery_WalksAllParties()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        var parties = new List<string>();
        foreach (string name in (string[])["Ann Lee", "Robert Quist", "Zoe Marsh"])
        {
            parties.Add((await hub.PutAsync("crm", name, $$"""{"name.full":"{{name}}"}""")).Body["party_id"]!.GetValue<string>());
        }

        JsonNode first = (await hub.GetAsync("/v1/parties?limit=2")).Body;
        JsonNode second = (await hub.GetAsync("/v1/parties?limit=2&cursor=" + first["next"])).Body;

        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => item!["party_id"]!.GetValue<string>())
            .ShouldBe(parties.Order(StringComparer.Ordinal));
        second["next"].ShouldBeNull();
    }

    [StoreTheory]
    [InlineData("type=person", "invalid-request")]
    [InlineData("q=x&type=ship", "invalid-request")]
    [InlineData("q=x&cursor=abc", "invalid-cursor")]
    public async Task Get_WhenTheQueryIsWrong_Is400(string query, string type)
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int status, JsonNode problem) = await hub.GetAsync("/v1/parties?" + query);

        status.ShouldBe(400);
        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:" + type);
    }
}

public sealed class SearchEndpointOnSqliteTests() : SearchEndpointTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class SearchEndpointOnPostgreSqlTests() : SearchEndpointTests(StoreKind.PostgreSql);

using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

public abstract class StewardshipEndpointsTests(StoreKind store)
{
    private const string Pair = """{"left":{"source":"crm","record_id":"1"},"right":{"source":"crm","record_id":"2"},"reason":"the same face"}""";

    [StoreFact]
    public async Task Confirm_ThenReject_ThenUndo_MovesTheRecordsEachTime()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", """{"name.full":"Ann Lee"}""");
        await hub.PutAsync("crm", "2", """{"name.full":"Robert Quist"}""");

        (int status, JsonNode confirmed) = await hub.SendAsync(HttpMethod.Post, "/v1/reviews/confirm", Pair);

        status.ShouldBe(200);
        confirmed["kind"]!.GetValue<string>().ShouldBe("must-link");
        confirmed["left_party_id"]!.GetValue<string>().ShouldBe(confirmed["right_party_id"]!.GetValue<string>());
        JsonNode judgement = (await hub.GetAsync("/v1/judgements")).Body["items"]!.AsArray().Single()!;
        judgement["author"]!.GetValue<string>().ShouldBe("local");
        judgement["reason"]!.GetValue<string>().ShouldBe("the same face");
        (await hub.GetAsync("/v1/why?left=crm/1&right=crm/2")).Body["judgement"]!.GetValue<string>().ShouldBe("must-link");

        JsonNode rejected = (await hub.SendAsync(HttpMethod.Post, "/v1/reviews/reject", Pair)).Body;
        rejected["left_party_id"]!.GetValue<string>().ShouldNotBe(rejected["right_party_id"]!.GetValue<string>());

        (status, JsonNode undone) = await hub.SendAsync(HttpMethod.Post, "/v1/reviews/undo", Pair);
        status.ShouldBe(200);
        undone["kind"]!.GetValue<string>().ShouldBe("none");
        (await hub.SendAsync(HttpMethod.Post, "/v1/reviews/undo", Pair)).Status.ShouldBe(404);
        (await hub.GetAsync("/v1/judgements/history?left=crm/2&right=crm/1")).Body["items"]!.AsArray()
            .Select(period => $"{period!["kind"]} {period["until"] is not null}").ShouldBe(["must-link True", "cannot-link True"]);
    }

    [StoreFact]
    public async Task PutJudgement_ThenDelete_KeepsAndRevokesIt()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string body = Pair.Replace("\"reason\"", "\"kind\":\"cannot-link\",\"reason\"", StringComparison.Ordinal);

        (int status, JsonNode put) = await hub.SendAsync(HttpMethod.Put, "/v1/judgements", body);

        status.ShouldBe(200);
        put.ToJsonString().ShouldBe("""{"left":{"source":"crm","record_id":"1"},"right":{"source":"crm","record_id":"2"},"kind":"cannot-link","commit":1}""");
        (await hub.SendAsync(HttpMethod.Delete, "/v1/judgements?left=crm/1&right=crm/2")).Status.ShouldBe(200);
        (await hub.SendAsync(HttpMethod.Delete, "/v1/judgements?left=crm/1&right=crm/2")).Status.ShouldBe(404);
        (await hub.GetAsync("/v1/judgements")).Body["items"]!.AsArray().Count.ShouldBe(0);
    }

    [StoreFact]
    public async Task GetJudgements_WhenWalked_MeetsEachOnceInOrder()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        foreach (int right in (int[])[3, 1, 2])
        {
            await hub.SendAsync(HttpMethod.Put, "/v1/judgements", $$"""{"left":{"source":"crm","record_id":"0"},"right":{"source":"crm","record_id":"{{right}}"},"kind":"must-link"}""");
        }

        JsonNode first = (await hub.GetAsync("/v1/judgements?limit=2")).Body;
        JsonNode second = (await hub.GetAsync("/v1/judgements?limit=2&cursor=" + first["next"])).Body;

        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => item!["right"]!["record_id"]!.GetValue<string>()).ShouldBe(["1", "2", "3"]);
        second["next"].ShouldBeNull();
    }

    [StoreFact]
    public async Task Claim_WhenHeld_IsShownAndGivenBack()
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int status, JsonNode claimed) = await hub.SendAsync(HttpMethod.Post, "/v1/reviews/claim", Pair);

        status.ShouldBe(200);
        claimed["claim"]!["by"]!.GetValue<string>().ShouldBe("local");
        using var content = new StringContent(Pair, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage released = await hub.Http.PostAsync("/v1/reviews/release", content);
        ((int)released.StatusCode).ShouldBe(204);
        (await hub.SendAsync(HttpMethod.Post, "/v1/reviews/release", Pair)).Status.ShouldBe(404);
    }

    [StoreTheory]
    [InlineData("""{"left":{"source":"crm","record_id":"1"}}""", "right must name a record")]
    [InlineData("""{"left":{"source":"crm","record_id":"1"},"right":{"source":"crm","record_id":"1"}}""", "the same record")]
    [InlineData("""{"left":{"source":"crm","record_id":"1"},"right":{"source":"crm","record_id":"2"},"minutes":0}""", "minutes must be from 1 to 480")]
    [InlineData("""{"lefty":1}""", "has a member that is not known")]
    [InlineData("""{"left":""", "The JSON is broken")]
    [InlineData("null", "A JSON object is expected")]
    public async Task Claim_WhenTheBodyIsWrong_SaysWhatIsWrong(string body, string reason)
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int status, JsonNode problem) = await hub.SendAsync(HttpMethod.Post, "/v1/reviews/claim", body);

        status.ShouldBe(400);
        problem["detail"]!.GetValue<string>().ShouldContain(reason);
    }

    [StoreFact]
    public async Task GetReviews_WhenThereAreSome_OrdersThemByBenefit()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string[] people =
        [
            """{"name.full":"Ann Lee","date.birth":"1980-01-02"}""", """{"name.full":"Ann Lee","date.birth":"1980-01-03"}""", """{"name.full":"Anne Lee","address.city":"Leeds"}""",
            """{"name.full":"Ann Leigh","date.birth":"1980-02-01"}""", """{"name.full":"A Lee","date.birth":"1980-01-02"}""", """{"name.full":"Ann Lee"}""",
        ];
        foreach ((int number, string person) in people.Index())
        {
            await hub.PutAsync("crm", number.ToString(System.Globalization.CultureInfo.InvariantCulture), person);
        }

        JsonArray items = (await hub.GetAsync("/v1/reviews")).Body["items"]!.AsArray();

        items.Count.ShouldBeGreaterThan(0);
        items.Select(item => item!["expected_benefit"]!.GetValue<double>()).ShouldBeInOrder(SortDirection.Descending);
        string left = items[0]!["left"]!["record_id"]!.GetValue<string>();
        string right = items[0]!["right"]!["record_id"]!.GetValue<string>();
        await hub.SendAsync(HttpMethod.Post, "/v1/reviews/reject", Pair.Replace("\"1\"", $"\"{left}\"", StringComparison.Ordinal).Replace("\"2\"", $"\"{right}\"", StringComparison.Ordinal));
        (await hub.GetAsync("/v1/reviews")).Body["items"]!.AsArray()
            .ShouldNotContain(item => item!["left"]!["record_id"]!.GetValue<string>() == left && item["right"]!["record_id"]!.GetValue<string>() == right);
    }
}

public sealed class StewardshipEndpointsOnSqliteTests() : StewardshipEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class StewardshipEndpointsOnPostgreSqlTests() : StewardshipEndpointsTests(StoreKind.PostgreSql);

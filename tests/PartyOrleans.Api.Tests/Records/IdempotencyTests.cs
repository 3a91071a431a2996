using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Records;

public abstract class IdempotencyTests(StoreKind store)
{
    private const string Ann = """{"name.full":"Ann Lee","date.birth":"1980-01-02"}""";
    private const string Bob = """{"name.full":"Bob Ray"}""";

    [StoreFact]
    public async Task Put_WhenRepeatedWithItsKey_GivesTheAnswerOfTheFirst()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        (int status, string body, bool replayed) first = await PutAsync(hub, "1", Ann, "k1");
        await hub.PutAsync("crm", "1", Bob);

        (int status, string body, bool replayed) second = await PutAsync(hub, "1", Ann, "k1");

        first.ShouldBe((201, first.body, false));
        second.ShouldBe((201, first.body, true));
        (await hub.GetAsync("/v1/records/crm/1")).Body["values"]!.ToJsonString().ShouldContain("Bob Ray");
        await hub.RestartAsync();
        (await PutAsync(hub, "1", Ann, "k1")).ShouldBe((201, first.body, true));
    }

    [StoreTheory]
    [InlineData("1", Bob)]
    [InlineData("2", Ann)]
    public async Task Put_WhenTheKeyBelongsToAnotherRequest_Is409(string recordId, string json)
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await PutAsync(hub, "1", Ann, "k1");

        (int status, string body, _) = await PutAsync(hub, recordId, json, "k1");

        status.ShouldBe(409);
        JsonNode.Parse(body)!["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:idempotency-key-reused");
        (await PutAsync(hub, recordId, json, "k2")).Item1.ShouldBeOneOf(200, 201);
    }

    [StoreFact]
    public async Task Put_WhenManySendTheSameAtOnce_OneIsDoneAndAllAreAnsweredAlike()
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int Status, string Body, bool Replayed)[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => PutAsync(hub, "1", Ann, "k1")));

        answers.Count(answer => !answer.Replayed).ShouldBe(1);
        answers.Select(answer => answer.Body).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        answers.ShouldAllBe(answer => answer.Status == 201);
    }

    [StoreFact]
    public async Task Put_WhenNothingChanges_IsStillAnsweredAlike()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", Ann);
        (int _, string body, bool _) = await PutAsync(hub, "1", Ann, "k1");
        JsonNode.Parse(body)!["outcome"]!.GetValue<string>().ShouldBe("unchanged");
        await hub.PutAsync("crm", "1", Bob);

        (await PutAsync(hub, "1", Ann, "k1")).ShouldBe((200, body, true));
    }

    [StoreFact]
    public async Task Put_WhenTheKeyIsTooLong_Is400()
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (await PutAsync(hub, "1", Ann, new string('k', 201))).Item1.ShouldBe(400);
    }

    private static async Task<(int Status, string Body, bool Replayed)> PutAsync(TestHub hub, string recordId, string json, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/records/crm/" + recordId) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage response = await hub.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Contains("Idempotency-Replayed"));
    }
}

public sealed class IdempotencyOnSqliteTests() : IdempotencyTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class IdempotencyOnPostgreSqlTests() : IdempotencyTests(StoreKind.PostgreSql);

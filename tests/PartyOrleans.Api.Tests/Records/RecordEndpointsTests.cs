using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Records;

public abstract class RecordEndpointsTests(StoreKind store)
{
    private const string Ann = """{"name.full":"Ann Lee","date.birth":"1980-01-02","phone":"0113 496 0000","address":{"city":"Leeds"}}""";

    [StoreFact]
    public async Task Put_WhenNewThenSameThenOther_SaysWhatBecameOfIt()
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int status, JsonNode created) = await hub.PutAsync("crm", "1", Ann);
        string party = created["party_id"]!.GetValue<string>();

        status.ShouldBe(201);
        created.ToJsonString().ShouldBe(
            $$"""{"source":"crm","record_id":"1","outcome":"created","party_id":"{{party}}","commit":1,"events":[{"party_id":"{{party}}","kind":"created","record_count":1}]}""");
        (await hub.PutAsync("crm", "1", Ann)).Body.ToJsonString().ShouldBe(
            $$"""{"source":"crm","record_id":"1","outcome":"unchanged","party_id":"{{party}}","commit":1,"events":[]}""");
        (status, JsonNode updated) = await hub.PutAsync("crm", "1", """{"name.full":"Ann Lea"}""");
        status.ShouldBe(200);
        updated.ToJsonString().ShouldBe(
            $$"""{"source":"crm","record_id":"1","outcome":"updated","party_id":"{{party}}","commit":2,"events":[{"party_id":"{{party}}","kind":"changed","record_count":0}]}""");
    }

    [StoreFact]
    public async Task Get_WhenPut_GivesValuesInTheOrderTheyCame()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        (_, JsonNode put) = await hub.PutAsync(
            "a/b ü", "x?1", """{"name":{"given":"Ann","family":"Lee"},"phone":["1","2"],"address":[{"city":"Leeds"},{"city":"York"}],"tier":7,"vip":true,"none":null}""");

        (int status, JsonNode got) = await hub.GetAsync("/v1/records/a%2Fb%20%C3%BC/x%3F1");

        status.ShouldBe(200);
        JsonNode.DeepEquals(got, JsonNode.Parse($$"""
            {"source":"a/b ü","record_id":"x?1","party_id":"{{put["party_id"]}}","values":[
            {"attribute":"name.given","group":0,"value":"Ann"},{"attribute":"name.family","group":0,"value":"Lee"},
            {"attribute":"phone","group":0,"value":"1"},{"attribute":"phone","group":0,"value":"2"},
            {"attribute":"address.city","group":0,"value":"Leeds"},{"attribute":"address.city","group":1,"value":"York"},
            {"attribute":"tier","group":0,"value":"7"},{"attribute":"vip","group":0,"value":"true"}]}
            """)).ShouldBeTrue(got.ToJsonString());
    }

    [StoreFact]
    public async Task Delete_WhenThereAndGone_SaysSo()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        (_, JsonNode put) = await hub.PutAsync("crm", "1", Ann);

        (int status, JsonNode deleted) = await hub.SendAsync(HttpMethod.Delete, "/v1/records/crm/1");

        status.ShouldBe(200);
        deleted["outcome"]!.GetValue<string>().ShouldBe("deleted");
        deleted["party_id"]!.GetValue<string>().ShouldBe(put["party_id"]!.GetValue<string>());
        (await hub.SendAsync(HttpMethod.Delete, "/v1/records/crm/1")).Body["outcome"]!.GetValue<string>().ShouldBe("absent");
        (status, JsonNode gone) = await hub.GetAsync("/v1/records/crm/1");
        status.ShouldBe(404);
        gone["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:record-not-found");
    }

    [StoreTheory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("a%2F/b", "a%252F%2fb")]
    [InlineData("1' OR '1'='1", "1%27%20OR%20%271%27%3D%271")]
    [InlineData("a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201")]
    public async Task Get_WhenTheIdIsOdd_FindsTheRecord(string recordId, string escaped)
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        (await hub.SendAsync(HttpMethod.Put, "/v1/records/crm/" + escaped, Ann)).Status.ShouldBe(201);

        (int status, JsonNode got) = await hub.GetAsync("/v1/records/crm/" + escaped);

        status.ShouldBe(200);
        got["record_id"]!.GetValue<string>().ShouldBe(recordId);
    }

    [StoreTheory]
    [InlineData("", "the JSON is broken")]
    [InlineData("[]", "a JSON object is expected")]
    [InlineData("""{"name.full":""", "the JSON is broken")]
    [InlineData("""{"name.full":"Ann"} x""", "the JSON is broken")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "nested deeper than 8 levels")]
    [InlineData("""{"a":[[1]]}""", "a list may hold texts, numbers and objects, but no list")]
    [InlineData("""{"a":"x\u0000y"}""", "a text may not hold the character U+0000")]
    [InlineData("""{"a":"\ud800"}""", "a text is not valid Unicode")]
    [InlineData("""{"values":{}}""", "\"values\" must be an array of objects with attribute, value and group")]
    [InlineData("""{"values":[1]}""", "\"values\" must be an array of objects with attribute, value and group")]
    [InlineData("""{"values":[{"attribute":"a"}]}""", "an object in \"values\" needs attribute and value")]
    [InlineData("""{"values":[{"attribute":"a","value":"1","group":-1}]}""", "\"group\" must be a whole number from 0 to 999")]
    [InlineData("""{"values":[],"a":1}""", "\"values\" and members named by attributes cannot stand together")]
    [InlineData("""{"record_id":"2"}""", "The body names another record than the path")]
    [InlineData("""{"delete":true}""", "The body names another record than the path, or a deletion")]
    public async Task Put_WhenTheBodyIsNoRecord_SaysWhatIsWrong(string json, string reason)
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int status, JsonNode problem) = await hub.PutAsync("crm", "1", json);

        status.ShouldBe(400);
        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:invalid-record");
        problem["detail"]!.GetValue<string>().ShouldContain(reason);
    }
}

public sealed class RecordEndpointsOnSqliteTests() : RecordEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class RecordEndpointsOnPostgreSqlTests() : RecordEndpointsTests(StoreKind.PostgreSql);

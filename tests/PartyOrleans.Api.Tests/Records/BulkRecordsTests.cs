using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Api.Hub;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Records;

public abstract class BulkRecordsTests(StoreKind store)
{
    [StoreFact]
    public async Task Run_WhenLinesAreOfEveryKind_AnswersEachInOrder()
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        List<JsonNode> lines = await BulkAsync(hub, """
            {"source":"crm","record_id":"1","name.full":"Ann Lee"}
            {"source":"crm","record_id":"1","name.full":"Ann Lea"}
            not json

            {"source":"crm","name.full":"No Id"}
            {"source":"crm","record_id":"2","delete":true}
            {"source":"crm","record_id":"1","delete":true,"a":"b"}
            {"source":"crm","record_id":3,"values":[{"attribute":"name.full","value":"Bob Ray"}]}
            {"source":"crm","record_id":"1","name.full":"Ann Lea"}
            {"source":"crm","record_id":"1","delete":true}
            """);

        lines.Select(line => $"{line["line"]} {line["record_id"]} {line["outcome"]}{line["error"]?["type"]}").ShouldBe(
        [
            "1 1 created", "2 1 updated", "3  urn:party-hub:problem:invalid-record", "5  urn:party-hub:problem:invalid-record", "6 2 absent",
            "7  urn:party-hub:problem:invalid-record", "8 3 created", "9 1 unchanged", "10 1 deleted",
        ]);
        lines[2]["error"]!["detail"]!.GetValue<string>().ShouldContain("the JSON is broken");
        lines[3]["error"]!["detail"]!.GetValue<string>().ShouldBe("The record cannot be taken: \"source\" and \"record_id\" are needed.");
        (await hub.GetAsync("/v1/records/crm/3")).Status.ShouldBe(200);
        (await hub.GetAsync("/v1/records/crm/1")).Status.ShouldBe(404);
    }

    [StoreFact]
    public async Task Run_WhenARecordWasErased_RefusesItAloneUntilLifted()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await BulkAsync(hub, Line(1) + "\n" + Line(2));
        var key = new RecordKey("crm", "00001");
        var origin = new ChangeOrigin(ChangeKind.Erasure, "dpo", "request 17");
        SubmissionResult erased = await hub.Service.Hub.SubmitAsync(
            new Submission { Batch = new InputBatch { Deletes = [key] }, Erased = [key], Origin = origin }, CancellationToken.None);

        List<JsonNode> refused = await BulkAsync(hub, Line(1) + "\n" + Line(3));
        (int alone, _) = await hub.PutAsync("crm", "00001", """{"name.full":"Ann Lee"}""");
        await hub.Service.Hub.SubmitAsync(new Submission { Batch = new InputBatch(), Lifted = [key], Origin = origin }, CancellationToken.None);
        List<JsonNode> lifted = await BulkAsync(hub, Line(1));

        erased.Commit.ShouldBeGreaterThan(1);
        refused.Select(line => $"{line["line"]} {line["outcome"]}{line["error"]?["type"]}").ShouldBe(["1 urn:party-hub:problem:invalid-record", "2 created"]);
        refused[0]["error"]!["detail"]!.GetValue<string>().ShouldEndWith("the record was erased, and may not come again until that is lifted.");
        alone.ShouldBe(409);
        lifted.Select(line => line["outcome"]!.GetValue<string>()).ShouldBe(["created"]);
    }

    [StoreFact]
    public async Task Run_WhenThereAreManyLines_CommitsAllOfThem()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        string input = string.Join('\n', Enumerable.Range(0, 5000).Select(Line));

        List<JsonNode> lines = await BulkAsync(hub, input);

        lines.Select(line => line["line"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, 5000));
        lines.ShouldAllBe(line => line["outcome"]!.GetValue<string>() == "created");
        lines.Select(line => line["commit"]!.GetValue<long>()).ShouldBeInOrder();
        hub.Service.Hub.Status.Records.ShouldBe(5000);
    }

    [StoreFact]
    public async Task Run_WhenALineIsTooLong_StopsThere()
    {
        await using TestHub hub = await TestHub.StartAsync(store, options => options with { Api = options.Api with { MaxBodyBytes = 1000 } });

        List<JsonNode> lines = await BulkAsync(hub, Line(1) + "\n{\"source\":\"crm\",\"record_id\":\"2\",\"x\":\"" + new string('y', 300_000));

        lines.Select(line => $"{line["line"]} {line["outcome"]}{line["error"]?["type"]} {line["stopped"]}").ShouldBe(
            ["1 created ", "2 urn:party-hub:problem:too-large true"]);
    }

    [StoreFact]
    public async Task Run_WhenTheStreamIsCut_KeepsWhatWasAcknowledgedAndNothingHalf()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        var address = new Uri(hub.Service.Urls[0]);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = client.GetStream();
        string whole = string.Concat(Enumerable.Range(0, 20).Select(i => Line(i) + "\n"));
        const string half = """{"source":"crm","record_id":"half","name.full":"Never There"}""";
        await WriteAsync(stream, $"POST /v1/records:bulk HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {hub.Service.Link!.Token}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        await WriteAsync(stream, Chunk(whole));
        using var reader = new StreamReader(stream);
        var acknowledged = new List<string>();
        while (acknowledged.Count < 20)
        {
            string line = (await reader.ReadLineAsync())!;
            if (line.StartsWith("{\"line\"", StringComparison.Ordinal))
            {
                acknowledged.Add(JsonNode.Parse(line)!["record_id"]!.GetValue<string>());
            }
        }

        await WriteAsync(stream, Chunk(half)); // whole as JSON, but neither its line nor the stream has ended
        client.Client.Close(0);

        acknowledged.ShouldBe(Enumerable.Range(0, 20).Select(i => i.ToString("D5", CultureInfo.InvariantCulture)));
        await hub.RestartAsync();
        foreach (string recordId in acknowledged)
        {
            (await hub.GetAsync("/v1/records/crm/" + recordId)).Status.ShouldBe(200);
        }

        (await hub.GetAsync("/v1/records/crm/half")).Status.ShouldBe(404);
    }

    private static string Line(int number) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"source":"crm","record_id":"{{number:D5}}","name.full":"Person{{number}} Family{{number % 97}}","date.birth":"1980-01-{{(number % 28) + 1:D2}}"}""");

    private static string Chunk(string text) => string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

    private static async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    private static async Task<List<JsonNode>> BulkAsync(TestHub hub, string input)
    {
        using var content = new StringContent(input, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await hub.Http.PostAsync("/v1/records:bulk", content);
        ((int)response.StatusCode).ShouldBe(200);
        return [.. (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}

public sealed class BulkRecordsOnSqliteTests() : BulkRecordsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class BulkRecordsOnPostgreSqlTests() : BulkRecordsTests(StoreKind.PostgreSql);

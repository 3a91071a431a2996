using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

public abstract class EventEndpointsTests(StoreKind store)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [StoreFact]
    public async Task Stream_WhenResumed_GivesEveryEventOnceInOrder()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await PutManyAsync(hub, 0, 3);

        List<(long Id, string Kind, JsonNode Data)> first = await ReadAsync(hub, "/v1/events", null, 2);
        Task<List<(long Id, string Kind, JsonNode Data)>> rest = ReadAsync(hub, "/v1/events", first[^1].Id, 4);
        await PutManyAsync(hub, 3, 6);

        first.Select(entry => entry.Id).ShouldBe([1, 2]);
        first[0].Kind.ShouldBe("created");
        first[0].Data["sequence"]!.GetValue<long>().ShouldBe(1);
        first[0].Data["records"]!.ToJsonString().ShouldBe("""[{"source":"crm","record_id":"0"}]""");
        (await rest).Select(entry => entry.Id).ShouldBe([3, 4, 5, 6]);
    }

    [StoreFact]
    public async Task Socket_WhenOpen_SendsAMessageForEachEvent()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await PutManyAsync(hub, 0, 2);
        using var limit = new CancellationTokenSource(Limit);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {hub.Service.Link!.Token}");
        await socket.ConnectAsync(new Uri(hub.Service.Urls[0].Replace("http://", "ws://", StringComparison.Ordinal) + "/v1/events/ws?after=1"), limit.Token);

        JsonNode second = await ReceiveAsync(socket, limit.Token);
        await PutManyAsync(hub, 2, 3);
        JsonNode third = await ReceiveAsync(socket, limit.Token);

        second["sequence"]!.GetValue<long>().ShouldBe(2);
        third["sequence"]!.GetValue<long>().ShouldBe(3);
        third["records"]!.ToJsonString().ShouldBe("""[{"source":"crm","record_id":"2"}]""");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
    }

    [StoreFact]
    public async Task Page_WhenWalked_MeetsEveryEventOnceAndGoesOn()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await PutManyAsync(hub, 0, 5);

        JsonNode first = (await hub.GetAsync("/v1/events/page?limit=3")).Body;
        JsonNode second = (await hub.GetAsync("/v1/events/page?limit=3&cursor=" + first["next"])).Body;
        await PutManyAsync(hub, 5, 6);
        JsonNode third = (await hub.GetAsync("/v1/events/page?limit=3&cursor=" + second["next"])).Body;

        new[] { first, second, third }.Select(page => string.Join(' ', page["items"]!.AsArray().Select(item => item!["sequence"]))).ShouldBe(["1 2 3", "4 5", "6"]);
    }

    [StoreFact]
    public async Task Dispose_WhenAStreamIsOpen_EndsItInTime()
    {
        TestHub hub = await TestHub.StartAsync(store);
        await PutManyAsync(hub, 0, 1);
        using HttpResponseMessage response = await hub.Http.GetAsync("/v1/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line && !line.StartsWith("data: ", StringComparison.Ordinal))
        {
            line.ShouldBeOneOf(": the feed of events", "", "id: 1", "event: created");
        }

        Task<string> rest = reader.ReadToEndAsync();

        await hub.Service.DisposeAsync().AsTask().WaitAsync(Limit);

        (await rest.WaitAsync(Limit)).Trim().ShouldBe("");
    }

    [StoreTheory]
    [InlineData("/v1/events?after=x", "urn:party-hub:problem:invalid-cursor")]
    [InlineData("/v1/events?after=-1", "urn:party-hub:problem:invalid-cursor")]
    [InlineData("/v1/events/ws", "urn:party-hub:problem:invalid-request")]
    public async Task Get_WhenThePlaceIsNone_Is400(string path, string type)
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int status, JsonNode problem) = await hub.GetAsync(path);

        status.ShouldBe(400);
        problem["type"]!.GetValue<string>().ShouldBe(type);
    }

    private static async Task PutManyAsync(TestHub hub, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            string id = i.ToString(CultureInfo.InvariantCulture);
            (await hub.PutAsync("crm", id, $$"""{"name.full":"Given{{(char)('a' + i)}}x Family{{(char)('k' + i)}}y"}""")).Status.ShouldBe(201);
        }
    }

    private static async Task<List<(long Id, string Kind, JsonNode Data)>> ReadAsync(TestHub hub, string path, long? lastId, int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is { } id)
        {
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        }

        using HttpResponseMessage response = await hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        var events = new List<(long Id, string Kind, JsonNode Data)>();
        (long sequence, string kind) = (0, "");
        while (events.Count < count)
        {
            string line = (await reader.ReadLineAsync(limit.Token))!;
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                sequence = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add((sequence, kind, JsonNode.Parse(line[6..])!));
            }
        }

        return events;
    }

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[8192];
        ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        received.EndOfMessage.ShouldBeTrue();
        return JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, received.Count))!;
    }
}

public sealed class EventEndpointsOnSqliteTests() : EventEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class EventEndpointsOnPostgreSqlTests() : EventEndpointsTests(StoreKind.PostgreSql);

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Webhooks;
using PartyOrleans.Local.Serving;
using PartyOrleans.TestKit.PostgreSql;
using PartyOrleans.TestKit.Webhooks;

namespace PartyOrleans.Api.Tests.Sinks;

/// <summary>Sinks of a hub that serves, over a real store and a real web server that events are posted to.</summary>
public abstract class SinkTests(StoreKind store) : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Ann = """{"name.full":"Ann Lee","date.birth":"1980-01-02","phone":"0113 496 0000","address.city":"Leeds","email":"ann@example.org"}""";

    private WebhookReceiver _receiver = null!;

    static SinkTests() => Environment.SetEnvironmentVariable("PARTY_TEST_WEBHOOK", Secret);

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [StoreFact]
    public async Task Webhook_WhenPartiesComeMergeAndGo_IsToldEachInOrderSignedAndMasked()
    {
        await using TestHub hub = await StartAsync(Webhook("crm"));
        string party = (await hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();
        await hub.PutAsync("web", "2", Ann.Replace("Leeds", "York", StringComparison.Ordinal));
        await hub.SendAsync(HttpMethod.Delete, "/v1/records/crm/1");
        await hub.SendAsync(HttpMethod.Delete, "/v1/records/web/2");
        await _receiver.UntilAsync(posts => posts.Any(post => TypeOf(post) == EventTypes.PartyRetired));

        JsonNode[] events = [.. _receiver.Posts.Select(post => JsonNode.Parse(post.Body)!)];
        events[0]["type"]!.GetValue<string>().ShouldBe(EventTypes.PartyCreated);
        events[0]["source"]!.GetValue<string>().ShouldBe("/party-hub/test-hub");
        events.Where(each => each["subject"]!.GetValue<string>() == party).Select(each => each["sequence"]!.GetValue<string>()).ShouldBeInOrder();
        _receiver.Posts.Select(post => post.Id).ShouldBeUnique();
        foreach (Post post in _receiver.Posts)
        {
            JsonSchema schema = await JsonSchema.FromJsonAsync(Encoding.UTF8.GetString(EventSchemas.Find(TypeOf(post))!));
            schema.Validate(post.Body).ShouldBeEmpty(post.Body);
            long timestamp = long.Parse(post.Timestamp, CultureInfo.InvariantCulture);
            post.Signature.ShouldBe(WebhookSignature.Sign([WebhookSignature.ReadSecret(Secret)!], post.Id, timestamp, Encoding.UTF8.GetBytes(post.Body)));
            post.Body.ShouldNotContain("ann@example.org");
            post.Body.ShouldNotContain("1980-01-02");
        }

        events[0]["data"]!["golden"]!["cells"]!.AsArray().Single(cell => cell!["attribute"]!.GetValue<string>() == "email")!["value"]!.GetValue<string>().ShouldBe("a***@example.org");
        string[] told = await FeedAsync(hub);
        events.Where(each => each["id"]!.GetValue<string>().StartsWith("event-", StringComparison.Ordinal))
            .Select(each => $"{each["subject"]} {each["data"]!["kind"]}").ShouldBe(told);
    }

    [StoreFact]
    public async Task Webhook_WhenValuesAreClearAndLineageIsAskedFor_HasBoth()
    {
        await using TestHub hub = await StartAsync(Webhook("crm", ""","values":"clear","lineage":true,"events":["party.created.v1"]"""));
        await hub.PutAsync("crm", "1", Ann);
        await hub.PutAsync("crm", "1", Ann.Replace("Leeds", "York", StringComparison.Ordinal));
        await hub.PutAsync("web", "9", """{"name.full":"Robert Quist"}""");
        await _receiver.UntilAsync(posts => posts.Count == 2);

        _receiver.Posts.Select(TypeOf).ShouldBe([EventTypes.PartyCreated, EventTypes.PartyCreated]);
        JsonNode golden = JsonNode.Parse(_receiver.Posts[0].Body)!["data"]!["golden"]!;
        golden["values"]!.GetValue<string>().ShouldBe("clear");
        JsonNode email = golden["cells"]!.AsArray().Single(cell => cell!["attribute"]!.GetValue<string>() == "email")!;
        email.ToJsonString().ShouldBe("""{"attribute":"email","group":0,"value":"ann@example.org","source":"crm","record_id":"1","rule":"all"}""");
    }

    [StoreFact]
    public async Task Webhook_WhenOneFails_TheOthersAndTheHubGoOnAndItShows()
    {
        await using WebhookReceiver broken = await WebhookReceiver.StartAsync();
        broken.Answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await using TestHub hub = await StartAsync(Webhook("broken", url: broken.Url), Webhook("well"));
        for (int i = 0; i < 20; i++)
        {
            (await hub.PutAsync("crm", i.ToString(CultureInfo.InvariantCulture), $$"""{"name.full":"Person{{i}} Of Town{{i}}"}""")).Status.ShouldBe(201);
        }

        await _receiver.UntilAsync(posts => posts.Count >= 20);
        await broken.UntilAsync(posts => posts.Count > 0);
        JsonNode? sink = null;
        while (sink?["state"]!.GetValue<string>() != "failing")
        {
            sink = (await hub.GetAsync("/v1/sinks/broken")).Body;
        }

        sink["failure"]!.GetValue<string>().ShouldBe("It answered 500.");
        sink["delivered"]!.ToJsonString().ShouldBe("""{"event":0,"review":0}""");
        sink["lag_entries"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(20);
        broken.Posts.Select(post => post.Id).Distinct().ShouldBe(["event-1"]);
        (int status, JsonNode ready) = await hub.GetAsync("/health/ready");
        status.ShouldBe(200);
        JsonNode part = ready["parts"]!.AsArray().Single(part => part!["name"]!.GetValue<string>() == "sinks/broken")!;
        part["state"]!.GetValue<string>().ShouldBe("degraded");
        part["cause"]!.GetValue<string>().ShouldEndWith("and are tried again: It answered 500.");
        string metrics = await hub.Http.GetStringAsync("/metrics");
        metrics.ShouldContain("party_hub_sink_failures_total{sink=\"broken\"}");
        metrics.ShouldContain("party_hub_sink_messages_total{sink=\"well\"}");
        metrics.ShouldContain("party_hub_breaker_state{kind=\"sink\",name=\"broken\"}");
    }

    [StoreFact]
    public async Task Webhook_WhenDisabledAcrossARestart_HasEverythingOnceItIsEnabled()
    {
        await using TestHub hub = await StartAsync(Webhook("crm"));
        (int status, JsonNode sink) = await hub.SendAsync(HttpMethod.Post, "/v1/sinks/crm/disable", """{"reason":"it is being moved"}""");
        (status, sink["state"]!.GetValue<string>(), sink["disabled"]!["reason"]!.GetValue<string>()).ShouldBe((200, "disabled", "it is being moved"));
        await hub.PutAsync("crm", "1", Ann);
        await hub.RestartAsync(Configured(Webhook("crm")));
        await StartedAsync(hub, "crm");
        (await hub.GetAsync("/v1/sinks/crm")).Body["state"]!.GetValue<string>().ShouldBe("disabled");
        await hub.PutAsync("web", "9", """{"name.full":"Robert Quist"}""");
        _receiver.Posts.ShouldBeEmpty();
        await DegradedAsync(hub, isDegraded: true);

        (status, _) = await hub.SendAsync(HttpMethod.Post, "/v1/sinks/crm/enable");
        status.ShouldBe(200);
        await _receiver.UntilAsync(posts => posts.Count == 2);
        _receiver.Posts.Select(post => post.Id).ShouldBe(["event-1", "event-2"]);
        await DegradedAsync(hub, isDegraded: false);

        await hub.SendAsync(HttpMethod.Post, "/v1/sinks/crm/rewind", """{"event":1,"review":0}""");
        await _receiver.UntilAsync(posts => posts.Count == 3);
        _receiver.Posts[2].Body.ShouldBe(_receiver.Posts[1].Body);
        (await hub.SendAsync(HttpMethod.Post, "/v1/sinks/crm/rewind", """{"event":1000,"review":0}""")).Status.ShouldBe(400);
    }

    [StoreFact]
    public async Task Webhook_WhenPartyIsErasedBeforeItWasTold_NothingOfItLeaves()
    {
        await using TestHub hub = await StartAsync(Webhook("crm", ""","values":"clear","lineage":true"""));
        await hub.SendAsync(HttpMethod.Post, "/v1/sinks/crm/disable", """{"reason":"a test"}""");
        string party = (await hub.PutAsync("crm", "secret-record-1", Ann)).Body["party_id"]!.GetValue<string>();
        await hub.PutAsync("web", "9", """{"name.full":"Robert Quist"}""");
        (await hub.SendAsync(HttpMethod.Post, $"/v1/parties/{party}/erase", """{"reason":"request 17"}""")).Status.ShouldBe(200);
        await hub.SendAsync(HttpMethod.Post, "/v1/sinks/crm/enable");
        await _receiver.UntilAsync(posts => posts.Any(post => TypeOf(post) == EventTypes.PartyRetired));

        foreach (Post post in _receiver.Posts)
        {
            post.Body.ShouldNotContain("Ann");
            post.Body.ShouldNotContain("ann@example.org");
            post.Body.ShouldNotContain("secret-record-1");
        }

        Post retired = _receiver.Posts.Single(post => TypeOf(post) == EventTypes.PartyRetired);
        JsonNode.Parse(retired.Body)!["data"]!["cause"]!.GetValue<string>().ShouldBe("erasure");
        _receiver.Posts.ShouldContain(post => post.Body.Contains("Robert Quist", StringComparison.Ordinal));
    }

    [StoreFact]
    public async Task Schemas_WhenAskedForByAnybody_AreTheOnesThatEventsName()
    {
        await using TestHub hub = await StartAsync(Webhook("crm"));
        using HttpClient anyone = hub.ClientWith(null);
        JsonNode list = JsonNode.Parse(await anyone.GetStringAsync("/v1/schemas"))!;
        list["items"]!.AsArray().Select(item => item!["type"]!.GetValue<string>()).ShouldBe(EventTypes.All);
        foreach (JsonNode? item in list["items"]!.AsArray())
        {
            using HttpResponseMessage response = await anyone.GetAsync(item!["path"]!.GetValue<string>());
            response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["$id"]!.GetValue<string>().ShouldBe(item["id"]!.GetValue<string>());
        }
    }

    private static string TypeOf(Post post) => JsonNode.Parse(post.Body)!["type"]!.GetValue<string>();

    /// <summary>What the feed of events tells, to hold against what a sink was told.</summary>
    private static async Task<string[]> FeedAsync(TestHub hub) =>
        [.. (await hub.GetAsync("/v1/events/page?limit=200")).Body["items"]!.AsArray().Select(item => $"{item!["party_id"]} {item["kind"]}")];

    /// <summary>The alert on a disabled sink fires, in health and metrics, or stays silent.</summary>
    private static async Task DegradedAsync(TestHub hub, bool isDegraded)
    {
        JsonNode part = new JsonObject();
        while (part["state"]?.GetValue<string>() != (isDegraded ? "degraded" : "ok"))
        {
            part = (await hub.GetAsync("/health/ready")).Body["parts"]!.AsArray().Single(part => part!["name"]!.GetValue<string>() == "sinks/crm")!;
        }

        await hub.GetAsync("/v1/sinks");
        (await hub.Http.GetStringAsync("/metrics")).ShouldContain($"party_hub_sink_disabled{{sink=\"crm\"}} {(isDegraded ? 1 : 0)}");
        (part["cause"]?.GetValue<string>().EndsWith("until somebody enables it: it is being moved", StringComparison.Ordinal) ?? false).ShouldBe(isDegraded);
    }

    private static async Task StartedAsync(TestHub hub, string sink)
    {
        while ((await hub.GetAsync("/v1/sinks/" + sink)).Body["state"]!.GetValue<string>() == "stopped")
        {
            await Task.Yield();
        }
    }

    private string Webhook(string name, string more = "", Uri? url = null) =>
        $$"""{"name":"{{name}}","type":"webhook","url":"{{url ?? _receiver.Url}}","allow_private":true,"secret":"${env:PARTY_TEST_WEBHOOK}"{{more}}}""";

    private static Func<ServiceOptions, ServiceOptions> Configured(params string[] sinks) => options =>
        TestHub.Connected(options, $$"""{"format":"party-hub/connections/1","sinks":[{{string.Join(',', sinks)}}]}""") with { HubName = "test-hub" };

    private async Task<TestHub> StartAsync(params string[] sinks)
    {
        TestHub hub = await TestHub.StartAsync(store, Configured(sinks));
        foreach (string sink in sinks)
        {
            await StartedAsync(hub, JsonNode.Parse(sink)!["name"]!.GetValue<string>());
        }

        return hub;
    }
}

public sealed class SinksOnSqliteTests() : SinkTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class SinksOnPostgreSqlTests() : SinkTests(StoreKind.PostgreSql);

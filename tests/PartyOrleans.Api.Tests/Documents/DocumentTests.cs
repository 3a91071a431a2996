using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Tests.Security;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Api.Tests.Documents;

/// <summary>Holds the OpenAPI document and the running hub together.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private const string Ann = """{"name.full":"Ann Lee","date.birth":"1980-01-02","phone":"0113 496 0000","address.city":"Leeds","identifier.ssn":"536-22-1234"}""";
    private const string Pair = """{"left":{"source":"crm","record_id":"1"},"right":{"source":"crm","record_id":"2"},"reason":"the same face"}""";

    private readonly HashSet<string> _called = [];
    private TestHub _hub = null!;
    private DescribedApi _api = null!;

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("PARTY_TEST_WEBHOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        _hub = await TestHub.StartConnectedAsync("""
            {"format":"party-hub/connections/1","sinks":[{"name":"crm","type":"webhook","url":"http://127.0.0.1:9/","allow_private":true,"secret":"${env:PARTY_TEST_WEBHOOK}"}],"zones":[{"name":"raw","location":"FOLDER/raw"}],"pipelines":[{"name":"daily","description":"checks","deadline":"1h","schedule":{"cron":"0 3 1 1 *"},"steps":[
              {"name":"ingest","kind":"ingest","inputs":["FOLDER/none.csv"],"retry":{"attempts":1}},{"name":"master","kind":"master","after":["ingest"]}]}]}
            """, "raw");
        await _hub.Service.Pipelines.StartedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        _api = new DescribedApi((await _hub.GetAsync("/openapi/v1.json")).Body);
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task EveryOperation_WhenCalled_AnswersAsTheDocumentSays()
    {
        string party = (await CallAsync(201, "PUT", "/v1/records/crm/1", Ann))["party_id"]!.GetValue<string>();
        string then = (await CallAsync(200, "GET", "/v1/parties/" + party))["committed_at"]!.GetValue<string>();
        await CallAsync(201, "PUT", "/v1/records/crm/2", Ann);
        await CallAsync(201, "PUT", "/v1/records/web/9", """{"values":[{"attribute":"name.full","value":"Robert Quist","group":0},{"attribute":"shoe size","value":"44"}]}""");
        string quist = (await CallAsync(200, "PUT", "/v1/records/web/9", """{"name.full":"Robert Quist","email":"rob@example.org"}"""))["party_id"]!.GetValue<string>();
        string asOf = "?asOf=" + Uri.EscapeDataString(then);
        foreach (string path in (string[])
            [
                "/v1/parties", "/v1/parties?limit=1", "/v1/parties?q=an+leee", "/v1/parties?q=ann&type=person&limit=1", "/v1/parties/" + party + asOf, $"/v1/parties/{party}/records",
                $"/v1/parties/{party}/records" + asOf, $"/v1/parties/{party}/history", $"/v1/parties/{party}/events", $"/v1/parties/{party}/lineage", $"/v1/parties/{party}/how",
                "/v1/records/crm/1", "/v1/records/crm/1" + asOf, "/v1/records/web/9/versions", "/v1/why?left=crm/1&right=crm/2", "/v1/why?left=crm/1&right=web/9",
                $"/v1/why?left={party}&right={quist}", "/v1/events/page?limit=2", "/v1/reviews", "/health/live", "/health/ready", "/metrics",
            ])
        {
            await CallAsync(200, "GET", path);
        }

        await CallAsync(200, "POST", "/v1/match?top=3", Ann);
        await CallAsync(200, "POST", "/v1/records:bulk", """{"source":"crm","record_id":"3","name.full":"Cy Fox"}""" + "\nnot json\n" + """{"source":"crm","record_id":"3","delete":true}""", "application/x-ndjson");
        await CallAsync(200, "POST", "/v1/reviews/claim", Pair);
        await CallAsync(204, "POST", "/v1/reviews/release", Pair);
        await CallAsync(200, "POST", "/v1/reviews/reject", Pair);
        await CallAsync(200, "GET", "/v1/parties/" + party);
        await CallAsync(200, "POST", "/v1/reviews/undo", Pair);
        await CallAsync(200, "POST", "/v1/reviews/confirm", Pair);
        await CallAsync(200, "GET", $"/v1/parties/{party}/how");
        await CallAsync(200, "PUT", "/v1/judgements", Pair.Replace("\"reason\"", "\"kind\":\"must-link\",\"reason\"", StringComparison.Ordinal));
        await CallAsync(200, "GET", "/v1/judgements?limit=1");
        await CallAsync(200, "GET", "/v1/judgements/history?left=crm/1&right=crm/2");
        await CallAsync(200, "DELETE", "/v1/judgements?left=crm/1&right=crm/2&reason=enough");
        await CallAsync(200, "DELETE", "/v1/records/crm/2");
        await CallAsync(200, "GET", $"/v1/parties/{party}/events");
        string load = (await CallAsync(202, "POST", "/v1/loads/upload?name=people.csv", "record_id,first_name,last_name\n1,Bo,Ray\n,No,Id\n", "text/csv"))["id"]!.GetValue<string>();
        await _hub.Service.Loads.EndedAsync(load).WaitAsync(TimeSpan.FromSeconds(60));
        await CallAsync(200, "GET", "/v1/loads/" + load);
        await CallAsync(200, "POST", $"/v1/loads/{load}/cancel");
        await CallAsync(200, "GET", "/v1/loads");
        await CallAsync(200, "GET", "/v1/dead-letters?kind=contract&state=open&limit=1");
        await CallAsync(200, "GET", "/v1/dead-letters/counts");
        await CallAsync(200, "GET", "/v1/dead-letters/1");
        await CallAsync(200, "POST", "/v1/dead-letters/replay", """{"numbers":[1]}""");
        await CallAsync(200, "PUT", "/v1/dead-letters/1/text", """{"text":"2,No,Id","reason":"its number was missing"}""");
        await CallAsync(200, "GET", "/v1/dead-letters/1");
        await CallAsync(200, "POST", "/v1/dead-letters/replay", """{"all":true,"dry_run":true}""");
        await CallAsync(200, "POST", "/v1/dead-letters/discard", """{"source":"people"}""");
        await CallAsync(409, "PUT", "/v1/dead-letters/1/text", """{"text":"2,No,Id"}""");
        await CallAsync(400, "POST", "/v1/loads", """{"path":"none.csv"}""");
        await CallAsync(404, "GET", "/v1/cluster");
        await CallAsync(200, "GET", "/v1/sources");
        await CallAsync(200, "GET", "/v1/sources/crm");
        await CallAsync(202, "POST", "/v1/pipelines/daily/runs", """{"reason":"a look"}""");
        await _hub.Service.Pipelines.EndedAsync("daily", 1, default).WaitAsync(TimeSpan.FromSeconds(60));
        await CallAsync(202, "POST", "/v1/zones/raw/events", """{"keys":["people.csv"]}""");
        await CallAsync(202, "POST", "/v1/zones/raw/scan?prefix=2026/");
        await CallAsync(200, "GET", "/v1/zones");
        await CallAsync(200, "GET", "/v1/zones/raw/objects?limit=5");
        await CallAsync(200, "GET", "/v1/pipelines");
        await CallAsync(200, "GET", "/v1/pipelines/daily/runs?limit=5");
        await CallAsync(200, "GET", "/v1/pipelines/daily/runs/1");
        await CallAsync(200, "POST", "/v1/pipelines/daily/runs/1/cancel");
        await CallAsync(202, "POST", "/v1/pipelines/daily/runs/1/resume");
        await CallAsync(200, "GET", "/v1/sinks");
        await CallAsync(200, "GET", "/v1/sinks/crm");
        await CallAsync(200, "POST", "/v1/sinks/crm/disable", """{"reason":"it is being moved"}""");
        await CallAsync(200, "POST", "/v1/sinks/crm/enable");
        await CallAsync(200, "POST", "/v1/sinks/crm/rewind", """{"to":"beginning"}""");
        await CallAsync(400, "POST", "/v1/sinks/crm/rewind", """{"to":"yesterday"}""");
        await CallAsync(404, "GET", "/v1/sinks/none");
        await CallAsync(200, "GET", "/v1/schemas");
        await CallAsync(200, "GET", "/v1/schemas/party.merged.v1");
        await CallAsync(404, "GET", "/v1/quality");
        await CallAsync(200, "POST", "/v1/quality");
        await CallAsync(200, "GET", "/v1/quality");
        await CallAsync(200, "GET", "/v1/quality/history?limit=5");
        await CallAsync(200, "GET", "/v1/bundle");
        await CallAsync(200, "POST", "/v1/bundle/validate", """{"name":7}""");
        string bundle = (await CallAsync(200, "POST", "/v1/bundle/proposals", BundleFile.ToJson(DefaultBundle.Create() with { Name = "other" })))["sha256"]!.GetValue<string>();
        await CallAsync(200, "GET", "/v1/bundle/proposals");
        await CallAsync(202, "POST", "/v1/bundle/diff", $$"""{"sha256":"{{bundle}}"}""");
        await CallAsync(200, "GET", "/v1/bundle/diff");
        await CallAsync(200, "POST", "/v1/bundle/accept", $$"""{"sha256":"{{bundle}}","recompute":true,"max_changed_share":1}""");
        await CallAsync(200, "POST", "/v1/bundle/rollback", """{"recompute":true,"max_changed_share":1}""");
        await CallAsync(200, "POST", $"/v1/parties/{quist}/erase", """{"reason":"request 17"}""");
        await CallAsync(409, "PUT", "/v1/records/web/9", """{"name.full":"Robert Quist"}""");
        await CallAsync(200, "GET", "/v1/erasures?limit=5");
        await CallAsync(200, "POST", "/v1/erasures/lift", """{"source":"web","record_id":"9","reason":"back again"}""");
        await CallAsync(200, "POST", "/v1/retention/run", """{"dry_run":true}""");
        await CallAsync(200, "GET", "/v1/keys");
        await CallAsync(200, "POST", "/v1/keys/rotate");
        await CallAsync(200, "GET", "/v1/audit?limit=5");
        await CallAsync(200, "GET", "/v1/audit/proof");
        await CallAsync(200, "GET", "/v1/events", open: true);
        await CallAsync(400, "GET", "/v1/events/ws");

        _called.Order(StringComparer.Ordinal).ShouldBe(_api.Operations.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(400, "invalid-request", "GET", "/v1/parties?limit=0", null)]
    [InlineData(400, "invalid-cursor", "GET", "/v1/parties?cursor=AAAA", null)]
    [InlineData(400, "invalid-record", "PUT", "/v1/records/crm/1", "[]")]
    [InlineData(404, "record-not-found", "GET", "/v1/records/crm/none", null)]
    [InlineData(404, "party-not-found", "GET", "/v1/parties/none", null)]
    [InlineData(404, "party-not-found", "GET", "/v1/parties/none/history", null)]
    [InlineData(404, "not-found", "POST", "/v1/reviews/undo", Pair)]
    [InlineData(404, "not-found", "GET", "/v1/loads/7", null)]
    [InlineData(404, "not-found", "GET", "/v1/zones/none/objects", null)]
    [InlineData(404, "not-found", "POST", "/v1/zones/none/scan", null)]
    [InlineData(404, "not-found", "POST", "/v1/zones/none/events", "{\"keys\":[]}")]
    [InlineData(400, "invalid-request", "POST", "/v1/zones/raw/events", "{\"files\":[]}")]
    [InlineData(404, "not-found", "GET", "/v1/sources/none", null)]
    [InlineData(404, "not-found", "POST", "/v1/pipelines/none/runs", "{}")]
    [InlineData(404, "not-found", "GET", "/v1/pipelines/daily/runs/7", null)]
    [InlineData(400, "invalid-request", "POST", "/v1/pipelines/daily/runs", "{\"why\":1}")]
    [InlineData(400, "invalid-request", "GET", "/v1/pipelines/daily/runs?limit=0", null)]
    [InlineData(410, "party-gone", "GET", "/v1/parties/GONE", null)]
    [InlineData(410, "party-gone", "GET", "/v1/parties/GONE/how", null)]
    [InlineData(413, "too-large", "PUT", "/v1/records/crm/1", "HUGE")]
    [InlineData(415, "unsupported-media-type", "POST", "/v1/match", "<a/>")]
    public async Task Call_WhenItFails_AnswersWithAProblemThatTheDocumentNames(int status, string type, string method, string path, string? body)
    {
        if (status == 410)
        {
            string party = (await CallAsync(201, "PUT", "/v1/records/crm/5", Ann))["party_id"]!.GetValue<string>();
            await CallAsync(200, "DELETE", "/v1/records/crm/5");
            path = path.Replace("GONE", party, StringComparison.Ordinal);
        }

        JsonNode problem = await CallAsync(
            status, method, path, body == "HUGE" ? $"{{\"note\":\"{new string('x', 2 << 20)}\"}}" : body, status == 415 ? "application/xml" : "application/json");

        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:" + type);
    }

    [Theory]
    [InlineData(401, null)]
    [InlineData(403, "operate")]
    public async Task EveryOperation_WhenTheCallerMayNot_AnswersAsTheDocumentSays(int status, string? scopes)
    {
        using HttpClient client = _hub.ClientWith(scopes);
        foreach ((string name, JsonNode operation) in _api.Operations)
        {
            bool isOpen = operation["security"] is null or JsonArray { Count: 0 };
            if (isOpen || (scopes is not null && operation["security"]![0]!["bearer"]![0]!.GetValue<string>() == scopes))
            {
                continue;
            }

            TestEndpoint endpoint = _hub.Endpoints().Single(endpoint => endpoint.Name == name);
            using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), endpoint.Path);
            request.Content = endpoint.Method is "PUT" or "POST" ? new StringContent("{}", Encoding.UTF8, endpoint.MediaType) : null;
            using HttpResponseMessage response = await client.SendAsync(request);

            ((int)response.StatusCode).ShouldBe(status, name);
            (await _api.FaultsAsync(name, response)).ShouldBeEmpty(name);
        }
    }

    [Theory]
    [InlineData("getParty", "/v1/parties/P1")]
    [InlineData("why", "/v1/why?left=crm/1&right=crm/2")]
    [InlineData("getLive", "/health/live")]
    public async Task Get_WhenTheBudgetIsUsedUp_AnswersAsTheDocumentSays(string operation, string path)
    {
        var once = new Budget(0.001, 1);
        await using TestHub tight = await TestHub.StartAsync(
            options => options with { Security = options.Security with { Ordinary = once, Expensive = once, Anonymous = once } });
        (await tight.Http.GetAsync(path)).Dispose();

        using HttpResponseMessage response = await tight.Http.GetAsync(path);

        ((int)response.StatusCode).ShouldBe(429);
        (await _api.FaultsAsync(operation, response)).ShouldBeEmpty();
    }

    [Fact]
    public void Document_WhenRead_DescribesEveryOperationWhole()
    {
        foreach ((string name, JsonNode operation) in _api.Operations)
        {
            operation["summary"]!.GetValue<string>().Length.ShouldBeGreaterThan(10, name);
            operation["tags"]!.AsArray().Count.ShouldBe(1, name);
            operation["responses"]!.AsObject().First().Value!["description"]!.GetValue<string>().ShouldNotBe("OK", name);
            foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
            {
                parameter!["description"].ShouldNotBeNull($"{name}: {parameter["name"]}");
                parameter["schema"]!["type"]!.GetValueKind().ShouldBe(System.Text.Json.JsonValueKind.String, $"{name}: {parameter["name"]}");
            }
        }

        _api.ExampleFaults().ShouldBeEmpty();
        _api.SchemaNames.Where(name => name.EndsWith("Schema", StringComparison.Ordinal) || name.Contains("Nullable", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Faults_WhenAnAnswerIsNotAsDescribed_NamesEach()
    {
        JsonNode schema = JsonNode.Parse("""{"$ref":"#/components/schemas/RecordResult"}""")!;

        _api.Shape.Faults(JsonNode.Parse("""{"source":1,"record_id":"1","outcome":"eaten","commit":1.5,"events":[{"party_id":"P1","kind":"created","record_count":1,"colour":"red"}]}"""), schema)
            .ShouldBe(
            [
                "$.source is Number, not string", "$.outcome is none of [\"created\",\"updated\",\"unchanged\",\"deleted\",\"absent\"]: \"eaten\"", "$.commit is Number, not integer",
                "$.commit is no int64", "$.events[0].colour is not described",
            ]);
        _api.Shape.Faults(JsonNode.Parse("{}"), schema).Count.ShouldBe(5);
    }

    private async Task<JsonNode> CallAsync(int status, string method, string path, string? body = null, string mediaType = "application/json", bool open = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType);
        request.Headers.ExpectContinue = body is { Length: > 1 << 20 }; // the hub refuses it before it is sent
        using HttpResponseMessage response = await _hub.Http.SendAsync(request, open ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead);
        string operation = _api.OperationOf(request.Method, path).ShouldNotBeNull(path);
        _called.Add(operation);
        string what = $"{method} {path}: {(open ? "" : await response.Content.ReadAsStringAsync())}";
        ((int)response.StatusCode).ShouldBe(status, what);
        if (open)
        {
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            return new JsonObject();
        }

        (await _api.FaultsAsync(operation, response)).ShouldBeEmpty(what);
        string text = await response.Content.ReadAsStringAsync();
        return response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json" ? JsonNode.Parse(text)! : new JsonObject();
    }
}

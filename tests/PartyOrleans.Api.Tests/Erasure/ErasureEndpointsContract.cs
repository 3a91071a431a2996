using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Erasure;

/// <summary>Erasure, retention and keys through a hub that serves; each kind of store inherits this.</summary>
public abstract class ErasureEndpointsContract : IAsyncLifetime
{
    private const string Ann = """{"name.full":"Quixotina Zanzibarova","date.birth":"1980-01-02","email":"quix@example.org","address.street":"Wolkenkuckuck 7","identifier.ssn":"536-22-1234"}""";
    private const string AnnAgain = """{"name.full":"Quixotina Zanzibarova","date.birth":"1980-01-02","email":"quix@example.org","phone":"0113 496 0555"}""";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Values = ["Quixotina", "Zanzibarova", "quix@example.org", "Wolkenkuckuck", "536-22-1234", "536221234", "0113 496 0555", "1134960555"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-erasure-");
    private TestHub _hub = null!;

    private protected TestHub Hub => _hub;

    /// <summary>The place of a store of its own; null for a file of the hub's.</summary>
    protected abstract Task<string?> PrepareAsync();

    /// <summary>Every byte of the store.</summary>
    protected abstract Task<byte[]> ReadBytesAsync();

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        Bundle bundle = DefaultBundle.Create() with { Privacy = new PrivacyPolicy([], [], [new("old", Attributes.Phone, TimeSpan.FromDays(365))]) };
        string path = Path.Combine(_folder.FullName, "bundle.json");
        await File.WriteAllTextAsync(path, BundleFile.ToJson(bundle));
        string? location = await PrepareAsync();
        _hub = await TestHub.StartAsync(options => options with { BundlePath = path, Database = location ?? options.Database });
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [StoreFact]
    public async Task Erase_WhenAPartyIsNamed_LeavesNothingOfItInAnyAnswerOrRow()
    {
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        (_, JsonNode first) = await _hub.PutAsync("crm", "1", Ann);
        string party = first["party_id"]!.GetValue<string>();
        (await PutNamedAsync("web", "9", AnnAgain)).ShouldBe(HttpStatusCode.Created);
        await _hub.PutAsync("crm", "1", Ann.Replace("Zanzibarova", "Zanzibarova-Smith", StringComparison.Ordinal));
        await _hub.PutAsync("crm", "2", """{"name.full":"Bob Ray","email":"bob@example.org"}""");
        string then = TimeProvider.System.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        string[] paths =
        [
            "/v1/parties", "/v1/parties?q=quixotina+zanzibarova", "/v1/parties?q=536-22-1234", $"/v1/parties/{party}", $"/v1/parties/{party}?asOf={Uri.EscapeDataString(then)}",
            $"/v1/parties/{party}/records", $"/v1/parties/{party}/records?asOf={Uri.EscapeDataString(then)}", $"/v1/parties/{party}/history", $"/v1/parties/{party}/events",
            $"/v1/parties/{party}/lineage", $"/v1/parties/{party}/how", "/v1/records/crm/1", $"/v1/records/crm/1?asOf={Uri.EscapeDataString(then)}", "/v1/records/crm/1/versions",
            "/v1/events/page?limit=100", "/v1/reviews", "/v1/judgements", "/v1/why?left=crm/1&right=crm/2", "/v1/erasures", "/v1/audit?limit=100",
        ];
        (await _hub.GetAsync($"/v1/parties/{party}")).Body.ToJsonString().ShouldContain("Quixotina");

        (int status, JsonNode erased) = await _hub.SendAsync(HttpMethod.Post, $"/v1/parties/{party}/erase", """{"reason":"request 17"}""");

        status.ShouldBe(200, erased.ToJsonString());
        erased["records"]!.GetValue<int>().ShouldBe(2);
        var answers = new StringBuilder();
        foreach (string path in paths)
        {
            answers.Append(await (await _hub.Http.GetAsync(path)).Content.ReadAsStringAsync());
        }

        answers.Append((await _hub.SendAsync(HttpMethod.Post, "/v1/match", """{"name.full":"Quixotina Zanzibarova"}""")).Body.ToJsonString());
        (await PutNamedAsync("web", "9", AnnAgain)).ShouldBe(HttpStatusCode.Created); // the answer of the first time, which names no value
        foreach (string value in Values)
        {
            answers.ToString().Contains(value, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(value);
        }

        (await _hub.GetAsync("/v1/parties?q=quixotina")).Body["items"]!.AsArray().ShouldBeEmpty();
        (await _hub.GetAsync("/v1/records/crm/2")).Status.ShouldBe(200);
        await CheckReceiptAsync(erased, start);
        (await ((IStoreProof)_hub.Service.Hub.Store).VerifyAsync(None)).Broken.ShouldBeEmpty();
        string bytes = Encoding.Latin1.GetString(await ReadBytesAsync());
        bytes.ShouldContain("bob@example.org", Case.Insensitive);
        foreach (string value in Values)
        {
            bytes.Contains(value, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(value);
        }
    }

    [StoreFact]
    public async Task Put_WhenTheRecordWasErased_IsRefusedUntilLifted()
    {
        string party = (await _hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();
        (await _hub.SendAsync(HttpMethod.Post, $"/v1/parties/{party}/erase", """{"reason":"request 18"}""")).Status.ShouldBe(200);

        (int refused, JsonNode problem) = await _hub.PutAsync("crm", "1", Ann);
        using var lines = new StringContent("""{"source":"crm","record_id":"1","name.full":"Quixotina Zanzibarova"}""", Encoding.UTF8, "application/x-ndjson");
        string stream = await (await _hub.Http.PostAsync("/v1/records:bulk", lines)).Content.ReadAsStringAsync();
        string load = await LoadAsync();
        (int lifted, _) = await _hub.SendAsync(HttpMethod.Post, "/v1/erasures/lift", """{"source":"crm","record_id":"1","reason":"back again"}""");
        (int again, _) = await _hub.SendAsync(HttpMethod.Post, "/v1/erasures/lift", """{"source":"crm","record_id":"1","reason":"back again"}""");

        refused.ShouldBe(409);
        problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:record-erased");
        stream.ShouldContain("erased");
        (await _hub.GetAsync("/v1/loads/" + load)).Body["rejected"]!.GetValue<long>().ShouldBe(1);
        lifted.ShouldBe(200);
        again.ShouldBe(404);
        (await _hub.PutAsync("crm", "1", Ann)).Status.ShouldBe(201);
        (await _hub.SendAsync(HttpMethod.Post, "/v1/parties/none/erase", """{"reason":"request 19"}""")).Status.ShouldBe(404);
        (await _hub.SendAsync(HttpMethod.Post, "/v1/parties/none/erase", """{"reason":" "}""")).Status.ShouldBe(400);
    }

    [StoreFact]
    public async Task Erase_WhenARecordJoinsMeanwhile_TakesItAlong()
    {
        string party = (await _hub.PutAsync("crm", "1", Ann)).Body["party_id"]!.GetValue<string>();
        Task<(int Status, JsonNode Body)>[] joining = [.. Enumerable.Range(2, 20).Select(id => _hub.PutAsync("crm", id.ToString(System.Globalization.CultureInfo.InvariantCulture), Ann))];

        (int status, _) = await _hub.SendAsync(HttpMethod.Post, $"/v1/parties/{party}/erase", """{"reason":"request 20"}""");

        await Task.WhenAll(joining);
        status.ShouldBe(200);
        (await _hub.GetAsync("/v1/parties/" + party)).Status.ShouldBe(410);
        (await _hub.GetAsync("/v1/records/crm/1")).Status.ShouldBe(404);
        (await ((IStoreProof)_hub.Service.Hub.Store).VerifyAsync(None)).Broken.ShouldBeEmpty();
    }

    [StoreFact]
    public async Task RunRetention_WhenAValuePassedItsAge_DropsItWithItsPast()
    {
        await _hub.PutAsync("old", "1", """{"name.full":"Ann Lee","phone":"0113 496 0555","record.updated":"2020-01-01"}""");
        await _hub.PutAsync("new", "1", """{"name.full":"Bob Ray","phone":"0113 496 0001","record.updated":"2020-01-01"}""");

        (_, JsonNode dry) = await _hub.SendAsync(HttpMethod.Post, "/v1/retention/run", """{"dry_run":true}""");
        (_, JsonNode run) = await _hub.SendAsync(HttpMethod.Post, "/v1/retention/run", "{}");
        (_, JsonNode next) = await _hub.SendAsync(HttpMethod.Post, "/v1/retention/run", "{}");

        dry.ToJsonString().ShouldBe("""{"dry_run":true,"records":1,"deleted":0,"values":1}""");
        run.ToJsonString().ShouldBe("""{"dry_run":false,"records":1,"deleted":0,"values":1}""");
        next.ToJsonString().ShouldBe("""{"dry_run":false,"records":0,"deleted":0,"values":0}""");
        (await _hub.GetAsync("/v1/records/old/1/versions")).Body.ToJsonString().ShouldNotContain("0555");
        (await _hub.GetAsync("/v1/records/new/1")).Body.ToJsonString().ShouldContain("0001");
        (await ((IStoreProof)_hub.Service.Hub.Store).VerifyAsync(None)).Broken.ShouldBeEmpty();
    }

    [StoreFact]
    public async Task RotateKeys_WhenAsked_SealsEveryRowAnew()
    {
        await _hub.PutAsync("crm", "1", Ann);
        int before = DataKey((await _hub.GetAsync("/v1/keys")).Body);

        (int status, JsonNode done) = await _hub.SendAsync(HttpMethod.Post, "/v1/keys/rotate");

        status.ShouldBe(200);
        done["rows"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(2);
        (_, JsonNode keys) = await _hub.GetAsync("/v1/keys");
        DataKey(keys).ShouldBeGreaterThan(before);
        keys["rotating"]!.GetValue<bool>().ShouldBeFalse();
        (await _hub.GetAsync("/v1/records/crm/1")).Body.ToJsonString().ShouldContain("Quixotina");

        static int DataKey(JsonNode keys) => keys["keys"]!.AsArray().Single(key => key!["purpose"]!.GetValue<string>() == "data")!["id"]!.GetValue<int>();
    }

    private async Task CheckReceiptAsync(JsonNode erased, DateTimeOffset start)
    {
        string pem = (await _hub.GetAsync("/v1/keys")).Body["receipt_key"]!.GetValue<string>();
        string page = await _hub.Http.GetStringAsync("/v1/erasures");
        using var kept = System.Text.Json.JsonDocument.Parse(page);
        ReceiptCheck check = ErasureReceipt.Check(kept.RootElement.GetProperty("items")[0].GetProperty("receipt").GetRawText(), pem);
        check.IsValid.ShouldBeTrue();
        JsonNode statement = JsonNode.Parse(check.Statement)!;
        statement.ToJsonString().ShouldBe(erased["receipt"]!["statement"]!.ToJsonString());
        statement["reason"]!.GetValue<string>().ShouldBe("request 17");
        statement["records"]!.AsArray().Count.ShouldBe(2);
        statement["at"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThanOrEqualTo(start);
    }

    private async Task<HttpStatusCode> PutNamedAsync(string source, string recordId, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/records/{source}/{recordId}");
        request.Headers.Add("Idempotency-Key", "put-" + recordId);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _hub.Http.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        Values.Count(value => body.Contains(value, StringComparison.OrdinalIgnoreCase)).ShouldBe(0);
        return response.StatusCode;
    }

    private async Task<string> LoadAsync()
    {
        using var file = new StringContent("record_id,first_name,last_name\n1,Quixotina,Zanzibarova\n3,Bo,Ray\n", Encoding.UTF8, "text/csv");
        using HttpResponseMessage started = await _hub.Http.PostAsync("/v1/loads/upload?name=people.csv&source=crm", file);
        string load = (await started.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<string>();
        await _hub.Service.Loads.EndedAsync(load).WaitAsync(TimeSpan.FromSeconds(60));
        return load;
    }
}

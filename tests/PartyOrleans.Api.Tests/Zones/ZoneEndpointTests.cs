using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Api.Security;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Api.Tests.Zones;

public sealed class ZoneEndpointTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private string _folder = "";

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync(options =>
        {
            _folder = Path.Combine(Path.GetDirectoryName(options.Database)!, "raw");
            Directory.CreateDirectory(_folder);
            Put("old.csv", "record_id,first_name,last_name\n1,Ann,Lee\n");
            return TestHub.Connected(
                options, """{"format":"party-hub/connections/1","zones":[{"name":"raw","location":"FOLDER/raw","settle":"0s","source":"crm","topics":["arn:aws:sns:eu-west-1:123456789012:raw"]}]}""");
        });
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Start_WhenObjectsLieInTheZone_LoadsThem()
    {
        JsonNode zone = await LoadedAsync(objects: 1);

        zone["location"]!.GetValue<string>().ShouldBe(_folder);
        zone["state"]!.GetValue<string>().ShouldBe("idle");
        JsonNode entry = (await _hub.GetAsync("/v1/zones/raw/objects")).Body["items"]!.AsArray().Single()!;
        (entry["key"]!.GetValue<string>(), entry["size"]!.GetValue<long>(), entry["accepted"]!.GetValue<int>(), entry["complete"]!.GetValue<bool>()).ShouldBe(("old.csv", 41, 1, true));
        (await _hub.GetAsync("/v1/records/crm/1")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Notify_WhenObjectsWereWritten_LoadsThoseOfTheZone()
    {
        await LoadedAsync(objects: 1);
        Put("2026/new.csv", "record_id,first_name,last_name\n2,Bo,Ray\n");
        Put("2026/unsaid.csv", "record_id,first_name,last_name\n3,Cy,Fox\n");

        (int status, JsonNode answer) = await _hub.SendAsync(HttpMethod.Post, "/v1/zones/raw/events", """{"keys":["2026/new.csv","../outside.csv","notes.txt","2026/.hidden.csv"]}""");
        await LoadedAsync(objects: 2);

        (status, answer["taken"]!.GetValue<int>(), answer["passed_over"]!.GetValue<int>()).ShouldBe((202, 1, 3));
        (await _hub.GetAsync("/v1/records/crm/2")).Status.ShouldBe(200);
        (await _hub.GetAsync("/v1/records/crm/3")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Scan_WhenAskedTo_LoadsWhatIsNew()
    {
        await LoadedAsync(objects: 1);
        Put("2026/new.csv", "record_id,first_name,last_name\n2,Bo,Ray\n");

        (await _hub.SendAsync(HttpMethod.Post, "/v1/zones/raw/scan?prefix=2026/")).Status.ShouldBe(202);

        await LoadedAsync(objects: 2);
        JsonNode first = (await _hub.GetAsync("/v1/zones/raw/objects?limit=1")).Body;
        JsonNode second = (await _hub.GetAsync("/v1/zones/raw/objects?limit=1&cursor=" + Uri.EscapeDataString(first["next"]!.GetValue<string>()))).Body;
        first["items"]![0]!["key"]!.GetValue<string>().ShouldBe("2026/new.csv");
        second["items"]![0]!["key"]!.GetValue<string>().ShouldBe("old.csv");
    }

    [Fact]
    public async Task Notify_WhenATopicSendsPlainTextWithAKeyAsPassword_IsLetIn()
    {
        string key = AddKey("operate");
        using var client = new HttpClient { BaseAddress = _hub.Http.BaseAddress };
        using HttpResponseMessage asked = await PostAsync(client, "/v1/zones/raw/events", null);
        string challenge = asked.Headers.WwwAuthenticate.ToString();
        using HttpResponseMessage answered = await PostAsync(client, "/v1/zones/raw/events", key);
        using HttpResponseMessage elsewhere = await PostAsync(client, "/v1/zones/raw/scan", key);
        using HttpResponseMessage wrong = await PostAsync(client, "/v1/zones/raw/events", key + "x");
        using HttpResponseMessage tooLittle = await PostAsync(client, "/v1/zones/raw/events", AddKey("read"));

        asked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        challenge.ShouldContain("Basic realm=\"party-hub\"");
        answered.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        tooLittle.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:other")]
    [InlineData("http://169.254.169.254/")]
    public async Task Notify_WhenATopicThatIsNotConfiguredWantsToBeConfirmed_IsRefused(string topic)
    {
        string message = new JsonObject { ["Type"] = "SubscriptionConfirmation", ["TopicArn"] = topic, ["Token"] = "t", ["SubscribeURL"] = "http://169.254.169.254/" }.ToJsonString();

        (int status, JsonNode problem) = await _hub.SendAsync(HttpMethod.Post, "/v1/zones/raw/events", message);

        status.ShouldBe(400);
        problem["detail"]!.GetValue<string>().ShouldBe("The subscription is not confirmed: the zone's configuration does not name the topic, or the topic does not answer.");
    }

    [Fact]
    public async Task Zones_WhenTheFolderGoesAway_IsDegradedAndComesBack()
    {
        await LoadedAsync(objects: 1);
        string away = _folder + "-away";
        Directory.Move(_folder, away);

        await _hub.SendAsync(HttpMethod.Post, "/v1/zones/raw/scan");
        JsonNode failing = await UntilAsync(zone => zone["state"]!.GetValue<string>() == "failing");
        JsonNode ready = (await _hub.GetAsync("/health/ready")).Body;
        Directory.Move(away, _folder);
        await _hub.SendAsync(HttpMethod.Post, "/v1/zones/raw/scan");
        JsonNode idle = await UntilAsync(zone => zone["state"]!.GetValue<string>() == "idle");

        failing["failure"]!.GetValue<string>().ShouldBe($"{_folder}: there is no such folder.");
        ready.ToJsonString().ShouldContain("zones/raw");
        idle["failure"].ShouldBeNull();
    }

    private void Put(string key, string text)
    {
        string path = Path.Combine(_folder, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string AddKey(string scope)
    {
        (string text, string id, byte[] hash) = ApiKeyText.Create();
        using SqliteAccessStore access = SqliteAccessStore.Open(SqliteAccessStore.PathOf(_hub.Database));
        access.Add(new ApiKey { Id = id, Name = "sns-" + scope, Scopes = scope, SecretHash = hash, Created = TimeProvider.System.GetUtcNow() });
        return text;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("""{"Records":[]}""", Encoding.UTF8, "text/plain") };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("sns:" + key)));
        }

        return await client.SendAsync(request);
    }

    /// <summary>Waits until the manifest has so many whole objects and nothing is going on; gives how the zone is then.</summary>
    private async Task<JsonNode> LoadedAsync(int objects)
    {
        JsonNode zone = await UntilAsync(zone => zone["state"]!.GetValue<string>() == "idle" && zone["last_scan"]?["ended_at"] is not null, async () =>
            (await _hub.GetAsync("/v1/zones/raw/objects")).Body["items"]!.AsArray().Count(entry => entry!["complete"]!.GetValue<bool>()) == objects);
        return zone;
    }

    private async Task<JsonNode> UntilAsync(Func<JsonNode, bool> isSo, Func<Task<bool>>? andSo = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            JsonNode zone = (await _hub.GetAsync("/v1/zones")).Body["items"]![0]!;
            if (isSo(zone) && (andSo is null || await andSo()))
            {
                return zone;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token); // what callers see is asked: there is nothing to wait on
        }
    }
}

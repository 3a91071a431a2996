using System.Globalization;
using System.Text.Json.Nodes;
using PartyOrleans.TestKit.Webhooks;

namespace PartyOrleans.Local.Tests.Serving.Sinks;

/// <summary>The real program with a webhook: steered from the command line, and killed.</summary>
public sealed class SinkProcessTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebhookReceiver _receiver = null!;

    private string Database => _folder["hub.db"];

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("PARTY_TEST_WEBHOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        _receiver = await WebhookReceiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Serve_WhenKilledAgainAndAgain_TellsEverythingAtLeastOnceAndInOrder()
    {
        string connections = Connections(batch: 7);
        for (int round = 0; round < 4; round++)
        {
            using ServedProcess hub = await ServedProcess.StartAsync(Database, "--connections", connections);
            int told = _receiver.Posts.Count;
            for (int i = 0; i < 30; i++)
            {
                (await hub.TryPutAsync($"{i}", $$"""{"name.full":"Person{{i}} Of{{i}} Town{{i}}","address.city":"Place{{round}}"}""")).ShouldBeTrue();
            }

            await _receiver.UntilAsync(posts => posts.Count > told); // it is in the midst of telling
            hub.Kill();
            await hub.ExitAsync();
        }

        using ServedProcess last = await ServedProcess.StartAsync(Database, "--connections", connections);
        JsonNode[] feed = [.. JsonNode.Parse(await last.Http.GetStringAsync("/v1/events/page?limit=1000"))!["items"]!.AsArray().Select(item => item!)];
        string[] all = [.. feed.Select(item => "event-" + item["sequence"]!.GetValue<long>().ToString(CultureInfo.InvariantCulture))];
        await _receiver.UntilAsync(posts => all.Except(Told(posts).Select(told => told["id"]!.GetValue<string>()), StringComparer.Ordinal).FirstOrDefault() is null);

        JsonNode[] everything = [.. Told(_receiver.Posts)];
        everything.Select(told => told["id"]!.GetValue<string>()).Where(id => id.StartsWith("event-", StringComparison.Ordinal)).Distinct().ShouldBe(all);
        everything.GroupBy(told => told["id"]!.GetValue<string>()).ShouldAllBe(same => same.Select(told => told.ToJsonString()).Distinct().Count() == 1);
        _receiver.Posts.GroupBy(post => post.Id).ShouldAllBe(same => same.Select(post => post.Body).Distinct().Count() == 1);
    }

    [Fact]
    public async Task Sinks_WhenAskedFromTheCommandLine_AreListedDisabledEnabledAndRewound()
    {
        using ServedProcess hub = await ServedProcess.StartAsync(Database, "--connections", Connections(batch: 1));
        string url = hub.Http.BaseAddress!.ToString();
        HubResult disabled = await HubProcess.RunAsync("sinks", "disable", "crm", "--reason", "it moves", "--hub", url, "--db", Database);
        (await hub.TryPutAsync("1", """{"name.full":"Ann Lee"}""")).ShouldBeTrue();
        HubResult list = await HubProcess.RunAsync("sinks", "list", "--hub", url, "--db", Database, "--json");
        HubResult enabled = await HubProcess.RunAsync("sinks", "enable", "crm", "--hub", url, "--db", Database);
        await _receiver.UntilAsync(posts => posts.Count == 1);
        HubResult rewound = await HubProcess.RunAsync("sinks", "rewind", "crm", "--hub", url, "--db", Database);
        await _receiver.UntilAsync(posts => posts.Count == 2);
        HubResult none = await HubProcess.RunAsync("sinks", "enable", "none", "--hub", url, "--db", Database);
        HubResult nowhere = await HubProcess.RunAsync("sinks", "list", "--db", Database);

        disabled.ExitCode.ShouldBe(0, disabled.Error);
        JsonNode sink = JsonNode.Parse(list.Out)![0]!;
        (sink["name"]!.GetValue<string>(), sink["state"]!.GetValue<string>(), sink["disabled"]!["reason"]!.GetValue<string>(), sink["lag_entries"]!.GetValue<long>())
            .ShouldBe(("crm", "disabled", "it moves", 1));
        (enabled.ExitCode, rewound.ExitCode).ShouldBe((0, 0));
        _receiver.Posts.Select(post => post.Id).ShouldBe(["event-1", "event-1"]);
        (none.ExitCode, none.Error.Trim()).ShouldBe((4, "party: the hub has no sink none."));
        (nowhere.ExitCode, nowhere.Error.Trim()).ShouldBe((2, "party: --hub URL is needed: only a hub that serves has sinks."));
    }

    private static IEnumerable<JsonNode> Told(IReadOnlyList<Post> posts) => posts.Select(post => JsonNode.Parse(post.Body)!)
        .SelectMany(body => body is JsonArray array ? array.Select(item => item!) : [body]);

    private string Connections(int batch) => _folder.Write(
        "connections.json",
        $$"""{"format":"party-hub/connections/1","sinks":[{"name":"crm","type":"webhook","url":"{{_receiver.Url}}","allow_private":true,"secret":"${env:PARTY_TEST_WEBHOOK}","batch":{{batch}}}]}""");
}

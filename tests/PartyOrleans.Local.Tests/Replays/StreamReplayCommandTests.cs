using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Tests.Serving;
using PartyOrleans.Local.Tests.Serving.Streams;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Local.Tests.Replays;

public sealed class StreamReplayCommandTests : IDisposable
{
    private static readonly string[] Lines =
    [
        """{"id": "1", "who": "Ann Lee", "born": "1980-01-02", "code": "5493001KJTIIGC8Y1R12"}""",
        """{"id": "2", "who": "Susan Leighton", "born": "1980-01-02", "code": "5493001KJTIIGC8Y1R12"}""",
        """{"id": "3", "who": "Bo Ray", "born": "1970-05-06"}""",
        """no JSON""",
        """{"id": "3", "who": "Bob Ray", "born": "1970-05-06"}""",
    ];

    private readonly TemporaryFolder _folder = new();

    private string Database => _folder["hub.db"];

    public void Dispose() => _folder.Dispose();

    [MockBrokerFact]
    public async Task Replay_WhenTheContractChanged_ShowsChangesNothingAndThenLeavesWhatAFreshStreamLeaves_OnMockBroker()
    {
        // By the first contract the tax numbers are no evidence; by the second they are, and tie records together.
        using var brokers = new MockCluster();
        brokers.CreateTopic("customers", 1);
        await using (var producer = new KafkaProducer(new KafkaConnection { Brokers = brokers.Brokers }, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance))
        {
            await producer.SendAsync([.. Lines.Select(line => new KafkaMessage("customers", null, Encoding.UTF8.GetBytes(line)))], CancellationToken.None);
        }

        string connections = _folder.Write("connections.json", $$"""
            {"format": "party-hub/connections/1", "streams": [{"name": "crm", "brokers": "{{brokers.Brokers}}", "topics": [{"topic": "customers", "source": "crm"}], "settings": {"session.timeout.ms": "1000", "heartbeat.interval.ms": "200", "fetch.wait.max.ms": "50"} }],
             "pipelines": [{"name": "dry", "steps": [{"name": "again", "kind": "replay", "stream": "crm"}]},
                           {"name": "again", "steps": [{"name": "again", "kind": "replay", "stream": "crm", "topic": "customers", "partition": 0, "from": "0", "dry_run": false, "max_changed": 1}]}]}
            """);
        string before = _folder.Write("before.json", StreamFiles.Bundle(Contract("""{"who": "name.full", "born": "date.birth"}""")));
        string after = _folder.Write("after.json", StreamFiles.Bundle(Contract("""{"who": "name.full", "born": "date.birth", "code": "identifier.lei"}""")));
        await TakeAsync(Database, connections, before);
        await ShouldBeDoneAsync("bundle", "activate", after, "--max-changed", "1", "--db", Database);
        string[] untouched = await StreamFiles.GoldenAsync(Database);
        string[] replay = ["replay", "--stream", "crm", "--connections", connections, "--db", Database];

        JsonNode dry = await RunAsync([.. replay, "--dry-run"]);
        (await StreamFiles.GoldenAsync(Database)).ShouldBe(untouched);
        HubResult guarded = await HubProcess.RunAsync([.. replay, "--max-changed", "0.1"]);
        JsonNode older = await RunAsync([.. replay, "--until", "3", "--dry-run"]);
        JsonNode done = await RunAsync([.. replay, "--max-changed", "1", "--digest", dry["digest"]!.GetValue<string>(), "--reason", "codes"]);
        JsonNode again = await RunAsync([.. replay, "--max-changed", "0"]);

        Counts(dry, "inputs", "messages", "records_changed", "records_unchanged", "records_left_out", "refused").ShouldBe([1, 5, 2, 1, 0, 1]);
        (guarded.ExitCode, guarded.Error.Contains("more than the share 0.1 that --max-changed allows; nothing was changed.", StringComparison.Ordinal)).ShouldBe((2, true), guarded.Error);
        Counts(older, "messages", "records_changed", "records_unchanged", "records_left_out", "refused").ShouldBe([3, 2, 0, 1, 0]); // Bob came after the range
        Counts(done, "records_changed", "refused").ShouldBe([2, 1]);
        Counts(again, "records_changed", "records_unchanged").ShouldBe([0, 3]);
        (await TakenAsync(Database)).ShouldBe((Lines.Length, 1)); // the stream stands where it stood, and the message that waits does not wait twice

        await TakeAsync(_folder["fresh.db"], connections, after);
        await TakeAsync(_folder["stepped.db"], connections, before);
        await ShouldBeDoneAsync("bundle", "activate", after, "--max-changed", "1", "--db", _folder["stepped.db"]);
        JsonNode step = await RunAsync(["pipeline", "run", "dry", "--connections", connections, "--db", _folder["stepped.db"]]);
        (await StreamFiles.GoldenAsync(_folder["stepped.db"])).Length.ShouldBe(untouched.Length);
        Step(step, "partitions", "records_changed", "records_unchanged", "records_left_out", "refused").ShouldBe([1, 2, 1, 0, 1]);
        await RunAsync(["pipeline", "run", "again", "--connections", connections, "--db", _folder["stepped.db"]]);
        (await StreamFiles.GoldenAsync(_folder["stepped.db"])).ShouldBe(await StreamFiles.GoldenAsync(_folder["fresh.db"]));
        (await TakenAsync(_folder["stepped.db"])).ShouldBe((Lines.Length, 1));
        (await StreamFiles.GoldenAsync(Database)).ShouldBe(await StreamFiles.GoldenAsync(_folder["fresh.db"]));
        (await StreamFiles.GoldenAsync(Database)).Length.ShouldBe(untouched.Length - 1);
    }

    [Fact]
    public async Task Replay_WhenAStreamIsNamedWrongly_SaysWhatIsAllowed()
    {
        string connections = _folder.Write("connections.json", """
            {"format": "party-hub/connections/1", "streams": [{"name": "crm", "brokers": "127.0.0.1:1", "topics": [{"topic": "customers", "source": "crm"}]}]}
            """);
        HubResult loaded = await HubProcess.RunAsync("load", _folder.Write("a.csv", "record_id,first_name,last_name\n1,Bo,Ray\n"), "--db", Database);
        loaded.ExitCode.ShouldBe(0, loaded.Error);
        (string[] Arguments, string Expected)[] cases =
        [
            ([], "name at least one input, or a stream by --stream."),
            (["a.csv", "--stream", "crm"], "--stream: not together with inputs."),
            (["a.csv", "--topic", "t"], "--topic: only with --stream."),
            (["--stream", "crm"], "--stream: needs --connections FILE, which says where the stream is."),
            (["--stream", "crm", "--connections", connections, "--source", "crm"], "--source: not with --stream, whose messages are read by the contracts of the bundle."),
            (["--stream", "erp", "--connections", connections], $"--stream: {connections} has no stream erp; it has crm."),
            (["--stream", "crm", "--connections", connections, "--from", "early"], "--from: 'early' is neither an offset nor a time such as 2026-01-31T12:00:00Z."),
        ];

        foreach ((string[] arguments, string expected) in cases)
        {
            HubResult result = await HubProcess.RunAsync(["replay", .. arguments, "--db", Database]);
            (result.ExitCode, result.Error.Trim()).ShouldBe((2, "party: " + expected));
        }
    }

    private static string Contract(string columns) => $$"""{"source": "crm", "adapter": "json", "mapping": {"recordId": "id", "columns": {{columns}} } }""";

    private static long[] Counts(JsonNode report, params string[] names) => [.. names.Select(name => report[name]!.GetValue<long>())];

    private static long[] Step(JsonNode run, params string[] names) =>
        [.. names.Select(name => run["steps"]![0]!["counts"]!.AsArray().Single(count => count!["name"]!.GetValue<string>() == name)!["count"]!.GetValue<long>())];

    private static async Task TakeAsync(string database, string connections, string bundle)
    {
        using ServedProcess hub = await ServedProcess.StartAsync(database, "--connections", connections, "--bundle", bundle);
        await hub.MetricAsync("party_hub_stream_messages_total", Lines.Length);
        hub.Terminate();
        (await hub.ExitAsync()).ExitCode.ShouldBe(0);
    }

    private static async Task<(long Next, int DeadLetters)> TakenAsync(string database)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(database, CancellationToken.None);
        Page<DeadLetterEntry> letters = await ((IDeadLetters)store).ReadDeadLetterPageAsync(DeadLetterFilter.All, new PageRequest(10), CancellationToken.None);
        return ((await store.ReadPositionsAsync("kafka/crm/customers/0", CancellationToken.None)).Single().Next, letters.Items.Count);
    }

    private static async Task<JsonNode> RunAsync(string[] arguments)
    {
        HubResult result = await HubProcess.RunAsync([.. arguments, "--json"]);
        result.ExitCode.ShouldBe(0, result.Error);
        return JsonNode.Parse(result.Out)!;
    }

    private static async Task ShouldBeDoneAsync(params string[] arguments)
    {
        HubResult result = await HubProcess.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Error);
    }
}

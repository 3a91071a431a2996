using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Local.Commands;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Local.Tests.Serving.Streams;

public sealed class StreamCrashTests
{
    private const int Kills = 20;
    private const int Changes = 100_000;
    private const int Partitions = 6;

    [MockBrokerFact]
    public async Task Stream_WhenTheHubIsKilled20TimesDuring100000Changes_EndsWhereOneCleanRunDoesAndPublishesAll_OnMockBroker()
    {
        using var folder = new TemporaryFolder();
        using var brokers = new MockCluster();
        brokers.CreateTopic("customers", Partitions);
        brokers.CreateTopic("golden", Partitions);
        var connection = new KafkaConnection { Brokers = brokers.Brokers, Settings = [new("compression.type", "lz4")] };
        await using var producer = new KafkaProducer(connection, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance);
        using var golden = new TopicTail(connection, "golden", Partitions);
        folder.Write("bundle.json", StreamFiles.Bundle(ChangeFeed.Contract));
        folder.Write("connections.json", $$"""
            {
              "format": "party-hub/connections/1",
              "streams": [{
                "name": "crm", "brokers": "{{brokers.Brokers}}", "topics": [{"topic": "customers", "source": "crm"}], "max_in_batch": 200,
                "settings": {"session.timeout.ms": "1000", "heartbeat.interval.ms": "200", "fetch.wait.max.ms": "50"}
              }],
              "sinks": [{"name": "golden", "type": "kafka", "brokers": "{{brokers.Brokers}}", "topic": "golden", "settings": {"compression.type": "lz4"} }]
            }
            """);
        string database = folder["hub.db"];
        string[] arguments = ["--connections", folder["connections.json"], "--bundle", folder["bundle.json"]];
        var feed = new ChangeFeed("customers", Partitions, seed: 20);
        var draws = new SeededDraws(21);
        long taken = 0;
        int inTheMiddle = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            await producer.SendAsync(feed.Next(Changes / (Kills + 1)), CancellationToken.None);
            using ServedProcess hub = await ServedProcess.StartAsync(database, arguments);
            await hub.MetricAsync("party_hub_stream_messages_total", 1 + draws.Below((int)(feed.Sent - taken))); // and the next batches are under way
            hub.Kill();
            await hub.ExitAsync();
            (long before, taken) = (taken, await TakenAsync(database));
            taken.ShouldBeGreaterThan(before);
            inTheMiddle += taken < feed.Sent ? 1 : 0;
        }

        inTheMiddle.ShouldBeGreaterThan(Kills / 2, "most crashes are to fall in the middle of work");
        await producer.SendAsync(feed.Next(Changes - (Changes / (Kills + 1) * Kills)), CancellationToken.None);
        SortedDictionary<string, string> told;
        using (ServedProcess hub = await ServedProcess.StartAsync(database, arguments))
        {
            await UntilAsync(async () => await TakenAsync(database) == feed.Sent);
            told = await OutboxAsync(database);
            await UntilAsync(() => Task.FromResult(golden.Messages.DistinctBy(message => message.Headers["ce_id"], StringComparer.Ordinal).Count() == told.Count));
            hub.Terminate();
            (await hub.ExitAsync()).ExitCode.ShouldBe(0);
        }

        folder.Write("records.jsonl", string.Join('\n', feed.Records));
        folder.Write("shipped.json", StreamFiles.Bundle()); // a load would begin with a prior for so many records; the stream began with none
        HubResult load = await HubProcess.RunAsync("load", folder["records.jsonl"], "--source", "crm", "--db", folder["clean.db"], "--bundle", folder["shipped.json"]);
        load.ExitCode.ShouldBe(0, load.Error);
        (await StreamFiles.GoldenAsync(database)).ShouldBe(await StreamFiles.GoldenAsync(folder["clean.db"]));
        (await HubProcess.RunAsync("verify", "--db", database)).ExitCode.ShouldBe(0);
        CheckPublished(golden.Messages, told);
    }

    /// <summary>Each entry of the outbox is there at least once and always the same; those of one party come in their order.</summary>
    private static void CheckPublished(IReadOnlyList<TailedMessage> messages, SortedDictionary<string, string> told)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (TailedMessage message in messages)
        {
            string id = message.Headers["ce_id"], sequence = message.Headers["ce_sequence"], digest = Convert.ToHexString(SHA256.HashData(message.Value!));
            if (known.TryGetValue(id, out string? before))
            {
                digest.ShouldBe(before, $"{id} was published twice with different contents");
                continue;
            }

            known.Add(id, digest);
            told[id].ShouldBe(message.Key);
            string.CompareOrdinal(sequence, last.GetValueOrDefault(message.Key, "")).ShouldBePositive($"{id} of {message.Key} came out of order");
            last[message.Key] = sequence;
        }

        known.Keys.Order(StringComparer.Ordinal).ShouldBe(told.Keys);
        messages.Count.ShouldBeGreaterThan(known.Count, "a crash between delivery and its note lets some come again");
    }

    /// <summary>Messages of all partitions that the store says are taken.</summary>
    private static async Task<long> TakenAsync(string database)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(database, CancellationToken.None);
        return (await store.ReadPositionsAsync("kafka/crm/customers/", CancellationToken.None)).Sum(position => position.Next);
    }

    /// <summary>The id of each entry of the outbox, with what keeps it in order.</summary>
    private static async Task<SortedDictionary<string, string>> OutboxAsync(string database)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(database, CancellationToken.None);
        var told = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var form = new EventForm("test", ClearValues.Instance, lineage: false);
        OutboxPosition after = default;
        while (await ((IOutbox)store).ReadOutboxAsync(after, 5000, CancellationToken.None) is { Count: > 0 } entries)
        {
            foreach (OutboxEntry entry in entries)
            {
                told.Add(entry.Id, new OutboxMessage(entry, form).PartitionKey);
            }

            after = entries[^1].Position;
        }

        return told;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token); // another process: there is nothing to wait on
        }
    }
}

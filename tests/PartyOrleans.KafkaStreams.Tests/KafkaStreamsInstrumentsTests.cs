using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>What a provider tells of itself.</summary>
public sealed class KafkaStreamsInstrumentsTests
{
    [MockBrokerFact]
    public async Task Instruments_WhenMessagesAreTakenAndRefused_CountThem()
    {
        var counted = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var gauged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listening) =>
        {
            if (instrument.Meter.Name == KafkaStreamsInstruments.MeterName)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach ((string key, object? tag) in tags)
            {
                if (key == "topic" && tag is "all-counted")
                {
                    if (instrument.IsObservable)
                    {
                        gauged[instrument.Name] = value;
                    }
                    else
                    {
                        counted.AddOrUpdate(instrument.Name, value, (_, before) => before + value);
                    }
                }
            }
        });
        listener.Start();
        await using StreamCluster cluster = await StreamCluster.StartAsync(1, new KafkaTopicOptions { Topic = "all-counted" }, 1, static options =>
        {
            options.DeadLetterTopic = StreamCluster.DeadLetters;
            options.MaxDeliveryAttempts = 1;
        });
        Journal journal = Journal.Of("all-counted");
        var mayGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.Taking = message => Journal.TextOf(message) switch
        {
            "bad" => throw new InvalidDataException("It is bad."),
            "last" => mayGo.Task,
            _ => Task.CompletedTask,
        };

        await cluster.SendByKeyAsync("all-counted", "a", "1", "bad", "2", "last");
        await journal.UntilAsync(static journal => journal.Count == 2);
        await StreamCluster.UntilAsync(() => cluster.Partitions is [{ Applied: 3, Lag: 1 }]);
        listener.RecordObservableInstruments();
        gauged.OrderBy(static gauge => gauge.Key, StringComparer.Ordinal).Select(static gauge => (gauge.Key, gauge.Value)).ShouldBe(
            [("kafka.streams.held", 1), ("kafka.streams.held.size", cluster.Partitions[0].HeldBytes), ("kafka.streams.lag", 1)]);
        mayGo.SetResult();
        await StreamCluster.UntilAsync(() => cluster.Committed("all-counted", 0) == 4);

        counted.OrderBy(static counter => counter.Key, StringComparer.Ordinal).Select(static counter => (counter.Key, counter.Value)).ShouldBe(
            [("kafka.streams.dead_lettered", 1), ("kafka.streams.delivered", 4), ("kafka.streams.failed", 1), ("kafka.streams.read", 4)]);
    }
}

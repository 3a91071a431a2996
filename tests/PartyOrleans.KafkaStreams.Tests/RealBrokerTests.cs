using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Orleans.Streams;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>
/// The provider on Apache Kafka 0.9, a real broker with its ZooKeeper: what it reads, commits, goes back to and survives. What needs an idempotent producer,
/// sending through the provider and dead letters, needs 0.11, and is tested on the brokers inside librdkafka.
/// </summary>
public sealed class RealBrokerTests
{
    private const int Partitions = 3;

    [Kafka09Fact]
    public async Task Deliver_WhenASiloAndThenTheBrokerAreKilled_LosesNothing_OnKafka09()
    {
        await using Kafka09 kafka = await Kafka09.StartAsync(Partitions);
        await SendAsync(kafka, "all-real", 0, 200); // makes the topic
        var topic = new KafkaTopicOptions { Topic = "all-real", Keys = KafkaStreamKeys.Partition };
        Journal journal = Journal.Of("all-real");

        await using (StreamCluster cluster = await StartAsync(kafka, 3, topic))
        {
            await journal.UntilAsync(static journal => journal.Different >= 100);
            await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
            await journal.UntilAsync(static journal => journal.Different == Partitions * 200);
            await CommittedAsync(cluster, 200);

            kafka.KillBroker();
            await StreamCluster.UntilAsync(() => cluster.Troubles.Any(static trouble => trouble.StartsWith("No broker of ", StringComparison.Ordinal)));
            await kafka.StartBrokerAsync();
            await StreamCluster.UntilAsync(() => cluster.Troubles.All(static trouble => trouble.Length == 0));
            await SendAsync(kafka, "all-real", 200, 100);
            await journal.UntilAsync(static journal => journal.Different == Partitions * 300);
            await CommittedAsync(cluster, 300);
        }

        int before = journal.Count;
        await SendAsync(kafka, "all-real", 300, 50);
        await using (StreamCluster next = await StartAsync(kafka, 1, topic))
        {
            await journal.UntilAsync(static journal => journal.Different == Partitions * 350);
            await CommittedAsync(next, 350);
        }

        journal.Count.ShouldBe(before + (Partitions * 50), "what the broker holds as applied is not read again");
        journal.Streams.ShouldBe(["all-real/0", "all-real/1", "all-real/2"]);
        foreach (string stream in journal.Streams)
        {
            journal.Of(new StreamKey(stream)).Distinct().ShouldBe(Enumerable.Range(0, 350).Select(static offset => (long)offset));
        }

        async Task CommittedAsync(StreamCluster cluster, long next)
        {
            await StreamCluster.UntilAsync(() => Enumerable.Range(0, Partitions).All(partition => cluster.Committed("all-real", partition) == next));
        }
    }

    [Kafka09Fact]
    public async Task Subscribe_WhenFromAnEarlierOffset_ReadsAgainFromThere_OnKafka09()
    {
        await using Kafka09 kafka = await Kafka09.StartAsync(Partitions);
        await SendAsync(kafka, "all-real-back", 0, 20);
        await using StreamCluster cluster = await StartAsync(kafka, 2, new KafkaTopicOptions { Topic = "all-real-back", Keys = KafkaStreamKeys.Partition });
        Journal journal = Journal.Of("all-real-back");
        await journal.UntilAsync(static journal => journal.Count == Partitions * 20);

        await cluster.Silos.Client.GetGrain<IJournalGrain>("all-real-back/1").GoBackAsync(StreamCluster.Provider, "all-real-back", 15);
        await SendAsync(kafka, "all-real-back", 20, 1);
        await journal.UntilAsync(static journal => journal.Count == (Partitions * 21) + 5);

        journal.Of(new StreamKey("all-real-back/1")).ShouldBe([.. Enumerable.Range(0, 20), .. Enumerable.Range(15, 6)]);
        journal.Of(new StreamKey("all-real-back/0")).ShouldBe(Enumerable.Range(0, 21).Select(static offset => (long)offset));
    }

    [Kafka09Fact]
    public async Task Send_WhenTheBrokerIsOlderThanIdempotence_FailsAndSaysSo_OnKafka09()
    {
        await using Kafka09 kafka = await Kafka09.StartAsync(Partitions);
        await SendAsync(kafka, "old-broker", 0, 1);
        await using StreamCluster cluster = await StartAsync(kafka, 1, new KafkaTopicOptions { Topic = "old-broker" }, static options => options.BrokerPatience = TimeSpan.FromSeconds(2));
        IAsyncStream<ConsumerTests.Order> stream = cluster.Silos.Client.GetStreamProvider(StreamCluster.Provider).GetStream<ConsumerTests.Order>("old-broker", "ann");

        KafkaStreamsException refused = await Should.ThrowAsync<KafkaStreamsException>(() => stream.OnNextAsync(new ConsumerTests.Order("ann", 1)));

        refused.Message.ShouldStartWith("The brokers did not take a message for topic old-broker: ");
    }

    private static Task<StreamCluster> StartAsync(Kafka09 kafka, short silos, KafkaTopicOptions topic, Action<KafkaStreamsOptions>? configure = null) =>
        StreamCluster.StartAsync(silos, topic, kafka.Connection, configure);

    /// <summary>Sends numbers to each partition as another program would.</summary>
    private static async Task SendAsync(Kafka09 kafka, string topic, int first, int count)
    {
        var configuration = new ClientConfig { BootstrapServers = kafka.Brokers };
        foreach ((string name, string value) in Kafka09.Settings)
        {
            configuration.Set(name, value);
        }

        using IProducer<Null, byte[]> producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig(configuration)).Build();
        await Task.WhenAll(
            from partition in Enumerable.Range(0, Partitions)
            from number in Enumerable.Range(first, count)
            select producer.ProduceAsync(new TopicPartition(topic, partition), new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)) }));
    }
}

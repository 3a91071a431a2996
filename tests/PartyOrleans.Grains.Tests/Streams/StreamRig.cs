using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Grains.Breakers;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Streams;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Kafka;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests.Streams;

/// <summary>A cluster with a stream of records over brokers of this process.</summary>
internal sealed class StreamRig : IAsyncDisposable
{
    /// <summary>The dead-letter topic.</summary>
    public const string Letters = "letters";

    private const string Topic = "people";
    private const string Stream = "parties";

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly List<CircuitBreakers> _breakers = [];
    private readonly List<StreamInstruments> _instruments = [];

    private StreamRig(MockCluster brokers, TestHubCluster cluster)
    {
        (Brokers, Cluster) = (brokers, cluster);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = brokers.Brokers, Partitioner = Partitioner.Murmur2Random }).Build();
    }

    /// <summary>The brokers.</summary>
    public MockCluster Brokers { get; }

    /// <summary>The silos.</summary>
    public TestHubCluster Cluster { get; }

    /// <summary>Starts silos that read a topic.</summary>
    public static async Task<StreamRig> StartAsync(short silos, int partitions, bool deadLetters = false)
    {
        var brokers = new MockCluster();
        brokers.CreateTopic(Topic, partitions);
        brokers.CreateTopic(Letters, 1);
        var options = new KafkaStreamOptions
        {
            Name = Stream,
            Connection = new KafkaConnection { Brokers = brokers.Brokers, Settings = [new("fetch.wait.max.ms", "20"), new("topic.metadata.refresh.interval.ms", "200")] },
            Group = "hub",
            Topics = [new StreamTopic(Topic, "nasty")],
            DeadLetterTopic = deadLetters ? Letters : null,
            MostInBatch = 7,
            MostPartitions = partitions + 2,
            BrokerPatience = TimeSpan.FromSeconds(2),
            Pauses = new RetryPauses { First = TimeSpan.FromMilliseconds(10), Longest = TimeSpan.FromMilliseconds(200) },
        };
        var rig = new StreamRig(brokers, await TestHubCluster.StartAsync(DefaultBundle.Create(), silos, configureSilo: silo => silo.AddHubStreams([options])));
        foreach (InProcessSiloHandle silo in rig.Cluster.Silos.Silos)
        {
            rig.Attach(silo);
        }

        return rig;
    }

    /// <summary>What one process makes of records.</summary>
    public static string Expected(IReadOnlyList<SourceRecord> records)
    {
        var engine = new EmbeddedEngine(DefaultBundle.Create(), 1);
        foreach (SourceRecord record in records)
        {
            engine.Apply(new InputBatch { Upserts = [record] }, CancellationToken.None);
        }

        return EngineState.Of(engine, withIds: false);
    }

    /// <summary>How the stream's breaker is, as each silo knows it.</summary>
    public IEnumerable<BreakerStatus> Breakers => _breakers.SelectMany(static breakers => breakers.Statuses);

    /// <summary>Waits until the stream's breaker is in a state on all silos.</summary>
    public async Task UntilAsync(BreakerState state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Breakers.Any(breaker => breaker.State != state))
        {
            await Cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ClusterBreakers>().LookedAsync(patience.Token);
        }
    }

    /// <summary>The hub of a silo.</summary>
    public ClusterHub HubOf(int silo) => Cluster.Silos.Silos[silo].ServiceProvider.GetRequiredService<ClusterHub>();

    /// <summary>Sends records.</summary>
    public async Task SendAsync(IEnumerable<SourceRecord> records)
    {
        foreach (SourceRecord record in records)
        {
            await SendAsync($"{record.Key.Source}/{record.Key.RecordId}", RecordContent.Encode(record.Values));
        }
    }

    /// <summary>Sends a message.</summary>
    public Task SendAsync(string key, byte[] value) => _producer.ProduceAsync(Topic, new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(key), Value = value });

    /// <summary>Waits until the store has taken so many messages.</summary>
    public async Task UntilAsync(long messages)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Cluster.Store.ReadPositionsAsync($"kafka/{Stream}/", patience.Token)).Sum(static position => position.Next) < messages)
        {
            await Task.Delay(20, patience.Token); // the store does not tell
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _producer.Dispose();
        _instruments.ForEach(static instruments => instruments.Dispose());
        _breakers.ForEach(static breakers => breakers.Dispose());
        Brokers.Dispose();
    }

    private void Attach(InProcessSiloHandle silo)
    {
        var instruments = new StreamInstruments("test");
        _instruments.Add(instruments);
        var breakers = new CircuitBreakers(TimeProvider.System, NullLogger.Instance, "test", shared: silo.ServiceProvider.GetRequiredService<ClusterBreakers>());
        _breakers.Add(breakers);
        CircuitBreaker breaker = breakers.Add(
            BreakerKind.Source, "streams/" + Stream, new BreakerOptions { Break = TimeSpan.FromSeconds(1), LongestBreak = TimeSpan.FromSeconds(2), Describe = KafkaStream.Describe });
        silo.ServiceProvider.GetRequiredService<HubStreams>().Attach(Stream, new StreamSurroundings(
            new HubIntake(silo.ServiceProvider.GetRequiredService<ClusterHub>(), Cluster.Store), new EncodedAdapters(), breaker, instruments, TimeProvider.System, NullLogger.Instance));
    }

    /// <summary>Reads records as they are encoded, the key as source and record id.</summary>
    private sealed class EncodedAdapters : IStreamAdapters, IMessageAdapter
    {
        public string Source => "nasty";

        public string Context => "{}";

        public IMessageAdapter? AdapterOf(StreamTopic topic, IMessageAdapter? current) => current ?? this;

        public void Taken(StreamTopic topic, MessageTally tally)
        {
        }

        public AdaptedMessage Read(in SourceMessage message)
        {
            string[] key = Encoding.UTF8.GetString(message.Key.Span).Split('/', 2);
            return key is [var source, var id]
                ? AdaptedMessage.Upsert(new SourceRecord(new RecordKey(source, id), RecordContent.Decode(message.Value.ToArray())))
                : AdaptedMessage.Refuse(new RecordKey(Source, ""), DeadLetterKind.Parse, "It has no key.");
        }
    }
}

/// <summary>A fact on a real PostgreSQL and the brokers inside librdkafka; skipped, saying why, where either is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
[Xunit.Sdk.XunitTestCaseDiscoverer("PartyOrleans.TestKit.PostgreSql.StoreFactDiscoverer", "PartyOrleans.TestKit")]
internal sealed class StreamFactAttribute : FactAttribute
{
    /// <summary>Looks for the library.</summary>
    public StreamFactAttribute() => Skip = KafkaPrograms.WhyNoLibrary;
}

/// <summary>A theory of the same kind.</summary>
[AttributeUsage(AttributeTargets.Method)]
[Xunit.Sdk.XunitTestCaseDiscoverer("PartyOrleans.TestKit.PostgreSql.StoreTheoryDiscoverer", "PartyOrleans.TestKit")]
internal sealed class StreamTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for the library.</summary>
    public StreamTheoryAttribute() => Skip = KafkaPrograms.WhyNoLibrary;
}

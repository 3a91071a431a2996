using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.KafkaStreams.Reading;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>Silos and a client in this process with a provider over brokers of this process, or over a broker that is a process of its own.</summary>
internal sealed class StreamCluster : IAsyncDisposable
{
    /// <summary>Name of the provider.</summary>
    public const string Provider = "kafka";

    /// <summary>The dead-letter topic.</summary>
    public const string DeadLetters = "letters";

    private readonly MockCluster? _brokers;
    private readonly ClientConfig _client;
    private readonly IProducer<byte[]?, byte[]?> _producer;

    private StreamCluster(MockCluster? brokers, ClientConfig client, InProcessTestCluster cluster)
    {
        (_brokers, _client, Silos) = (brokers, client, cluster);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig(new ClientConfig(client)) { Partitioner = Partitioner.Murmur2Random }).Build();
    }

    /// <summary>The silos and their client.</summary>
    public InProcessTestCluster Silos { get; }

    /// <summary>The brokers of this process.</summary>
    public MockCluster Brokers => _brokers ?? throw new InvalidOperationException("The broker is a process of its own.");

    /// <summary>Starts silos that read a topic.</summary>
    public static async Task<StreamCluster> StartAsync(short silos, KafkaTopicOptions topic, int partitions, Action<KafkaStreamsOptions>? configure = null, IKafkaStartOffsets? starts = null, bool isDown = false)
    {
        var brokers = new MockCluster();
        brokers.CreateTopic(topic.Topic, partitions);
        brokers.CreateTopic(DeadLetters, 1);
        if (isDown)
        {
            brokers.SetDown(1);
        }

        return await StartAsync(silos, topic, new KafkaConnection { Brokers = brokers.Brokers }, configure, starts, brokers);
    }

    /// <summary>Starts silos that read a topic of brokers that are there.</summary>
    public static Task<StreamCluster> StartAsync(short silos, KafkaTopicOptions topic, KafkaConnection connection, Action<KafkaStreamsOptions>? configure = null) =>
        StartAsync(silos, topic, connection, configure, starts: null, brokers: null);

    private static async Task<StreamCluster> StartAsync(
        short silos, KafkaTopicOptions topic, KafkaConnection connection, Action<KafkaStreamsOptions>? configure, IKafkaStartOffsets? starts, MockCluster? brokers)
    {
        var client = new ClientConfig { BootstrapServers = connection.Brokers };
        foreach ((string name, string value) in connection.Settings)
        {
            client.Set(name, value);
        }

        void Configure(KafkaStreamsOptions options)
        {
            options.Brokers = connection.Brokers;
            foreach ((string name, string value) in connection.Settings)
            {
                options.ClientSettings[name] = value;
            }

            options.ClientSettings["fetch.wait.max.ms"] = "20";
            options.ClientSettings["reconnect.backoff.max.ms"] = "100";
            options.Topics.Add(topic);
            options.PollTime = TimeSpan.FromMilliseconds(10);
            options.CommitInterval = TimeSpan.Zero;
            options.FirstPause = TimeSpan.FromMilliseconds(5);
            options.LongestPause = TimeSpan.FromMilliseconds(50);
            configure?.Invoke(options);
        }

        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddKafkaStreams(Provider, Configure);
            if (starts is not null)
            {
                silo.Services.AddKeyedSingleton(Provider, starts);
            }
        });
        builder.ConfigureClient(client => client.AddKafkaStreams(Provider, Configure));
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new StreamCluster(brokers, client, cluster);
    }

    /// <summary>How partitions are, on whatever silo has them.</summary>
    public IReadOnlyList<KafkaPartitionStatus> Partitions =>
        [.. Silos.Silos.SelectMany(static silo => ((InProcessSiloHandle)silo).ServiceProvider.GetRequiredKeyedService<IKafkaStreamsMonitor>(Provider).Status.Partitions)];

    /// <summary>What silos say of their connections.</summary>
    public IReadOnlyList<string> Troubles =>
        [.. Silos.Silos.Select(static silo => ((InProcessSiloHandle)silo).ServiceProvider.GetRequiredKeyedService<IKafkaStreamsMonitor>(Provider).Status.Trouble)];

    /// <summary>Sends texts to a partition.</summary>
    public async Task SendAsync(string topic, int partition, params IEnumerable<string> texts)
    {
        Task[] sent = [.. texts.Select(text => _producer.ProduceAsync(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?> { Value = Encoding.UTF8.GetBytes(text) }))];
        await Task.WhenAll(sent);
    }

    /// <summary>Sends texts by key.</summary>
    public async Task SendByKeyAsync(string topic, string key, params IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            await _producer.ProduceAsync(topic, new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(text) });
        }
    }

    /// <summary>Numbers as texts.</summary>
    public static IEnumerable<string> Texts(int from, int count) => Enumerable.Range(from, count).Select(static number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>What the group has committed of a partition; -1 for nothing.</summary>
    public long Committed(string topic, int partition)
    {
        using IConsumer<Ignore, Ignore> asking = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(new ClientConfig(_client)) { GroupId = "orleans" }).Build();
        return asking.Committed([new TopicPartition(topic, partition)], TimeSpan.FromSeconds(10))[0].Offset is { IsSpecial: false } offset ? offset.Value : -1;
    }

    /// <summary>Waits until the brokers say so, who do not tell by themselves.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        _producer.Dispose();
        _brokers?.Dispose();
    }
}

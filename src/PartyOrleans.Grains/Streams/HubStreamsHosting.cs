using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Streams;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.KafkaStreams;
using PartyOrleans.KafkaStreams.Reading;

namespace PartyOrleans.Grains.Streams;

/// <summary>Registration of a hub's streams on a silo.</summary>
public static class HubStreamsHosting
{
    /// <summary>What the namespaces of a hub's streams begin with.</summary>
    internal const string NamespacePrefix = "party-stream/";

    /// <summary>Name of the provider of a stream.</summary>
    internal static string ProviderOf(string stream) => NamespacePrefix + stream;

    /// <summary>Adds the streams of a hub, the same on every silo: their partitions are spread over the silos. The host then attaches each to the hub.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="streams">The streams.</param>
    public static ISiloBuilder AddHubStreams(this ISiloBuilder builder, IReadOnlyList<KafkaStreamOptions> streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        builder.Services.AddSingleton(services => new HubStreams(streams, services));
        foreach (KafkaStreamOptions stream in streams)
        {
            string provider = ProviderOf(stream.Name);
            builder.AddKafkaStreams(provider, options => Configure(options, stream), static provider => provider.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
            builder.Services.AddKeyedSingleton<IKafkaStartOffsets>(provider, (services, _) => new StoreOffsets(services.GetRequiredService<HubStreams>(), stream));
            builder.Services.AddKeyedSingleton<IKafkaBrokerGuard>(provider, (services, _) => new StreamGuard(services.GetRequiredService<HubStreams>(), stream.Name));
        }

        return builder;
    }

    /// <summary>The provider's options for a stream. It delivers without end: what becomes of messages that the hub refuses is decided as in a hub of one process.</summary>
    private static void Configure(KafkaStreamsOptions options, KafkaStreamOptions stream)
    {
        options.Brokers = stream.Connection.Brokers;
        foreach ((string name, string value) in stream.Connection.Settings)
        {
            options.ClientSettings[name] = value;
        }

        foreach (StreamTopic topic in stream.Topics)
        {
            options.Topics.Add(new KafkaTopicOptions
            {
                Topic = topic.Name, Namespace = $"{NamespacePrefix}{stream.Name}/{topic.Name}", Keys = KafkaStreamKeys.Partition, KeyPrefix = stream.Prefix, Partitions = stream.MostPartitions,
            });
        }

        options.Group = stream.Group;
        options.Start = stream.Start == StreamStart.Latest ? KafkaStart.Latest : KafkaStart.Earliest;
        options.Loss = stream.LostOffset == LostOffset.Restart ? KafkaLoss.Restart : KafkaLoss.Stop;
        options.MaxMessagesPerDelivery = stream.MostInBatch;
        options.MaxBytesPerDelivery = Math.Max(1 << 10, stream.MaxMessageBytes);
        options.MaxCachedMessages = Math.Max(stream.MostInBatch, stream.MostWaiting / 4);
        options.MaxCachedBytes = Math.Max(1 << 20, stream.MostWaitingBytes / 4);
        options.DeadLetterTopic = null;
        options.FirstPause = Within(stream.Pauses.First, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        options.LongestPause = Within(stream.Pauses.Longest, options.FirstPause, TimeSpan.FromMinutes(10));
        options.BrokerPatience = stream.BrokerPatience;
        options.CommitInterval = Within(stream.GroupCommitInterval, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    private static TimeSpan Within(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;

    /// <summary>Reading begins where the store is.</summary>
    private sealed class StoreOffsets(HubStreams streams, KafkaStreamOptions stream) : IKafkaStartOffsets
    {
        public async ValueTask<long?> FindAsync(string topic, int partition, CancellationToken cancellationToken) =>
            await streams.FindPositionAsync(stream.Name, stream.PositionOf(topic, partition), cancellationToken);
    }

    /// <summary>Brokers that fail are left alone by all silos.</summary>
    private sealed class StreamGuard(HubStreams streams, string stream) : IKafkaBrokerGuard
    {
        public Task UntilReachedAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken) => streams.UntilReachedAsync(stream, ask, cancellationToken);
    }
}

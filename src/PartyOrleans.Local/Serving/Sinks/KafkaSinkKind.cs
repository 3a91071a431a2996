using Microsoft.Extensions.Logging;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Kafka.Publishing;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Serving.Sinks;

/// <summary>Topics that events are published to, in the connections file.</summary>
internal static class KafkaSinkKind
{
    /// <summary>What the relay waits beyond the producer's own patience, so that the producer says what is wrong.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The kind.</summary>
    public static SinkKind Kind { get; } = new("kafka", new RelayOptions(), Read);

    private static (MakeSink Make, RelayOptions Options) Read(ConnectionNode node, RelayOptions common)
    {
        var connection = new KafkaConnection { Brokers = node.Text("brokers"), Settings = node.Map("settings") };
        foreach ((string setting, _) in connection.Settings)
        {
            if (KafkaConnection.IsDecided(setting))
            {
                throw node.Wrong("settings." + setting, "no such member; the hub decides this setting itself");
            }
        }

        var sink = new KafkaSinkOptions(node.Text("name"), node.Text("topic"), node.Flag("tombstones", fallback: false));
        var usual = new KafkaProducerOptions();
        KafkaProducerOptions producer = usual with
        {
            IsIdempotent = node.Flag("idempotent", usual.IsIdempotent),
            MaxMessageBytes = (int)node.Whole("max_message_bytes", usual.MaxMessageBytes, 1000, 1_000_000_000),
            Patience = common.Timeout,
        };
        RelayOptions options = common with { MostPerDelivery = (int)node.Whole("batch", common.MostPerDelivery, 1, 100_000), Timeout = common.Timeout + Grace };
        return (Make, options);

        IEventSink Make(ConnectionParts parts, IOutgoingValues values, bool lineage)
        {
            try
            {
                return new KafkaEventSink(new KafkaProducer(connection, producer, parts.Surroundings.Time, parts.Surroundings.Logs.CreateLogger<KafkaProducer>()), sink);
            }
            catch (Exception failure) when (failure is ArgumentException or KafkaTransportException)
            {
                throw new CommandException(ExitCode.Usage, $"--connections: sink {sink.Name}: {failure.Message}", failure);
            }
        }
    }
}

using Confluent.Kafka;

namespace PartyOrleans.Kafka;

/// <summary>Where brokers are and how they are spoken to.</summary>
public sealed record KafkaConnection
{
    /// <summary>Settings that the hub decides itself, because what it promises rests on them.</summary>
    private static readonly string[] Decided =
    [
        "bootstrap.servers", "metadata.broker.list", "group.id", "group.instance.id", "enable.auto.commit", "auto.commit.enable", "enable.auto.offset.store", "auto.offset.reset", "enable.partition.eof", "partition.assignment.strategy", "group.protocol",
        "enable.idempotence", "transactional.id", "statistics.interval.ms", "message.timeout.ms", "delivery.timeout.ms", "max.in.flight", "max.in.flight.requests.per.connection", "acks", "request.required.acks",
    ];

    /// <summary>Brokers to begin with, as <c>host:port</c> separated by commas.</summary>
    public required string Brokers { get; init; }

    /// <summary>
    /// Further settings of librdkafka by their own names, such as <c>security.protocol</c>, <c>sasl.username</c>, <c>ssl.ca.location</c> or
    /// <c>fetch.wait.max.ms</c>. Those that the hub decides are refused.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Whether a setting is the hub's to decide.</summary>
    public static bool IsDecided(string setting) => Decided.Contains(setting, StringComparer.Ordinal);

    /// <summary>Makes a client and drops it, so that settings that make no sense are told before anything is connected.</summary>
    /// <exception cref="KafkaTransportException">The native library is not here.</exception>
    /// <exception cref="ArgumentException">A setting is unknown, or the hub's to decide.</exception>
    public void RequireSound()
    {
        KafkaLibrary.Require();
        ConsumerConfig configuration = ApplyTo(new ConsumerConfig { GroupId = "none" });
        KafkaErrors.Checked(() => new ConsumerBuilder<Ignore, Ignore>(configuration).SetLogHandler(static (_, _) => { }).Build()).Dispose();
    }

    /// <summary>Puts it into the configuration of a client; its settings win over those that are there.</summary>
    /// <exception cref="ArgumentException">A setting is the hub's to decide.</exception>
    internal T ApplyTo<T>(T configuration)
        where T : ClientConfig
    {
        configuration.BootstrapServers = Brokers;
        foreach ((string name, string value) in Settings)
        {
            configuration.Set(
                IsDecided(name) ? throw new ArgumentException($"The setting {name} is decided by the hub and cannot be given.", nameof(configuration)) : name, value);
        }

        return configuration;
    }
}

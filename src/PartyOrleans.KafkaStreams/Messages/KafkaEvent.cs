namespace PartyOrleans.KafkaStreams.Messages;

/// <summary>A header of a message.</summary>
/// <param name="Name">Its name; several may have the same one.</param>
/// <param name="Value">Its bytes; null where it has none.</param>
[GenerateSerializer]
[Immutable]
[Alias("kafka-streams.header")]
public readonly record struct KafkaHeader([property: Id(0)] string Name, [property: Id(1)] byte[]? Value);

/// <summary>
/// A message of a topic with all that comes beside its value. Consumers that take this type of event get messages as they are, tombstones included; sent as an
/// event its key (where streams are partitions), value and headers are sent as they are.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("kafka-streams.event")]
public sealed record KafkaEvent
{
    /// <summary>The topic; empty in one that is to be sent.</summary>
    [Id(0)]
    public string Topic { get; init; } = "";

    /// <summary>The partition.</summary>
    [Id(1)]
    public int Partition { get; init; }

    /// <summary>Its place in the partition.</summary>
    [Id(2)]
    public long Offset { get; init; }

    /// <summary>When it was made or stored (UTC), as the topic is set; null where brokers do not say.</summary>
    [Id(3)]
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Its key; null for none.</summary>
    [Id(4)]
    public byte[]? Key { get; init; }

    /// <summary>Its content; null for a tombstone.</summary>
    [Id(5)]
    public byte[]? Value { get; init; }

    /// <summary>Its headers in their order.</summary>
    [Id(6)]
    public KafkaHeader[] Headers { get; init; } = [];

    /// <summary>Whether messages that were to come before it were gone, and reading began anew with it (<see cref="KafkaLoss.Restart"/>).</summary>
    [Id(7)]
    public bool FollowsLoss { get; init; }

    /// <summary>Bytes that it takes, about.</summary>
    internal int Bytes => (Key?.Length ?? 0) + (Value?.Length ?? 0) + Headers.Sum(header => header.Name.Length + (header.Value?.Length ?? 0)) + 128;
}

namespace PartyOrleans.Kafka.Producing;

/// <summary>A message to be sent.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Key">Messages of one key stay in order, in one partition; null for none.</param>
/// <param name="Value">The content; null for a tombstone.</param>
public sealed record KafkaMessage(string Topic, byte[]? Key, byte[]? Value)
{
    /// <summary>Headers in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Headers { get; init; } = [];

    /// <summary>The partition; null leaves it to the key.</summary>
    public int? Partition { get; init; }

    /// <summary>Its time (UTC); null for the time at which it is sent.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>How messages are sent.</summary>
public sealed record KafkaProducerOptions
{
    /// <summary>
    /// Whether brokers see to it that what is sent again is not kept twice; default true. Brokers before 0.11 cannot: with false one request at a time
    /// keeps the order, and what is sent again may be kept twice.
    /// </summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>How long it takes at most until all of one call is acknowledged; default 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long messages wait for others to go with them; default 5 ms. More makes fewer, larger requests.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Greatest message with its key and headers, in bytes; default 1,000,000, what brokers take unless told otherwise.</summary>
    public int MaxMessageBytes { get; init; } = 1_000_000;
}

namespace PartyOrleans.KafkaStreams;

/// <summary>What the streams of a topic are.</summary>
public enum KafkaStreamKeys
{
    /// <summary>A stream for each message key; messages without a key are of the stream <c>partition-N</c>.</summary>
    MessageKey = 0,

    /// <summary>A stream for each partition, with the key <c>PREFIXtopic/N</c>: all of its messages in their order.</summary>
    Partition = 1,
}

/// <summary>A topic of a stream provider.</summary>
public sealed class KafkaTopicOptions
{
    /// <summary>Its name.</summary>
    public required string Topic { get; set; }

    /// <summary>Namespace of its streams, which no other topic of the provider has; default the topic's name.</summary>
    public string? Namespace { get; set; }

    /// <summary>What its streams are; default one for each message key.</summary>
    public KafkaStreamKeys Keys { get; set; }

    /// <summary>What the keys of its streams begin with where a stream is a partition; default nothing.</summary>
    public string KeyPrefix { get; set; } = "";

    /// <summary>
    /// Partitions that are read, 1 to 10,000; null (the default) asks the brokers once, when the silo starts, which then have to answer. A number makes a start without
    /// brokers possible and may be more than there are: what is added to the topic later is read without a restart. Partitions beyond it are not read, which is logged as an error.
    /// </summary>
    public int? Partitions { get; set; }

    /// <summary>The namespace of its streams.</summary>
    internal string StreamNamespace => Namespace ?? Topic;
}

using System.Globalization;
using PartyOrleans.Connectors.Breakers;

namespace PartyOrleans.Kafka.Streams;

/// <summary>Where a stream begins in a partition of which the hub has taken nothing yet.</summary>
public enum StreamStart
{
    /// <summary>With the oldest message that is still there.</summary>
    Earliest = 0,

    /// <summary>With the next message to come; what is there already is never taken.</summary>
    Latest = 1,
}

/// <summary>What is done where the messages after the last one taken are not there any more: deleted by age, or with their topic.</summary>
public enum LostOffset
{
    /// <summary>The partition stands still, and the hub says so until somebody decides.</summary>
    Stop = 0,

    /// <summary>The partition is read anew from the oldest message that is there; the hub says once that messages may be missing.</summary>
    Restart = 1,
}

/// <summary>A topic of a stream.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The source whose contract says how its messages are read.</param>
public sealed record StreamTopic(string Name, string Source);

/// <summary>A stream of live changes: topics of one cluster, read by one consumer group.</summary>
public sealed record KafkaStreamOptions
{
    /// <summary>Its name, unique in the hub; part of the names under which the hub keeps how far it has come. Letters, digits, dot, hyphen, underscore.</summary>
    public required string Name { get; init; }

    /// <summary>The brokers.</summary>
    public required KafkaConnection Connection { get; init; }

    /// <summary>The consumer group. One hub, and no other program, is to use it: partitions that others read do not reach this hub.</summary>
    public required string Group { get; init; }

    /// <summary>The topics.</summary>
    public required IReadOnlyList<StreamTopic> Topics { get; init; }

    /// <summary>Consumers in the group; default 1. More help where one core is not enough to fetch.</summary>
    public int Consumers { get; init; } = 1;

    /// <summary>
    /// Name by which the group knows this hub's consumers again, each with its number after it; null for none. With it a hub that is started again after a
    /// crash gets its partitions at once, instead of when the group has given the crashed one up (<c>session.timeout.ms</c>). Needs brokers from 2.3 on.
    /// </summary>
    public string? Instance { get; init; }

    /// <summary>Where it begins in a partition of which nothing was taken; default with the oldest message.</summary>
    public StreamStart Start { get; init; }

    /// <summary>What is done where messages are lost; default stop.</summary>
    public LostOffset LostOffset { get; init; }

    /// <summary>Topic that refused messages are sent to besides; null for none.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>Whether the brokers can tell what was sent twice, for the dead-letter topic; false for brokers before 0.11.</summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>Messages of a partition taken together at most; default 2,000. More makes a backlog faster, fewer shortens what one message may wait for.</summary>
    public int MostInBatch { get; init; } = 2000;

    /// <summary>Messages that wait in this process at most, all partitions together; default 20,000. Partitions are paused above their share of it.</summary>
    public int MostWaiting { get; init; } = 20_000;

    /// <summary>Bytes that wait in this process at most, all partitions together; default 64 MiB. One batch may always wait.</summary>
    public long MostWaitingBytes { get; init; } = 64L << 20;

    /// <summary>Greatest message that is read; default 16 MiB. A greater one is refused as a dead letter.</summary>
    public int MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>How long what the hub was given may take to be committed when the stream stops or a partition leaves; default 10 s.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the brokers' own record of the group is brought up to date, for the tools that show lag; default 5 s.</summary>
    public TimeSpan GroupCommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the state of the connection and the lag are looked at; default 1 s.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long brokers may take to answer a new connection, and all be unreachable before it is given up and made anew through the breaker; default 10 s.</summary>
    public TimeSpan BrokerPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Partitions of a topic that a cluster reads at most; default 64. More may be there than are, and cost a little each. A hub in one process reads whatever there is.</summary>
    public int MostPartitions { get; init; } = 64;

    /// <summary>Pauses after a failure.</summary>
    public RetryPauses Pauses { get; init; } = new();

    /// <summary>What the names begin with under which the hub keeps how far the stream has come.</summary>
    public string Prefix => $"kafka/{Name}/";

    /// <summary>The name under which the hub keeps how far a partition has come.</summary>
    public string PositionOf(string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{topic}/{partition}");
}

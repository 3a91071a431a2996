namespace PartyOrleans.Kafka.Streams;

/// <summary>How one partition is.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Next">The first offset that the hub has not taken.</param>
/// <param name="Lag">Messages behind the newest one; -1 where that is not known yet.</param>
/// <param name="Waiting">Messages of it that wait in this process.</param>
/// <param name="IsPaused">Whether no more are fetched until some of these are taken.</param>
/// <param name="Trouble">Why it does not go on; empty where it does.</param>
public sealed record PartitionStatus(string Topic, int Partition, long Next, long Lag, int Waiting, bool IsPaused, string Trouble);

/// <summary>How a stream is.</summary>
/// <param name="Name">The stream.</param>
/// <param name="IsConnected">Whether a broker is reached.</param>
/// <param name="Trouble">Why it is not well, without personal data; empty where it is.</param>
/// <param name="Rebalances">Times that partitions were given or taken since the start.</param>
/// <param name="Partitions">The partitions that it reads, sorted by topic and number.</param>
public sealed record StreamStatus(string Name, bool IsConnected, string Trouble, long Rebalances, IReadOnlyList<PartitionStatus> Partitions)
{
    /// <summary>Messages behind, all partitions together, of those known.</summary>
    public long Lag => Partitions.Sum(partition => Math.Max(0, partition.Lag));
}

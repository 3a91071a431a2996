namespace PartyOrleans.KafkaStreams;

/// <summary>How one partition is on the silo that has it.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Applied">The first offset that not all consumers have taken.</param>
/// <param name="Lag">Messages that are not applied; -1 where that is not known yet.</param>
/// <param name="Held">Messages held until they are applied.</param>
/// <param name="HeldBytes">Bytes held until they are applied.</param>
/// <param name="Fetched">Messages that were fetched and wait until there is room for them.</param>
/// <param name="Trouble">Why it does not go on, without what messages hold; empty where it does.</param>
public sealed record KafkaPartitionStatus(string Topic, int Partition, long Applied, long Lag, long Held, long HeldBytes, int Fetched, string Trouble);

/// <summary>How a provider is on one silo.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Trouble">What is wrong with the connection, without what messages hold; empty where nothing is.</param>
/// <param name="Partitions">The partitions that the silo has, sorted by topic and number; those that nothing is known of yet are left out.</param>
public sealed record KafkaStreamsStatus(string Provider, string Trouble, IReadOnlyList<KafkaPartitionStatus> Partitions);

/// <summary>Tells how a provider is on this silo; a keyed service under the provider's name.</summary>
public interface IKafkaStreamsMonitor
{
    /// <summary>How it is now.</summary>
    KafkaStreamsStatus Status { get; }
}

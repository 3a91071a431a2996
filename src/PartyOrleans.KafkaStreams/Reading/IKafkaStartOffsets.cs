namespace PartyOrleans.KafkaStreams.Reading;

/// <summary>
/// Where reading of partitions begins, for consumers that keep how far they are together with their effects: registered as a keyed service under the provider's name
/// it comes before what the group has committed. Asked each time that a silo takes a partition.
/// </summary>
public interface IKafkaStartOffsets
{
    /// <summary>The offset of the first message to be delivered.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The offset; null where nothing was taken yet, so that <see cref="KafkaStreamsOptions.Start"/> decides.</returns>
    /// <exception cref="Exception">It cannot be said now; it is asked again after a pause, and nothing is read meanwhile.</exception>
    ValueTask<long?> FindAsync(string topic, int partition, CancellationToken cancellationToken);
}

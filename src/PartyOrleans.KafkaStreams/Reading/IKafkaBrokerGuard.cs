namespace PartyOrleans.KafkaStreams.Reading;

/// <summary>
/// Decides when brokers are asked again once none is reached, for hosts that leave alone what fails on several silos together: registered as a keyed service
/// under the provider's name. Without one the Kafka client tries by itself, on each silo.
/// </summary>
public interface IKafkaBrokerGuard
{
    /// <summary>Asks brokers until they answer. The silo's partitions are not fetched until this completes.</summary>
    /// <param name="ask">Asks once; throws where no broker answers.</param>
    /// <param name="cancellationToken">Stops, when the silo does.</param>
    Task UntilReachedAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken);
}

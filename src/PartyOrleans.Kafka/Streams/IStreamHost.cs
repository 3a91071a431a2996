namespace PartyOrleans.Kafka.Streams;

/// <summary>What reads the topics of streams together with other processes, each some of the partitions, for hosts that do not read them themselves.</summary>
public interface IStreamHost
{
    /// <summary>Says what the messages of a stream are read and taken with in this process; reading begins.</summary>
    /// <exception cref="KafkaTransportException">The native library is not here.</exception>
    void Attach(string stream, StreamSurroundings by);

    /// <summary>This process takes no more of a stream; others go on where it was.</summary>
    Task DetachAsync(string stream);

    /// <summary>How a stream is in this process.</summary>
    StreamStatus StatusOf(string stream);
}

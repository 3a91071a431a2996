using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Streams;

/// <summary>How the messages of topics are read, by the contracts in force. Called by several threads.</summary>
public interface IStreamAdapters
{
    /// <summary>The adapter for a reader; asked for before each batch, so that another contract holds from the next batch on.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="current">The one that the reader has; given back where the contract is still the same. Null the first time.</param>
    /// <returns>The adapter, a new instance where it is not the current one; null where no contract in force describes the topic's source.</returns>
    IMessageAdapter? AdapterOf(StreamTopic topic, IMessageAdapter? current);

    /// <summary>Told of messages once they are durably dealt with.</summary>
    void Taken(StreamTopic topic, MessageTally tally);
}

/// <summary>What messages came to.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Upserts">Messages that came to a record.</param>
/// <param name="Deletes">Messages that said a record is gone.</param>
/// <param name="Nothing">Why nothing came of others; one reason for each.</param>
/// <param name="Refused">Why others were refused; one kind for each.</param>
public sealed record MessageTally(DateTimeOffset At, int Upserts, int Deletes, IReadOnlyList<string> Nothing, IReadOnlyList<DeadLetterKind> Refused);

namespace PartyOrleans.Connectors.Adapters;

/// <summary>
/// Understands the messages of one source, one at a time, by its contract. What it says of a message depends on the message and the contract
/// alone. It never throws for what a message holds. One thread uses an instance at a time.
/// </summary>
public interface IMessageAdapter
{
    /// <summary>The source whose messages it reads.</summary>
    string Source { get; }

    /// <summary>What a dead letter needs beside its raw text to be read again, as JSON.</summary>
    string Context { get; }

    /// <summary>Understands a message.</summary>
    AdaptedMessage Read(in SourceMessage message);
}

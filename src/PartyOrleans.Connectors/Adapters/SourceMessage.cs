namespace PartyOrleans.Connectors.Adapters;

/// <summary>One message of a source as it came: a line of a file, an element of a JSON array, a message of a topic.</summary>
/// <param name="Value">Its bytes; not kept and not changed by an adapter.</param>
/// <param name="Place">Where it stood: line (from 1) or offset; for reports.</param>
public readonly record struct SourceMessage(ReadOnlyMemory<byte> Value, long Place)
{
    /// <summary>The message key beside it, as topics have them; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>Whether there is a key and no value at all: a tombstone.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>Record id for a message that holds none itself, such as its line number; empty where such a message is to be refused.</summary>
    public string FallbackId { get; init; } = "";
}

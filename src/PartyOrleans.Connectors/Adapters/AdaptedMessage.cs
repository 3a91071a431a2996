using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>What a message turned out to be.</summary>
public enum AdaptedKind : byte
{
    /// <summary>Nothing that a hub holds: a heartbeat, a transaction mark, a change of a table's definition. The reason says which.</summary>
    Nothing = 0,

    /// <summary>The current state of a record.</summary>
    Upsert = 1,

    /// <summary>A record is gone.</summary>
    Delete = 2,

    /// <summary>Not to be taken: it becomes a dead letter.</summary>
    Refused = 3,
}

/// <summary>A message as an adapter understood it. Every message becomes one of these; none is lost.</summary>
public readonly record struct AdaptedMessage
{
    private AdaptedMessage(AdaptedKind kind, RecordKey key, string? version, string reason)
    {
        Kind = kind;
        Key = key;
        Version = version;
        Reason = reason;
    }

    /// <summary>What it is.</summary>
    public AdaptedKind Kind { get; }

    /// <summary>The record of an upsert; otherwise null.</summary>
    public SourceRecord? Record { get; private init; }

    /// <summary>The key of an upsert or delete. Of a message refused its source, and its record id where that could be told.</summary>
    public RecordKey Key { get; }

    /// <summary>
    /// The source's own order of the states of a record, of an upsert or delete: the ordinally greater text is the later state. Null where
    /// the source has none, and the order of arrival holds.
    /// </summary>
    public string? Version { get; }

    /// <summary>Why nothing came of it, or why it was refused; without personal data. Empty for an upsert or delete.</summary>
    public string Reason { get; }

    /// <summary>Classification of a message refused.</summary>
    public DeadLetterKind Refusal { get; private init; }

    /// <summary>The current state of a record.</summary>
    public static AdaptedMessage Upsert(SourceRecord record, string? version = null) => new(AdaptedKind.Upsert, record.Key, version, "") { Record = record };

    /// <summary>A record is gone.</summary>
    public static AdaptedMessage Delete(RecordKey key, string? version = null) => new(AdaptedKind.Delete, key, version, "");

    /// <summary>Nothing that a hub holds.</summary>
    public static AdaptedMessage Nothing(string source, string reason) => new(AdaptedKind.Nothing, new RecordKey(source, ""), null, reason);

    /// <summary>Not to be taken.</summary>
    public static AdaptedMessage Refuse(RecordKey key, DeadLetterKind kind, string reason) => new(AdaptedKind.Refused, key, null, reason) { Refusal = kind };
}

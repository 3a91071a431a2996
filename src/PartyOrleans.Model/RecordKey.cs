namespace PartyOrleans.Model;

/// <summary>The identity of a source record: the source that holds it and the id it has there. Ordered by value (ordinal).</summary>
public readonly record struct RecordKey(string Source, string RecordId) : IComparable<RecordKey>
{
    /// <inheritdoc />
    public int CompareTo(RecordKey other)
    {
        int bySource = string.CompareOrdinal(Source, other.Source);
        return bySource != 0 ? bySource : string.CompareOrdinal(RecordId, other.RecordId);
    }

    /// <summary>The key as <c>source/record id</c>.</summary>
    public override string ToString() => $"{Source}/{RecordId}";

    /// <summary>Orders by <see cref="CompareTo"/>.</summary>
    public static bool operator <(RecordKey left, RecordKey right) => left.CompareTo(right) < 0;

    /// <summary>Orders by <see cref="CompareTo"/>.</summary>
    public static bool operator >(RecordKey left, RecordKey right) => left.CompareTo(right) > 0;

    /// <summary>Orders by <see cref="CompareTo"/>.</summary>
    public static bool operator <=(RecordKey left, RecordKey right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by <see cref="CompareTo"/>.</summary>
    public static bool operator >=(RecordKey left, RecordKey right) => left.CompareTo(right) >= 0;
}

/// <summary>The stable name of a party; kept by largest overlap when parties merge or split, redirecting for ever once retired.</summary>
public readonly record struct PartyId(string Value) : IComparable<PartyId>
{
    /// <inheritdoc />
    public int CompareTo(PartyId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc />
    public override string ToString() => Value;

    /// <summary>Orders by <see cref="CompareTo"/>.</summary>
    public static bool operator <(PartyId left, PartyId right) => left.CompareTo(right) < 0;

    /// <summary>Orders by <see cref="CompareTo"/>.</summary>
    public static bool operator >(PartyId left, PartyId right) => left.CompareTo(right) > 0;

    /// <summary>Orders by <see cref="CompareTo"/>.</summary>
    public static bool operator <=(PartyId left, PartyId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by <see cref="CompareTo"/>.</summary>
    public static bool operator >=(PartyId left, PartyId right) => left.CompareTo(right) >= 0;
}

/// <summary>What a record or party is.</summary>
public enum PartyType : byte
{
    /// <summary>Nothing in the record says.</summary>
    Unknown = 0,

    /// <summary>A natural person.</summary>
    Person = 1,

    /// <summary>A company, public body, site or any other organisation.</summary>
    Organisation = 2,
}

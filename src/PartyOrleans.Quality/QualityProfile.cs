namespace PartyOrleans.Quality;

/// <summary>What a hub holds, in numbers.</summary>
public sealed record QualityProfile
{
    /// <summary>When it was looked at (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The last commit then.</summary>
    public required long Commit { get; init; }

    /// <summary>Current records.</summary>
    public required long Records { get; init; }

    /// <summary>Current parties.</summary>
    public required long Parties { get; init; }

    /// <summary>Open review tasks.</summary>
    public required long Reviews { get; init; }

    /// <summary>Golden versions ever made.</summary>
    public required long GoldenVersions { get; init; }

    /// <summary>Attributes of golden records, by name.</summary>
    public IReadOnlyList<AttributeProfile> Attributes { get; init; } = [];

    /// <summary>Parties by how many records they have, by number; the last class holds all greater ones.</summary>
    public IReadOnlyList<SizeClass> Sizes { get; init; } = [];

    /// <summary>Records of the party that has most.</summary>
    public long LargestParty { get; init; }

    /// <summary>Parties by type, by name.</summary>
    public IReadOnlyList<TypeCount> Types { get; init; } = [];

    /// <summary>Sources, by name.</summary>
    public IReadOnlyList<SourceProfile> Sources { get; init; } = [];
}

/// <summary>An attribute of golden records.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Persons">Persons that have a value of it.</param>
/// <param name="Organisations">Organisations that have one.</param>
/// <param name="Others">Parties of unknown type that have one.</param>
/// <param name="Values">Values in all parties.</param>
public sealed record AttributeProfile(string Attribute, long Persons, long Organisations, long Others, long Values)
{
    /// <summary>Values that can be what they should, of identifiers; null where that cannot be told.</summary>
    public long? Valid { get; init; }

    /// <summary>Different values, identifiers in their standard form, of attributes of which uniqueness is expected; null where nobody counted.</summary>
    public long? Distinct { get; init; }

    /// <summary>Of the different values, those that stand in one party only; null where nobody counted.</summary>
    public long? Unique { get; init; }

    /// <summary>Parties that have a value of it.</summary>
    public long Parties => Persons + Organisations + Others;
}

/// <summary>Parties of some sizes.</summary>
/// <param name="From">Fewest records.</param>
/// <param name="Parties">How many parties have so many, and fewer than the next class.</param>
public sealed record SizeClass(long From, long Parties);

/// <summary>Parties of a type.</summary>
/// <param name="Type">person, organisation or unknown.</param>
/// <param name="Parties">How many.</param>
public sealed record TypeCount(string Type, long Parties);

/// <summary>A source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Records">Its current records.</param>
/// <param name="ChangedAt">When one of them was last new or changed (UTC); null where it has none.</param>
/// <param name="DeadLetters">Its open dead letters.</param>
public sealed record SourceProfile(string Source, long Records, DateTimeOffset? ChangedAt, long DeadLetters);

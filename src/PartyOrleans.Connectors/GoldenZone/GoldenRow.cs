using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>How a version of a golden record ended.</summary>
public enum GoldenEnd : byte
{
    /// <summary>It is the current one.</summary>
    None = 0,

    /// <summary>Another version of the same party followed.</summary>
    Superseded = 1,

    /// <summary>The party was merged into another, its successor.</summary>
    Merged = 2,

    /// <summary>The party ended with nothing left of it.</summary>
    Retired = 3,
}

/// <summary>
/// One version of a party's golden record with the time in which the hub held it: a row of a slowly changing dimension of type 2. The times of a
/// party's rows neither overlap nor, while it is a party, leave gaps; a start is inside, an end outside.
/// </summary>
/// <param name="Party">The party.</param>
/// <param name="Version">The commit that made it; ascending in a party, and no two versions of a party have the same.</param>
/// <param name="ValidFrom">When the hub began to hold it (UTC).</param>
/// <param name="Change">What made it; of several events of one commit, the first of created, merged, split, changed.</param>
/// <param name="Related">The other parties of the merges and splits that made it; sorted.</param>
/// <param name="Content">What it says.</param>
public sealed record GoldenRow(
    PartyId Party, long Version, DateTimeOffset ValidFrom, PartyEventKind Change, IReadOnlyList<PartyId> Related, GoldenContent Content)
{
    /// <summary>When the hub ceased to hold it (UTC); null of the current version.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    /// <summary>How it ended.</summary>
    public GoldenEnd End { get; init; }

    /// <summary>The commit that ended it; null of the current version.</summary>
    public long? EndedBy { get; init; }

    /// <summary>The party that took over; null where there is none.</summary>
    public PartyId? Successor { get; init; }

    /// <summary>Whether it is the current version of a current party.</summary>
    public bool IsCurrent => ValidTo is null;
}

/// <summary>What happened to a party, with its golden record as of the commit: what a golden zone is made from, and a row of its micro-batches.</summary>
/// <param name="Position">Its place in the order of all events of the hub; ascending from 1, the same for ever.</param>
/// <param name="Commit">The commit that it came with.</param>
/// <param name="At">When that was (UTC).</param>
/// <param name="Event">What happened.</param>
/// <param name="Content">What the golden record says as of the commit; null where the party has ended, or what it said was erased.</param>
public sealed record GoldenChange(long Position, long Commit, DateTimeOffset At, PartyEvent Event, GoldenContent? Content);

using PartyOrleans.Model;

namespace PartyOrleans.Api.Hub;

/// <summary>What a submission did.</summary>
/// <param name="Commit">The number of the commit that holds it; of the last one before where nothing changed.</param>
/// <param name="Records">What became of each record, upserts first, in the order of the submission.</param>
/// <param name="Judgements">Judgements that were made, replaced or revoked, as opposed to those that changed nothing.</param>
public sealed record SubmissionResult(long Commit, IReadOnlyList<RecordResult> Records, int Judgements)
{
    /// <summary>Whether it is the answer given to the same request before, of which nothing was done again.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Records that were passed over, because the hub holds a newer version; they are not among <see cref="Records"/>.</summary>
    public int Outdated { get; init; }

    /// <summary>Records that became dead letters, because they were erased; they are not among <see cref="Records"/>.</summary>
    public int Erased { get; init; }
}

/// <summary>What became of a record.</summary>
public enum RecordOutcome
{
    /// <summary>It was new.</summary>
    Created,

    /// <summary>Its content changed.</summary>
    Updated,

    /// <summary>The hub held the same already.</summary>
    Unchanged,

    /// <summary>It was there and is gone.</summary>
    Deleted,

    /// <summary>It was to be deleted, and was not there.</summary>
    Absent,
}

/// <summary>What became of one record of a submission.</summary>
/// <param name="Key">The record.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Party">The party that it belongs to now, or belonged to where it was deleted; null where it never was there.</param>
/// <param name="Effects">What happened to that party, and to parties that the record left or that were merged into it, in the same commit.</param>
public readonly record struct RecordResult(RecordKey Key, RecordOutcome Outcome, PartyId? Party, IReadOnlyList<PartyEffect> Effects);

/// <summary>What happened to a party.</summary>
/// <param name="Party">The party.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Other">The other party of a merge, split or redirect.</param>
/// <param name="Records">How many records moved with it.</param>
public readonly record struct PartyEffect(PartyId Party, PartyEventKind Kind, PartyId? Other, int Records);

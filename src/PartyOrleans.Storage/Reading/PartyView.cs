using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>What the hub holds under a party id now.</summary>
/// <param name="Chain">The id that was asked for, then those that it redirects to, in order.</param>
/// <param name="Golden">The golden record of the last of these; null where that party ended and nothing is left of it.</param>
/// <param name="CommittedAt">When this golden record was committed (UTC); null where there is none.</param>
public sealed record PartyView(IReadOnlyList<PartyId> Chain, GoldenRecord? Golden, DateTimeOffset? CommittedAt)
{
    /// <summary>The id that was asked for.</summary>
    public PartyId Requested => Chain[0];

    /// <summary>The id under which the party goes now.</summary>
    public PartyId Current => Chain[^1];

    /// <summary>Whether the id that was asked for is a retired one that leads to another.</summary>
    public bool IsRedirected => Chain.Count > 1;
}

/// <summary>A party with the records that it stands for.</summary>
/// <param name="Party">The party.</param>
/// <param name="Records">Its records, sorted by key, with their payloads.</param>
public sealed record PartyWithRecords(PartyView Party, IReadOnlyList<StoredRecord> Records);

/// <summary>One version that a golden record had.</summary>
/// <param name="CommittedAt">When it was committed (UTC).</param>
/// <param name="Golden">The record.</param>
public sealed record GoldenVersion(DateTimeOffset CommittedAt, GoldenRecord Golden);

/// <summary>An open review task with what is needed to choose the next one to work on.</summary>
/// <param name="Task">The pair.</param>
/// <param name="LeftParty">The party that the left record belongs to now.</param>
/// <param name="RightParty">The party that the right record belongs to now.</param>
/// <param name="ExpectedBenefit">How many records an answer is expected to bring to where they belong: the odds that deciding without it is wrong (0,
/// certain, to 0.5, even odds), times the records that it moves, those of the smaller party; 1 where both are in one party already.</param>
public sealed record ReviewItem(ReviewTask Task, PartyId LeftParty, PartyId RightParty, double ExpectedBenefit);

/// <summary>A dead letter with its place in the store.</summary>
/// <param name="Number">Ascending in the order of commits.</param>
/// <param name="CommittedAt">When it was committed (UTC).</param>
/// <param name="Letter">The input that was refused.</param>
public sealed record DeadLetterEntry(long Number, DateTimeOffset CommittedAt, DeadLetter Letter)
{
    /// <summary>What became of it.</summary>
    public DeadLetterState State { get; init; }

    /// <summary>The text as somebody mended it, to be read instead of the raw one; null where nobody has.</summary>
    public string? Text { get; init; }

    /// <summary>When it last was edited, replayed or discarded (UTC); null where it never was.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}

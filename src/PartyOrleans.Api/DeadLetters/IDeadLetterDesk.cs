using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.DeadLetters;

/// <summary>Mends, replays and discards dead letters. What a letter brings and that it is settled are one commit.</summary>
public interface IDeadLetterDesk
{
    /// <summary>Keeps a mended text beside the raw one; it is read instead of it.</summary>
    /// <param name="number">The letter.</param>
    /// <param name="text">The text; null or empty goes back to the raw one.</param>
    /// <param name="origin">Who mends it, and why.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The letter as it is now; null where there is none, or it is settled already and was left as it is.</returns>
    Task<DeadLetterEntry?> EditAsync(long number, string? text, ChangeOrigin origin, CancellationToken cancellationToken);

    /// <summary>Reads open letters again, in the order of their numbers, and takes what can be taken now; the others stay open with the new reason.</summary>
    /// <param name="selection">Which letters.</param>
    /// <param name="dryRun">Whether they are only read: nothing is kept.</param>
    /// <param name="origin">Who replays them, and why.</param>
    /// <param name="cancellationToken">Stops between commits; what was taken stays.</param>
    Task<DeadLetterRun> ReplayAsync(DeadLetterSelection selection, bool dryRun, ChangeOrigin origin, CancellationToken cancellationToken);

    /// <summary>Settles open letters that are not needed.</summary>
    /// <param name="selection">Which letters.</param>
    /// <param name="dryRun">Whether they are only counted.</param>
    /// <param name="origin">Who discards them, and why.</param>
    /// <param name="cancellationToken">Stops between commits; what was discarded stays so.</param>
    Task<DeadLetterRun> DiscardAsync(DeadLetterSelection selection, bool dryRun, ChangeOrigin origin, CancellationToken cancellationToken);
}

/// <summary>Which open letters are meant.</summary>
public sealed record DeadLetterSelection
{
    /// <summary>Most letters that one call looks at.</summary>
    public const int MostLetters = 10_000;

    /// <summary>These letters; null for those of the filter.</summary>
    public IReadOnlyList<long>? Numbers { get; init; }

    /// <summary>The letters wanted; those that are settled are never among them.</summary>
    public DeadLetterFilter Filter { get; init; } = DeadLetterFilter.All;

    /// <summary>Only letters after this one.</summary>
    public long After { get; init; }

    /// <summary>Letters at most, 1 to <see cref="MostLetters"/>.</summary>
    public int Most { get; init; } = 1000;
}

/// <summary>What became of letters, or would.</summary>
/// <param name="DryRun">Whether nothing was kept.</param>
public sealed record DeadLetterRun(bool DryRun)
{
    /// <summary>How many letters are told one by one.</summary>
    public const int MostReadings = 100;

    /// <summary>Open letters that were looked at.</summary>
    public int Letters { get; init; }

    /// <summary>Of these, letters that were taken, or would be.</summary>
    public int Replayed { get; init; }

    /// <summary>Of these, letters that still cannot be taken.</summary>
    public int Refused { get; init; }

    /// <summary>Of these, letters that were discarded, or would be.</summary>
    public int Discarded { get; init; }

    /// <summary>Records that were new; 0 of a dry run, as the next four.</summary>
    public int Created { get; init; }

    /// <summary>Records whose content changed.</summary>
    public int Updated { get; init; }

    /// <summary>Records deleted.</summary>
    public int Deleted { get; init; }

    /// <summary>Records of which the hub held the same already.</summary>
    public int Unchanged { get; init; }

    /// <summary>Records passed over, because the hub holds a newer version.</summary>
    public int Outdated { get; init; }

    /// <summary>The last letter looked at, where there may be more; null at the end.</summary>
    public long? NextAfter { get; init; }

    /// <summary>What the first letters were read as, in their order.</summary>
    public IReadOnlyList<LetterReading> Readings { get; init; } = [];
}

/// <summary>What a letter was read as.</summary>
public enum LetterOutcome
{
    /// <summary>The state of a record.</summary>
    Upsert,

    /// <summary>A record is gone.</summary>
    Delete,

    /// <summary>Nothing that a hub holds.</summary>
    Nothing,

    /// <summary>It still cannot be taken.</summary>
    Refused,

    /// <summary>It was discarded.</summary>
    Discarded,
}

/// <summary>What a letter was read as.</summary>
/// <param name="Number">The letter.</param>
/// <param name="Outcome">What it was read as.</param>
/// <param name="Record">The record of an upsert or delete; null elsewhere.</param>
/// <param name="Reason">Why it was refused, or nothing came of it; empty elsewhere.</param>
/// <param name="Replaces">Of an upsert in a dry run: whether the hub holds the record, whose state it would replace, be it older or newer.</param>
public sealed record LetterReading(long Number, LetterOutcome Outcome, RecordKey? Record, string Reason, bool Replaces = false);

using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Intake;

/// <summary>What a source hands in together. A record stands in it once, as <see cref="IntakeBatchBuilder"/> sees to.</summary>
public sealed record IntakeBatch
{
    /// <summary>Records inserted or updated.</summary>
    public IReadOnlyList<SourceRecord> Upserts { get; init; } = [];

    /// <summary>Records deleted.</summary>
    public IReadOnlyList<RecordKey> Deletes { get; init; } = [];

    /// <summary>
    /// The versions of those of its records that have one. A record whose version is older than the one that the hub holds is passed over; one of the
    /// same version is taken.
    /// </summary>
    public IReadOnlyList<SourceVersion> Versions { get; init; } = [];

    /// <summary>Inputs refused.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>What becomes of dead letters with it: of those that were replayed.</summary>
    public IReadOnlyList<DeadLetterUpdate> DeadLetterUpdates { get; init; } = [];

    /// <summary>How far its streams have come with it.</summary>
    public IReadOnlyList<SourcePosition> Positions { get; init; } = [];

    /// <summary>How far its load has come with it, where it is part of one.</summary>
    public LoadCheckpoint? Checkpoint { get; init; }

    /// <summary>Who hands it in, by what and why. Batches whose kind, actor and reason are the same share commits: leave places and counts out of it.</summary>
    public required ChangeOrigin Origin { get; init; }

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty =>
        Upserts.Count + Deletes.Count + DeadLetters.Count + DeadLetterUpdates.Count + Positions.Count == 0 && Checkpoint is null;
}

/// <summary>What a batch did.</summary>
/// <param name="Commit">The number of the commit that holds it; of the last one before where nothing was to be kept.</param>
public sealed record IntakeResult(long Commit)
{
    /// <summary>Records that were new.</summary>
    public int Created { get; init; }

    /// <summary>Records whose content changed.</summary>
    public int Updated { get; init; }

    /// <summary>Records deleted.</summary>
    public int Deleted { get; init; }

    /// <summary>Records of which the hub held the same already, or that were to be deleted and were not there.</summary>
    public int Unchanged { get; init; }

    /// <summary>Records that were passed over, because the hub holds a newer version.</summary>
    public int Outdated { get; init; }

    /// <summary>Records refused, because they were erased.</summary>
    public int Erased { get; init; }
}

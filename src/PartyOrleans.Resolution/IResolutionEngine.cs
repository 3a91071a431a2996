using PartyOrleans.Model;

namespace PartyOrleans.Resolution;

/// <summary>Inputs that are applied together; the order inside a batch has no meaning, so a key may stand in it only once.</summary>
public sealed record InputBatch
{
    /// <summary>Records to insert or replace.</summary>
    public IReadOnlyList<SourceRecord> Upserts { get; init; } = [];

    /// <summary>Records to delete; unknown keys are no error.</summary>
    public IReadOnlyList<RecordKey> Deletes { get; init; } = [];

    /// <summary>Judgements to make or replace.</summary>
    public IReadOnlyList<Judgement> Judgements { get; init; } = [];

    /// <summary>Judgements to revoke; unknown pairs are no error.</summary>
    public IReadOnlyList<RecordPair> Revocations { get; init; } = [];
}

/// <summary>Keeps the partition of records into parties exact after every batch, and says what changed.</summary>
public interface IResolutionEngine
{
    /// <summary>Applies a batch and returns all its effects, sorted, for a store to commit.</summary>
    HubChange Apply(InputBatch batch, CancellationToken cancellationToken);
}

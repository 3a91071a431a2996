using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Hub;

/// <summary>Inputs that one caller gives to a hub together: all of them are committed in one transaction, or none.</summary>
public sealed record Submission
{
    /// <summary>Records, judgements and revocations; a key or pair may stand in it only once.</summary>
    public required InputBatch Batch { get; init; }

    /// <summary>Who gives them, by what and why. Submissions are committed together only where actor and reason are the same.</summary>
    public required ChangeOrigin Origin { get; init; }

    /// <summary>Inputs refused, kept in the same transaction.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>How far a load has come with these inputs, where they are part of one.</summary>
    public LoadCheckpoint? Checkpoint { get; init; }

    /// <summary>Records of which nothing is to stay; the batch deletes them. Such a submission is committed alone.</summary>
    public IReadOnlyList<RecordKey> Erased { get; init; } = [];

    /// <summary>Attributes of which records are to keep no past value; the batch brings them without. Such a submission is committed alone.</summary>
    public IReadOnlyList<RecordRedaction> Redacted { get; init; } = [];

    /// <summary>Erased records that may come again.</summary>
    public IReadOnlyList<RecordKey> Lifted { get; init; } = [];

    /// <summary>
    /// Makes the submission once all before it is committed, from what the store then holds; what it throws answers the caller, and nothing is
    /// kept. Null for a submission that is whole already. Such a submission is committed alone.
    /// </summary>
    public Func<IPartyStore, CancellationToken, Task<Submission>>? Plan { get; init; }

    /// <summary>
    /// The versions of those of its records that have one. A record whose version is older than the one that the hub holds is passed over.
    /// </summary>
    public IReadOnlyList<SourceVersion> Versions { get; init; } = [];

    /// <summary>
    /// How far streams have come with these inputs; each stream stands in it once. Submissions of one stream are committed in the order in which they
    /// were submitted.
    /// </summary>
    public IReadOnlyList<SourcePosition> Positions { get; init; } = [];

    /// <summary>What becomes of dead letters with these inputs; each letter stands in it once.</summary>
    public IReadOnlyList<DeadLetterUpdate> DeadLetterUpdates { get; init; } = [];

    /// <summary>
    /// Whether records that were erased become dead letters that hold nothing of them, instead of the submission being refused; for sources that
    /// cannot mend it.
    /// </summary>
    public bool RefusesErased { get; init; }

    /// <summary>Names the request that the submission comes from; null where the caller gave it no name.</summary>
    public IdempotencyToken? Idempotency { get; init; }

    /// <summary>Whether the caller waits where too much waits already, instead of being sent away; for streams, which then hold back their input.</summary>
    public bool WaitsForRoom { get; init; }
}

using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Loads;

/// <summary>What a load of a file writes into.</summary>
public interface ILoadTarget
{
    /// <summary>Records applied and committed together: more makes loads faster, fewer keeps more of an interrupted one and lets others in between.</summary>
    int RecordsPerCommit { get; }

    /// <summary>What may not come again; null where nothing can be erased.</summary>
    IErasures? Erasures { get; }

    /// <summary>Records that were new or differ from what the hub held, of what is committed.</summary>
    long Changed { get; }

    /// <summary>The checkpoint of an input, or null.</summary>
    Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken);

    /// <summary>Takes a part of a load, to be committed once those before it are.</summary>
    /// <param name="part">The part; a key may stand in it only once.</param>
    /// <param name="cancellationToken">Stops before it is handed over.</param>
    Task TakeAsync(LoadPart part, CancellationToken cancellationToken);

    /// <summary>Waits until everything taken is committed.</summary>
    Task CommittedAsync();
}

/// <summary>What of a load is committed together.</summary>
public sealed record LoadPart
{
    /// <summary>Records.</summary>
    public IReadOnlyList<SourceRecord> Records { get; init; } = [];

    /// <summary>Records that are gone.</summary>
    public IReadOnlyList<RecordKey> Deletes { get; init; } = [];

    /// <summary>The versions of those that have one; what is older than what the hub holds is passed over. Sorted by key.</summary>
    public IReadOnlyList<SourceVersion> Versions { get; init; } = [];

    /// <summary>Inputs refused, kept in the same transaction.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>How far the load has come with them; null where nobody is to know.</summary>
    public LoadCheckpoint? Checkpoint { get; init; }
}

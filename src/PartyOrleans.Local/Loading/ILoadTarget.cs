using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Loading;

/// <summary>What a load of a file writes into.</summary>
internal interface ILoadTarget
{
    /// <summary>Records applied and committed together: more makes loads faster, fewer keeps more of an interrupted one and lets others in between.</summary>
    int RecordsPerCommit { get; }

    /// <summary>What may not come again; null where nothing can be erased.</summary>
    IErasures? Erasures { get; }

    /// <summary>Records that were new or differ from what the hub held, of what is committed.</summary>
    long Changed { get; }

    /// <summary>The checkpoint of an input, or null.</summary>
    Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken);

    /// <summary>Takes records, to be committed once those before them are.</summary>
    /// <param name="records">The records; a key may stand in them only once.</param>
    /// <param name="deadLetters">Inputs refused, kept in the same transaction.</param>
    /// <param name="checkpoint">How far the load has come with them; null where nobody is to know.</param>
    /// <param name="cancellationToken">Stops before they are handed over.</param>
    Task TakeAsync(IReadOnlyList<SourceRecord> records, IReadOnlyList<DeadLetter> deadLetters, LoadCheckpoint? checkpoint, CancellationToken cancellationToken);

    /// <summary>Waits until everything taken is committed.</summary>
    Task CommittedAsync();
}

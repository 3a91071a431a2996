using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Intake;

/// <summary>
/// The way into a hub for everything that is not a person's request: streams, zones, replayed dead letters. What is given together is committed
/// together, with how far its source has come, so that a source that starts again where the hub says it was loses nothing and repeats nothing.
/// </summary>
/// <remarks>
/// Batches of one stream may be handed in before those before them are committed: they are committed in the order in which they were handed in. One that
/// fails lets those after it fail too where they say where they go on from (<see cref="SourcePosition.From"/>).
/// </remarks>
public interface IHubIntake
{
    /// <summary>Takes a batch; when the task completes its effects survive a crash.</summary>
    /// <param name="batch">The batch; an empty one is taken at once.</param>
    /// <param name="cancellationToken">Stops while the batch waits for its turn; what was handed to the engine is committed.</param>
    /// <exception cref="IntakeException">Nothing of the batch is kept; the exception says whether trying again may help, and when.</exception>
    /// <exception cref="StreamMovedException">The batch does not go on from where the hub is; nothing of it is kept.</exception>
    Task<IntakeResult> TakeAsync(IntakeBatch batch, CancellationToken cancellationToken);

    /// <summary>How far streams have been taken, sorted by stream (ordinal).</summary>
    /// <param name="prefix">What the names of the streams begin with; empty for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="IntakeException">They cannot be read now.</exception>
    Task<IReadOnlyList<SourcePosition>> ReadPositionsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The versions that records have, of those that have one; deleted ones too; sorted by key.</summary>
    /// <exception cref="IntakeException">They cannot be read now.</exception>
    Task<IReadOnlyList<SourceVersion>> FindVersionsAsync(IReadOnlyCollection<RecordKey> keys, CancellationToken cancellationToken);

    /// <summary>How far the load of an input has come, or null.</summary>
    /// <exception cref="IntakeException">It cannot be read now.</exception>
    Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken);

    /// <summary>The inputs whose loads have begun, with when they last came further, sorted by name (ordinal).</summary>
    /// <param name="prefix">What their names begin with; empty for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="IntakeException">They cannot be read now.</exception>
    IAsyncEnumerable<KeptCheckpoint> ReadCheckpointsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a record was erased and may not come again; answered from memory. What of a batch was is refused as a dead letter that holds nothing of it, so
    /// that nobody has to ask first.
    /// </summary>
    bool IsErased(RecordKey key);
}

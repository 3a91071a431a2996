using PartyOrleans.Connectors.Intake;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Hub;

/// <summary>The way into a hub through what takes its writes: batches wait for their turn there, and share commits with others of the same origin.</summary>
/// <param name="hub">Takes the batches.</param>
/// <param name="store">Read for what is kept already; open for looking at least.</param>
public sealed class HubIntake(IPartyHub hub, IPartyStore store) : IHubIntake
{
    /// <inheritdoc />
    public async Task<IntakeResult> TakeAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.IsEmpty)
        {
            return new IntakeResult(hub.Status.LastCommit);
        }

        try
        {
            return ResultOf(await hub.SubmitAsync(SubmissionOf(batch), cancellationToken));
        }
        catch (HubUnavailableException unavailable)
        {
            throw new IntakeException(unavailable.Message, isTransient: true, unavailable.RetryAfter, unavailable);
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<SourcePosition>> ReadPositionsAsync(string prefix, CancellationToken cancellationToken) =>
        ReadAsync(() => store.ReadPositionsAsync(prefix, cancellationToken));

    /// <inheritdoc />
    public Task<IReadOnlyList<SourceVersion>> FindVersionsAsync(IReadOnlyCollection<RecordKey> keys, CancellationToken cancellationToken) =>
        ReadAsync(() => store.FindVersionsAsync(keys, cancellationToken));

    /// <inheritdoc />
    public Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken) =>
        ReadAsync(() => store.FindCheckpointAsync(input, cancellationToken));

    /// <inheritdoc />
    public async IAsyncEnumerable<KeptCheckpoint> ReadCheckpointsAsync(
        string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<KeptCheckpoint> kept = store.ReadCheckpointsAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await ReadAsync(async () => await kept.MoveNextAsync()))
        {
            yield return kept.Current;
        }
    }

    /// <inheritdoc />
    public bool IsErased(RecordKey key) => (store as IErasures)?.IsErased(key) == true;

    /// <summary>A batch as the hub takes it.</summary>
    public static Submission SubmissionOf(IntakeBatch batch) => new()
    {
        Batch = new InputBatch { Upserts = batch.Upserts, Deletes = batch.Deletes },
        Origin = batch.Origin,
        Versions = batch.Versions,
        DeadLetters = batch.DeadLetters,
        DeadLetterUpdates = batch.DeadLetterUpdates,
        Positions = batch.Positions,
        Checkpoint = batch.Checkpoint,
        RefusesErased = true,
        WaitsForRoom = true,
    };

    /// <summary>What it did.</summary>
    public static IntakeResult ResultOf(SubmissionResult result)
    {
        int[] outcomes = new int[Enum.GetValues<RecordOutcome>().Length];
        foreach (RecordResult record in result.Records)
        {
            outcomes[(int)record.Outcome]++;
        }

        return new IntakeResult(result.Commit)
        {
            Created = outcomes[(int)RecordOutcome.Created],
            Updated = outcomes[(int)RecordOutcome.Updated],
            Deleted = outcomes[(int)RecordOutcome.Deleted],
            Unchanged = outcomes[(int)RecordOutcome.Unchanged] + outcomes[(int)RecordOutcome.Absent],
            Outdated = result.Outdated,
            Erased = result.Erased,
        };
    }

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (StoreException failure)
        {
            throw new IntakeException(failure.Message, failure.IsTransient, retryAfter: null, failure);
        }
    }
}

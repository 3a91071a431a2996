using PartyOrleans.Api.Hub;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Loads;

/// <summary>A load that goes through the loop of a hub that serves, in batches small enough that others get their turn between them.</summary>
public sealed class HubLoadTarget(IPartyHub hub, IPartyStore store, ChangeOrigin origin) : ILoadTarget
{
    private Task<SubmissionResult>? _committing;

    /// <inheritdoc />
    public int RecordsPerCommit => 4096;

    /// <inheritdoc />
    public IErasures? Erasures => store as IErasures;

    /// <inheritdoc />
    public long Changed { get; private set; }

    /// <inheritdoc />
    public Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken) => store.FindCheckpointAsync(input, cancellationToken);

    /// <inheritdoc />
    public async Task TakeAsync(LoadPart part, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await CommittedAsync();
        _committing = hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch { Upserts = part.Records, Deletes = part.Deletes },
                Versions = part.Versions,
                DeadLetters = part.DeadLetters,
                Checkpoint = part.Checkpoint,
                Origin = origin,
                WaitsForRoom = true,
            },
            CancellationToken.None);
    }

    /// <inheritdoc />
    public async Task CommittedAsync()
    {
        if (_committing is { } committing)
        {
            _committing = null;
            SubmissionResult result = await committing;
            Changed += result.Records.Count(record => record.Outcome is RecordOutcome.Created or RecordOutcome.Updated or RecordOutcome.Deleted);
        }
    }
}

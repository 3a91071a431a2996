using PartyOrleans.Api.Loads;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Loading;

/// <summary>
/// A hub at work: one store, owned, and the engine restored from it. A change is applied by the engine and then committed; commits are
/// made in the order of the changes, and the next change is worked on while the last one is being written.
/// </summary>
internal sealed class HubSession : ILoadTarget, IAsyncDisposable
{
    private Task committing = Task.CompletedTask;

    private bool fitsBundle;

    private HubSession(IPartyStore store, EmbeddedEngine engine)
    {
        Store = store;
        Engine = engine;
    }

    /// <summary>The store.</summary>
    public IPartyStore Store { get; }

    /// <summary>The engine, which holds all records of the store.</summary>
    public EmbeddedEngine Engine { get; private set; }

    /// <summary>Opens a store and restores the engine by the bundle that is active there.</summary>
    /// <param name="path">The store; made where there is none.</param>
    /// <param name="bundlePath">The bundle that a new store is to start with; null for the one shipped, made for as many records as are taken first.</param>
    /// <param name="train">Makes the bundle that a new store starts with of that one; null where no training is asked for.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="StoreException">The store cannot be opened, or another hub owns it.</exception>
    public static async Task<HubSession> OpenAsync(string path, string? bundlePath, Func<Bundle, Task<Bundle>>? train, WorkProgress progress, CancellationToken cancellationToken)
    {
        IPartyStore store = await StoreAccess.OpenToWriteAsync(path, cancellationToken);
        try
        {
            Bundle bundle = await BundleChoice.ForStoreAsync(store, bundlePath, train, cancellationToken);
            EmbeddedEngine engine = await RestoreAsync(store, bundle, progress, cancellationToken);
            return new HubSession(store, engine) { fitsBundle = bundlePath is null && train is null && engine.RecordCount == 0 };
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>An engine with all that a store holds, by a bundle.</summary>
    public static async Task<EmbeddedEngine> RestoreAsync(
        IPartyStore store, Bundle bundle, WorkProgress progress, CancellationToken cancellationToken)
    {
        var engine = new EmbeddedEngine(bundle, Environment.ProcessorCount);
        StoreCounts counts = await store.CountAsync(cancellationToken);
        long records = counts.Records;
        if (records == 0)
        {
            return engine;
        }

        engine.MakeRoom((int)records, (int)counts.Parties);
        progress.Begin("warming up", "records", records);
        var judgements = new List<Judgement>();
        await foreach (Judgement judgement in store.ReadJudgementsAsync(cancellationToken))
        {
            judgements.Add(judgement);
        }

        var reviews = new List<ReviewTask>();
        await foreach (ReviewTask review in store.ReadReviewsAsync(cancellationToken))
        {
            reviews.Add(review);
        }

        var retired = new List<PartyId>();
        await foreach ((PartyId party, _) in store.ReadRetiredAsync(cancellationToken))
        {
            retired.Add(party);
        }

        await engine.RestoreAsync(CountedAsync(store.ReadRecordsAsync(withPayload: false, cancellationToken), progress), judgements, reviews, retired, cancellationToken);
        progress.End();
        return engine;
    }

    /// <summary>Applies a batch, and commits its effects once those of the batch before are committed.</summary>
    /// <param name="batch">The inputs; a key may stand in it only once.</param>
    /// <param name="deadLetters">Inputs refused, kept in the same transaction.</param>
    /// <param name="checkpoint">How far the load has come with this batch, where it is part of one.</param>
    /// <param name="cancellationToken">Stops before the effects are handed to the store; what is handed over is committed.</param>
    public async Task<HubChange> ApplyAsync(
        InputBatch batch, IReadOnlyList<DeadLetter> deadLetters, LoadCheckpoint? checkpoint, CancellationToken cancellationToken)
    {
        HubChange change = Engine.Apply(batch, cancellationToken) with { DeadLetters = deadLetters, Checkpoint = checkpoint, Origin = new ChangeOrigin(ChangeKind.Load) };
        await CommitAsync(change);
        return change;
    }

    /// <summary>Commits a change once the one before is committed, while the next may be applied.</summary>
    private async Task CommitAsync(HubChange change)
    {
        await committing;
        committing = Store.CommitAsync(change, CancellationToken.None);
    }

    /// <inheritdoc />
    public int RecordsPerCommit => LoadPace.Now.RecordsPerCommit(Engine.RecordCount);

    /// <inheritdoc />
    public IErasures? Erasures => Store as IErasures;

    /// <inheritdoc />
    public long Changed { get; private set; }

    /// <inheritdoc />
    public Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken) => Store.FindCheckpointAsync(input, cancellationToken);

    /// <inheritdoc />
    public async Task TakeAsync(LoadPart part, CancellationToken cancellationToken)
    {
        if (fitsBundle && part.Records.Count > 0)
        {
            await FitBundleAsync(part.Records.Count, cancellationToken);
        }

        if (LoadPace.Now.OneAtATime(Engine.RecordCount))
        {
            await committing;
        }

        part = await WithoutOutdatedAsync(part, cancellationToken);
        HubChange change = Engine.Apply(new InputBatch { Upserts = part.Records, Deletes = part.Deletes }, cancellationToken) with
        {
            DeadLetters = part.DeadLetters, Versions = part.Versions, Checkpoint = part.Checkpoint, Origin = new ChangeOrigin(ChangeKind.Load),
        };
        await CommitAsync(change);
        Changed += change.Upserted.Count + change.Deleted.Count;
    }

    /// <summary>A part without the records of which the store holds a newer version; what is not committed yet counts as held.</summary>
    private async Task<LoadPart> WithoutOutdatedAsync(LoadPart part, CancellationToken cancellationToken)
    {
        if (part.Versions.Count == 0)
        {
            return part;
        }

        await committing;
        Dictionary<RecordKey, string> held = (await Store.FindVersionsAsync([.. part.Versions.Select(version => version.Key)], cancellationToken))
            .ToDictionary(version => version.Key, version => version.Version);
        HashSet<RecordKey> outdated =
        [
            .. part.Versions.Where(version => held.TryGetValue(version.Key, out string? newest) && string.CompareOrdinal(version.Version, newest) < 0)
                .Select(version => version.Key),
        ];
        return outdated.Count == 0 ? part : part with
        {
            Records = [.. part.Records.Where(record => !outdated.Contains(record.Key))],
            Deletes = [.. part.Deletes.Where(key => !outdated.Contains(key))],
            Versions = [.. part.Versions.Where(version => !outdated.Contains(version.Key))],
        };
    }

    /// <summary>Before the first record: the store is to begin with the shipped bundle for so many. Nothing is chosen anew later.</summary>
    private async Task FitBundleAsync(long records, CancellationToken cancellationToken)
    {
        fitsBundle = false;
        Bundle fitted = BundleChoice.ShippedFor(records);
        string json = BundleFile.ToJson(fitted);
        if (string.Equals(json, BundleFile.ToJson(Engine.Bundle), StringComparison.Ordinal))
        {
            return;
        }

        await committing;
        await Store.ActivateBundleAsync(BundleFile.Sha256Of(json), json, cancellationToken);
        Engine = new EmbeddedEngine(fitted, Environment.ProcessorCount);
    }

    /// <summary>Waits until everything applied is committed.</summary>
    public Task CommittedAsync() => committing;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Store.DisposeAsync();
    }

    private static async IAsyncEnumerable<IReadOnlyList<StoredRecord>> CountedAsync(
        IAsyncEnumerable<IReadOnlyList<StoredRecord>> batches, WorkProgress progress)
    {
        await foreach (IReadOnlyList<StoredRecord> batch in batches)
        {
            progress.Advance(batch.Count);
            yield return batch;
        }
    }
}

using PartyOrleans.Connectors.Zones;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>
/// Keeps a golden zone: micro-batches, the snapshot and the history that they are compacted into, and the manifest that says which files make up
/// the zone. New files are written first, then the manifest is exchanged, then files that nobody needs are deleted; so whatever fails, and
/// whenever, the zone is whole. Only one writer may work on a zone. Safe for several threads, which take turns.
/// </summary>
public sealed partial class GoldenZoneWriter : IDisposable
{
    private readonly IObjectZone _zone;
    private readonly GoldenZoneOptions _options;
    private readonly TimeProvider _time;
    private readonly GoldenFiles _files;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private GoldenManifest? _known;
    private long _listed = -1;

    /// <summary>Prepares to keep a zone; nothing is read or written yet.</summary>
    /// <param name="zone">Where it is; nothing else may lie there.</param>
    /// <param name="options">How it is laid out.</param>
    /// <param name="time">Clock for grace times and retention.</param>
    public GoldenZoneWriter(IObjectZone zone, GoldenZoneOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Buckets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Buckets, 1024);
        (_zone, _options, _time) = (zone, options, time);
        _files = new GoldenFiles(zone, options.Format);
    }

    /// <summary>Where it is.</summary>
    public ZoneLocation Location => _zone.Location;

    /// <summary>The zone as it is now.</summary>
    /// <exception cref="ZoneException">It cannot be read.</exception>
    public Task<GoldenManifest> ReadAsync(CancellationToken cancellationToken) => InTurnAsync(static (manifest, _) => Task.FromResult(manifest), cancellationToken);

    /// <summary>What an entry of the outbox means for the zone; null for review tasks, of which it holds nothing.</summary>
    public GoldenChange? ChangeOf(OutboxEntry entry) => entry.Happened is not { } happened ? null : new GoldenChange(
        entry.Position.Event, entry.Commit.Number, entry.Commit.At, happened, entry.Golden is null ? null : GoldenContent.Of(entry.Golden, _options.View));

    /// <summary>
    /// Takes in what happened, as a micro-batch that is part of the zone when the task completes. What the zone has already is passed over, so
    /// that a delivery may be repeated, whole or cut otherwise.
    /// </summary>
    /// <param name="changes">Changes, ascending by position, without gaps after what was taken in before.</param>
    /// <param name="cancellationToken">Stops; the zone is as it was.</param>
    public Task AppendAsync(IReadOnlyList<GoldenChange> changes, CancellationToken cancellationToken) => InTurnAsync(
        async (manifest, stop) =>
        {
            GoldenManifest after = await PublishAsync(await AppendAsync(manifest, changes, stop), manifest, stop);
            return IsCrowded(after) ? await PublishAsync(await CompactAsync(after, isWhole: false, stop), after, stop) : after;
        },
        cancellationToken);

    /// <summary>Merges the micro-batches into snapshot and history.</summary>
    /// <param name="isWhole">Whether all of the last commit was taken in; otherwise it waits until another commit follows, since a snapshot is as of a whole commit.</param>
    /// <param name="cancellationToken">Stops; the zone is as it was.</param>
    public Task CompactAsync(bool isWhole, CancellationToken cancellationToken) => InTurnAsync(
        async (manifest, stop) => await PublishAsync(await CompactAsync(manifest, isWhole, stop), manifest, stop),
        cancellationToken);

    /// <summary>
    /// Builds the zone from the start, out of all that the store has to tell now; the zone stays as it is meanwhile, and what it was is deleted at once.
    /// </summary>
    /// <param name="source">The store.</param>
    /// <param name="cancellationToken">Stops; the zone is as it was.</param>
    public Task<GoldenManifest> BuildAsync(GoldenSource source, CancellationToken cancellationToken) => InTurnAsync(
        (manifest, stop) => BuildAsync(manifest, source, stop), cancellationToken);

    /// <summary>
    /// Does what is due: builds the zone from the start where there is none, something was erased, its options changed, or it was made from another
    /// store; compacts, drops history, deletes files whose grace time is over. To be called before the first delivery too.
    /// </summary>
    /// <param name="source">The store.</param>
    /// <param name="cancellationToken">Stops; what was done is kept.</param>
    public Task TendAsync(GoldenSource source, CancellationToken cancellationToken) => InTurnAsync(
        async (manifest, stop) =>
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (manifest.Generation == 0 || !HasOptionsOf(manifest) || !await IsOfAsync(manifest, source, stop)
                || (now - manifest.BuiltAt >= _options.EraseEvery && await source.Erasures.FindLastErasureAsync(stop) > manifest.ErasedTo))
            {
                return await BuildAsync(manifest, source, stop);
            }

            GoldenManifest after = manifest;
            if (now - manifest.PendingSince >= _options.CompactEvery)
            {
                OutboxPosition end = await source.Outbox.FindOutboxEndAsync(stop);
                after = await CompactAsync(manifest, end.Event == manifest.Progress.Position, stop);
            }

            return await PublishAsync(await DropAsync(Forget(after), stop), manifest, stop);
        },
        cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();
}

/// <summary>The store that a golden zone is made from.</summary>
/// <param name="Outbox">What it has to tell.</param>
/// <param name="Erasures">What was erased from it.</param>
/// <param name="History">Its commits.</param>
public sealed record GoldenSource(IOutbox Outbox, IErasures Erasures, IPartyHistory History)
{
    /// <summary>The same store as all three.</summary>
    /// <exception cref="ArgumentException">The store tells nothing, or keeps no history.</exception>
    public static GoldenSource Of(IPartyStore store) => store is IOutbox outbox and IErasures erasures and IPartyHistory history
        ? new GoldenSource(outbox, erasures, history)
        : throw new ArgumentException("The store has no outbox or no history.", nameof(store));
}

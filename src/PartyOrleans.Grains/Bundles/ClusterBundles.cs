using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Bundles;

/// <summary>
/// Exchanges the bundle of a cluster. A comparison replays the store in the memory of this silo; an acceptance replays it in that of the ledger, alone
/// and with writes waiting, so that what is committed is what the records of that moment give. A hub that is greater than a silo's memory, or whose
/// replay takes longer than its writers may wait, is exchanged by the offline command while the cluster is stopped.
/// </summary>
public sealed partial class ClusterBundles : IBundleLifecycle, IAsyncDisposable
{
    private const int MostTries = 5;

    private readonly IGrainFactory _grains;
    private readonly ClusterStores _stores;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterBundles> _log;
    private readonly double _mostChangedShare;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task _work = Task.CompletedTask;
    private BundleReplay? _replay;
    private BundleDiff? _diff;

    /// <summary>Makes it.</summary>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="stores">What the silo reads.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Told of what fails.</param>
    public ClusterBundles(IGrainFactory grains, ClusterStores stores, BundleOptions options, TimeProvider time, ILogger<ClusterBundles> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_grains, _stores, _mostChangedShare, _time, _log) = (grains, stores, options.MostChangedShare, time, log);
    }

    /// <inheritdoc />
    public BundleDiff? Diff
    {
        get
        {
            lock (_lock)
            {
                return _diff is { State: BundleDiffState.Running } diff && _replay is { } replay ? diff with { Records = replay.Records } : _diff;
            }
        }
    }

    private ILedgerGrain Ledger => _grains.GetGrain<ILedgerGrain>(0);

    /// <inheritdoc />
    public Task KeepAsync(BundleText bundle, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await Ledger.KeepBundleAsync(bundle.Sha256, bundle.Json).WaitAsync(cancellationToken);
        return true;
    });

    /// <inheritdoc />
    public async Task<BundleDiff> CompareAsync(string sha256, CancellationToken cancellationToken)
    {
        string json = await _stores.Reader.FindBundleAsync(sha256, cancellationToken) ?? throw new BundleRefusedException("The store keeps no such bundle: propose it first.", isUnknown: true);
        if (string.Equals(json, await _stores.Reader.FindActiveBundleAsync(cancellationToken), StringComparison.Ordinal))
        {
            throw new BundleRefusedException("The bundle is the active one already.");
        }

        lock (_lock)
        {
            if (_diff is { State: BundleDiffState.Running })
            {
                throw new BundleRefusedException("Another comparison is under way; wait until it is done.");
            }

            BundleDiff started = _diff = new BundleDiff(sha256.ToLowerInvariant(), BundleDiffState.Running, 0, _time.GetUtcNow(), null, "");
            _work = Task.Run(() => RunAsync(new BundleText(started.Sha256, json)), CancellationToken.None);
            return started;
        }
    }

    /// <inheritdoc />
    public async Task<(BundleReport Report, long Commit)> AcceptAsync(BundleAcceptance acceptance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(acceptance);
        BundleExchanged done = await AskAsync(() => Ledger.ExchangeAsync(
            new BundleExchange(
                acceptance.Sha256.ToLowerInvariant(), acceptance.Origin.Actor, acceptance.Origin.Reason, acceptance.MostChangedShare ?? _mostChangedShare,
                acceptance.Recompute ? null : acceptance.Digest ?? "")
            {
                TraceId = acceptance.Origin.TraceId,
            }).WaitAsync(cancellationToken));
        if (done.Refusal.Length > 0)
        {
            throw new BundleRefusedException(done.Refusal, done.IsUnknown);
        }

        lock (_lock)
        {
            _diff = _diff is { State: BundleDiffState.Running } ? _diff : null;
        }

        BundleReport report = done.ToReport(acceptance.Sha256);
        LogAccepted(acceptance.Sha256, report.Touched, report.PartiesBefore, done.Commit);
        return (report, done.Commit);
    }

    /// <summary>Completes once the comparison that was started last has ended, one way or another.</summary>
    public Task EndedAsync()
    {
        lock (_lock)
        {
            return _work;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is EpochEndedException or TimeoutException or Orleans.Runtime.OrleansException)
        {
            throw new Api.Hub.HubUnavailableException("The cluster is recovering, or too much is under way; nothing was changed unless the active bundle says so.", isOverload: false, TimeSpan.FromSeconds(5), failure);
        }
    }

    /// <summary>Replays until nothing was committed meanwhile, so that the report is of one moment.</summary>
    private async Task RunAsync(BundleText text)
    {
        try
        {
            for (int tries = 1; tries <= MostTries; tries++)
            {
                var replay = new BundleReplay(BundleFile.Parse(text.Json, "the proposed bundle", ContractsInForce.Vocabulary), text);
                lock (_lock)
                {
                    _replay = replay;
                }

                if (await ReplayAsync(replay) is { } report)
                {
                    Set(diff => diff with { State = BundleDiffState.Done, Records = replay.Records, Report = report });
                    return;
                }
            }

            Set(diff => diff with { State = BundleDiffState.Failed, Failure = "The hub was changed whenever it was read: compare when less is written, or accept with recompute." });
        }
        catch (Exception failure)
        {
            LogFailed(failure, text.Sha256);
            Set(diff => diff with { State = BundleDiffState.Failed, Failure = _stop.IsCancellationRequested ? "The comparison was stopped." : "The comparison could not be made." });
        }
        finally
        {
            lock (_lock)
            {
                _replay = null;
            }
        }
    }

    private async Task<BundleReport?> ReplayAsync(BundleReplay replay)
    {
        IPartyStore store = _stores.Reader;
        long before = await store.FindLastCommitAsync(_stop.Token);
        try
        {
            BundleReport report = await BundleSamples.WithCellsAsync((await StoreReplay.RunAsync(store, replay, _stop.Token)).Report, store, _stop.Token);
            return await store.FindLastCommitAsync(_stop.Token) == before ? report : null;
        }
        catch (ArgumentException torn) when (!_stop.IsCancellationRequested)
        {
            return await store.FindLastCommitAsync(_stop.Token) == before ? throw new InvalidOperationException("A store that nobody changed does not agree with itself.", torn) : null;
        }
    }

    private void Set(Func<BundleDiff, BundleDiff> next)
    {
        lock (_lock)
        {
            _diff = next(_diff!);
        }
    }

    [LoggerMessage(2110, LogLevel.Information, "Bundle {Sha256} is active: {Touched} of {Parties} parties changed in commit {Commit}.")]
    private partial void LogAccepted(string sha256, long touched, long parties, long commit);

    [LoggerMessage(2111, LogLevel.Error, "Bundle {Sha256} could not be compared.")]
    private partial void LogFailed(Exception failure, string sha256);
}

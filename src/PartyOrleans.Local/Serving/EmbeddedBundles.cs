using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <summary>
/// Exchanges the bundle of a hub that serves. One replay at a time stands beside the hub's engine and follows what the hub applies; on acceptance
/// it becomes the hub's engine, in the commit that activates its bundle.
/// </summary>
internal sealed partial class EmbeddedBundles : IBundleLifecycle, IAsyncDisposable
{
    private readonly EmbeddedHub _hub;
    private readonly IPartyStore _store;
    private readonly BundleOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private Comparison? _current;

    public EmbeddedBundles(EmbeddedHub hub, IPartyStore store, BundleOptions options, HubSurroundings surroundings)
    {
        (_hub, _store, _options, _time) = (hub, store, options, surroundings.Time);
        _log = surroundings.Logs.CreateLogger<EmbeddedBundles>();
        hub.EngineLost += () => _current?.Fail("The hub's engine was restored meanwhile; compare again.");
    }

    /// <inheritdoc />
    public BundleDiff? Diff => _current?.Status;

    /// <inheritdoc />
    public Task KeepAsync(BundleText bundle, CancellationToken cancellationToken) => _store.KeepBundleAsync(bundle, cancellationToken);

    /// <inheritdoc />
    public async Task<BundleDiff> CompareAsync(string sha256, CancellationToken cancellationToken) => (await StartAsync(sha256, cancellationToken)).Status;

    /// <inheritdoc />
    public async Task<(BundleReport Report, long Commit)> AcceptAsync(BundleAcceptance acceptance, CancellationToken cancellationToken)
    {
        Comparison? current = _current;
        if (current is null || !current.IsOf(acceptance.Sha256) || current.Status.State != BundleDiffState.Done)
        {
            if (!acceptance.Recompute)
            {
                throw new BundleRefusedException("There is no finished comparison of this bundle: compare it first, or ask to recompute.");
            }

            current = current is not null && current.IsOf(acceptance.Sha256) && current.Status.State == BundleDiffState.Running
                ? current
                : await StartAsync(acceptance.Sha256, cancellationToken);
            await current.Reported.WaitAsync(cancellationToken);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            Comparison comparison = current;
            BundleReplay replay = comparison.Replay;
            comparison.RequireAlive();
            await Task.Run(() => replay.CatchUp(replay.Notes, cancellationToken), cancellationToken);
            BundleReport? report = null;
            long commit = await _hub.RunErrandAsync(
                new HubErrand(
                    live =>
                    {
                        comparison.RequireAlive();
                        HubChange change = Compare(comparison, live, out report);
                        Require(acceptance, report);
                        return change with { Activated = replay.Text, Origin = acceptance.Origin };
                    },
                    () =>
                    {
                        _hub.Watcher = null;
                        _hub.Exchange(replay.Engine);
                    }),
                cancellationToken);
            comparison.Stop();
            _current = null;
            LogAccepted(_log, acceptance.Sha256, report!.Touched, report.PartiesBefore, commit);
            return (report, commit);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_current is { } current)
        {
            current.Stop();
            await current.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Require(BundleAcceptance acceptance, BundleReport report)
    {
        if (BundleTerms.WhyNot(acceptance, report, _options.MostChangedShare) is { } why)
        {
            throw new BundleRefusedException(why);
        }
    }

    private async Task<Comparison> StartAsync(string sha256, CancellationToken cancellationToken)
    {
        string json = await _store.FindBundleAsync(sha256, cancellationToken) ?? throw new BundleRefusedException("The store keeps no such bundle: propose it first.", isUnknown: true);
        if (string.Equals(json, await _store.FindActiveBundleAsync(cancellationToken), StringComparison.Ordinal))
        {
            throw new BundleRefusedException("The bundle is the active one already.");
        }

        lock (_lock)
        {
            if (_current is { Status.State: BundleDiffState.Running })
            {
                throw new BundleRefusedException("Another comparison is under way; wait until it is done.");
            }

            if (_current is { Status.State: BundleDiffState.Done } done && done.IsOf(sha256))
            {
                done.Renew();
                done.Work = Task.WhenAll(done.Work, Task.Run(() => RunAsync(done, isFirst: false), CancellationToken.None));
                return done;
            }

            _current?.Stop();
            var replay = new BundleReplay(BundleFile.Parse(json, "the proposed bundle", ContractsInForce.Vocabulary), new BundleText(sha256.ToLowerInvariant(), json));
            var next = new Comparison(replay, _time.GetUtcNow(), _stop.Token);
            _current = next;
            next.Work = Task.Run(() => RunAsync(next, isFirst: true), CancellationToken.None);
            return next;
        }
    }

    /// <summary>Replays and reports, and then follows the hub until another comparison is started.</summary>
    private async Task RunAsync(Comparison comparison, bool isFirst)
    {
        try
        {
            BundleReplay replay = comparison.Replay;
            if (isFirst)
            {
                await _hub.RunErrandAsync(new HubErrand(_ => { _hub.Watcher = replay.Note; return null; }), comparison.Stopped);
                await replay.ReadAsync(_store, comparison.Stopped);
            }

            await ReportAsync(comparison);
            while (isFirst && await replay.WaitAsync(comparison.Stopped))
            {
                await _turn.WaitAsync(comparison.Stopped);
                try
                {
                    replay.CatchUp(replay.Notes, comparison.Stopped);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (OperationCanceledException) when (comparison.Stopped.IsCancellationRequested)
        {
            comparison.Fail("The comparison was stopped.");
        }
        catch (Exception failure)
        {
            LogFailed(_log, failure, comparison.Replay.Text.Sha256);
            comparison.Fail("The comparison could not be made.");
        }
        finally
        {
            if (comparison.Stopped.IsCancellationRequested && _hub.Watcher == (Action<HubChange>)comparison.Replay.Note)
            {
                _hub.Watcher = null;
            }
        }
    }

    private async Task ReportAsync(Comparison comparison)
    {
        await _turn.WaitAsync(comparison.Stopped);
        try
        {
            comparison.RequireAlive();
            await Task.Run(() => comparison.Replay.CatchUp(comparison.Replay.Notes, comparison.Stopped), comparison.Stopped);
            LiveState? live = null;
            long notes = 0;
            long commit = await _hub.RunErrandAsync(
                new HubErrand(engine =>
                {
                    (live, notes) = (engine.State(), comparison.Replay.Notes);
                    return null;
                }),
                comparison.Stopped);
            comparison.Replay.CatchUp(notes, comparison.Stopped);
            BundleReport report = ReportOf(comparison, live!, commit).Report;
            comparison.Finish(await BundleSamples.WithCellsAsync(report, _store, comparison.Stopped));
        }
        finally
        {
            _turn.Release();
        }
    }

    private HubChange Compare(Comparison comparison, EmbeddedEngine live, out BundleReport report)
    {
        comparison.Replay.CatchUp(comparison.Replay.Notes, CancellationToken.None);
        (HubChange change, report) = ReportOf(comparison, live.State(), _hub.Status.LastCommit);
        return change;
    }

    private static (HubChange Change, BundleReport Report) ReportOf(Comparison comparison, LiveState live, long commit)
    {
        HubChange change = comparison.Replay.ChangeOf(live, CancellationToken.None);
        long before = live.Parties.Values.Distinct().LongCount();
        return (change, BundleReport.Of(comparison.Replay.Text.Sha256, change, (before, comparison.Replay.Engine.PartyCount), commit));
    }

    [LoggerMessage(EventId = 1040, Level = LogLevel.Information, Message = "Bundle {Sha256} is active: {Touched} of {Parties} parties changed in commit {Commit}.")]
    private static partial void LogAccepted(ILogger log, string sha256, long touched, long parties, long commit);

    [LoggerMessage(EventId = 1041, Level = LogLevel.Error, Message = "Bundle {Sha256} could not be compared.")]
    private static partial void LogFailed(ILogger log, Exception failure, string sha256);

    /// <summary>A replay with how far it has come.</summary>
    private sealed class Comparison(BundleReplay replay, DateTimeOffset startedAt, CancellationToken stop)
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        private readonly Lock _lock = new();
        private TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private BundleDiff _status = new(replay.Text.Sha256, BundleDiffState.Running, 0, startedAt, null, "");

        public BundleReplay Replay => replay;

        public CancellationToken Stopped => _stop.Token;

        public Task Work { get; set; } = Task.CompletedTask;

        public Task Reported => _reported.Task;

        public BundleDiff Status => Volatile.Read(ref _status) with { Records = replay.Records };

        public bool IsOf(string sha256) => string.Equals(replay.Text.Sha256, sha256, StringComparison.OrdinalIgnoreCase);

        public void RequireAlive()
        {
            if (Status.State == BundleDiffState.Failed)
            {
                throw new BundleRefusedException(Status.Failure);
            }
        }

        public void Renew() => Set(status => status with { State = BundleDiffState.Running }, () => _reported = new(TaskCreationOptions.RunContinuationsAsynchronously));

        public void Finish(BundleReport report) => Set(status => status with { State = BundleDiffState.Done, Report = report }, () => _reported.TrySetResult());

        public void Fail(string why)
        {
            Set(status => status with { State = BundleDiffState.Failed, Report = null, Failure = why }, () => _reported.TrySetResult());
            _stop.Cancel();
        }

        public void Stop() => _stop.Cancel();

        /// <summary>What failed stays failed.</summary>
        private void Set(Func<BundleDiff, BundleDiff> next, Action then)
        {
            lock (_lock)
            {
                if (_status.State != BundleDiffState.Failed)
                {
                    Volatile.Write(ref _status, next(_status));
                    then();
                }
            }
        }
    }
}

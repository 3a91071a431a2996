using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Telemetry;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Ledger;

/// <summary>
/// See <see cref="ILedgerGrain"/>. It keeps the store's lock, so that of two activations that a torn cluster may have for a while only one can
/// commit. Turns are decided in their order, each while the one before it is being written. Where anything fails, the epoch ends: what is not
/// committed is forgotten, shards and resolver are brought back to what the store holds, and senders begin their turns again.
/// </summary>
[Orleans.Concurrency.Reentrant]
[KeepAlive]
internal sealed partial class LedgerGrain(
    LedgerStoreFactory openStore, ClusterOptions options, ClusterInstruments instruments, HubInstruments hubInstruments, ISiloStatusOracle silos,
    SiloLeaving leaving, TimeProvider time, ILogger<LedgerGrain> log)
    : Grain, ILedgerGrain
{
    /// <summary>The stream under which the store keeps the last turn, in the transaction of its effects.</summary>
    private const string TurnStream = "cluster/turn";

    /// <summary>Failures in a row to open an epoch after which another silo may try.</summary>
    private const int MostFailures = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly Dictionary<long, UnderWay> _turns = [];
    private readonly HashSet<ulong> _busy = [];
    private readonly StreamPlaces _streams = new();
    private readonly EpochSilos _epochSilos = new(silos);
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token);
    private IPartyStore? _store;
    private SearchCatchUp? _search;
    private ComponentResolver? _resolver;
    private Task _loop = Task.CompletedTask;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _cause = "The ledger is starting.";
    private string _bundle = "";
    private HashSet<BlockId> _oversize = [];

    /// <summary>Records that the change deletes which is being written.</summary>
    private HashSet<RecordKey> _leaving = [];
    private long _epoch;
    private long _begun;
    private long _decided;
    private long _confirmed;
    private long _lastCommit;
    private long _records;
    private long _parties;
    private int _waiting;
    private bool _isOpen;
    private bool _isAlone;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _loop = RunAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        Wake();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        hubInstruments.ReviewsFound(0); // the silo that has the ledger from now on tells of them
        if (_store is not null)
        {
            await (_search?.DisposeAsync() ?? ValueTask.CompletedTask);
            await _store.DisposeAsync();
        }
    }

    /// <inheritdoc />
    public async Task<Turn> BeginAsync(TurnRequest request)
    {
        _waiting++;
        try
        {
            long since = time.GetTimestamp();
            while (!_isOpen || _isSpreading || _turns.Count >= options.MostTurns || _isAlone || (request.IsAlone && _turns.Count > 0) || Array.Exists(request.Records, _busy.Contains))
            {
                if (_stop.IsCancellationRequested || time.GetElapsedTime(since) > LongestWait)
                {
                    throw new EpochEndedException(_isOpen ? "Too many turns are under way." : _cause, _epoch);
                }

                await ChangedAsync(LongestWait);
            }
        }
        finally
        {
            _waiting--;
        }

        var streams = new SortedSet<string>(StringComparer.Ordinal);
        if (request.Positions.Length > 0
            && _streams.Advance([.. request.Positions.Select(position => new SourcePosition(position.Stream, position.Next, position.From))], streams) is { } moved)
        {
            return new Turn(_epoch, 0, _confirmed, options.Shards, _bundle, HasErased: false) { Moved = new WirePosition(moved.Stream, moved.Next, request.Positions.First(position => string.Equals(position.Stream, moved.Stream, StringComparison.Ordinal)).From) };
        }

        var turn = new UnderWay(++_begun, request.Records, time.GetTimestamp()) { Positions = _streams.Of(streams), IsAlone = request.IsAlone, Sender = request.Sender };
        _turns.Add(turn.Number, turn);
        _busy.UnionWith(request.Records);
        _isAlone = request.IsAlone;
        return new Turn(_epoch, turn.Number, _confirmed, options.Shards, _bundle, _store is IErasures { HasErased: true });
    }

    /// <inheritdoc />
    public Task<WireKey[]> FindErasedAsync(WireKey[] records) =>
        Task.FromResult<WireKey[]>(_store is IErasures erasures ? [.. records.Where(key => erasures.IsErased(key.ToKey()))] : []);

    /// <inheritdoc />
    public Task<TurnResult> CommitAsync(TurnSubmission submission)
    {
        if (!_isOpen || submission.Epoch != _epoch || !_turns.TryGetValue(submission.Number, out UnderWay? turn))
        {
            throw new EpochEndedException($"Turn {submission.Number} is of an epoch that has ended.", _epoch);
        }

        turn.Submission = submission;
        Wake();
        return turn.Result.Task;
    }

    /// <inheritdoc />
    public Task AbandonAsync(long epoch, long number)
    {
        if (_isOpen && epoch == _epoch && _turns.TryGetValue(number, out UnderWay? turn))
        {
            turn.IsAbandoned = true;
            Wake();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<LedgerStatus> StatusAsync() => Task.FromResult(new LedgerStatus(
        _isOpen, _cause, _epoch, _confirmed, _turns.Count, _waiting, _lastCommit, _records, _parties, _resolver?.Held ?? 0, _bundle,
        [.. _oversize.Select(WireBlock.Of).Order()], options.Shards));

    /// <inheritdoc />
    public async Task<long> CommittedAfterAsync(long commit)
    {
        long since = time.GetTimestamp();
        while (_lastCommit <= commit && !_stop.IsCancellationRequested && time.GetElapsedTime(since) < LongestWait)
        {
            await ChangedAsync(LongestWait);
        }

        return _lastCommit;
    }

    /// <summary>Opens epochs and decides their turns until the grain goes.</summary>
    private async Task RunAsync()
    {
        TimeSpan pause = FirstPause;
        int failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await OpenEpochAsync();
                pause = FirstPause;
                failures = 0;
                await DecideAsync();
            }
            catch (Exception failure) when (!_stop.IsCancellationRequested)
            {
                _cause = _endsToSpread ? failure.Message : "The ledger is recovering from a failure; the log says which.";
                NoteEnd(failure);
                if (_endsToSpread)
                {
                    LogSpread(_epoch);
                }
                else
                {
                    instruments.EpochEnded();
                    LogEnded(failure, _epoch);
                }
            }
            catch (Exception)
            {
                break; // whatever it was, the grain goes: whoever waits is told below
            }

            EndEpoch();
            if (++failures >= MostFailures)
            {
                // This silo may be the only one that cannot reach the store: the next one tries.
                await _stop.CancelAsync();
                MoveOn();
                break;
            }

            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        EndEpoch();
    }

    /// <summary>Goes to the silo that follows this one in the order of their addresses; where there is no other, the next call begins anew here.</summary>
    private void MoveOn()
    {
        SiloAddress own = GrainContext.Address.SiloAddress!;
        SiloAddress[] others = [.. ActiveSilos().Where(silo => !silo.Equals(own))];
        if (others.Length > 0)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, others.FirstOrDefault(silo => silo.CompareTo(own) > 0) ?? others[0]);
        }

        this.MigrateOnIdle();
    }

    /// <summary>Brings shards and resolver to what the store holds, and gives out turns from then on.</summary>
    private async Task OpenEpochAsync()
    {
        if (_store is null)
        {
            _store = await openStore(_stop.Token);
            _search = _store is ISearchProjection projection ? SearchCatchUp.Start(projection, LogSearchFailed, time) : null;
        }

        // A commit that was told as failed may have been made all the same: only the store knows which turn was the last.
        await _store.SettleAsync(_stop.Token);
        IReadOnlyList<SourcePosition> places = await _store.ReadPositionsAsync(TurnStream, _stop.Token);
        _confirmed = places.Count > 0 ? places[0].Next : 0;

        string json = await _store.FindActiveBundleAsync(_stop.Token) ?? throw new StoreException("The store has no active bundle.", isTransient: false);
        Bundle bundle = BundleFile.Parse(json, "the store's bundle", ComparisonCatalog.Vocabulary);
        _bundle = BundleFile.Sha256Of(json);
        _lastCommit = await _store.FindLastCommitAsync(_stop.Token);
        _epoch = Math.Max(_epoch + 1, time.GetUtcNow().UtcTicks);
        var opening = new ShardOpening(_epoch, options.Shards, _confirmed, _lastCommit, _bundle);
        long[][] oversize = await OpenShardsAsync(opening);
        var judgements = new List<Judgement>();
        await foreach (Judgement judgement in _store.ReadJudgementsAsync(_stop.Token))
        {
            judgements.Add(judgement);
        }

        var reviews = new List<ReviewTask>();
        await foreach (ReviewTask review in _store.ReadReviewsAsync(_stop.Token))
        {
            reviews.Add(review);
        }

        hubInstruments.ReviewsFound(reviews.Count);
        _oversize = [.. oversize.SelectMany(static blocks => blocks).Select(WireBlock.ToBlock)];
        _resolver = new ComponentResolver(bundle, Environment.ProcessorCount, options.MostHeldRecords, new ConnectingState(_oversize, judgements, reviews));
        StoreCounts counts = await _store.CountAsync(_stop.Token);
        (_records, _parties) = (counts.Records, counts.Parties);
        _streams.Fill(await _store.ReadPositionsAsync("", _stop.Token));
        _begun = _decided = _confirmed;
        _leaving = [];
        _isOpen = true;
        _cause = "";
        LogOpened(_epoch, _confirmed, _lastCommit);
        Wake();
    }

    private void EndEpoch()
    {
        _isOpen = false;
        _resolver = null;
        foreach (UnderWay turn in _turns.Values)
        {
            turn.Result.TrySetException(new EpochEndedException("The epoch ended before the turn was committed.", _epoch));
        }

        _isAlone = false;
        _turns.Clear();
        _busy.Clear();
        Wake();
    }

    private void Wake()
    {
        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    /// <summary>Waits for a change, but no longer than so.</summary>
    private async Task ChangedAsync(TimeSpan longest) => await ((Task)_changed.Task.WaitAsync(longest, time, _stop.Token))
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    [LoggerMessage(2001, LogLevel.Information, "Epoch {Epoch} begins after turn {Turn}, commit {Commit}")]
    private partial void LogOpened(long epoch, long turn, long commit);

    [LoggerMessage(2003, LogLevel.Warning, "The search index could not be brought on; trying again")]
    private partial void LogSearchFailed(Exception failure);

    [LoggerMessage(2009, LogLevel.Information, "Epoch {Epoch} ends, nothing being under way: the shards are spread over silos that joined")]
    private partial void LogSpread(long epoch);

    [LoggerMessage(2002, LogLevel.Warning, "Epoch {Epoch} ends; what was not committed is begun again")]
    private partial void LogEnded(Exception failure, long epoch);
}

/// <summary>Opens the store as its owner; fails while another ledger holds it.</summary>
public delegate Task<IPartyStore> LedgerStoreFactory(CancellationToken cancellationToken);

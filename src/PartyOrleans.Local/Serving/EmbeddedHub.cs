using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <summary>
/// The hub over one engine in this process and one store. One loop writes: it groups what waits, applies the group to the engine, and commits
/// its effects while the next group is applied. Commits are made in the order of the changes. Where a commit fails for good the engine has seen
/// what the store has not, so it is discarded and restored from the store; everything that was applied and not committed fails.
/// </summary>
internal sealed partial class EmbeddedHub : IServedHub, IAsyncDisposable
{
    private static readonly Condition Recovering = new(HubState.Recovering, "A commit failed; the engine is being restored from the store.");

    private readonly IPartyStore _store;
    private readonly Func<CancellationToken, Task<EmbeddedEngine>> _restore;
    private readonly EmbeddedHubOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EmbeddedHub> _log;
    private readonly HubInstruments _instruments;
    private readonly EngineGate _gate = new();
    private readonly Channel<PendingSubmission> _queue;
    private readonly CancellationTokenSource _stopRestoring = new();
    private readonly CommitSignal _signal = new();
    private readonly RecentAnswers _recent;
    private readonly StreamPlaces _streams = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private Action<HubChange>? _watcher;
    private Condition _condition = new(HubState.Starting, "The engine is being restored from the store.");
    private int _waiting;

    /// <summary>Starts the hub: the engine is restored first, and until then nothing is taken.</summary>
    /// <param name="store">The store, owned.</param>
    /// <param name="restore">Makes an engine with all that the store holds.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="surroundings">Clock, log and instruments.</param>
    public EmbeddedHub(
        IPartyStore store, Func<CancellationToken, Task<EmbeddedEngine>> restore, EmbeddedHubOptions options, HubSurroundings surroundings)
    {
        (_store, _restore, _options) = (store, restore, options);
        (_time, _log, _instruments) = (surroundings.Time, surroundings.Logs.CreateLogger<EmbeddedHub>(), surroundings.Instruments);
        _instruments.Observe(() => Status);
        _recent = new RecentAnswers(options.MostWaiting * 4);
        _queue = Channel.CreateBounded<PendingSubmission>(new BoundedChannelOptions(options.MostWaiting) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    private Condition Now => Volatile.Read(ref _condition);

    /// <inheritdoc />
    public HubStatus Status =>
        new(Now.State, Now.Cause, _gate.Records, _gate.Parties, Volatile.Read(ref _waiting), _signal.Last);

    /// <inheritdoc />
    public event Action<Bundle>? BundleChanged;

    /// <inheritdoc />
    public event Action<Submission>? Taken;

    /// <summary>The engine was discarded: what was applied and watched may not have been committed.</summary>
    public event Action? EngineLost;

    /// <summary>Who is told of every change that is applied; null for nobody. To be set by an errand.</summary>
    public Action<HubChange>? Watcher
    {
        get => _watcher;
        set => _watcher = value;
    }

    /// <summary>Does work in the writing loop, between two commits.</summary>
    /// <returns>The number of the last commit then.</returns>
    /// <exception cref="HubUnavailableException">The hub is starting, recovering or stopping, or could not commit.</exception>
    public async Task<long> RunErrandAsync(HubErrand errand, CancellationToken cancellationToken)
    {
        RequireReady();
        var pending = new PendingSubmission(new Submission { Batch = new InputBatch(), Origin = ChangeOrigin.Unknown, WaitsForRoom = true }, cancellationToken) { Errand = errand };
        await EnqueueAsync(pending, cancellationToken);
        return (await pending.Task).Commit;
    }

    /// <summary>Puts another engine in place; only an errand may, once its change is committed.</summary>
    public void Exchange(EmbeddedEngine engine)
    {
        _gate.Replace(engine);
        BundleChanged?.Invoke(engine.Bundle);
    }

    /// <inheritdoc />
    public IPartyStore Store => _store;

    /// <inheritdoc />
    public Task ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <inheritdoc />
    public async Task<SubmissionResult> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        SubmissionRules.RequireUnrepeated(submission);
        RequireReady();
        var pending = new PendingSubmission(submission, cancellationToken);
        if (submission.Idempotency is { } token && (_recent.Find(token) ?? await _store.FindAnswerAsync(token.Key, cancellationToken)) is { } kept)
        {
            pending.Replay(kept);
            return await pending.Task;
        }

        long taken = _time.GetTimestamp();
        await EnqueueAsync(pending, cancellationToken);
        SubmissionResult result = await pending.Task;
        _instruments.Answered(result, _time.GetElapsedTime(taken));
        return result;
    }

    /// <inheritdoc />
    public Bundle? Bundle => _gate.Bundle;

    /// <inheritdoc />
    public Task<RecordPairAnswer?> WhyAsync(IReadOnlyList<RecordKey> left, IReadOnlyList<RecordKey> right, CancellationToken cancellationToken) =>
        _gate.ReadAsync(engine => engine.Explain(left, right), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<MatchCandidate>> MatchAsync(SourceRecord probe, int most, CancellationToken cancellationToken) =>
        _gate.ReadAsync(engine => engine.Match(probe, most), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<PartyStep>> HowAsync(PartyId party, CancellationToken cancellationToken) =>
        _gate.ReadAsync(engine => engine.StepsOf(party), cancellationToken);

    /// <inheritdoc />
    public Task<long> CommittedAfterAsync(long after, CancellationToken cancellationToken) => _signal.AfterAsync(after, cancellationToken);

    /// <summary>Takes no more inputs, commits what was taken, and ends. The store stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Now.State != HubState.Stopped)
        {
            Volatile.Write(ref _condition, new Condition(HubState.Stopping, "The hub is stopping."));
            _queue.Writer.TryComplete();
            await _stopRestoring.CancelAsync();
            await _loop;
            Volatile.Write(ref _condition, new Condition(HubState.Stopped, "The hub has stopped."));
            _gate.Replace(null);
        }
    }

    private async Task EnqueueAsync(PendingSubmission pending, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            if (_queue.Writer.TryWrite(pending))
            {
                return;
            }

            if (!pending.Submission.WaitsForRoom)
            {
                RequireReady();
                throw new HubUnavailableException($"{_options.MostWaiting} requests wait already.", isOverload: true, _options.RetryAfter);
            }

            await _queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (Exception failure)
        {
            Interlocked.Decrement(ref _waiting);
            throw failure is ChannelClosedException ? Unavailable() : failure;
        }
    }

    private void RequireReady()
    {
        if (Now.State != HubState.Ready)
        {
            throw Unavailable();
        }
    }

    private HubUnavailableException Unavailable(Exception? cause = null) => new(
        Now is { State: not HubState.Ready, Cause: { } why } ? why : "A commit failed; nothing of the request is kept.",
        isOverload: false, _options.RetryAfter, cause);

    private sealed record Condition(HubState State, string Cause);
}

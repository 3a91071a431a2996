using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Loads;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Loads;

/// <summary>
/// A load on a cluster. Its turns are begun here, one after the other, so that they are committed in their order, and done by workers on all silos, several
/// at once. Where one is lost, it and those after it are begun again: what is committed is always a beginning of the input, which its checkpoint tells.
/// </summary>
/// <param name="parts">What loads stand on.</param>
/// <param name="loadOf">Gives the id under which an input is loaded that is at a place.</param>
/// <param name="origin">Who loads, and why.</param>
/// <param name="lifetime">Ends waiting for what was begun.</param>
internal sealed class ClusterLoadTarget(ClusterLoadParts parts, Func<LoadPlace, long> loadOf, ChangeOrigin origin, CancellationToken lifetime) : ILoadTarget
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Queue<Part> _underWay = new();
    private readonly ConcurrentDictionary<string, (long Load, LoadPlace Place)> _places = new(StringComparer.Ordinal);
    private long _changed;
    private int _next;

    /// <inheritdoc />
    public int RecordsPerCommit => parts.Options.RecordsPerTurn;

    /// <summary>Null: whoever does a turn refuses what was erased.</summary>
    public IErasures? Erasures => null;

    /// <inheritdoc />
    public long Changed => Interlocked.Read(ref _changed);

    /// <summary>Why it does not go on at the moment; empty where it does.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>Where an input is.</summary>
    public async Task<LoadPlace> FindPlaceAsync(string input, CancellationToken cancellationToken)
    {
        string stream = LoadPlace.StreamOf(input);
        IReadOnlyList<SourcePosition> places = await parts.Stores.Reader.ReadPositionsAsync(stream, cancellationToken);
        return new LoadPlace(places.FirstOrDefault(place => string.Equals(place.Stream, stream, StringComparison.Ordinal)).Next);
    }

    /// <inheritdoc />
    public async Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken)
    {
        // The place first: a checkpoint that comes after it is told from the place by the first turn, which then is refused.
        LoadPlace place = await FindPlaceAsync(input, cancellationToken);
        _places[input] = (loadOf(place), place);
        return await parts.Stores.Reader.FindCheckpointAsync(input, cancellationToken);
    }

    /// <inheritdoc />
    public async Task TakeAsync(LoadPart part, CancellationToken cancellationToken)
    {
        LoadCheckpoint done = part.Checkpoint ?? throw new ArgumentException("A load on a cluster goes on where it was: it needs checkpoints.", nameof(part));
        string input = done.Input;
        while (_underWay.Count >= parts.Options.MostTurns)
        {
            await SettleAsync(cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        (long load, LoadPlace from) = _places[input];
        var to = LoadPlace.Of(load, done.RecordsDone, done.Complete);
        _places[input] = (load, to);
        var submission = new Submission
        {
            Batch = new InputBatch { Upserts = part.Records, Deletes = part.Deletes },
            Versions = part.Versions,
            DeadLetters = part.DeadLetters,
            Checkpoint = part.Checkpoint,
            Origin = origin,
            Positions = [new SourcePosition(LoadPlace.StreamOf(input), to.Value, from.Value)],
        };
        var next = new Part(input, from, to, submission, _next++ % parts.Options.MostTurns);
        _underWay.Enqueue(next);
        await BeginAsync(next);
    }

    /// <inheritdoc />
    public async Task CommittedAsync()
    {
        while (_underWay.Count > 0)
        {
            await SettleAsync(lifetime);
        }
    }

    /// <summary>Begins a part's turn, and has it done by a worker; what fails is told where it is waited for.</summary>
    private async Task BeginAsync(Part part)
    {
        try
        {
            Turn turn = await parts.Intake.BeginAsync(part.Submission);
            part.Work = turn.Moved is { } moved ? Task.FromException<int>(new LoadMovedException(new LoadPlace(moved.Next))) : WorkAsync(part, turn);
        }
        catch (Exception failure)
        {
            part.Work = Task.FromException<int>(failure);
        }
    }

    private async Task<int> WorkAsync(Part part, Turn turn)
    {
        LoadTurnReport report;
        RequestContext.Set(IPlacementDirector.PlacementHintKey, parts.SiloOf(part.Worker)); // where there is no such worker yet
        try
        {
            report = await parts.Grains.GetGrain<ILoadWorkerGrain>(FormattableString.Invariant($"{part.To.Load}/{part.Worker}")).TakeAsync(turn, part.Wire);
        }
        catch (Exception)
        {
            // The worker's silo is gone: the ledger is told, instead of waiting until the turn's time is up.
            await ((Task)parts.Intake.AbandonAsync(turn)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return report.Outcome switch
        {
            LoadTurnOutcome.Committed => report.Changed,
            LoadTurnOutcome.Again => throw new LoadTurnLostException(report.Cause),
            _ => throw new LoadTurnFailedException(report.Cause),
        };
    }

    /// <summary>Waits until the oldest part is committed; begins again whatever was lost.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = FirstPause;
        while (_underWay.TryPeek(out Part? oldest))
        {
            try
            {
                Interlocked.Add(ref _changed, await oldest.Work.WaitAsync(cancellationToken));
                _underWay.Dequeue();
                Cause = "";
                return;
            }
            catch (Exception failure) when (failure is LoadMovedException or LoadTurnLostException || ClusterIntake.IsTransient(failure))
            {
                Cause = failure.Message;
            }

            await Task.WhenAll(_underWay.Select(part => (Task)part.Work)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(pause, parts.Time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            await BeginAgainAsync(oldest.Input, cancellationToken);
        }
    }

    /// <summary>Leaves out what is committed after all, and begins the others again, in their order.</summary>
    private async Task BeginAgainAsync(string input, CancellationToken cancellationToken)
    {
        LoadPlace place;
        try
        {
            place = await FindPlaceAsync(input, cancellationToken);
        }
        catch (StoreException failure) when (failure.IsTransient)
        {
            Cause = failure.Message;
            return;
        }

        while (_underWay.TryPeek(out Part? done) && string.Equals(done.Input, input, StringComparison.Ordinal) && place.Load == done.To.Load && done.To.Value <= place.Value)
        {
            _underWay.Dequeue();
            Interlocked.Add(ref _changed, done.Work.IsCompletedSuccessfully ? await done.Work : 0);
        }

        if (_underWay.TryPeek(out Part? next) && string.Equals(next.Input, input, StringComparison.Ordinal) && next.From != place)
        {
            throw new LoadMovedException(place);
        }

        foreach (Part part in _underWay)
        {
            await BeginAsync(part);
        }
    }

    /// <summary>A part that was begun.</summary>
    private sealed class Part(string input, LoadPlace from, LoadPlace to, Submission submission, int worker)
    {
        public string Input => input;

        public LoadPlace From => from;

        public LoadPlace To => to;

        public Submission Submission => submission;

        public int Worker => worker;

        public LoadSubmission Wire { get; } = new(WireSubmission.Encode(submission, [.. submission.Batch.Upserts.Select(record => RecordContent.Encode(record.Values))]));

        public Task<int> Work { get; set; } = Task.FromResult(0);
    }
}

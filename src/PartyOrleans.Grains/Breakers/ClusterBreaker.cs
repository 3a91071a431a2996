using PartyOrleans.Connectors.Breakers;

namespace PartyOrleans.Grains.Breakers;

/// <summary>When a breaker opens, as a silo tells its grain.</summary>
internal sealed class BreakerTerms(BreakerOptions options, ulong seed, string silo)
{
    /// <summary>Trials after which a break grows no more, whatever the options.</summary>
    private const int MostTrials = 12;

    private readonly TimeSpan[] _breaks = [.. Enumerable.Range(0, MostTrials).Select(trials => options.BreakAfter(trials, seed))];

    /// <summary>The silo.</summary>
    public string Silo => silo;

    /// <summary>What is told of failures.</summary>
    public BreakerFailure FailureOf(int count, string cause) => new() { Count = count, Cause = cause, Failures = options.Failures, Breaks = _breaks };
}

/// <summary>A breaker as one silo knows it. Where its grain cannot be reached nothing is held back by that: failures are told with the next one.</summary>
internal sealed class ClusterBreaker : ISharedBreaker
{
    /// <summary>How long a call waits for the grain; one that is moving takes a moment.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>When to ask again while another silo makes the trial.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly IBreakerGrain _grain;
    private readonly (BreakerKind Kind, string Name) _what;
    private readonly BreakerTerms _terms;
    private readonly TimeProvider _time;
    private readonly Action<Exception, string> _notReached;
    private readonly CancellationToken _stopping;
    private readonly Lock _lock = new();
    private BreakerView _view;
    private long _at;
    private long _asked;
    private long _answered;
    private int _untold;

    public ClusterBreaker(IBreakerGrain grain, (BreakerKind Kind, string Name) what, BreakerTerms terms, TimeProvider time, Action<Exception, string> notReached, CancellationToken stopping)
    {
        (_grain, _what, _terms, _time, _notReached, _stopping) = (grain, what, terms, time, notReached, stopping);
        (_view, _at) = (new BreakerView { Since = time.GetUtcNow() }, time.GetTimestamp());
    }

    /// <inheritdoc />
    public BreakerStatus Status => StatusOf(View().View);

    /// <inheritdoc />
    public async Task<TimeSpan?> EnterAsync(CancellationToken cancellationToken)
    {
        (BreakerView view, TimeSpan left) = View();
        if (view.State == BreakerState.Closed)
        {
            return null;
        }

        if (view.State == BreakerState.Open && left > TimeSpan.Zero)
        {
            return left;
        }

        BreakerView? asked = await AskAsync(grain => grain.TryAsync(_terms.Silo), cancellationToken);
        return asked is null ? Again
            : asked.State == BreakerState.Closed || (asked.State == BreakerState.HalfOpen && string.Equals(asked.Trial, _terms.Silo, StringComparison.Ordinal)) ? null
            : asked.Left > Again ? asked.Left : Again;
    }

    /// <inheritdoc />
    public async Task<BreakerStatus?> FailAsync(string cause, CancellationToken cancellationToken)
    {
        int count = Interlocked.Exchange(ref _untold, 0) + 1;
        if (await ToldAsync(grain => grain.FailAsync(_terms.Silo, _terms.FailureOf(count, cause)), cancellationToken) is { } told)
        {
            return told.Changed;
        }

        Interlocked.Add(ref _untold, count);
        return null;
    }

    /// <inheritdoc />
    public async Task<BreakerStatus?> SucceedAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _untold, 0);
        BreakerView view = View().View;
        return view is { State: BreakerState.Closed, Failures: 0 } ? null : (await ToldAsync(grain => grain.SucceedAsync(_terms.Silo), cancellationToken))?.Changed;
    }

    /// <inheritdoc />
    public async Task GiveUpAsync(CancellationToken cancellationToken)
    {
        if (string.Equals(View().View.Trial, _terms.Silo, StringComparison.Ordinal))
        {
            await AskAsync(grain => grain.GiveUpAsync(_terms.Silo), cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task<BreakerStatus?> ResetAsync(CancellationToken cancellationToken) => (await ToldAsync(static grain => grain.ResetAsync(), cancellationToken))?.Changed;

    /// <summary>Looks how it is.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => AskAsync(grain => grain.LookAsync(_terms.Silo), cancellationToken);

    /// <summary>Tells the grain something; gives the state that came of it, null where the grain cannot be reached.</summary>
    private async Task<Told?> ToldAsync(Func<IBreakerGrain, Task<BreakerView>> tell, CancellationToken cancellationToken) =>
        await AskAsync(tell, cancellationToken) is { } after ? new Told(after.IsChange ? StatusOf(after) : null) : null;

    private async Task<BreakerView?> AskAsync(Func<IBreakerGrain, Task<BreakerView>> ask, CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested)
        {
            return null; // what is told outside at the end of a silo does without
        }

        long number = Interlocked.Increment(ref _asked);
        try
        {
            BreakerView view = await ask(_grain).WaitAsync(Patience, _time, cancellationToken);
            lock (_lock)
            {
                if (number > _answered) // an answer that was overtaken tells of yesterday
                {
                    (_view, _at, _answered) = (view, _time.GetTimestamp(), number);
                }
            }

            return view;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            _notReached(failure, _what.Name);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private (BreakerView View, TimeSpan Left) View()
    {
        lock (_lock)
        {
            return (_view, _view.Left - _time.GetElapsedTime(_at));
        }
    }

    private BreakerStatus StatusOf(BreakerView view) => new(_what.Kind, _what.Name, view.State, view.Since, view.Failures, view.Cause);

    private sealed record Told(BreakerStatus? Changed);
}

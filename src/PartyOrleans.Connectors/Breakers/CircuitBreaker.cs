using System.Text;
using PartyOrleans.Model;
using Polly;
using Polly.CircuitBreaker;

namespace PartyOrleans.Connectors.Breakers;

/// <summary>
/// Stands before one system outside the hub, a sink or a source, so that one that fails is left alone for a while and does not hold up others.
/// Some failures in a row open it; after a break one call is let through, and its outcome closes the breaker or opens it for twice as long.
/// </summary>
/// <remarks>
/// A source takes one from <see cref="CircuitBreakers.Add"/> for each topic or zone, passes every call that leaves the process through
/// <see cref="RunAsync{T}"/>, and on <see cref="BreakerOpenException"/> pauses for <see cref="BreakerOpenException.RetryAfter"/>;
/// <see cref="PersistentRetry"/> does just that. An input that cannot be read is no failure of the source, and must not be thrown through it.
/// Safe for calls from many threads.
/// </remarks>
public sealed partial class CircuitBreaker
{
    /// <summary>Long enough to hold the failures that open a breaker, however far they lie apart.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromDays(1);

    private readonly BreakerOptions _options;
    private readonly TimeProvider _time;
    private readonly ulong _seed;
    private readonly CircuitBreakerManualControl _manual = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly ISharedBreaker? _shared;
    private readonly Lock _lock = new();
    private BreakerStatus _status;

    /// <summary>Makes a breaker that is closed.</summary>
    /// <param name="kind">What it guards.</param>
    /// <param name="name">The name of what it guards.</param>
    /// <param name="options">When it opens.</param>
    /// <param name="time">Clock.</param>
    /// <param name="seed">Seed of the jitter; another one for each hub.</param>
    /// <param name="shared">Keeps its state together with other processes; null where it is this process's alone.</param>
    public CircuitBreaker(BreakerKind kind, string name, BreakerOptions options, TimeProvider time, ulong seed = 0, ISharedBreaker? shared = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Failures, 2);
        (_options, _time, _shared) = (options, time, shared);
        _seed = StableHash.Of(Encoding.UTF8.GetBytes(name), seed);
        _status = new BreakerStatus(kind, name, BreakerState.Closed, time.GetUtcNow(), 0, "");
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            // Polly opens by the share of failures in a window. Here every failure but those that complete a row is passed by it as a success, so
            // that the row alone decides: a system that is asked seldom opens its breaker just as one that is asked often.
            FailureRatio = double.Epsilon,
            MinimumThroughput = 2,
            SamplingDuration = Window,
            BreakDurationGenerator = arguments => ValueTask.FromResult(_options.BreakAfter(arguments.HalfOpenAttempts, _seed)),
            ShouldHandle = arguments => ValueTask.FromResult(IsLastStraw(arguments.Outcome.Exception, arguments.Context.CancellationToken)),
            ManualControl = _manual,
            OnOpened = _ => ToAsync(BreakerState.Open),
            OnHalfOpened = _ => ToAsync(BreakerState.HalfOpen),
            OnClosed = _ => ToAsync(BreakerState.Closed),
        }).Build();
    }

    /// <summary>Told of every change of state that a call of this process brought about, in order; quick, and from any thread.</summary>
    public event Action<BreakerStatus>? Changed;

    /// <summary>How it is.</summary>
    public BreakerStatus Status
    {
        get
        {
            if (_shared is { } shared)
            {
                return shared.Status;
            }

            lock (_lock)
            {
                return _status;
            }
        }
    }

    /// <summary>Makes a call, where calls go through.</summary>
    /// <exception cref="BreakerOpenException">They do not at the moment.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (_shared is { } shared)
        {
            return await RunSharedAsync(shared, call, cancellationToken);
        }

        try
        {
            return await _pipeline.ExecuteAsync(async stop => await call(stop), cancellationToken);
        }
        catch (BrokenCircuitException open)
        {
            throw new BreakerOpenException(Status.Name, open.RetryAfter ?? _options.Break, open);
        }
    }

    /// <summary>Makes a call, where calls go through.</summary>
    /// <exception cref="BreakerOpenException">They do not at the moment.</exception>
    public Task RunAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) => RunAsync(
        async stop =>
        {
            await call(stop);
            return true;
        },
        cancellationToken);

    /// <summary>Closes it, whatever happened before: somebody says that the system is well.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        if (_shared is { } shared)
        {
            Tell(await shared.ResetAsync(cancellationToken));
            return;
        }

        lock (_lock)
        {
            _status = _status with { Failures = 0, Cause = "" };
        }

        await _manual.CloseAsync(cancellationToken);
    }

    private bool IsLastStraw(Exception? failure, CancellationToken cancellationToken)
    {
        bool counts = failure is not null && _options.IsCounted(failure, cancellationToken.IsCancellationRequested);
        lock (_lock)
        {
            if (counts)
            {
                _status = _status with { Failures = _status.Failures + 1, Cause = _options.TextOf(failure!) };
            }
            else if (failure is not OperationCanceledException)
            {
                _status = _status with { Failures = 0, Cause = "" };
            }

            return counts && _status.Failures >= _options.Failures;
        }
    }

    private ValueTask ToAsync(BreakerState state)
    {
        BreakerStatus status;
        lock (_lock)
        {
            status = _status = _status with { State = state, Since = _time.GetUtcNow() };
        }

        Changed?.Invoke(status);
        return ValueTask.CompletedTask;
    }
}

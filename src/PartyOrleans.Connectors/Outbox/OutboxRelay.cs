using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>What relays of a hub stand on.</summary>
/// <param name="Outbox">What there is to tell.</param>
/// <param name="Operations">Where it is kept how far each sink has come.</param>
/// <param name="Commits">Tells when there is more.</param>
/// <param name="Breakers">Gives each sink its breaker.</param>
/// <param name="Instruments">Told of everything that is counted.</param>
/// <param name="Time">Clock.</param>
public sealed record RelayParts(
    IOutbox Outbox, IOperationsStore Operations, IHubCommits Commits, CircuitBreakers Breakers, SinkInstruments Instruments, TimeProvider Time)
{
    /// <summary>Told of failures.</summary>
    public required ILogger Log { get; init; }
}

/// <summary>
/// Follows the outbox for one sink, beside the hub and beside other sinks. The place up to which the sink has everything is kept after each
/// delivery, so what a crash or failure leaves unclear comes again and nothing is left out. Entries are read anew for every attempt: what was
/// erased since the last one does not leave with the next.
/// </summary>
public sealed partial class OutboxRelay : IAsyncDisposable
{
    private const int LeastPerRead = 500;

    /// <summary>How long entries that were read may wait in memory behind deliveries, so that erasures are heeded.</summary>
    private static readonly TimeSpan LongestHeld = TimeSpan.FromSeconds(2);

    /// <summary>How often it is looked whether a delivery has filled up while it may still wait.</summary>
    private static readonly TimeSpan LingerLook = TimeSpan.FromSeconds(1);

    private readonly IEventSink _sink;
    private readonly EventForm _form;
    private readonly RelayOptions _options;
    private readonly RelayParts _parts;
    private readonly ILogger _log;
    private readonly CircuitBreaker _breaker;
    private readonly PersistentRetry _deliveries;
    private readonly PersistentRetry _keeping;
    private readonly ConcurrentQueue<Command> _commands = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource _wake;
    private CancellationTokenSource _step;
    private Task _loop = Task.CompletedTask;
    private volatile SinkState _state = SinkState.At(default);
    private volatile SinkState? _kept;
    private volatile bool _isDraining;
    private volatile bool _isRunning;
    private volatile bool _givesUp;
    private volatile string _failure = "";
    private long _keptAt;
    private long _messages;
    private DateTimeOffset? _deliveredAt;

    /// <summary>Makes a relay; it is at rest until <see cref="Start"/>.</summary>
    /// <param name="sink">Where to; the relay disposes of it.</param>
    /// <param name="form">How events are written for it.</param>
    /// <param name="options">How.</param>
    /// <param name="parts">What it stands on.</param>
    public OutboxRelay(IEventSink sink, EventForm form, RelayOptions options, RelayParts parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostPerDelivery, 1);
        (_sink, _form, _options, _parts, _log) = (sink, form, options, parts, parts.Log);
        (_wake, _step) = (NewSource(), NewSource());
        _breaker = parts.Breakers.Add(BreakerKind.Sink, sink.Name, new BreakerOptions { Describe = TextOf });
        parts.Instruments.Began(sink.Name);
        _deliveries = new PersistentRetry(
            options.Pauses, parts.Time, failure => !_isDraining && !_givesUp && failure is not OperationCanceledException,
            LogStoreFailure, failure => (failure as DeliveryException)?.RetryAfter);
        _keeping = new PersistentRetry(options.Pauses, parts.Time, failure => !_isDraining && failure is not OperationCanceledException, LogStoreFailure);
    }

    /// <summary>The sink's name.</summary>
    public string Name => _sink.Name;

    /// <summary>How it is, but for its lag.</summary>
    public SinkStatus Status
    {
        get
        {
            SinkState state = _state;
            return new SinkStatus
            {
                Name = _sink.Name,
                Kind = _sink.Kind,
                Condition = state.Halt is not null ? SinkCondition.Disabled
                    : !_isRunning ? SinkCondition.Stopped
                    : state.FailingSince is not null ? SinkCondition.Failing
                    : SinkCondition.Running,
                Delivered = state.Delivered,
                LagEntries = 0,
                Lag = TimeSpan.Zero,
                Messages = Volatile.Read(ref _messages),
                DeliveredAt = DeliveredAt,
                FailingSince = state.FailingSince,
                Failure = _failure,
                Halt = state.Halt,
                Breaker = _breaker.Status.State,
            };
        }
    }

    private DateTimeOffset? DeliveredAt
    {
        get
        {
            lock (_lock)
            {
                return _deliveredAt;
            }
        }
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        _isRunning = true;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Delivers what there still is, within a bound, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDraining = true;
        await WakeAsync(cutsDelivery: false);
        try
        {
            await _loop.WaitAsync(_options.StopTime, _parts.Time);
        }
        catch (TimeoutException)
        {
            await _abort.CancelAsync();
            await _loop;
        }

        _isRunning = false;
        await _sink.DisposeAsync();
        _abort.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _keeping.RunAsync(RestoreAsync, _abort.Token);
            long seen = 0;
            while (true)
            {
                (CancellationToken wake, CancellationToken step) = Rearm();
                await ApplyCommandsAsync();
                StepEnd end = _state.Halt is not null ? new StepEnd(Timeout.InfiniteTimeSpan, WaitsForCommit: false) : await TryStepAsync(wake, step);
                if (_isDraining && (end.IsWait || _state.Halt is not null))
                {
                    break;
                }

                if (end.IsWait)
                {
                    seen = await WaitAsync(seen, end, wake);
                }
            }

            await KeepAsync(_abort.Token);
        }
        catch (OperationCanceledException)
        {
            // The bound of a stop has passed; what was not kept comes again.
        }
        catch (Exception failure)
        {
            LogEnded(failure, Name);
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <summary>Makes a step, as often as it takes; what ends it otherwise than well has been told of already.</summary>
    private async Task<StepEnd> TryStepAsync(CancellationToken wake, CancellationToken step)
    {
        StepEnd end = default;
        try
        {
            await _deliveries.RunAsync(async _ => end = await StepAsync(step), wake);
            return end;
        }
        catch (OperationCanceledException) when (!_abort.IsCancellationRequested)
        {
            return _isDraining ? StepEnd.Rest : default;
        }
        catch (Exception failure) when (failure is not OperationCanceledException && _givesUp)
        {
            _givesUp = false;
            await HaltAsync(new SinkHalt(_parts.Time.GetUtcNow(), "", _failure));
            return default;
        }
        catch (Exception failure) when (failure is not OperationCanceledException && _isDraining)
        {
            return StepEnd.Rest;
        }
    }

    /// <summary>Waits for a commit, for the end of a lingering delivery, or until the place is to be kept.</summary>
    private async Task<long> WaitAsync(long seen, StepEnd end, CancellationToken wake)
    {
        using var timer = end.Wait == Timeout.InfiniteTimeSpan ? new CancellationTokenSource() : new CancellationTokenSource(end.Wait, _parts.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(wake, timer.Token);
        try
        {
            if (end.WaitsForCommit)
            {
                return await _parts.Commits.CommittedAfterAsync(seen, both.Token);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, both.Token);
            return seen;
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            return seen;
        }
    }

    private (CancellationToken Wake, CancellationToken Step) Rearm()
    {
        lock (_lock)
        {
            if (_wake.IsCancellationRequested)
            {
                _wake = NewSource();
            }

            if (_step.IsCancellationRequested)
            {
                _step = NewSource();
            }

            return (_wake.Token, _step.Token);
        }
    }

    private async Task WakeAsync(bool cutsDelivery)
    {
        CancellationTokenSource wake;
        CancellationTokenSource step;
        lock (_lock)
        {
            (wake, step) = (_wake, _step);
        }

        if (cutsDelivery)
        {
            await step.CancelAsync();
        }

        await wake.CancelAsync();
    }

    private CancellationTokenSource NewSource() => CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);

    private static string TextOf(Exception failure) => failure switch
    {
        DeliveryException => failure.Message,
        OperationCanceledException => "It did not answer in time.",
        _ => failure.GetType().Name,
    };

    /// <summary>How a step ended.</summary>
    /// <param name="Wait">How long to wait before the next one; zero for not at all.</param>
    /// <param name="WaitsForCommit">Whether a commit ends the wait.</param>
    private readonly record struct StepEnd(TimeSpan Wait, bool WaitsForCommit)
    {
        public static readonly StepEnd Rest = new(Timeout.InfiniteTimeSpan, WaitsForCommit: true);

        public bool IsWait => Wait != TimeSpan.Zero;
    }

    /// <summary>What somebody asks of the relay; done between two steps.</summary>
    private sealed record Command(Func<Task> Do, TaskCompletionSource Done);
}

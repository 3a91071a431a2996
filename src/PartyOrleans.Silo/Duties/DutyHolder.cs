using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using PartyOrleans.Api.Health;
using PartyOrleans.Local.Serving;

namespace PartyOrleans.Silo.Duties;

/// <summary>
/// Holds, or waits for, the duties that one silo of a cluster does: telling sinks, following schedules, zones and streams, retention. They are an
/// advisory lock on a connection of its own, so that they end with the process: another silo has them within seconds. A holder whose connection
/// breaks takes them again where nobody else had them meanwhile; otherwise it is told to end, since what it knows of them may be of yesterday.
/// Two holders for the moment in which a broken connection goes unnoticed do no harm: what is told outside is told at least once, what comes in
/// is taken once by its position, version or checkpoint, and a run of a pipeline that two begin does steps twice that can be done twice.
/// </summary>
internal sealed partial class DutyHolder : IReadinessCheck, IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly DutyLock _lock;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private long _term;
    private volatile string _state = "Another silo has the duties.";

    /// <summary>Makes it; the duties are asked for once it is started.</summary>
    public DutyHolder(string database, HubSurroundings surroundings) =>
        (_lock, _time, _log) = (new DutyLock(database), surroundings.Time, surroundings.Logs.CreateLogger<DutyHolder>());

    /// <inheritdoc />
    public string Name => "duties";

    /// <summary>Completes with a reason once the duties went to another silo while this one had them.</summary>
    public Task<string> LostAsync => _lost.Task;

    /// <summary>Whether this silo has the duties.</summary>
    public bool IsHeld => _held.Task.IsCompletedSuccessfully;

    /// <summary>The term in which this silo has the duties; 0 before it had them. No two holders have the same.</summary>
    public long Term => Interlocked.Read(ref _term);

    /// <summary>Starts to ask for the duties.</summary>
    /// <param name="address">Where other silos reach the API of this one.</param>
    public void Start(string address) => _loop = Task.Run(() => RunAsync(address));

    /// <summary>Completes once this silo has the duties.</summary>
    public Task HeldAsync(CancellationToken cancellationToken) => _held.Task.WaitAsync(cancellationToken);

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken) => Task.FromResult(new Readiness(Name, ReadinessState.Ok, _state));

    /// <summary>Gives the duties up; whoever does them has ended before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _lock.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(string address)
    {
        long term = 0;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await _lock.TryTakeAsync(address, _stop.Token) is { } taken)
                {
                    if (term != 0 && taken != term + 1)
                    {
                        LogLost(taken - 1);
                        _lost.TrySetResult("The duties of the cluster went to another silo while this one could not reach the database; it has to start anew.");
                        return;
                    }

                    Interlocked.Exchange(ref _term, term = taken);
                    _state = string.Create(CultureInfo.InvariantCulture, $"This silo has the duties, term {term}.");
                    LogTaken(term);
                    _held.TrySetResult();
                    await _lock.KeepAsync(Beat, _time, _stop.Token);
                }
            }
            catch (NpgsqlException failure)
            {
                _state = term == 0 ? "The duties cannot be asked for; trying again." : "The duties are being taken again.";
                LogBroken(failure);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Beat, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(2101, LogLevel.Information, "This silo has the duties of the cluster, term {Term}")]
    private partial void LogTaken(long term);

    [LoggerMessage(2102, LogLevel.Warning, "The connection that the duties hang on broke, or could not be made; trying again")]
    private partial void LogBroken(Exception failure);

    [LoggerMessage(2103, LogLevel.Error, "Another silo had the duties in term {Term}; this one ends, to be started anew")]
    private partial void LogLost(long term);
}

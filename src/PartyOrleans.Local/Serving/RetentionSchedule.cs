using Microsoft.Extensions.Logging;
using PartyOrleans.Api;
using PartyOrleans.Api.Erasure;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Serving;

/// <summary>Runs retention again and again while a hub serves; a run that fails is told in the log, and the next one makes up for it.</summary>
internal sealed partial class RetentionSchedule : IAsyncDisposable
{
    private static readonly ChangeOrigin Origin = new(ChangeKind.Retention, "retention schedule");

    private readonly HubParts _parts;
    private readonly HubSurroundings _surroundings;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    private RetentionSchedule(HubParts parts, TimeSpan interval, Func<CancellationToken, Task> turn, HubSurroundings surroundings)
    {
        (_parts, _surroundings, _log) = (parts, surroundings, surroundings.Logs.CreateLogger<RetentionSchedule>());
        _loop = Task.Run(() => RunAsync(interval, turn));
    }

    /// <summary>Starts; null where the interval is zero, which is off.</summary>
    /// <param name="parts">The hub.</param>
    /// <param name="interval">Time between two runs.</param>
    /// <param name="turn">Completes once it is this process that runs it.</param>
    /// <param name="surroundings">Clock and log.</param>
    public static RetentionSchedule? Start(HubParts parts, TimeSpan interval, Func<CancellationToken, Task> turn, HubSurroundings surroundings) =>
        interval > TimeSpan.Zero ? new RetentionSchedule(parts, interval, turn, surroundings) : null;

    /// <summary>Stops between two commits of a run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan interval, Func<CancellationToken, Task> turn)
    {
        await turn(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (true)
        {
            await Task.Delay(interval, _surroundings.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                RetentionCounts counts = await RetentionRun.RunAsync(_parts, _surroundings.Time.GetUtcNow(), dryRun: false, Origin, _stop.Token);
                LogRan(counts.Values, counts.Records, counts.Deleted);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(1030, LogLevel.Information, "Retention dropped {Values} values of {Records} records; {Deleted} had nothing left")]
    private partial void LogRan(long values, long records, long deleted);

    [LoggerMessage(1031, LogLevel.Error, "Retention failed; the next run makes up for it")]
    private partial void LogFailed(Exception failure);
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Local.Serving;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.DeadLetters;

/// <summary>Counts the open dead letters now and then, for the metrics: how many wait, and for how long the oldest has.</summary>
internal sealed partial class DeadLetterWatch : IAsyncDisposable
{
    /// <summary>How often they are counted.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Counting takes no more than one part in so many of the time, however many letters there are.</summary>
    private const int LeastRest = 50;

    private readonly IDeadLetters _letters;
    private readonly HubSurroundings _surroundings;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    private DeadLetterWatch(IDeadLetters letters, HubSurroundings surroundings)
    {
        (_letters, _surroundings, _log) = (letters, surroundings, surroundings.Logs.CreateLogger<DeadLetterWatch>());
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Starts to count.</summary>
    public static DeadLetterWatch Start(IDeadLetters letters, HubSurroundings surroundings) => new(letters, surroundings);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                IReadOnlyList<DeadLetterCount> counts = await _letters.CountDeadLettersAsync(_stop.Token);
                _surroundings.Instruments.DeadLettersFound(
                    [.. counts.Where(count => count.State == DeadLetterState.Open)
                        .Select(count => new OpenDeadLetters(count.Source, count.Kind, count.Letters, count.Oldest))],
                    _surroundings.Time);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogFailed(failure);
            }

            TimeSpan rest = Stopwatch.GetElapsedTime(started) * LeastRest;
            await Task.Delay(rest > Interval ? rest : Interval, _surroundings.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1045, LogLevel.Warning, "Dead letters could not be counted; trying again")]
    private partial void LogFailed(Exception failure);
}

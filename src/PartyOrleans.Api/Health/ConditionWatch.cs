using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Backups;

namespace PartyOrleans.Api.Health;

/// <summary>Looks at the hub's parts and its store now and then, for the metrics, so that a scrape waits for nothing.</summary>
/// <param name="readiness">Looks at the parts.</param>
/// <param name="parts">What the service stands on.</param>
/// <param name="instruments">Told of each look.</param>
/// <param name="time">Clock for the pauses.</param>
/// <param name="log">Told where a look failed.</param>
internal sealed partial class ConditionWatch(
    HubReadiness readiness, HubParts parts, ConditionInstruments instruments, TimeProvider time, ILogger<ConditionWatch> log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looking takes no more than one part in so many of the time, however slow the store is.</summary>
    private const int LeastRest = 20;

    private readonly DiskCheck? _disk = parts.ReadinessChecks.OfType<DiskCheck>().FirstOrDefault();

    /// <summary>Looks once; what does not answer in time counts as unknown.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Readiness> found = await readiness.LookNowAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        StoreSize? size = null;
        SearchProgress? search = null;
        BackupTimes backups = default;
        try
        {
            size = parts.Store is IStoreSize sized ? await sized.MeasureAsync(patience.Token) : null;
            search = parts.Store is ISearchProjection projection ? await projection.ReadSearchProgressAsync(patience.Token) : null;
            backups = parts.Backups is { } notes ? await notes.FindAsync(patience.Token) : default;
        }
        catch (Exception failure) when (failure is StoreException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The part 'store' says so.
        }

        instruments.Looked(new Condition(found, size, _disk?.FreeBytes, search, backups));
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogFailed(failure);
            }

            TimeSpan rest = Stopwatch.GetElapsedTime(started) * LeastRest;
            await Task.Delay(rest > Interval ? rest : Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1060, LogLevel.Warning, "The condition of the hub could not be looked at; trying again")]
    private partial void LogFailed(Exception failure);
}

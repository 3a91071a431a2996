using Microsoft.Extensions.Logging;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>What the sink of a golden zone stands on.</summary>
/// <param name="Source">The store.</param>
/// <param name="Time">Clock.</param>
/// <param name="Log">Told of failures.</param>
public sealed record GoldenZoneParts(GoldenSource Source, TimeProvider Time, ILogger Log);

/// <summary>
/// The golden zone as a sink of the outbox: each delivery is a micro-batch, and beside deliveries the zone is looked after: compacted, and built
/// anew once something was erased.
/// </summary>
public sealed partial class GoldenZoneSink : IEventSink
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostInterval = TimeSpan.FromSeconds(15);

    private readonly GoldenZoneWriter _writer;
    private readonly IObjectZone _zone;
    private readonly GoldenZoneParts _parts;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _interval;
    private readonly Task _loop;
    private readonly Lock _lock = new();
    private Task _tending = Task.CompletedTask;
    private bool _isTended;

    /// <summary>Makes the sink, and begins to look after the zone.</summary>
    /// <param name="name">Its name, unique within a hub.</param>
    /// <param name="zone">Where to; the sink disposes of it.</param>
    /// <param name="options">How the zone is laid out.</param>
    /// <param name="parts">What it stands on.</param>
    public GoldenZoneSink(string name, IObjectZone zone, GoldenZoneOptions options, GoldenZoneParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        (Name, _zone, _parts, _log) = (name, zone, parts, parts.Log);
        _writer = new GoldenZoneWriter(zone, options, parts.Time);
        ArgumentNullException.ThrowIfNull(options);
        TimeSpan soonest = options.CompactEvery < options.EraseEvery ? options.CompactEvery : options.EraseEvery;
        _interval = TimeSpan.FromTicks(Math.Clamp(soonest.Ticks, LeastInterval.Ticks, MostInterval.Ticks)); // how often it is looked after what is due
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public string Kind => "golden-zone";

    /// <inheritdoc />
    public async Task DeliverAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            if (!_isTended)
            {
                await TendAsync().WaitAsync(cancellationToken);
                _isTended = true;
            }

            GoldenChange[] changes = [.. messages.Select(message => _writer.ChangeOf(message.Entry)).OfType<GoldenChange>()];
            if (changes.Length > 0 && changes[0].Position > (await _writer.ReadAsync(cancellationToken)).Progress.Position + 1)
            {
                await _writer.BuildAsync(_parts.Source, cancellationToken); // the outbox was skipped through, or the zone was exchanged
            }

            await _writer.AppendAsync(changes, cancellationToken);
        }
        catch (ZoneException failure)
        {
            throw new DeliveryException(failure.Message, failure.IsTransient, innerException: failure);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _tending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _writer.Dispose();
        _zone.Dispose();
    }

    /// <summary>Looks after the zone, or waits for that where it is under way; it goes on whoever stops waiting.</summary>
    private Task TendAsync()
    {
        lock (_lock)
        {
            return _tending = _tending.IsCompleted ? Task.Run(() => _writer.TendAsync(_parts.Source, _stop.Token)) : _tending;
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_interval, _parts.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await TendAsync();
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    LogTendingFailed(failure, Name);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The sink ends.
        }
    }

    [LoggerMessage(1260, LogLevel.Warning, "Golden zone {Name} could not be compacted or built anew; it is tried again")]
    private partial void LogTendingFailed(Exception failure, string name);
}

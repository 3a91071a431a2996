using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>The relays of one hub, one for each sink: each is at work for itself, all are told of together.</summary>
public sealed class OutboxRelays : IAsyncDisposable
{
    /// <summary>How often it is looked how far behind sinks are.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<string, OutboxRelay> _relays = new(StringComparer.Ordinal);
    private readonly RelayParts _parts;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private volatile IReadOnlyList<SinkStatus> _last = [];
    private Task? _looking;

    /// <summary>Makes an empty set.</summary>
    public OutboxRelays(RelayParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        parts.Instruments.Observe(() => _last);
    }

    /// <summary>Makes the relay to a sink; it is at rest until it is started, and whoever asked for it disposes of it.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="form">How events are written for it.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">There is a sink of that name.</exception>
    public OutboxRelay Add(IEventSink sink, EventForm form, RelayOptions options)
    {
        var relay = new OutboxRelay(sink, form, options, _parts);
        lock (_lock)
        {
            _relays.Add(relay.Name, relay);
            _looking ??= LookAgainAndAgainAsync();
        }

        return relay;
    }

    /// <summary>The relay to a sink, or null.</summary>
    public OutboxRelay? Find(string sink)
    {
        lock (_lock)
        {
            return _relays.GetValueOrDefault(sink);
        }
    }

    /// <summary>How all sinks are now, by name.</summary>
    /// <exception cref="StoreException">The store could not be read.</exception>
    public async Task<IReadOnlyList<SinkStatus>> LookAsync(CancellationToken cancellationToken)
    {
        List<OutboxRelay> relays;
        lock (_lock)
        {
            relays = [.. _relays.Values];
        }

        var statuses = new List<SinkStatus>();
        OutboxPosition end = relays.Count == 0 ? default : await _parts.Outbox.FindOutboxEndAsync(cancellationToken);
        foreach (OutboxRelay relay in relays)
        {
            statuses.Add(await LookAsync(relay.Status, end, cancellationToken));
        }

        return _last = statuses;
    }

    /// <summary>Ends looking after the relays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_looking ?? Task.CompletedTask);
        _stop.Dispose();
    }

    private async Task<SinkStatus> LookAsync(SinkStatus status, OutboxPosition end, CancellationToken cancellationToken)
    {
        long entries = Math.Max(0, end.Event - status.Delivered.Event) + Math.Max(0, end.Review - status.Delivered.Review);
        if (entries == 0)
        {
            return status;
        }

        IReadOnlyList<OutboxEntry> next = await _parts.Outbox.ReadOutboxAsync(status.Delivered, 1, cancellationToken);
        TimeSpan waits = next.Count == 0 ? TimeSpan.Zero : _parts.Time.GetUtcNow() - next[0].Commit.At;
        return status with { LagEntries = entries, Lag = waits > TimeSpan.Zero ? waits : TimeSpan.Zero };
    }

    private async Task LookAgainAndAgainAsync()
    {
        while (true)
        {
            await Task.Delay(LookInterval, _parts.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await LookAsync(_stop.Token);
            }
            catch (Exception failure) when (failure is StoreException or OperationCanceledException)
            {
                // The next look makes up for it; a store that cannot be read shows elsewhere.
            }
        }
    }
}

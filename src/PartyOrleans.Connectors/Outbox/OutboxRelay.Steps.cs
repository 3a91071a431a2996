using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>Reading, delivering, and keeping the place.</summary>
public sealed partial class OutboxRelay
{
    private static bool IsUpTo(OutboxPosition position, OutboxPosition end) => position.Event <= end.Event && position.Review <= end.Review;

    /// <summary>Reads what follows, and delivers it.</summary>
    private async Task<StepEnd> StepAsync(CancellationToken stop)
    {
        if (_state.FailingSince is not null && !ReferenceEquals(_state, _kept))
        {
            await KeepAsync(stop);
        }

        if (_state.Claimed != _state.Delivered)
        {
            await RepeatAsync(stop);
        }

        int most = Math.Max(LeastPerRead, _options.MostPerDelivery);
        IReadOnlyList<OutboxEntry> entries = await _parts.Outbox.ReadOutboxAsync(_state.Delivered, most, stop);
        long readAt = _parts.Time.GetTimestamp();
        var messages = new List<OutboxMessage>();
        for (int i = 0; i < entries.Count; i++)
        {
            if (_options.Takes(EventTypes.Of(entries[i])))
            {
                messages.Add(new OutboxMessage(entries[i], _form));
            }

            bool isLast = i == entries.Count - 1;
            if (messages.Count == _options.MostPerDelivery || isLast)
            {
                if (messages.Count > 0 && messages.Count < _options.MostPerDelivery && WaitToFill(messages[0]) is { } wait)
                {
                    return new StepEnd(wait < LingerLook ? wait : LingerLook, WaitsForCommit: false);
                }

                await DeliverAsync(messages, entries[i].Position, stop);
                messages.Clear();
                if (_isDraining || _parts.Time.GetElapsedTime(readAt) > LongestHeld)
                {
                    return default;
                }
            }
        }

        return entries.Count == most ? default : await RestAsync(stop);
    }

    /// <summary>Everything is delivered: keeps the place, now or soon.</summary>
    private async Task<StepEnd> RestAsync(CancellationToken stop)
    {
        if (ReferenceEquals(_state, _kept))
        {
            return StepEnd.Rest;
        }

        TimeSpan since = _parts.Time.GetElapsedTime(_keptAt);
        if (since < _options.KeepInterval && !_isDraining)
        {
            return new StepEnd(_options.KeepInterval - since, WaitsForCommit: true);
        }

        await KeepAsync(stop);
        return StepEnd.Rest;
    }

    private TimeSpan? WaitToFill(OutboxMessage oldest)
    {
        TimeSpan left = _options.Linger - (_parts.Time.GetUtcNow() - oldest.Time);
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>Makes a delivery that was begun before once more: of the same messages, but for what was erased since.</summary>
    private async Task RepeatAsync(CancellationToken stop)
    {
        var messages = new List<OutboxMessage>();
        OutboxPosition end = _state.Claimed;
        OutboxPosition at = _state.Delivered;
        while (at != end)
        {
            IReadOnlyList<OutboxEntry> entries = await _parts.Outbox.ReadOutboxAsync(at, LeastPerRead, stop);
            List<OutboxEntry> claimed = [.. entries.TakeWhile(entry => IsUpTo(entry.Position, end))];
            messages.AddRange(claimed.Where(entry => _options.Takes(EventTypes.Of(entry))).Select(entry => new OutboxMessage(entry, _form)));
            if (claimed.Count < entries.Count || claimed.Count == 0)
            {
                break;
            }

            at = claimed[^1].Position;
        }

        await DeliverAsync(messages, end, stop);
    }

    private async Task DeliverAsync(List<OutboxMessage> messages, OutboxPosition end, CancellationToken stop)
    {
        if (messages.Count > 0)
        {
            if (_options.RepeatsExactly)
            {
                _state = _state.Claimed == end ? _state : _state with { Claimed = end };
                await KeepAsync(stop);
            }

            await SendAsync(messages, stop);
        }

        _state = _state with { Delivered = end, Claimed = end, FailingSince = null };
        _failure = "";
        if (_parts.Time.GetElapsedTime(_keptAt) >= _options.KeepInterval && !_options.RepeatsExactly)
        {
            await KeepAsync(stop);
        }
    }

    private async Task SendAsync(List<OutboxMessage> messages, CancellationToken stop)
    {
        try
        {
            await _breaker.RunAsync(
                async within =>
                {
                    using var patience = new CancellationTokenSource(_options.Timeout, _parts.Time);
                    using var either = CancellationTokenSource.CreateLinkedTokenSource(within, patience.Token);
                    try
                    {
                        await _sink.DeliverAsync(messages, either.Token);
                    }
                    catch (OperationCanceledException failure) when (patience.IsCancellationRequested && !within.IsCancellationRequested)
                    {
                        throw new DeliveryException($"It did not answer within {_options.Timeout.TotalSeconds:0.###} s.", isTransient: true, innerException: failure);
                    }
                },
                stop);
        }
        catch (Exception failure) when (failure is not BreakerOpenException && !stop.IsCancellationRequested)
        {
            NoteFailure(failure);
            throw;
        }

        DateTimeOffset now = _parts.Time.GetUtcNow();
        _parts.Instruments.Delivered(Name, messages, now);
        Interlocked.Add(ref _messages, messages.Count);
        lock (_lock)
        {
            _deliveredAt = now;
        }
    }

    private void NoteFailure(Exception failure)
    {
        DateTimeOffset now = _parts.Time.GetUtcNow();
        _failure = TextOf(failure);
        _parts.Instruments.Failed(Name);
        if (_state.FailingSince is null)
        {
            LogFailing(failure is DeliveryException ? null : failure, Name, _failure);
            _state = _state with { FailingSince = now };
        }

        _givesUp = failure is DeliveryException { IsTransient: false } || (_options.DisableAfter is { } longest && now - _state.FailingSince >= longest);
    }

    private async Task RestoreAsync(CancellationToken stop)
    {
        SinkState? kept = await SinkState.FindAsync(_parts.Operations, Name, stop);
        OutboxPosition end = await _parts.Outbox.FindOutboxEndAsync(stop);
        _kept = kept;
        if (kept is null)
        {
            _state = SinkState.At(_options.Start == RelayStart.End ? end : default);
        }
        else if (!IsUpTo(kept.Delivered, end) || !IsUpTo(kept.Claimed, end))
        {
            LogAhead(Name);
            _state = kept with { Delivered = end, Claimed = end };
        }
        else
        {
            _state = kept;
        }

        await KeepAsync(stop);
        if (_state.Halt is { } halt)
        {
            _failure = halt.Reason;
            LogStillDisabled(Name, halt.Reason);
        }
    }

    private async Task KeepAsync(CancellationToken stop)
    {
        SinkState state = _state;
        if (!ReferenceEquals(state, _kept))
        {
            await state.KeepAsync(_parts.Operations, Name, _parts.Time.GetUtcNow(), stop);
            _kept = state;
            _keptAt = _parts.Time.GetTimestamp();
        }
    }
}

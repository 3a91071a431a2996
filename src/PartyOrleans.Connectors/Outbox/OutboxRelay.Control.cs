using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>What an operator may ask of a sink. Each is durable when its task completes.</summary>
public sealed partial class OutboxRelay
{
    /// <summary>Stops delivering until the sink is enabled; a delivery that goes on is cut, and comes again then.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="reason">Why, in their words.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task DisableAsync(string by, string reason, CancellationToken cancellationToken) => AskAsync(
        () => _state.Halt is null ? HaltAsync(new SinkHalt(_parts.Time.GetUtcNow(), by, reason)) : Task.CompletedTask, cancellationToken);

    /// <summary>Delivers again, from where it stopped, and tries at once; the count of how long it failed begins anew.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task EnableAsync(string by, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            _failure = "";
            await _breaker.ResetAsync(_abort.Token);
            await PutAsync(_state with { Halt = null, FailingSince = null });
            LogEnabled(Name, by);
        },
        cancellationToken);

    /// <summary>Goes on from another place: an earlier one tells again what was told, a later one leaves out what lies between.</summary>
    /// <param name="to">The place; what follows it is delivered next.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task RewindAsync(OutboxPosition to, string by, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            await PutAsync(_state with { Delivered = to, Claimed = to });
            LogRewound(Name, to.Event, to.Review, by);
        },
        cancellationToken);

    private async Task AskAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        if (!_isRunning)
        {
            throw new DeliveryException($"The relay to sink '{Name}' is not at work.", isTransient: true);
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands.Enqueue(new Command(action, done));
        await WakeAsync(cutsDelivery: true);
        Task first = await Task.WhenAny(done.Task.WaitAsync(cancellationToken), _loop);
        if (first == _loop && !done.Task.IsCompleted)
        {
            throw new DeliveryException($"The relay to sink '{Name}' has stopped.", isTransient: true);
        }

        await first;
    }

    private async Task ApplyCommandsAsync()
    {
        while (_commands.TryDequeue(out Command? command))
        {
            try
            {
                await command.Do();
                command.Done.SetResult();
            }
            catch (Exception failure)
            {
                command.Done.SetException(failure);
                if (_abort.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }

    private async Task HaltAsync(SinkHalt halt)
    {
        LogDisabled(Name, halt.Reason);
        await PutAsync(_state with { Halt = halt });
    }

    /// <summary>Takes on a state and keeps it, however often that must be tried.</summary>
    private Task PutAsync(SinkState state)
    {
        _state = state;
        return _keeping.RunAsync(KeepAsync, _abort.Token);
    }
}

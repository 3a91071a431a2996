using Orleans.Runtime;

namespace PartyOrleans.Grains;

/// <summary>What a silo does again and again while it is active: one round, a pause, the next. A round that fails is told of, and followed by the next.</summary>
internal sealed class SiloRounds(TimeProvider time, TimeSpan pause, Func<CancellationToken, Task> round, Action<Exception> failed)
{
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _rounds = Task.CompletedTask;

    /// <summary>Cancelled when the silo stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Has the rounds begin once the silo is active, and end before it stops.</summary>
    /// <param name="lifecycle">The life of the silo.</param>
    /// <param name="name">Whose rounds they are.</param>
    /// <param name="last">What is done once they ended.</param>
    public void Follow(ISiloLifecycle lifecycle, string name, Func<Task>? last = null)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(
            name,
            ServiceLifecycleStage.Active,
            _ =>
            {
                _rounds = Task.Run(GoRoundAsync);
                return Task.CompletedTask;
            },
            async _ =>
            {
                await _stop.CancelAsync();
                await _rounds;
                await (last?.Invoke() ?? Task.CompletedTask);
            });
    }

    /// <summary>Completes with the next round that succeeds.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => Volatile.Read(ref _done).Task.WaitAsync(cancellationToken);

    private async Task GoRoundAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await round(_stop.Token);
                Interlocked.Exchange(ref _done, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
            catch (Exception failure)
            {
                failed(failure);
            }

            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

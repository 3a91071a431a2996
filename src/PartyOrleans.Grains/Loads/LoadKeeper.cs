using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace PartyOrleans.Grains.Loads;

/// <summary>Looks on each silo, now and then, whether the loads that were begun go on: wherever one's silo died, another one wakes it.</summary>
internal sealed partial class LoadKeeper(ClusterLoadParts parts, ILogger<LoadKeeper> log) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly CancellationTokenSource _stop = new();
    private Task _keeping = Task.CompletedTask;

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(LoadKeeper),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _keeping = Task.Run(KeepAsync);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync();
            await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

    private async Task KeepAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await parts.Grains.GetGrain<ILoadsGrain>(0).KeepAsync();
            }
            catch (Exception failure)
            {
                LogFailed(failure);
            }

            await Task.Delay(parts.Options.LookInterval, parts.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(2106, LogLevel.Debug, "Whether loads go on could not be seen; trying again")]
    private partial void LogFailed(Exception failure);
}

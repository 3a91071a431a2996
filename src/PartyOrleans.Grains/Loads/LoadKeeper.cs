using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace PartyOrleans.Grains.Loads;

/// <summary>Looks on each silo, now and then, whether the loads that were begun go on: wherever one's silo died, another one wakes it.</summary>
internal sealed partial class LoadKeeper(ClusterLoadParts parts, ILogger<LoadKeeper> log) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) =>
        new SiloRounds(parts.Time, parts.Options.LookInterval, _ => parts.Grains.GetGrain<ILoadsGrain>(0).KeepAsync(), LogFailed).Follow(lifecycle, nameof(LoadKeeper));

    [LoggerMessage(2106, LogLevel.Debug, "Whether loads go on could not be seen; trying again")]
    private partial void LogFailed(Exception failure);
}

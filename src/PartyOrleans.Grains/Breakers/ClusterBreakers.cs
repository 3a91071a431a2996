using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using PartyOrleans.Connectors.Breakers;

namespace PartyOrleans.Grains.Breakers;

/// <summary>
/// The breakers of a hub on a silo: what they guard fails for all silos, and is left alone by all. A call asks nobody while its breaker is closed; failures are
/// told at once, what others told is looked at every second.
/// </summary>
public sealed partial class ClusterBreakers : ISharedBreakers, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterBreakers> _log;
    private readonly string _silo;
    private readonly SiloRounds _looks;
    private readonly ConcurrentDictionary<(BreakerKind Kind, string Name), ClusterBreaker> _joined = new();

    /// <summary>Makes it.</summary>
    public ClusterBreakers(IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<ClusterBreakers> log)
    {
        ArgumentNullException.ThrowIfNull(silo);
        (_grains, _silo, _time, _log) = (grains, silo.SiloAddress.ToParsableString(), time, log);
        _looks = new SiloRounds(time, Interval, stopping => Task.WhenAll(_joined.Values.Select(breaker => breaker.LookAsync(stopping))), LogNotLooked);
    }

    /// <inheritdoc />
    public ISharedBreaker Join(BreakerKind kind, string name, BreakerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _joined.GetOrAdd((kind, name), _ => new ClusterBreaker(
            _grains.GetGrain<IBreakerGrain>(KeyOf(kind, name)), (kind, name), new BreakerTerms(options, seed, _silo), _time, LogNotReached, _looks.Stopping));
    }

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => _looks.Follow(lifecycle, nameof(ClusterBreakers));

    /// <summary>Completes once all breakers were looked at again.</summary>
    internal Task LookedAsync(CancellationToken cancellationToken) => _looks.NextAsync(cancellationToken);

    /// <summary>The key of a breaker's grain.</summary>
    internal static string KeyOf(BreakerKind kind, string name) => (kind == BreakerKind.Sink ? "sink/" : "source/") + name;

    [LoggerMessage(2123, LogLevel.Debug, "The breaker of {Name} could not be reached; trying again")]
    private partial void LogNotReached(Exception failure, string name);

    [LoggerMessage(2124, LogLevel.Debug, "The breakers could not be looked at; trying again")]
    private partial void LogNotLooked(Exception failure);
}

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
    private readonly ConcurrentDictionary<(BreakerKind Kind, string Name), ClusterBreaker> _joined = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _looking = Task.CompletedTask;

    /// <summary>Makes it.</summary>
    public ClusterBreakers(IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<ClusterBreakers> log)
    {
        ArgumentNullException.ThrowIfNull(silo);
        (_grains, _silo, _time, _log) = (grains, silo.SiloAddress.ToParsableString(), time, log);
    }

    /// <inheritdoc />
    public ISharedBreaker Join(BreakerKind kind, string name, BreakerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _joined.GetOrAdd((kind, name), _ => new ClusterBreaker(
            _grains.GetGrain<IBreakerGrain>(KeyOf(kind, name)), (kind, name), new BreakerTerms(options, seed, _silo), _time, LogNotReached, _stop.Token));
    }

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(
            nameof(ClusterBreakers),
            ServiceLifecycleStage.Active,
            _ =>
            {
                _looking = Task.Run(LookAsync);
                return Task.CompletedTask;
            },
            async _ =>
            {
                await _stop.CancelAsync();
                await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            });
    }

    /// <summary>Completes once all breakers were looked at again.</summary>
    internal Task LookedAsync(CancellationToken cancellationToken) => Volatile.Read(ref _looked).Task.WaitAsync(cancellationToken);

    /// <summary>The key of a breaker's grain.</summary>
    internal static string KeyOf(BreakerKind kind, string name) => (kind == BreakerKind.Sink ? "sink/" : "source/") + name;

    private async Task LookAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stop.IsCancellationRequested)
            {
                await Task.WhenAll(_joined.Values.Select(breaker => breaker.LookAsync(_stop.Token)));
                Interlocked.Exchange(ref _looked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
        }
    }

    [LoggerMessage(2123, LogLevel.Debug, "The breaker of {Name} could not be reached; trying again")]
    private partial void LogNotReached(Exception failure, string name);
}

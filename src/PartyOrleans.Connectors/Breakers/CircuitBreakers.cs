using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.Connectors.Breakers;

/// <summary>The breakers of one hub: one for each sink and source, told of in metrics and the log.</summary>
public sealed partial class CircuitBreakers : IDisposable
{
    private readonly ConcurrentDictionary<(BreakerKind Kind, string Name), CircuitBreaker> _breakers = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ulong _seed;
    private readonly ISharedBreakers? _shared;
    private readonly Meter _meter;
    private readonly Counter<long> _opened;

    /// <summary>Makes an empty set.</summary>
    /// <param name="time">Clock.</param>
    /// <param name="log">Told when a breaker opens and closes.</param>
    /// <param name="meterName">Name of the hub's meter.</param>
    /// <param name="seed">Seed of the jitter; another one for each hub.</param>
    /// <param name="shared">Where they are kept together with other processes of the hub; null where they are this process's alone.</param>
    public CircuitBreakers(TimeProvider time, ILogger log, string meterName, ulong seed = 0, ISharedBreakers? shared = null)
    {
        (_time, _log, _seed, _shared) = (time, log, seed, shared);
        _meter = new Meter(meterName);
        _opened = _meter.CreateCounter<long>("party.hub.breaker.opened", "{break}", "Times that a breaker opened, trials that failed included.");
        _meter.CreateObservableGauge(
            "party.hub.breaker.state",
            () => Statuses.Select(status => new Measurement<long>((long)status.State, TagsOf(status))),
            "1",
            "0 where calls to a sink or source go through, 1 where one is let through as a trial, 2 where none is.");
    }

    /// <summary>How they are, by kind and name.</summary>
    public IReadOnlyList<BreakerStatus> Statuses =>
        [.. _breakers.Values.Select(breaker => breaker.Status).OrderBy(status => status.Kind).ThenBy(status => status.Name, StringComparer.Ordinal)];

    /// <summary>Makes the breaker of a sink or source.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public CircuitBreaker Add(BreakerKind kind, string name, BreakerOptions? options = null)
    {
        options ??= new BreakerOptions();
        if (_breakers.ContainsKey((kind, name)))
        {
            throw new ArgumentException($"There are two {NameOf(kind)}s '{name}'; each needs a name of its own.", nameof(name));
        }

        CircuitBreaker breaker = _breakers[(kind, name)] = new CircuitBreaker(kind, name, options, _time, _seed, _shared?.Join(kind, name, options, _seed));

        _opened.Add(0, TagsOf(breaker.Status)); // so that the first time is seen as one
        breaker.Changed += Tell;
        return breaker;
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static string NameOf(BreakerKind kind) => kind == BreakerKind.Sink ? "sink" : "source";

    private static KeyValuePair<string, object?>[] TagsOf(BreakerStatus status) => [new("kind", NameOf(status.Kind)), new("name", status.Name)];

    private void Tell(BreakerStatus status)
    {
        if (status.State == BreakerState.Open)
        {
            _opened.Add(1, TagsOf(status));
            LogOpened(NameOf(status.Kind), status.Name, status.Failures, status.Cause);
        }
        else if (status.State == BreakerState.Closed)
        {
            LogClosed(NameOf(status.Kind), status.Name);
        }
    }

    [LoggerMessage(1100, LogLevel.Warning, "The {Kind} '{Name}' failed {Failures} times one after the other and is left alone for a while: {Cause}")]
    private partial void LogOpened(string kind, string name, int failures, string cause);

    [LoggerMessage(1101, LogLevel.Information, "The {Kind} '{Name}' is back")]
    private partial void LogClosed(string kind, string name);
}

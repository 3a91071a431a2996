using System.Globalization;
using PartyOrleans.Api.Health;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Serving.Sinks;

/// <summary>A sink among the connections of a hub.</summary>
internal sealed class SinkConnection(OutboxRelay relay) : IHubConnection
{
    /// <inheritdoc />
    public string Name => "sinks/" + relay.Name;

    /// <inheritdoc />
    public IReadOnlyList<IReadinessCheck> Checks => [new SinkCheck(relay)];

    /// <inheritdoc />
    public bool OutlivesHub => true;

    /// <inheritdoc />
    public void Start() => relay.Start();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => relay.DisposeAsync();
}

/// <summary>Whether a sink takes what it is told; the hub does without it, so it is degraded at worst.</summary>
internal sealed class SinkCheck(OutboxRelay relay) : IReadinessCheck
{
    /// <inheritdoc />
    public string Name => "sinks/" + relay.Name;

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken)
    {
        SinkStatus status = relay.Status;
        string? cause = status.Condition switch
        {
            SinkCondition.Disabled => $"It is disabled since {Text(status.Halt!.At)}, until somebody enables it: {status.Halt.Reason}",
            SinkCondition.Failing => $"Deliveries fail since {Text(status.FailingSince!.Value)}, and are tried again: {status.Failure}",
            SinkCondition.Stopped when status.Breaker != BreakerState.Closed => "Deliveries of another silo fail again and again, and it is left alone for a while.",
            _ => null,
        };
        return Task.FromResult(cause is null ? Readiness.Well(Name) : new Readiness(Name, ReadinessState.Degraded, cause));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Whether any source is left alone because it failed again and again; the hub takes inputs from elsewhere, so it is degraded at worst.</summary>
internal sealed class SourcesCheck(CircuitBreakers breakers) : IReadinessCheck
{
    /// <inheritdoc />
    public string Name => "sources";

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken)
    {
        string causes = string.Join(
            " ",
            breakers.Statuses.Where(status => status is { Kind: BreakerKind.Source, State: not BreakerState.Closed })
                .Select(status => $"'{status.Name}' failed {status.Failures.ToString(CultureInfo.InvariantCulture)} times one after the other and is left alone for a while: {status.Cause}"));
        return Task.FromResult(causes.Length == 0 ? Readiness.Well(Name) : new Readiness(Name, ReadinessState.Degraded, causes));
    }
}

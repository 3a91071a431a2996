using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>What a sink is at.</summary>
public enum SinkCondition
{
    /// <summary>Everything is delivered as it comes.</summary>
    Running = 0,

    /// <summary>The last delivery failed; it is tried again.</summary>
    Failing = 1,

    /// <summary>Nothing is delivered until somebody enables it.</summary>
    Disabled = 2,

    /// <summary>It has not begun, or is stopped with the hub.</summary>
    Stopped = 3,
}

/// <summary>How a sink is.</summary>
public sealed record SinkStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of place it is.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is at.</summary>
    public required SinkCondition Condition { get; init; }

    /// <summary>The place in the outbox up to which the sink has everything.</summary>
    public required OutboxPosition Delivered { get; init; }

    /// <summary>Entries of the outbox after that place, as they were last counted.</summary>
    public required long LagEntries { get; init; }

    /// <summary>How long the oldest of them has been waiting; zero where there is none.</summary>
    public required TimeSpan Lag { get; init; }

    /// <summary>Messages delivered since the hub started.</summary>
    public required long Messages { get; init; }

    /// <summary>When a delivery last succeeded since the hub started (UTC); null for never.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Since when deliveries fail (UTC); null where the last one succeeded.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>What the last failure was, without personal data; empty where the last delivery succeeded.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Why it is disabled; null where it is not.</summary>
    public SinkHalt? Halt { get; init; }

    /// <summary>Whether deliveries are let through.</summary>
    public required BreakerState Breaker { get; init; }
}

namespace PartyOrleans.Client;

/// <summary>A place that the hub tells events to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What kind of place it is: <c>kafka</c>, <c>webhook</c>, <c>golden-zone</c>.</param>
/// <param name="State"><c>running</c>, <c>failing</c> (it is tried again), <c>disabled</c> (until somebody enables it) or <c>stopped</c>.</param>
/// <param name="Breaker"><c>closed</c>, <c>half-open</c> or <c>open</c>: it is left alone for a while.</param>
/// <param name="Delivered">The place up to which it has everything.</param>
/// <param name="LagEntries">Entries of the outbox after that place.</param>
/// <param name="LagSeconds">How long the oldest of them has been waiting, seconds.</param>
/// <param name="Messages">Messages delivered since the hub started.</param>
/// <param name="DeliveredAt">When a delivery last succeeded since the hub started; null for never.</param>
/// <param name="FailingSince">Since when deliveries fail; null where the last one succeeded.</param>
/// <param name="Failure">The last failure; null where the last delivery succeeded.</param>
/// <param name="Disabled">Why it is disabled; null where it is not.</param>
public sealed record Sink(
    string Name, string Kind, string State, string Breaker, OutboxPlace Delivered, long LagEntries, double LagSeconds, long Messages,
    DateTimeOffset? DeliveredAt = null, DateTimeOffset? FailingSince = null, string? Failure = null, SinkHalt? Disabled = null);

/// <summary>A place in the outbox.</summary>
/// <param name="Event">Number of the last event of a party at or before it.</param>
/// <param name="Review">Number of the last event of a review task at or before it.</param>
public sealed record OutboxPlace(long Event, long Review);

/// <summary>Why a sink is disabled.</summary>
/// <param name="At">Since when.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who disabled it; null where it failed for too long.</param>
public sealed record SinkHalt(DateTimeOffset At, string Reason, string? By = null);

/// <summary>A type of event that leaves the hub.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Id">The id of its schema, which events give as their <c>dataschema</c>.</param>
/// <param name="Path">Where its schema is, below the hub's address.</param>
public sealed record EventType(string Type, string Id, string Path);

/// <summary>The body of a request to disable a sink.</summary>
internal sealed record SinkDisableBody(string Reason);

/// <summary>The body of a request to go on from another place.</summary>
internal sealed record SinkRewindBody(string? To = null, long? Event = null, long? Review = null);

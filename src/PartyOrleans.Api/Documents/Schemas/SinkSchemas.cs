namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>How a sink is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What kind of place it is: <c>kafka</c>, <c>webhook</c>, <c>golden-zone</c>.</param>
/// <param name="State"><c>running</c>, <c>failing</c> (it is tried again), <c>disabled</c> (until somebody enables it) or <c>stopped</c>.</param>
/// <param name="Breaker"><c>closed</c>, <c>half-open</c> or <c>open</c>: it is left alone for a while.</param>
/// <param name="Delivered">The place up to which it has everything.</param>
/// <param name="LagEntries">Entries of the outbox after that place.</param>
/// <param name="LagSeconds">How long the oldest of them has been waiting.</param>
/// <param name="Messages">Messages delivered since the hub started.</param>
/// <param name="DeliveredAt">When a delivery last succeeded since the hub started.</param>
/// <param name="FailingSince">Since when deliveries fail.</param>
/// <param name="Failure">The last failure.</param>
/// <param name="Disabled">Why it is disabled.</param>
internal sealed record SinkSchema(
    string Name, string Kind, string State, string Breaker, OutboxPlaceSchema Delivered, long LagEntries, double LagSeconds, long Messages,
    DateTimeOffset? DeliveredAt = null, DateTimeOffset? FailingSince = null, string? Failure = null, SinkHaltSchema? Disabled = null);

/// <summary>A place in the outbox.</summary>
/// <param name="Event">Number of the last event of a party at or before it.</param>
/// <param name="Review">Number of the last event of a review task at or before it.</param>
internal sealed record OutboxPlaceSchema(long Event, long Review);

/// <summary>Why a sink is disabled.</summary>
/// <param name="At">Since when.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who disabled it; absent where it failed for too long.</param>
internal sealed record SinkHaltSchema(DateTimeOffset At, string Reason, string? By = null);

/// <summary>A type of event.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Id">The id of its schema, which events give as their <c>dataschema</c>.</param>
/// <param name="Path">Where its schema is.</param>
internal sealed record EventTypeSchema(string Type, string Id, string Path);

/// <summary>A JSON Schema.</summary>
/// <param name="Title">The type of event.</param>
[OpenMembers]
internal sealed record SchemaTextSchema(string Title);

namespace PartyOrleans.Client;

/// <summary>Something that happened to a party.</summary>
/// <param name="Sequence">Its place in the feed of all events; a reader goes on after it.</param>
/// <param name="CommittedAt">When it was committed.</param>
/// <param name="PartyId">The party.</param>
/// <param name="Kind"><c>created</c>, <c>changed</c>, <c>merged</c>, <c>split</c> or <c>retired</c>.</param>
/// <param name="OtherPartyId">The other party of a merge, split or redirect.</param>
/// <param name="Records">The records that moved.</param>
public sealed record HubEvent(
    long Sequence, DateTimeOffset CommittedAt, string PartyId, string Kind, string? OtherPartyId, IReadOnlyList<RecordRef> Records);

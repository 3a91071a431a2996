namespace PartyOrleans.Client;

/// <summary>A commit.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When it was made.</param>
/// <param name="Kind">What made it: <c>api</c>, <c>load</c>, <c>judgement</c>, <c>bundle</c>, <c>erasure</c>, <c>retention</c> or <c>unknown</c>.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why; empty where nobody said.</param>
public sealed record Commit(long Number, DateTimeOffset At, string Kind, string Actor, string Reason);

/// <summary>What a record said for a time.</summary>
/// <param name="Source">The source.</param>
/// <param name="RecordId">The record's id there.</param>
/// <param name="PartyId">The party it belonged to.</param>
/// <param name="Values">Its values, in the order of the source.</param>
/// <param name="From">The commit that brought it.</param>
/// <param name="Until">The commit that replaced or deleted it; null where it still holds.</param>
/// <param name="ValidFrom">Since when it holds in the world, where the source says so.</param>
/// <param name="Payload">The raw text that it came from, where that was kept.</param>
public sealed record RecordVersion(
    string Source, string RecordId, string PartyId, IReadOnlyList<RecordValue> Values, Commit From, Commit? Until = null,
    DateTimeOffset? ValidFrom = null, string? Payload = null);

/// <summary>Where the cells of a golden record come from.</summary>
/// <param name="PartyId">The party's id.</param>
/// <param name="Cells">The cells.</param>
/// <param name="RequestedPartyId">The id that was asked for, where it redirects.</param>
/// <param name="Redirects">The ids that led from that one to this party.</param>
public sealed record PartyLineage(
    string PartyId, IReadOnlyList<CellLineage> Cells, string? RequestedPartyId = null, IReadOnlyList<string>? Redirects = null);

/// <summary>A surviving cell, and how it came to be there.</summary>
/// <param name="Attribute">Canonical attribute.</param>
/// <param name="Value">The value; masked where the caller may not see it.</param>
/// <param name="Group">Ties the parts of one name or address together.</param>
/// <param name="Source">The source of the record that it comes from.</param>
/// <param name="RecordId">That record's id.</param>
/// <param name="Rule">The survivorship rule that decided.</param>
/// <param name="Golden">The commit that made this version of the golden record.</param>
/// <param name="Record">The commit that brought the record; null where it is not known.</param>
/// <param name="ValidFrom">Since when it holds in the world, where the source says so.</param>
public sealed record CellLineage(
    string Attribute, string Value, int Group, string Source, string RecordId, string Rule, Commit Golden, Commit? Record = null,
    DateTimeOffset? ValidFrom = null);

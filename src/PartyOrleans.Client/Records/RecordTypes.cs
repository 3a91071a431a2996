namespace PartyOrleans.Client;

/// <summary>Names a source record.</summary>
/// <param name="Source">The source.</param>
/// <param name="RecordId">The record's id there.</param>
public sealed record RecordRef(string Source, string RecordId);

/// <summary>A value of an attribute.</summary>
/// <param name="Attribute">Canonical attribute, such as <c>name.full</c>, or the source's own column.</param>
/// <param name="Value">The value; masked where the caller may not see it.</param>
/// <param name="Group">Ties the parts of one name or address together; 0 for the first or only one.</param>
public sealed record RecordValue(string Attribute, string Value, int Group = 0);

/// <summary>A source record in the hub.</summary>
/// <param name="Source">The source.</param>
/// <param name="RecordId">The record's id there.</param>
/// <param name="PartyId">The party it belongs to.</param>
/// <param name="Values">Its values, in the order of the source.</param>
/// <param name="Payload">The raw text that it came from, where that was kept.</param>
public sealed record PartyRecord(string Source, string RecordId, string PartyId, IReadOnlyList<RecordValue> Values, string? Payload = null);

/// <summary>What became of a record.</summary>
/// <param name="Source">The source.</param>
/// <param name="RecordId">The record's id there.</param>
/// <param name="Outcome"><c>created</c>, <c>updated</c>, <c>unchanged</c>, <c>deleted</c> or <c>absent</c>.</param>
/// <param name="PartyId">The party that it belongs to now, or belonged to; null where it never was there.</param>
/// <param name="Commit">The number of the commit that holds it.</param>
/// <param name="Events">What happened to parties with it.</param>
public sealed record RecordResult(string Source, string RecordId, string Outcome, string? PartyId, long Commit, IReadOnlyList<RecordEvent> Events);

/// <summary>What happened to a party when a record was taken.</summary>
/// <param name="PartyId">The party.</param>
/// <param name="Kind"><c>created</c>, <c>changed</c>, <c>merged</c>, <c>split</c> or <c>retired</c>.</param>
/// <param name="OtherPartyId">The other party of a merge, split or redirect.</param>
/// <param name="RecordCount">Records that moved.</param>
public sealed record RecordEvent(string PartyId, string Kind, string? OtherPartyId, int RecordCount);

/// <summary>A line of a bulk stream: a record to put, or one to delete.</summary>
/// <param name="Record">The record.</param>
/// <param name="Values">Its values; null deletes it.</param>
public sealed record BulkInput(RecordRef Record, IReadOnlyList<RecordValue>? Values);

/// <summary>What became of a line of a bulk stream.</summary>
/// <param name="Line">Its place in the request, from 1.</param>
/// <param name="Source">The source; null where the line was refused.</param>
/// <param name="RecordId">The record's id there; null where the line was refused.</param>
/// <param name="Outcome">As in <see cref="RecordResult"/>; null where the line was refused.</param>
/// <param name="PartyId">The party.</param>
/// <param name="Commit">The number of the commit that holds it.</param>
/// <param name="Events">What happened to parties with it.</param>
/// <param name="Error">Why the line was refused; null where it was taken.</param>
/// <param name="Stopped">Whether the hub ended the stream here: this line and what comes after it were not taken.</param>
public sealed record BulkResult(
    long Line, string? Source = null, string? RecordId = null, string? Outcome = null, string? PartyId = null, long? Commit = null,
    IReadOnlyList<RecordEvent>? Events = null, BulkError? Error = null, bool Stopped = false);

/// <summary>Why a line was refused.</summary>
/// <param name="Type">Kind of problem, such as <c>urn:party-hub:problem:invalid-record</c>.</param>
/// <param name="Detail">What was wrong with it.</param>
public sealed record BulkError(string Type, string Detail);

/// <summary>The body of a record that is put or matched.</summary>
internal sealed record RecordBody(IReadOnlyList<RecordValue> Values);

/// <summary>The JSON of a line of a bulk stream.</summary>
internal sealed record BulkLine(string Source, string RecordId, IReadOnlyList<RecordValue>? Values, bool? Delete);

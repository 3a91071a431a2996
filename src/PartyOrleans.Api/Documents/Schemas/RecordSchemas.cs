using PartyOrleans.Api.Hub;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A record as it is given: either <c>values</c>, or one member per attribute, whose value is a text, a number, a list or an object.</summary>
/// <param name="Source">Its source; needed in a stream, elsewhere the path names it.</param>
/// <param name="RecordId">Its id there; needed in a stream, elsewhere the path names it.</param>
/// <param name="Delete">Whether the record is to be deleted; only in a stream.</param>
/// <param name="Values">Its values, in the form in which records are given out.</param>
[OpenMembers]
internal sealed record GivenRecordSchema(
    string? Source = null, string? RecordId = null, bool? Delete = null, IReadOnlyList<GivenValueSchema>? Values = null);

/// <summary>A value as it is given.</summary>
/// <param name="Attribute">A canonical attribute, such as <c>name.full</c>, or a column of the source; 1 to 200 characters.</param>
/// <param name="Value">The value; at most 32,768 characters.</param>
/// <param name="Group">Ties the parts of one name or address together; 0 to 999, 0 where absent.</param>
internal sealed record GivenValueSchema(string Attribute, string Value, int? Group = null);

/// <summary>A value of a record.</summary>
/// <param name="Attribute">A canonical attribute, such as <c>name.full</c>, or a column of the source.</param>
/// <param name="Group">Ties the parts of one name or address together.</param>
/// <param name="Value">The value, masked where the caller may not see it.</param>
internal sealed record ValueSchema(string Attribute, int Group, string Value);

/// <summary>A source record.</summary>
/// <param name="Source">Its source.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="PartyId">The party that it belongs to.</param>
/// <param name="Values">Its values, in the order in which they came.</param>
/// <param name="Payload">The raw text that it came from, where that was kept.</param>
/// <param name="From">Since when it said this; only as of a past time.</param>
/// <param name="Until">Until when it said this; only as of a past time, and absent where it still does.</param>
/// <param name="ValidFrom">Since when it holds in the world, where the source says so; only as of a past time.</param>
internal sealed record RecordSchema(
    string Source, string RecordId, string PartyId, IReadOnlyList<ValueSchema> Values, string? Payload = null,
    CommitSchema? From = null, CommitSchema? Until = null, DateTimeOffset? ValidFrom = null);

/// <summary>What a record said for a time.</summary>
/// <param name="Source">Its source.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="PartyId">The party that it belonged to.</param>
/// <param name="Values">Its values, in the order in which they came.</param>
/// <param name="From">The commit that brought it.</param>
/// <param name="Payload">The raw text that it came from, where that was kept.</param>
/// <param name="Until">The commit that replaced or deleted it; absent where it still holds.</param>
/// <param name="ValidFrom">Since when it holds in the world, where the source says so.</param>
internal sealed record RecordVersionSchema(
    string Source, string RecordId, string PartyId, IReadOnlyList<ValueSchema> Values, CommitSchema From, string? Payload = null,
    CommitSchema? Until = null, DateTimeOffset? ValidFrom = null);

/// <summary>What became of a record.</summary>
/// <param name="Source">Its source.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Commit">The number of the commit that holds it.</param>
/// <param name="Events">What happened to parties with it.</param>
/// <param name="PartyId">The party that it belongs to, or belonged to; absent where it never was there.</param>
internal sealed record RecordResultSchema(
    string Source, string RecordId, RecordOutcome Outcome, long Commit, IReadOnlyList<EffectSchema> Events, string? PartyId = null);

/// <summary>What happened to a party when a record was taken.</summary>
/// <param name="PartyId">The party.</param>
/// <param name="Kind">What happened.</param>
/// <param name="RecordCount">Records that moved.</param>
/// <param name="OtherPartyId">The other party of a merge, split or redirect.</param>
internal sealed record EffectSchema(string PartyId, Model.PartyEventKind Kind, int RecordCount, string? OtherPartyId = null);

/// <summary>What became of a line of a stream: as of a single record, or an error.</summary>
/// <param name="Line">Its number in the request, from 1; blank lines count.</param>
/// <param name="Source">Its source.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="PartyId">The party that it belongs to, or belonged to.</param>
/// <param name="Commit">The number of the commit that holds it.</param>
/// <param name="Events">What happened to parties with it.</param>
/// <param name="Error">Why the line was refused.</param>
/// <param name="Stopped">Whether the stream ended here: this line and what comes after it were not taken.</param>
internal sealed record BulkResultSchema(
    long Line, string? Source = null, string? RecordId = null, RecordOutcome? Outcome = null, string? PartyId = null, long? Commit = null,
    IReadOnlyList<EffectSchema>? Events = null, BulkErrorSchema? Error = null, bool? Stopped = null);

/// <summary>Why a line was refused.</summary>
/// <param name="Type">The kind of problem.</param>
/// <param name="Detail">What was wrong, without any value of the record.</param>
internal sealed record BulkErrorSchema(string Type, string Detail);

/// <summary>A commit.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="At">When it was made.</param>
/// <param name="Kind">What made it.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why; empty where nobody said.</param>
internal sealed record CommitSchema(long Number, DateTimeOffset At, Model.ChangeKind Kind, string Actor, string Reason);

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">Cursor of what follows; absent where nothing does.</param>
internal sealed record PageSchema<T>(IReadOnlyList<T> Items, string? Next = null);

/// <summary>A whole list.</summary>
/// <param name="Items">The items.</param>
internal sealed record ListSchema<T>(IReadOnlyList<T> Items);

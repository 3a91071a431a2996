using PartyOrleans.Api.Stewardship;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A party with its golden record.</summary>
/// <param name="PartyId">Its id.</param>
/// <param name="PartyType">What it is.</param>
/// <param name="Records">The records that it stands for, sorted.</param>
/// <param name="Cells">The surviving values.</param>
/// <param name="ContentHash">Hash of type, records and cells, hexadecimal; only for callers who may see everything.</param>
/// <param name="RequestedPartyId">The id that was asked for, where it leads to this party.</param>
/// <param name="Redirects">The ids that lead from that one here, this party's own last.</param>
/// <param name="CommittedAt">When this version was committed.</param>
/// <param name="AsOf">The past time that was asked for.</param>
/// <param name="Commit">The commit that made this version; only as of a past time.</param>
/// <param name="ValidFrom">Since when it holds in the world, where the sources say so; only as of a past time.</param>
internal sealed record PartySchema(
    string PartyId, PartyType PartyType, IReadOnlyList<RecordName> Records, IReadOnlyList<CellSchema> Cells, string? ContentHash = null,
    string? RequestedPartyId = null, IReadOnlyList<string>? Redirects = null, DateTimeOffset? CommittedAt = null, DateTimeOffset? AsOf = null,
    CommitSchema? Commit = null, DateTimeOffset? ValidFrom = null);

/// <summary>A surviving value, and where it comes from.</summary>
/// <param name="Attribute">A canonical attribute, such as <c>name.full</c>.</param>
/// <param name="Group">Ties the parts of one name or address together.</param>
/// <param name="Value">The value, masked where the caller may not see it.</param>
/// <param name="Source">Source of the record that it comes from.</param>
/// <param name="RecordId">That record's id there.</param>
/// <param name="Rule">The survivorship rule that chose it.</param>
internal sealed record CellSchema(string Attribute, int Group, string Value, string Source, string RecordId, string Rule);

/// <summary>A party with its records side by side.</summary>
/// <param name="PartyId">Its id.</param>
/// <param name="Records">Its records, sorted.</param>
/// <param name="RequestedPartyId">The id that was asked for, where it leads to this party.</param>
/// <param name="Redirects">The ids that lead from that one here, this party's own last.</param>
/// <param name="AsOf">The past time that was asked for.</param>
/// <param name="Commit">The commit that made this version; only as of a past time.</param>
/// <param name="ValidFrom">Since when it holds in the world, where the sources say so; only as of a past time.</param>
internal sealed record PartyRecordsSchema(
    string PartyId, IReadOnlyList<RecordSchema> Records, string? RequestedPartyId = null, IReadOnlyList<string>? Redirects = null,
    DateTimeOffset? AsOf = null, CommitSchema? Commit = null, DateTimeOffset? ValidFrom = null);

/// <summary>A version of a golden record.</summary>
/// <param name="CommittedAt">When it was committed.</param>
/// <param name="PartyId">The party's id.</param>
/// <param name="PartyType">What it was.</param>
/// <param name="Records">The records that it stood for, sorted.</param>
/// <param name="Cells">The surviving values.</param>
/// <param name="ContentHash">Hash of type, records and cells, hexadecimal; only for callers who may see everything.</param>
internal sealed record PartyVersionSchema(
    DateTimeOffset CommittedAt, string PartyId, PartyType PartyType, IReadOnlyList<RecordName> Records, IReadOnlyList<CellSchema> Cells,
    string? ContentHash = null);

/// <summary>A party in a list; with score and words where it was searched for.</summary>
/// <param name="PartyId">Its id.</param>
/// <param name="PartyType">What it is.</param>
/// <param name="Records">The records that it stands for, sorted.</param>
/// <param name="Cells">The surviving values.</param>
/// <param name="ContentHash">Hash of type, records and cells, hexadecimal; only for callers who may see everything.</param>
/// <param name="Score">How well it fits the words, the greater the better.</param>
/// <param name="Words">How each word of the query was found, in the order of the query.</param>
internal sealed record FoundPartySchema(
    string PartyId, PartyType PartyType, IReadOnlyList<RecordName> Records, IReadOnlyList<CellSchema> Cells, string? ContentHash = null,
    double? Score = null, IReadOnlyList<FoundWordSchema>? Words = null);

/// <summary>How a word of a query was found.</summary>
/// <param name="Word">The word that the party has for it; empty for none.</param>
/// <param name="How">How alike they are.</param>
internal sealed record FoundWordSchema(string Word, SearchMatchKind How);

/// <summary>A page of parties, best first where they were searched for; what is about the search is there only then.</summary>
/// <param name="Items">The parties.</param>
/// <param name="QueryWords">Words of the query.</param>
/// <param name="MatchedWords">Of these, words that every party found has.</param>
/// <param name="IsComplete">Whether the index has caught up with everything committed.</param>
/// <param name="NamesOnly">Whether only names were searched, because the caller may not see the rest.</param>
/// <param name="Next">Cursor of what follows; absent where nothing does.</param>
internal sealed record FoundPageSchema(
    IReadOnlyList<FoundPartySchema> Items, int? QueryWords = null, int? MatchedWords = null, bool? IsComplete = null, bool? NamesOnly = null,
    string? Next = null);

/// <summary>Where the cells of a golden record come from.</summary>
/// <param name="PartyId">The party's id.</param>
/// <param name="Cells">The surviving values.</param>
/// <param name="RequestedPartyId">The id that was asked for, where it leads to this party.</param>
/// <param name="Redirects">The ids that lead from that one here, this party's own last.</param>
internal sealed record LineageSchema(
    string PartyId, IReadOnlyList<CellLineageSchema> Cells, string? RequestedPartyId = null, IReadOnlyList<string>? Redirects = null);

/// <summary>A surviving value, and how it came to be there.</summary>
/// <param name="Attribute">A canonical attribute, such as <c>name.full</c>.</param>
/// <param name="Group">Ties the parts of one name or address together.</param>
/// <param name="Value">The value, masked where the caller may not see it.</param>
/// <param name="Source">Source of the record that it comes from.</param>
/// <param name="RecordId">That record's id there.</param>
/// <param name="Rule">The survivorship rule that chose it.</param>
/// <param name="Golden">The commit that made this version of the golden record.</param>
/// <param name="Record">The commit that brought the record; absent where it is not known.</param>
/// <param name="ValidFrom">Since when it holds in the world, where the source says so.</param>
internal sealed record CellLineageSchema(
    string Attribute, int Group, string Value, string Source, string RecordId, string Rule, CommitSchema Golden, CommitSchema? Record = null,
    DateTimeOffset? ValidFrom = null);

/// <summary>Something that happened to a party.</summary>
/// <param name="Sequence">Its place in the feed, ascending; a reader goes on after it.</param>
/// <param name="CommittedAt">When it was committed.</param>
/// <param name="PartyId">The party.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Records">The records that moved: in where it was created or merged, out where it was split or retired.</param>
/// <param name="OtherPartyId">The other party of a merge, split or redirect.</param>
internal sealed record EventSchema(
    long Sequence, DateTimeOffset CommittedAt, string PartyId, PartyEventKind Kind, IReadOnlyList<RecordName> Records, string? OtherPartyId = null);

namespace PartyOrleans.Client;

/// <summary>A party with its golden record.</summary>
/// <param name="PartyId">Its id.</param>
/// <param name="PartyType"><c>person</c>, <c>organisation</c> or <c>unknown</c>.</param>
/// <param name="Records">The records it stands for.</param>
/// <param name="Cells">The surviving cells.</param>
/// <param name="ContentHash">Hash of type, records and cells, hexadecimal; null where the caller may not see everything.</param>
/// <param name="CommittedAt">When this version was committed.</param>
/// <param name="RequestedPartyId">The id that was asked for, where it redirects.</param>
/// <param name="Redirects">The ids that led from that one to this party.</param>
/// <param name="AsOf">The past time that was asked for.</param>
/// <param name="Commit">The commit that made this version; only as of a past time.</param>
/// <param name="ValidFrom">Since when it holds in the world, where the sources say so; only as of a past time.</param>
public sealed record Party(
    string PartyId, string PartyType, IReadOnlyList<RecordRef> Records, IReadOnlyList<PartyCell> Cells, string? ContentHash = null,
    DateTimeOffset? CommittedAt = null, string? RequestedPartyId = null, IReadOnlyList<string>? Redirects = null, DateTimeOffset? AsOf = null,
    Commit? Commit = null, DateTimeOffset? ValidFrom = null)
{
    /// <summary>The first surviving value of an attribute, or null.</summary>
    public string? this[string attribute] => Cells.FirstOrDefault(cell => string.Equals(cell.Attribute, attribute, StringComparison.Ordinal))?.Value;
}

/// <summary>A surviving cell of a golden record with where it comes from.</summary>
/// <param name="Attribute">Canonical attribute.</param>
/// <param name="Value">The value; masked where the caller may not see it.</param>
/// <param name="Group">Ties the parts of one name or address together.</param>
/// <param name="Source">The source of the record that it comes from.</param>
/// <param name="RecordId">That record's id.</param>
/// <param name="Rule">The survivorship rule that decided.</param>
public sealed record PartyCell(string Attribute, string Value, int Group, string Source, string RecordId, string Rule);

/// <summary>A party with its records side by side.</summary>
/// <param name="PartyId">Its id.</param>
/// <param name="Records">Its records.</param>
/// <param name="RequestedPartyId">The id that was asked for, where it redirects.</param>
/// <param name="Redirects">The ids that led from that one to this party.</param>
/// <param name="AsOf">The past time that was asked for.</param>
/// <param name="Commit">The commit that made this version; only as of a past time.</param>
public sealed record PartyRecords(
    string PartyId, IReadOnlyList<PartyRecord> Records, string? RequestedPartyId = null, IReadOnlyList<string>? Redirects = null,
    DateTimeOffset? AsOf = null, Commit? Commit = null);

/// <summary>A party that a search found.</summary>
/// <param name="Score">How well, the greater the better.</param>
/// <param name="Words">How each word of the query was found.</param>
/// <param name="PartyId">Its id.</param>
/// <param name="PartyType"><c>person</c>, <c>organisation</c> or <c>unknown</c>.</param>
/// <param name="Records">The records it stands for.</param>
/// <param name="Cells">The surviving cells.</param>
public sealed record SearchHit(
    double Score, IReadOnlyList<SearchWord> Words, string PartyId, string PartyType, IReadOnlyList<RecordRef> Records, IReadOnlyList<PartyCell> Cells);

/// <summary>How a word of a query was found.</summary>
/// <param name="Word">The word that a party has for it; empty for none.</param>
/// <param name="How"><c>exact</c>, <c>exact-elsewhere</c>, <c>prefix</c>, <c>nickname</c>, <c>similar</c>, <c>sounds-like</c> or <c>none</c>.</param>
public sealed record SearchWord(string Word, string How);

/// <summary>A page of what a search found, best first.</summary>
/// <param name="Items">The parties.</param>
/// <param name="QueryWords">Words of the query.</param>
/// <param name="MatchedWords">Of these, words that every party found has.</param>
/// <param name="IsComplete">Whether the index has caught up with everything committed.</param>
/// <param name="NamesOnly">Whether only names were searched, because the caller may not see the rest.</param>
/// <param name="Next">Cursor of what follows; null where nothing does.</param>
public sealed record SearchPage(IReadOnlyList<SearchHit> Items, int QueryWords, int MatchedWords, bool IsComplete, bool NamesOnly, string? Next = null);

using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>A search.</summary>
/// <param name="Query">Words of names, addresses, contacts, dates and identifiers in any order; at most <see cref="MaxWords"/> words count.</param>
/// <param name="Page">Which part of the hits.</param>
/// <param name="Type">Only parties of this type; null for all.</param>
/// <param name="NamesOnly">Whether only names are searched, so that a caller who may not see contacts, addresses and dates cannot find them out by searching.</param>
public sealed record SearchRequest(string Query, PageRequest Page, PartyType? Type = null, bool NamesOnly = false)
{
    /// <summary>Most words of a query that are looked for.</summary>
    public const int MaxWords = 8;
}

/// <summary>A part of the hits of a search.</summary>
/// <param name="Hits">Best first; of equal scores the smaller party id.</param>
/// <param name="Next">Cursor of the page after; null at the end.</param>
/// <param name="MatchedWords">How many words of the query every hit matches; fewer than <paramref name="QueryWords"/> where no party matches all.</param>
/// <param name="QueryWords">How many words the query has.</param>
/// <param name="IsComplete">Whether the index holds all that is committed; false while it catches up after a bulk load.</param>
public sealed record SearchPage(IReadOnlyList<SearchHit> Hits, string? Next, int MatchedWords, int QueryWords, bool IsComplete);

/// <summary>A party that a search found.</summary>
/// <param name="Golden">Its golden record.</param>
/// <param name="Score">How well it matches, 0 to 1.</param>
/// <param name="Words">How each matched word of the query was met, in the order of the query.</param>
public sealed record SearchHit(GoldenRecord Golden, double Score, IReadOnlyList<SearchMatch> Words);

/// <summary>How a word of a query was met.</summary>
/// <param name="Word">The word of the query as it was looked for: folded, without accents.</param>
/// <param name="How">In which way.</param>
public sealed record SearchMatch(string Word, SearchMatchKind How);

/// <summary>In which way a word of a query matches, best first.</summary>
public enum SearchMatchKind : byte
{
    /// <summary>No word of the party is like it.</summary>
    None = 0,

    /// <summary>The same word in a name or identifier, or the same contact.</summary>
    Exact = 1,

    /// <summary>The same word in an address or date.</summary>
    ExactElsewhere = 2,

    /// <summary>A name begins with it.</summary>
    Prefix = 3,

    /// <summary>Another form of the same given name.</summary>
    Nickname = 4,

    /// <summary>One letter added, lost, altered or swapped with its neighbour.</summary>
    Similar = 5,

    /// <summary>Sounds so, or is a long word with two letters off.</summary>
    SoundsLike = 6,
}

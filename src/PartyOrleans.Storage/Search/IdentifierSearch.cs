using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Search;

/// <summary>
/// Finds parties by a sensitive identifier. No search index holds one; the keyed index says which records may have it, and the records
/// themselves whether they do. A query that is such an identifier, whole, finds its parties and nothing else.
/// </summary>
internal static class IdentifierSearch
{
    /// <summary>The types that a query may be an identifier of, with the place of each in the keyed index; none where it cannot be one or its caller searches names only.</summary>
    public static List<(string Type, long Place)> PlacesOf(SearchRequest search, StoreKeys keys)
    {
        var places = new List<(string Type, long Place)>();
        if (search.NamesOnly || search.Page.Cursor is not null || !search.Query.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return places;
        }

        foreach (string type in PrivacyPolicy.DefaultSensitive)
        {
            if (BlindIndex.PlaceOf(type, search.Query, keys) is { } place)
            {
                places.Add((type, place));
            }
        }

        return places;
    }

    /// <summary>Whether a record that the keyed index named has the identifier.</summary>
    public static bool Has(StoredRecord record, string type, SearchRequest search) => BlindIndex.Has(record.Content, type, search.Query);

    /// <summary>The page of the parties found, or null where there is none.</summary>
    /// <param name="found">Golden records with the type of the identifier; a party may be there more than once.</param>
    /// <param name="search">The search.</param>
    public static SearchPage? PageOf(IEnumerable<(GoldenRecord Golden, string Type)> found, SearchRequest search)
    {
        List<SearchHit> hits =
        [
            .. found.Where(hit => search.Type is null || hit.Golden.Type == search.Type)
                .OrderBy(hit => hit.Golden.Party).DistinctBy(hit => hit.Golden.Party).Take(search.Page.Items)
                .Select(hit => new SearchHit(hit.Golden, Score: 1, [new SearchMatch(Attributes.IdentifierPrefix + hit.Type, SearchMatchKind.Exact)])),
        ];
        return hits.Count == 0 ? null : new SearchPage(hits, Next: null, MatchedWords: 1, QueryWords: 1, IsComplete: true);
    }
}

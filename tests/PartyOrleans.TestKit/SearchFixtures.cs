using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.TestKit;

/// <summary>Golden records for tests of search.</summary>
public static class SearchFixtures
{
    /// <summary>A golden record of one record whose id is the party's.</summary>
    public static GoldenRecord Found(string party, PartyType type, params (string Attribute, string Value)[] values)
    {
        var key = new RecordKey("crm", party);
        GoldenCell[] cells = [.. values.Select(value => new GoldenCell(value.Attribute, value.Value, 0, key, "only"))];
        string text = string.Join('|', cells) + type;
        return new GoldenRecord(new PartyId(party), type, [key], cells, SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16]);
    }

    /// <summary>A golden record of a person.</summary>
    public static GoldenRecord Person(string party, string name, params (string Attribute, string Value)[] values) =>
        Found(party, PartyType.Person, [(Attributes.NameFull, name), .. values]);

    /// <summary>A golden record of an organisation.</summary>
    public static GoldenRecord Organisation(string party, string name, params (string Attribute, string Value)[] values) =>
        Found(party, PartyType.Organisation, [(Attributes.NameOrganisation, name), .. values]);

    /// <summary>A change that makes or alters parties.</summary>
    public static HubChange Change(params GoldenRecord[] golden) => new() { Golden = [.. golden.OrderBy(record => record.Party)] };

    /// <summary>The party ids of a search's first page.</summary>
    public static async Task<string[]> HitsOf(this IPartySearch search, string query, int limit = 50) =>
        [.. (await search.SearchAsync(new SearchRequest(query, new PageRequest(limit)), CancellationToken.None)).Hits.Select(hit => hit.Golden.Party.Value)];

    /// <summary>All hits of a search, page by page.</summary>
    public static async Task<List<SearchHit>> WalkAsync(this IPartySearch search, SearchRequest request, Func<Task>? betweenPages = null)
    {
        var hits = new List<SearchHit>();
        string? cursor = null;
        do
        {
            SearchPage page = await search.SearchAsync(request with { Page = request.Page with { Cursor = cursor } }, CancellationToken.None);
            hits.AddRange(page.Hits);
            cursor = page.Next;
            if (betweenPages is not null)
            {
                await betweenPages();
            }
        }
        while (cursor is not null);

        return hits;
    }

    /// <summary>How far the index of a search has come.</summary>
    public static Task<SearchProgress> ReadProgressAsync(this IPartySearch search) =>
        ((ISearchProjection)search).ReadSearchProgressAsync(CancellationToken.None);

    /// <summary>Brings the index of a search up to date, some versions at a time.</summary>
    public static async Task CatchUpAsync(this IPartySearch search, int versions)
    {
        while (await ((ISearchProjection)search).AdvanceSearchAsync(versions, CancellationToken.None))
        {
        }
    }
}

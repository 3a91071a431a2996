using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.Generation;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.SearchFixtures;

namespace PartyOrleans.TestKit;

public abstract partial class PartySearchContract
{
    private const int OracleParties = 4000;
    private const int OracleQueries = 60;

    private static readonly string[] Given = ["john", "jon", "jonathan", "mary", "maria", "marie", "bob", "robert", "stephen", "steven", "catherine", "kathryn", "ann", "anne", "william"];
    private static readonly string[] Family = ["smith", "smyth", "smythe", "schmidt", "johnson", "johnston", "jonson", "williams", "williamson", "brown", "browne", "braun", "macdonald", "mcdonald", "lee", "leigh", "garcía", "Петров"];
    private static readonly string[] Cities = ["london", "londonderry", "leeds", "brownsville", "johnston", "málaga"];
    private static readonly string[] Trades = ["holdings", "holding", "hardware", "sons", "brothers", "consulting"];
    private static readonly string[] LegalForms = ["Ltd", "Limited", "Inc", "GmbH", "S.A.", ""];

    /// <summary>Few words over many parties: queries with a handful of hits and with thousands, so that both ways of ranking are met.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task SearchAsync_WhenComparedWithScoringEveryParty_FindsTheSameInTheSameOrder(ulong seed)
    {
        var draws = new SeededDraws(seed);
        GoldenRecord[] parties = [.. Enumerable.Range(0, OracleParties).Select(i => DrawParty(draws, i))];
        await using IPartyStore store = await OpenAsync(Location);
        var search = (IPartySearch)store;
        await store.CommitAsync(Change(parties), None);
        await search.CatchUpAsync(700);
        foreach (int i in draws.Shuffled(Enumerable.Range(0, OracleParties)).Take(200))
        {
            parties[i] = DrawParty(draws, i);
            await store.CommitAsync(Change(parties[i]), None);
        }

        var naive = new NaiveSearch(parties);
        var deepest = 0;
        for (int i = 0; i < OracleQueries; i++)
        {
            var request = new SearchRequest(
                DrawQuery(draws), new PageRequest(draws.Pick([3, 50, 1000])), draws.Chance(0.2) ? PartyType.Person : null, draws.Chance(0.1));

            List<(string Party, double Score)> expected = await naive.FindAsync(request);
            request = expected.Count > 200 ? request with { Page = new PageRequest(400) } : request;
            List<SearchHit> hits = await search.WalkAsync(request);

            hits.Select(hit => (hit.Golden.Party.Value, hit.Score)).ShouldBe(expected, $"seed {seed}, query {i}: '{request.Query}', {request.Type}, {request.NamesOnly}");
            deepest = Math.Max(deepest, expected.Count);
        }

        deepest.ShouldBeGreaterThan(700);
    }

    private static GoldenRecord DrawParty(SeededDraws draws, int number)
    {
        string id = $"P{(uint)number * 2654435761:x8}";
        if (draws.Chance(0.25))
        {
            return Organisation(
                id,
                $"{draws.Pick(Family)} {(draws.Chance(0.3) ? "& " : "")}{draws.Pick(Trades)} {draws.Pick(LegalForms)}".Trim(),
                (Attributes.AddressCity, draws.Pick(Cities)));
        }

        (string, string)[] values =
        [
            (Attributes.AddressCity, draws.Pick(Cities)),
            (Attributes.DateBirth, $"{1950 + draws.Below(50)}-0{1 + draws.Below(9)}-1{draws.Below(10)}"),
            (Attributes.AddressStreet, $"{1 + draws.Below(20)} {draws.Pick(Family)} street"),
        ];
        return Person(id, $"{draws.Pick(Given)} {(draws.Chance(0.3) ? draws.Pick(Given) + " " : "")}{draws.Pick(Family)}", values);
    }

    private static string DrawQuery(SeededDraws draws)
    {
        var words = new List<string>();
        int count = 1 + draws.Below(draws.Chance(0.2) ? 8 : 3);
        for (int i = 0; i < count; i++)
        {
            string word = draws.Below(10) switch
            {
                < 3 => draws.Pick(Given),
                < 6 => draws.Pick(Family),
                6 => draws.Pick(Cities),
                7 => draws.Pick(Trades),
                8 => $"{1950 + draws.Below(50)}",
                _ => draws.Pick(["ltd", "street", "street", "zzyzx", "12"]),
            };
            words.Add(draws.Chance(0.3) ? Misspelt(draws, word) : draws.Chance(0.15) ? word[..Math.Min(3, word.Length)] : word);
        }

        return string.Join(' ', words) + (draws.Chance(0.5) ? " " : "");
    }

    private static string Misspelt(SeededDraws draws, string word)
    {
        int at = draws.Below(word.Length);
        return draws.Below(3) switch
        {
            0 => word.Remove(at, 1),
            1 => word.Insert(at, "e"),
            _ => word[..at] + "x" + word[(at + 1)..],
        };
    }
}

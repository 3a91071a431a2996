using PartyOrleans.Model;
using PartyOrleans.Storage.Sqlite;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>The list of reviews that the owner of a store keeps in memory is the one that the store sorts for who only looks.</summary>
public sealed class SqliteReviewOrderTests : IDisposable
{
    private const int Records = 24;

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-reviews-");
    private readonly SortedDictionary<string, string> _partyOf = new(StringComparer.Ordinal);
    private readonly SortedSet<RecordPair> _open = [];

    private string Location => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task ReadReviewPageAsync_WhenRecordsAndReviewsChange_GivesWhatTheStoreSorts(int seed)
    {
        var random = new Random(seed);
        await using SqlitePartyStore owner = await SqlitePartyStore.OpenAsync(Location, new SqliteStoreOptions(), TimeProvider.System, None);
        await owner.CommitAsync(Upserted(random, Records), None);
        await using SqlitePartyStore looker = await SqlitePartyStore.OpenReadOnlyAsync(Location, new SqliteStoreOptions(), None);
        int seen = 0;
        for (int step = 0; step < 120; step++)
        {
            await owner.CommitAsync(random.Next(6) switch
            {
                0 => Upserted(random, 3),
                1 => Deleted(random),
                2 => Moved(random),
                3 => Closed(random),
                _ => Opened(random),
            }, None);

            List<ReviewItem> expected = await AllAsync(looker, 1000);
            (await AllAsync(owner, random.Next(1, 9))).ShouldBe(expected, $"seed {seed}, step {step}");
            expected.Count.ShouldBe(_open.Count, $"seed {seed}, step {step}");
            seen += expected.Count;
        }

        seen.ShouldBeGreaterThan(120);
    }

    [Fact]
    public async Task ReadReviewPageAsync_WhenARecordIsErased_LacksItsReviews()
    {
        var random = new Random(5);
        await using SqlitePartyStore owner = await SqlitePartyStore.OpenAsync(Location, new SqliteStoreOptions(), TimeProvider.System, None);
        await owner.CommitAsync(Upserted(random, Records), None);
        for (int i = 0; i < 20; i++)
        {
            await owner.CommitAsync(Opened(random), None);
        }

        List<ReviewItem> before = await AllAsync(owner, 7);
        RecordKey erased = before[0].Task.Pair.Left;
        await owner.CommitAsync(Without(erased.RecordId) with { Erased = [erased] }, None);

        List<ReviewItem> after = await AllAsync(owner, 7);

        after.Select(item => item.Task.Pair).Order().ShouldBe(before.Select(item => item.Task.Pair).Where(pair => pair.Left != erased && pair.Right != erased).Order());
        after.Count.ShouldBeLessThan(before.Count);
    }

    private HubChange Upserted(Random random, int count)
    {
        SortedSet<string> ids = [.. Enumerable.Range(0, count).Select(i => count == Records ? $"{i}" : $"{random.Next(Records)}")];
        SortedSet<string> parties = [];
        foreach (string id in ids)
        {
            _partyOf.TryAdd(id, $"p{random.Next(Records)}");
            parties.Add(_partyOf[id]);
        }

        return Goldens(parties) with { Upserted = [.. ids.Select(id => Record(id, _partyOf[id], $"Ann {random.Next(100)}"))] };
    }

    private HubChange Moved(Random random)
    {
        string id = Any(random);
        string to = $"p{random.Next(Records)}";
        if (_partyOf[id] == to)
        {
            return Opened(random);
        }

        SortedSet<string> parties = [_partyOf[id], to];
        _partyOf[id] = to;
        return Goldens(parties) with { Moved = [new(Key(id), Party(to))] };
    }

    private HubChange Deleted(Random random) => _partyOf.Count < 4 ? Upserted(random, 3) : Without(Any(random));

    private HubChange Without(string id)
    {
        SortedSet<string> parties = [_partyOf[id]];
        _partyOf.Remove(id);
        RecordPair[] closed = [.. _open.Where(pair => pair.Left == Key(id) || pair.Right == Key(id))];
        _open.ExceptWith(closed);
        return Goldens(parties) with { Deleted = [Key(id)], ReviewsClosed = closed };
    }

    private HubChange Opened(Random random)
    {
        var tasks = new SortedDictionary<RecordPair, ReviewTask>();
        for (int i = 0; i < 3; i++)
        {
            (string left, string right) = (Any(random), Any(random));
            if (left != right)
            {
                var pair = new RecordPair(Key(left), Key(right));
                tasks[pair] = new ReviewTask(pair, random.Next(-3, 3), random.Next(9) / 8.0);
            }
        }

        _open.UnionWith(tasks.Keys);
        return new HubChange { ReviewsOpened = [.. tasks.Values] };
    }

    private HubChange Closed(Random random)
    {
        RecordPair[] closed = [.. _open.Where(_ => random.Next(4) == 0)];
        _open.ExceptWith(closed);
        return new HubChange { ReviewsClosed = closed };
    }

    /// <summary>What becomes of parties: new golden records of those that have records, an end of the others.</summary>
    private HubChange Goldens(IEnumerable<string> parties)
    {
        ILookup<string, RecordKey> records = _partyOf.ToLookup(entry => entry.Value, entry => Key(entry.Key));
        return new HubChange
        {
            Golden = [.. parties.Where(records.Contains).Select(party => Golden(party, $"of {records[party].Count()}", [.. records[party].Order()]))],
            Retired = [.. parties.Where(party => !records.Contains(party)).Select(party => KeyValuePair.Create(Party(party), (PartyId?)null))],
        };
    }

    private string Any(Random random) => _partyOf.Keys.ElementAt(random.Next(_partyOf.Count));

    private static async Task<List<ReviewItem>> AllAsync(SqlitePartyStore store, int limit)
    {
        var items = new List<ReviewItem>();
        string? cursor = null;
        do
        {
            Page<ReviewItem> page = await store.ReadReviewPageAsync(new PageRequest(limit, cursor), None);
            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        return items;
    }
}

using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

/// <summary>What the read model of every store must do. A store's tests inherit this and say how a store is opened.</summary>
public abstract partial class PartyReadModelContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The clock that stores opened by <see cref="OpenAsync"/> must use.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>A place for a store that nothing else uses; the same during one test.</summary>
    protected abstract string Location { get; }

    /// <summary>A place for a second store.</summary>
    protected abstract string OtherLocation { get; }

    /// <summary>Opens the store of a place as its owner, making it where there is none.</summary>
    protected abstract Task<IPartyStore> OpenAsync(string location);

    /// <inheritdoc />
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public virtual Task DisposeAsync() => Task.CompletedTask;

    [StoreFact]
    public async Task FindPartyAsync_WhenRedirected_GivesTheChain()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(Created("2", "p2"), None);
        DateTimeOffset made = Time.Advance(TimeSpan.FromMinutes(1));
        await store.CommitAsync(Created("3", "p3", name: "Bo Ray"), None);
        Time.Advance(TimeSpan.FromMinutes(1));
        await store.CommitAsync(new HubChange { Retired = [new(Party("p1"), Party("p2"))] }, None);
        await store.CommitAsync(new HubChange { Retired = [new(Party("p2"), Party("p3"))] }, None);

        PartyView? current = await model.FindPartyAsync(Party("p3"), None);
        PartyView? redirected = await model.FindPartyAsync(Party("p1"), None);

        current!.IsRedirected.ShouldBeFalse();
        Show(current.Golden).ShouldBe(Show(Golden("p3", "Bo Ray", Key("3"))));
        current.CommittedAt.ShouldBe(made);
        redirected!.Requested.ShouldBe(Party("p1"));
        redirected.Current.ShouldBe(Party("p3"));
        redirected.Chain.ShouldBe([Party("p1"), Party("p2"), Party("p3")]);
        redirected.IsRedirected.ShouldBeTrue();
        Show(redirected.Golden).ShouldBe(Show(current.Golden));
        redirected.CommittedAt.ShouldBe(made);
        (await model.FindPartyAsync(Party("p9"), None)).ShouldBeNull();
    }

    [StoreFact]
    public async Task FindPartyAsync_WhenEnded_SaysWhatItWas()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(new HubChange { Deleted = [Key("1")], Retired = [new(Party("p1"), null)] }, None);

        PartyView? ended = await model.FindPartyAsync(Party("p1"), None);

        ended!.Chain.ShouldBe([Party("p1")]);
        ended.Golden.ShouldBeNull();
        ended.CommittedAt.ShouldBeNull();
    }

    [StoreFact]
    public async Task FindPartyWithRecordsAsync_WhenRedirected_GivesTheRecordsOfTheCurrentParty()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        await store.CommitAsync(Created("1", "p1", payload: "raw 1"), None);
        await store.CommitAsync(Created("2", "p2"), None);
        await store.CommitAsync(
            new HubChange
            {
                Moved = [new(Key("1"), Party("p2"))],
                Golden = [Golden("p2", "Ann Lee", Key("1"), Key("2"))],
                Retired = [new(Party("p1"), Party("p2"))],
            },
            None);

        PartyWithRecords? found = await model.FindPartyWithRecordsAsync(Party("p1"), None);

        found!.Party.Current.ShouldBe(Party("p2"));
        found.Records.Select(Show).ShouldBe([Show(Record("1", "p2", payload: "raw 1")), Show(Record("2", "p2"))]);
        (await model.FindPartyWithRecordsAsync(Party("p9"), None)).ShouldBeNull();
    }

    [StoreFact]
    public async Task ReadPartiesAsync_WhenPaged_GivesEveryCurrentPartyOnce()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        foreach (int i in new[] { 4, 2, 5, 1, 3 })
        {
            await store.CommitAsync(Created($"{i}", $"p{i}"), None);
        }

        await store.CommitAsync(new HubChange { Retired = [new(Party("p2"), null)] }, None);

        Page<GoldenRecord> first = await model.ReadPartiesAsync(new PageRequest(2), None);
        await store.CommitAsync(Created("6", "p6"), None);
        List<GoldenRecord> all = await WalkAsync(page => model.ReadPartiesAsync(page, None), 2);

        first.Items.Select(golden => golden.Party.Value).ShouldBe(["p1", "p3"]);
        (await model.ReadPartiesAsync(new PageRequest(2, first.Next), None)).Items.Select(golden => golden.Party.Value).ShouldBe(["p4", "p5"]);
        all.Select(golden => golden.Party.Value).ShouldBe(["p1", "p3", "p4", "p5", "p6"]);
    }

    [StoreFact]
    public async Task ReadHistoryAsync_WhenPaged_GivesVersionsNewestFirst()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        string[] names = ["Ann Lee", "Anne Lee", "Anna Lee"];
        var times = new List<DateTimeOffset>();
        foreach (string name in names)
        {
            times.Insert(0, Time.Advance(TimeSpan.FromMinutes(1)));
            await store.CommitAsync(new HubChange { Golden = [Golden("p1", name, Key("1"))] }, None);
        }

        Page<GoldenVersion> first = await model.ReadHistoryAsync(Party("p1"), new PageRequest(2), None);
        await store.CommitAsync(new HubChange { Golden = [Golden("p1", "Ann Ray", Key("1"))] }, None);
        Page<GoldenVersion> second = await model.ReadHistoryAsync(Party("p1"), new PageRequest(2, first.Next), None);

        first.Items.Concat(second.Items).Select(version => version.CommittedAt).ShouldBe(times);
        first.Items.Concat(second.Items).Select(version => version.Golden.Cells[0].Value).ShouldBe(["Anna Lee", "Anne Lee", "Ann Lee"]);
        second.Next.ShouldBeNull();
        (await model.ReadHistoryAsync(Party("p9"), new PageRequest(2), None)).Items.ShouldBeEmpty();
    }

    [StoreFact]
    public async Task ReadPartyEventsAsync_WhenPaged_GivesEventsNewestFirst()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(Created("2", "p2"), None);
        PartyEvent merged = Event("p1", PartyEventKind.Merged, "p2", Key("2"));
        await store.CommitAsync(new HubChange { Golden = [Golden("p1", "Ann Lee", Key("1"), Key("2"))], Events = [merged] }, None);

        List<FeedEntry> events = await WalkAsync(page => model.ReadPartyEventsAsync(Party("p1"), page, None), 1);

        events.Select(entry => entry.Sequence).ShouldBe([3, 1]);
        events.Select(entry => Show(entry.Event)).ShouldBe([Show(merged), Show(Event("p1", PartyEventKind.Created, null, Key("1")))]);
    }

    [StoreFact]
    public async Task ReadFeedPageAsync_WhenAtTheEnd_WaitsForWhatIsToCome()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(Created("2", "p2"), None);

        Page<FeedEntry> first = await model.ReadFeedPageAsync(new PageRequest(1), None);
        Page<FeedEntry> second = await model.ReadFeedPageAsync(new PageRequest(9, first.Next), None);
        Page<FeedEntry> none = await model.ReadFeedPageAsync(new PageRequest(9, second.Next), None);
        await store.CommitAsync(Created("3", "p3"), None);
        Page<FeedEntry> third = await model.ReadFeedPageAsync(new PageRequest(9, none.Next), None);

        new[] { first, second, none, third }.Select(page => string.Join(' ', page.Items.Select(entry => entry.Sequence))).ShouldBe(["1", "2", "", "3"]);
        Show(third.Items[0].Event).ShouldBe(Show(Event("p3", PartyEventKind.Created, null, Key("3"))));
    }

    [StoreFact]
    public async Task ReadReviewPageAsync_WhenPaged_GivesEvenOddsFirst()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        foreach (int i in Enumerable.Range(1, 6))
        {
            await store.CommitAsync(Created($"{i}", $"p{i}"), None);
        }

        ReviewTask[] tasks =
        [
            Review("1", "2", 3, 0.875), Review("1", "3", 1, 0.5), Review("2", "3", -1, 0.25), Review("4", "5", 2, 0.75), Review("4", "6", 4, 1),
        ];
        await store.CommitAsync(new HubChange { ReviewsOpened = tasks }, None);

        List<ReviewItem> items = await WalkAsync(page => model.ReadReviewPageAsync(page, None), 2);

        items.Select(item => item.Task).ShouldBe([tasks[1], tasks[2], tasks[3], tasks[0], tasks[4]]);
        items.Select(item => item.ExpectedBenefit).ShouldBe([0.5, 0.25, 0.25, 0.125, 0]);
        items.Select(item => $"{item.LeftParty} {item.RightParty}").ShouldBe(["p1 p3", "p2 p3", "p4 p5", "p1 p2", "p4 p6"]);
    }

    [StoreFact]
    public async Task ReadReviewPageAsync_WhenPartiesAreLarge_CountsTheRecordsThatAnAnswerMoves()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IPartyReadModel)store;
        await store.CommitAsync(Sized(("a", 4), ("b", 3), ("c", 2), ("d", 1)), None);
        ReviewTask[] tasks =
        [
            Review("a1", "a4", 0, 0.5), Review("a1", "b1", 3, 0.875), Review("a2", "c1", 2, 0.75), Review("b1", "c2", 3, 0.875), Review("c1", "d1", 1, 0.625),
        ];
        await store.CommitAsync(new HubChange { ReviewsOpened = tasks }, None);

        List<ReviewItem> items = await WalkAsync(page => model.ReadReviewPageAsync(page, None), 1);
        await store.CommitAsync(Sized(("d", 9)), None);
        List<ReviewItem> grown = await WalkAsync(page => model.ReadReviewPageAsync(page, None), 2);

        items.Select(item => (item.Task, item.ExpectedBenefit)).ShouldBe([(tasks[0], 0.5), (tasks[2], 0.5), (tasks[1], 0.375), (tasks[4], 0.375), (tasks[3], 0.25)]);
        grown.Select(item => (item.Task, item.ExpectedBenefit)).ShouldBe([(tasks[4], 0.75), (tasks[0], 0.5), (tasks[2], 0.5), (tasks[1], 0.375), (tasks[3], 0.25)]);

        static HubChange Sized(params (string Party, int Records)[] parties) => new()
        {
            Upserted = [.. parties.SelectMany(party => Enumerable.Range(1, party.Records).Select(i => Record($"{party.Party}{i}", party.Party)))],
            Golden = [.. parties.Select(party => Golden(party.Party, party.Party, [.. Enumerable.Range(1, party.Records).Select(i => Key($"{party.Party}{i}"))]))],
        };
    }

    [StoreFact]
    public async Task ReadDeadLetterPageAsync_WhenPaged_GivesEachOnce()
    {
        await using IPartyStore store = await OpenAsync(Location);
        var model = (IDeadLetters)store;
        DeadLetter[] letters = [.. Enumerable.Range(1, 5).Select(i => new DeadLetter("crm", "a.csv", i, DeadLetterKind.Parse, "broken", $"raw {i}"))];
        await store.CommitAsync(new HubChange { DeadLetters = letters }, None);

        List<DeadLetterEntry> entries = await WalkAsync(page => model.ReadDeadLetterPageAsync(DeadLetterFilter.All, page, None), 2);

        entries.Select(entry => entry.Letter).ShouldBe(letters);
        entries.Select(entry => entry.Number).ShouldBe([1, 2, 3, 4, 5]);
        entries.Select(entry => entry.CommittedAt).Distinct().ShouldBe([Time.GetUtcNow()]);
    }

    [StoreFact]
    public async Task Cursors_WhenAlteredOrForeign_AreRefused()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await using IPartyStore other = await OpenAsync(OtherLocation);
        var model = (IPartyReadModel)store;
        foreach (int i in Enumerable.Range(1, 3))
        {
            await store.CommitAsync(Created($"{i}", $"p{i}"), None);
            await other.CommitAsync(Created($"{i}", $"p{i}"), None);
        }

        string good = (await model.ReadPartiesAsync(new PageRequest(1), None)).Next!;
        string ofOther = (await ((IPartyReadModel)other).ReadPartiesAsync(new PageRequest(1), None)).Next!;
        string ofFeed = (await model.ReadFeedPageAsync(new PageRequest(1), None)).Next!;
        string[] altered = [.. Enumerable.Range(0, good.Length).Select(i => good[..i] + (good[i] == 'A' ? 'B' : 'A') + good[(i + 1)..])];

        foreach (string cursor in altered.Concat([ofOther, ofFeed, "", "%", good[..^4], good + "AAAA", new string('A', 100_000), "é"]))
        {
            await Should.ThrowAsync<InvalidCursorException>(() => model.ReadPartiesAsync(new PageRequest(1, cursor), None));
        }

        (await model.ReadPartiesAsync(new PageRequest(9, good), None)).Items.Count.ShouldBe(2);
    }

    [StoreFact]
    public async Task Cursors_WhenTheStoreIsOpenedAgain_StayGood()
    {
        string cursor;
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await store.CommitAsync(Created("1", "p1"), None);
            await store.CommitAsync(Created("2", "p2"), None);
            cursor = (await ((IPartyReadModel)store).ReadPartiesAsync(new PageRequest(1), None)).Next!;
        }

        await using IPartyStore again = await OpenAsync(Location);

        (await ((IPartyReadModel)again).ReadPartiesAsync(new PageRequest(1, cursor), None)).Items[0].Party.ShouldBe(Party("p2"));
    }

    private static ReviewTask Review(string left, string right, double bits, double probability) =>
        new(new RecordPair(Key(left), Key(right)), bits, probability);

    private static async Task<List<T>> WalkAsync<T>(Func<PageRequest, Task<Page<T>>> read, int limit)
    {
        var items = new List<T>();
        string? cursor = null;
        do
        {
            Page<T> page = await read(new PageRequest(limit, cursor));
            page.Items.Count.ShouldBeLessThanOrEqualTo(limit);
            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        return items;
    }
}

using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

/// <summary>What every store must do. A store's tests inherit this and say how a store is opened.</summary>
public abstract partial class PartyStoreContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The clock that stores opened by <see cref="OpenAsync"/> must use.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>A place for a store that nothing else uses; the same during one test.</summary>
    protected abstract string Location { get; }

    /// <summary>Opens the store of a place as its owner, making it where there is none.</summary>
    protected abstract Task<IPartyStore> OpenAsync(string location);

    /// <inheritdoc />
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public virtual Task DisposeAsync() => Task.CompletedTask;

    [StoreFact]
    public async Task CountAsync_WhenNew_IsZero()
    {
        await using IPartyStore store = await OpenAsync(Location);

        (await store.CountAsync(None)).ShouldBe(new StoreCounts(0, 0, 0, 0, 0, 0));
        (await store.ReadAllRecordsAsync()).ShouldBeEmpty();
        (await store.ReadGoldenAsync(None).ToListAsync()).ShouldBeEmpty();
        (await store.FindRecordAsync(Key("1"), None)).ShouldBeNull();
        (await store.FindGoldenAsync(Party("p1"), None)).ShouldBeNull();
        (await store.FindCheckpointAsync("a.csv", None)).ShouldBeNull();
        (await store.FindActiveBundleAsync(None)).ShouldBeNull();
    }

    [StoreFact]
    public async Task CommitAsync_WhenRecordsAreNew_GivesThemBack()
    {
        await using IPartyStore store = await OpenAsync(Location);
        HubChange first = Created("1", "p1", payload: """{"RECORD_ID":"1"}""");
        HubChange second = Created("2", "p2", "Bob Ray");

        await store.CommitAsync(first, None);
        await store.CommitAsync(second, None);

        Show(await store.FindRecordAsync(Key("1"), None)).ShouldBe(Show(first.Upserted[0]));
        (await store.ReadAllRecordsAsync()).Select(Show).ShouldBe([Show(first.Upserted[0]), Show(second.Upserted[0])]);
        (await store.ReadAllRecordsAsync(withPayload: false)).Select(Show)
            .ShouldBe([Show(first.Upserted[0] with { Payload = "" }), Show(second.Upserted[0])]);
        (await store.ReadGoldenAsync(None).ToListAsync()).Select(Show).ShouldBe([Show(first.Golden[0]), Show(second.Golden[0])]);
        (await store.CountAsync(None)).ShouldBe(new StoreCounts(2, 2, 2, 0, 0, 0));
    }

    [StoreFact]
    public async Task CommitAsync_WhenRecordIsKnown_ReplacesItAndItsPayload()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1", payload: "raw"), None);
        StoredRecord update = Record("1", "p1", "Anne Lee");

        await store.CommitAsync(new HubChange { Upserted = [update], Golden = [Golden("p1", "Anne Lee", Key("1"))] }, None);

        Show(await store.FindRecordAsync(Key("1"), None)).ShouldBe(Show(update));
        (await store.CountAsync(None)).ShouldBe(new StoreCounts(1, 1, 2, 0, 0, 0));
    }

    [StoreFact]
    public async Task CommitAsync_WhenAGoldenRecordRepeatsItsVersion_KeepsOneUnlessTheChangeKnowsBetter()
    {
        await using IPartyStore store = await OpenAsync(Location);
        HubChange created = Created("1", "p1");
        await store.CommitAsync(created, None);

        await store.CommitAsync(new HubChange { Upserted = [Record("1", "p1", "Anne Lee")], Golden = created.Golden }, None);
        (await store.CountAsync(None)).GoldenVersions.ShouldBe(1);

        await store.CommitAsync(new HubChange { Upserted = [Record("1", "p1", "Anna Lee")], Golden = created.Golden, GoldenIsNew = true }, None);
        (await store.CountAsync(None)).GoldenVersions.ShouldBe(2);
    }

    [StoreFact]
    public async Task CommitAsync_WhenRecordsMoveAndLeave_FollowsThem()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1", payload: "raw 1"), None);
        await store.CommitAsync(Created("2", "p2"), None);
        await store.CommitAsync(Created("3", "p3", payload: "raw 3"), None);

        await store.CommitAsync(
            new HubChange
            {
                Moved = [new(Key("1"), Party("p2"))],
                Deleted = [Key("3"), Key("4")],
                Golden = [Golden("p2", "Ann Lee", Key("1"), Key("2"))],
                Retired = [new(Party("p1"), Party("p2")), new(Party("p3"), null)],
            },
            None);

        (await store.ReadAllRecordsAsync()).Select(Show)
            .ShouldBe([Show(Record("1", "p2", payload: "raw 1")), Show(Record("2", "p2"))]);
        (await store.FindRecordAsync(Key("3"), None)).ShouldBeNull();
        (await store.ReadRetiredAsync(None).ToListAsync()).ShouldBe([new(Party("p1"), Party("p2")), new(Party("p3"), null)]);
        (await store.CountAsync(None)).ShouldBe(new StoreCounts(2, 1, 4, 0, 0, 0));

        await store.CommitAsync(Created("3", "p3"), None);

        Show(await store.FindRecordAsync(Key("3"), None)).ShouldBe(Show(Record("3", "p3")));
        (await store.ReadRetiredAsync(None).ToListAsync()).ShouldBe([new(Party("p1"), Party("p2"))]);
    }

    [StoreFact]
    public async Task FindGoldenAsync_WhenIdsAreRetired_FollowsTheChain()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(Created("2", "p2"), None);
        await store.CommitAsync(Created("3", "p3"), None);
        await store.CommitAsync(new HubChange { Retired = [new(Party("p1"), Party("p2"))] }, None);
        await store.CommitAsync(new HubChange { Retired = [new(Party("p2"), Party("p3"))] }, None);

        Show(await store.FindGoldenAsync(Party("p1"), None)).ShouldBe(Show(Golden("p3", "Ann Lee", Key("3"))));

        await store.CommitAsync(new HubChange { Retired = [new(Party("p3"), null)] }, None);

        (await store.FindGoldenAsync(Party("p1"), None)).ShouldBeNull();
        (await store.CountAsync(None)).Parties.ShouldBe(0);
    }

    [StoreFact]
    public async Task ReadGoldenVersionsAsync_WhenContentChanged_GivesEveryVersionWithItsTime()
    {
        await using IPartyStore store = await OpenAsync(Location);
        DateTimeOffset start = Time.GetUtcNow();
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(Created("9", "p9"), None);
        DateTimeOffset later = Time.Advance(TimeSpan.FromMinutes(1));
        await store.CommitAsync(new HubChange { Golden = [Golden("p1", "Anne Lee", Key("1"))] }, None);
        Time.Advance(TimeSpan.FromMinutes(1));
        await store.CommitAsync(new HubChange { Golden = [Golden("p1", "Anne Lee", Key("1"))], Deleted = [Key("none")] }, None);
        DateTimeOffset last = Time.Advance(TimeSpan.FromMinutes(1));
        await store.CommitAsync(new HubChange { Golden = [Golden("p1", "Ann Lee", Key("1"))] }, None);

        List<KeyValuePair<DateTimeOffset, GoldenRecord>> versions = await store.ReadGoldenVersionsAsync(Party("p1"), None).ToListAsync();

        versions.Select(version => version.Key).ShouldBe([start, later, last]);
        versions.Select(version => Show(version.Value)).ShouldBe(
        [
            Show(Golden("p1", "Ann Lee", Key("1"))),
            Show(Golden("p1", "Anne Lee", Key("1"))),
            Show(Golden("p1", "Ann Lee", Key("1"))),
        ]);
        (await store.ReadGoldenVersionsAsync(Party("nobody"), None).ToListAsync()).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task ReadEventsAsync_WhenPartiesMerge_GivesEachItsOwnInOrder()
    {
        await using IPartyStore store = await OpenAsync(Location);
        DateTimeOffset start = Time.GetUtcNow();
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(Created("2", "p2"), None);
        DateTimeOffset later = Time.Advance(TimeSpan.FromHours(1));
        PartyEvent merged = Event("p2", PartyEventKind.Merged, "p1", Key("1"));
        PartyEvent retired = Event("p1", PartyEventKind.Retired, "p2", Key("1"));
        PartyEvent changed = Event("p2", PartyEventKind.Changed, null);
        await store.CommitAsync(
            new HubChange
            {
                Moved = [new(Key("1"), Party("p2"))],
                Golden = [Golden("p2", "Ann Lee", Key("1"), Key("2"))],
                Retired = [new(Party("p1"), Party("p2"))],
                Events = [merged, retired, changed],
            },
            None);

        List<KeyValuePair<DateTimeOffset, PartyEvent>> events = await store.ReadEventsAsync(Party("p2"), None).ToListAsync();
        List<FeedEntry> feed = await store.ReadFeedAsync(2, None).ToListAsync();

        events.Select(entry => entry.Key).ShouldBe([start, later, later]);
        events.Select(entry => Show(entry.Value)).ShouldBe(
            [Show(Event("p2", PartyEventKind.Created, null, Key("2"))), Show(merged), Show(changed)]);
        feed.Select(entry => entry.Sequence).ShouldBe([3, 4, 5]);
        feed.Select(entry => entry.CommittedAt).ShouldBe([later, later, later]);
        feed.Select(entry => Show(entry.Event)).ShouldBe([Show(merged), Show(retired), Show(changed)]);
    }
}

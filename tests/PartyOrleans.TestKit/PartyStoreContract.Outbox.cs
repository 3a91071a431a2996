using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

/// <content>The outbox.</content>
public abstract partial class PartyStoreContract
{
    [StoreFact]
    public async Task ReadOutboxAsync_WhenPartiesChange_GivesEachEventWithTheGoldenRecordOfItsTime()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await FillOutboxAsync(store);

        IReadOnlyList<OutboxEntry> all = await ((IOutbox)store).ReadOutboxAsync(default, 1000, None);

        all.Select(ShowEntry).ShouldBe(
        [
            "event-1 @1 p1 Created - [crm/1] golden [crm/1] Ann",
            "event-2 @2 p2 Created - [crm/2] golden [crm/2] Bob",
            "review-1 @2 Opened crm/1 ~ crm/2 2.5",
            "review-2 @3 Changed crm/1 ~ crm/2 3.5",
            "event-3 @4 p1 Merged p2 [crm/2] golden [crm/1 crm/2] Ann",
            "event-4 @4 p2 Retired p1 [crm/2] golden none",
            "review-3 @4 Closed crm/1 ~ crm/2 3.5",
            "event-5 @5 p1 Changed - [] golden [crm/1 crm/2] Anne",
            "event-6 @6 p1 Changed - [] golden [crm/1 crm/2] Anna",
            "event-7 @7 p1 Split p2 [crm/2] golden [crm/1] Anna",
            "event-8 @7 p2 Created - [crm/2] golden [crm/2] Bob",
        ]);
        all[0].Commit.Origin.Actor.ShouldBe("loader");
        all[^1].Position.ShouldBe(await ((IOutbox)store).FindOutboxEndAsync(None));
        (await ((IOutbox)store).ReadOutboxAsync(all[^1].Position, 10, None)).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task ReadOutboxAsync_WhenReadInPieces_GivesTheSame()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await FillOutboxAsync(store);
        var outbox = (IOutbox)store;
        string[] whole = [.. (await outbox.ReadOutboxAsync(default, 1000, None)).Select(ShowEntry)];

        foreach (int most in new[] { 1, 2, 3, 5 })
        {
            var pieces = new List<string>();
            OutboxPosition at = default;
            for (IReadOnlyList<OutboxEntry> next = await outbox.ReadOutboxAsync(at, most, None); next.Count > 0; next = await outbox.ReadOutboxAsync(at, most, None))
            {
                next.Count.ShouldBeLessThanOrEqualTo(most);
                pieces.AddRange(next.Select(ShowEntry));
                at = next[^1].Position;
            }

            pieces.ShouldBe(whole);
        }
    }

    [StoreFact]
    public async Task ReadOutboxAsync_WhenAChangeIsCommittedTwice_TellsItOnce()
    {
        await using IPartyStore store = await OpenAsync(Location);
        HubChange change = Created("1", "p1") with { ReviewsOpened = [new ReviewTask(new RecordPair(Key("1"), Key("2")), 1, 0.5)] };

        await store.CommitAsync(change, None);
        await store.CommitAsync(change, None);

        (await ((IOutbox)store).ReadOutboxAsync(default, 10, None)).Select(entry => entry.Id).ShouldBe(["event-1", "review-1"]);
    }

    [StoreFact]
    public async Task ReadOutboxAsync_WhenARecordWasErased_TellsNothingOfIt()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await FillOutboxAsync(store);
        await store.CommitAsync(
            new HubChange { Deleted = [Key("2")], Erased = [Key("2")], Retired = [new(Party("p2"), null)], Events = [Event("p2", PartyEventKind.Retired, null, Key("2"))] },
            None);

        IReadOnlyList<OutboxEntry> all = await ((IOutbox)store).ReadOutboxAsync(default, 1000, None);

        all.Select(ShowEntry).ShouldAllBe(entry => !entry.Contains("crm/2", StringComparison.Ordinal) && !entry.Contains("Bob", StringComparison.Ordinal));
        all.Select(entry => entry.Id).ShouldBe([.. Enumerable.Range(1, 9).Select(i => $"event-{i}")]);
    }

    /// <summary>Two parties that merge, change and part again, with a review task that is opened, changed and closed on the way.</summary>
    private static async Task FillOutboxAsync(IPartyStore store)
    {
        var pair = new RecordPair(Key("1"), Key("2"));
        await store.CommitAsync(Created("1", "p1", "Ann") with { Origin = new ChangeOrigin(ChangeKind.Load, "loader") }, None);
        await store.CommitAsync(Created("2", "p2", "Bob") with { ReviewsOpened = [new ReviewTask(pair, 2.5, 0.5)] }, None);
        await store.CommitAsync(new HubChange { ReviewsOpened = [new ReviewTask(pair, 3.5, 0.6)] }, None);
        await store.CommitAsync(
            new HubChange
            {
                Moved = [new(Key("2"), Party("p1"))],
                Golden = [Golden("p1", "Ann", Key("1"), Key("2"))],
                Retired = [new(Party("p2"), Party("p1"))],
                ReviewsClosed = [pair, new RecordPair(Key("1"), Key("9"))],
                Events = [Event("p1", PartyEventKind.Merged, "p2", Key("2")), Event("p2", PartyEventKind.Retired, "p1", Key("2"))],
            },
            None);
        foreach (string name in new[] { "Anne", "Anna" })
        {
            await store.CommitAsync(
                new HubChange { Golden = [Golden("p1", name, Key("1"), Key("2"))], Events = [Event("p1", PartyEventKind.Changed, null)] }, None);
        }

        await store.CommitAsync(
            new HubChange
            {
                Moved = [new(Key("2"), Party("p2"))],
                Golden = [Golden("p1", "Anna", Key("1")), Golden("p2", "Bob", Key("2"))],
                Events = [Event("p1", PartyEventKind.Split, "p2", Key("2")), Event("p2", PartyEventKind.Created, null, Key("2"))],
            },
            None);
    }

    private static string ShowEntry(OutboxEntry entry) => entry.Review is { } review
        ? FormattableString.Invariant($"{entry.Id} @{entry.Commit.Number} {review.Kind} {review.Task.Pair} {review.Task.WeightBits}")
        : $"{entry.Id} @{entry.Commit.Number} {StoreFixtures.Show(entry.Happened!)} golden {(entry.Golden is { } golden ? $"[{string.Join(' ', golden.Records)}] {golden.Cells[0].Value}" : "none")}";
}

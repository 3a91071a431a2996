using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

public abstract partial class PartyStoreContract
{
    [StoreFact]
    public async Task OpenAsync_WhenReopened_KeepsEverything()
    {
        string before;
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await store.CommitAsync(Everything(), None);
            await store.ActivateBundleAsync(Sha("{}"), "{}", None);
            before = await ShowAsync(store);
        }

        await using IPartyStore reopened = await OpenAsync(Location);

        (await ShowAsync(reopened)).ShouldBe(before);
        (await reopened.FindActiveBundleAsync(None)).ShouldBe("{}");
        (await reopened.CountAsync(None)).ShouldBe(new StoreCounts(2, 2, 2, 1, 1, 1));
    }

    [StoreFact]
    public async Task OpenAsync_WhenAnotherOwnsIt_Fails()
    {
        await using IPartyStore store = await OpenAsync(Location);

        StoreException refused = await Should.ThrowAsync<StoreException>(() => OpenAsync(Location));

        refused.Message.ShouldContain("in use by another hub");
        refused.IsTransient.ShouldBeTrue();
        await store.CommitAsync(Created("1", "p1"), None);
        (await store.CountAsync(None)).Records.ShouldBe(1);
    }

    [StoreFact]
    public async Task CommitAsync_WhenCommittedAgain_ChangesNothing()
    {
        string before;
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await store.CommitAsync(Everything(), None);
            before = await ShowAsync(store);
            Time.Advance(TimeSpan.FromSeconds(1));

            await store.CommitAsync(Everything(), None);

            (await ShowAsync(store)).ShouldBe(before);
        }

        await using IPartyStore reopened = await OpenAsync(Location);
        await reopened.CommitAsync(Everything(), None);

        (await ShowAsync(reopened)).ShouldBe(before);
    }

    [StoreFact]
    public async Task CommitAsync_WhenCommitted_GivesTheNumberOfTheCommit()
    {
        await using (IPartyStore store = await OpenAsync(Location))
        {
            (await store.CommitAsync(Created("1", "p1"), None)).ShouldBe(1);
            (await store.CommitAsync(Created("2", "p2"), None)).ShouldBe(2);
            (await store.CommitAsync(Created("2", "p2"), None)).ShouldBe(2);
        }

        await using IPartyStore reopened = await OpenAsync(Location);
        (await reopened.CommitAsync(Created("2", "p2"), None)).ShouldBe(2);
        (await reopened.CommitAsync(Created("3", "p3"), None)).ShouldBe(3);
    }

    [StoreFact]
    public async Task CommitAsync_WhenALongChangeIsCommittedAgain_ChangesNothing()
    {
        string[] ids = [.. Enumerable.Range(0, 25_000).Select(i => i.ToString("D6", System.Globalization.CultureInfo.InvariantCulture))];
        var change = new HubChange
        {
            Upserted = [.. ids.Select(id => Record(id, "p" + id))],
            Golden = [.. ids.Select(id => Golden("p" + id, "Ann Lee", Key(id)))],
            Events = [.. ids.Select(id => Event("p" + id, PartyEventKind.Created, null, Key(id)))],
        };
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(change, None);

        await store.CommitAsync(change, None);

        (await store.CountAsync(None)).ShouldBe(new StoreCounts(25_000, 25_000, 25_000, 0, 0, 0));
        (await store.ReadFeedAsync(0, None).ToListAsync()).Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, 25_000).Select(i => (long)i));
        (await store.ReadAllRecordsAsync(withPayload: false)).Select(Show).ShouldBe(change.Upserted.Select(Show));
        (await store.ReadGoldenAsync(None).ToListAsync()).Select(Show).ShouldBe(change.Golden.Select(Show));
    }

    [StoreFact]
    public async Task CommitAsync_WhenTheSameHappensLaterAgain_KeepsBoth()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(
            new HubChange
            {
                Deleted = [Key("1")],
                Retired = [new(Party("p1"), null)],
                Events = [Event("p1", PartyEventKind.Retired, null, Key("1"))],
            },
            None);

        await store.CommitAsync(Created("1", "p1"), None);

        (await store.ReadEventsAsync(Party("p1"), None).ToListAsync()).Select(entry => entry.Value.Kind)
            .ShouldBe([PartyEventKind.Created, PartyEventKind.Retired, PartyEventKind.Created]);
        (await store.ReadRetiredAsync(None).ToListAsync()).ShouldBeEmpty();
        (await store.CountAsync(None)).ShouldBe(new StoreCounts(1, 1, 2, 0, 0, 0));
    }

    [StoreFact]
    public async Task CommitAsync_WhenAPartyIsUnknown_LeavesNothing()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1"), None);
        string before = await ShowAsync(store);
        HubChange all = Everything();

        ArgumentException missing = await Should.ThrowAsync<ArgumentException>(
            () => store.CommitAsync(all with { Upserted = [.. all.Upserted, Record("z", "p-none", source: "new source")] }, None));

        missing.Message.ShouldContain("new source/z");
        missing.Message.ShouldContain("p-none");
        (await ShowAsync(store)).ShouldBe(before);

        await store.CommitAsync(all with { Upserted = [.. all.Upserted, Record("z", "p1", source: "newer source")] }, None);
        Show(await store.FindRecordAsync(Key("z", "newer source"), None)).ShouldBe(Show(Record("z", "p1", source: "newer source")));
    }

    [StoreFact]
    public async Task CommitAsync_WhenAPartyIsRetired_LeavesNothing()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1"), None);
        await store.CommitAsync(new HubChange { Retired = [new(Party("p1"), null)] }, None);

        await Should.ThrowAsync<ArgumentException>(() => store.CommitAsync(new HubChange { Upserted = [Record("2", "p1")] }, None));
        await Should.ThrowAsync<ArgumentException>(
            () => store.CommitAsync(new HubChange { Golden = [Golden("p2", "Bob", Key("9"))], Moved = [new(Key("9"), Party("p2"))] }, None));

        (await store.CountAsync(None)).ShouldBe(new StoreCounts(1, 0, 1, 0, 0, 0));
    }

    [StoreFact]
    public async Task CommitAsync_WhenCancelled_LeavesNothing()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1"), None);
        string before = await ShowAsync(store);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        using var during = new CancellationTokenSource();
        HubChange all = Everything();
        var records = new CancellingList<StoredRecord>(all.Upserted, during);

        await Should.ThrowAsync<OperationCanceledException>(() => store.CommitAsync(all, cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => store.CommitAsync(all with { Upserted = records }, during.Token));

        (await ShowAsync(store)).ShouldBe(before);
        await store.CommitAsync(all, None);
        (await store.CountAsync(None)).Records.ShouldBe(3);
    }

    [StoreFact]
    public async Task CommitAsync_WhenTextIsOddOrLarge_GivesItBackWhole()
    {
        await using IPartyStore store = await OpenAsync(Location);
        string payload = string.Concat(Enumerable.Repeat("größe 名前 😀\0\r\n\"'", 80_000));
        string[] ids = ["", " ", "a'b", "a/b", "naïve", "名前", "😀", "\uFFFD", new string('k', 5000)];
        var change = new HubChange
        {
            Upserted = [.. ids.Order(StringComparer.Ordinal).Select(id => Record(id, "p1", "Zoë \"O'Neil\" 😀\t", payload, "Quelle – 源"))],
            Golden = [Golden("p1", "Zoë 😀", [.. ids.Order(StringComparer.Ordinal).Select(id => Key(id, "Quelle – 源"))])],
            DeadLetters = [new DeadLetter("", "", 0, DeadLetterKind.Parse, "", payload)],
        };

        await store.CommitAsync(change, None);

        payload.Length.ShouldBeGreaterThan(1 << 20);
        (await store.ReadAllRecordsAsync()).Select(Show).ShouldBe(change.Upserted.Select(Show));
        foreach (StoredRecord record in change.Upserted)
        {
            Show(await store.FindRecordAsync(record.Key, None)).ShouldBe(Show(record));
        }

        Show(await store.FindGoldenAsync(Party("p1"), None)).ShouldBe(Show(change.Golden[0]));
        (await store.ReadDeadLettersAsync(None).ToListAsync()).ShouldBe(change.DeadLetters);
    }

    [StoreFact]
    public async Task ReadRecordsAsync_WhenACommitComesBetween_SeesOneState()
    {
        await using IPartyStore store = await OpenAsync(Location);
        string[] ids = [.. Enumerable.Range(0, 40_000).Select(i => i.ToString("D6", System.Globalization.CultureInfo.InvariantCulture))];
        await store.CommitAsync(
            new HubChange { Upserted = [.. ids.Select(id => Record(id, "p1"))], Golden = [Golden("p1", "Ann Lee", Key(ids[0]))] }, None);
        int read = 0;

        await foreach (IReadOnlyList<StoredRecord> batch in store.ReadRecordsAsync(withPayload: false, None))
        {
            if (read == 0)
            {
                await store.CommitAsync(new HubChange { Deleted = [.. ids.Select(id => Key(id))] }, None);
            }

            read += batch.Count;
        }

        read.ShouldBe(40_000);
        (await store.CountAsync(None)).Records.ShouldBe(0);
    }

    [StoreFact]
    public async Task ReadGoldenAsync_WhenLeftEarly_LetsTheStoreGoOn()
    {
        await using IPartyStore store = await OpenAsync(Location);
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(i => i.ToString("D6", System.Globalization.CultureInfo.InvariantCulture))];
        await store.CommitAsync(new HubChange { Golden = [.. ids.Select(id => Golden("p" + id, "Ann Lee", Key(id)))] }, None);

        await foreach (GoldenRecord golden in store.ReadGoldenAsync(None))
        {
            golden.Party.ShouldBe(Party("p000000"));
            break;
        }

        await store.CommitAsync(Created("x", "px"), None);
        (await store.CountAsync(None)).Parties.ShouldBe(10_001);
    }

    [StoreFact]
    public async Task CommitAsync_WhenCalledAtOnce_KeepsEveryChange()
    {
        await using IPartyStore store = await OpenAsync(Location);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
        {
            string id = i.ToString("D2", System.Globalization.CultureInfo.InvariantCulture);
            return Task.Run(() => store.CommitAsync(Created(id, "p" + id), None));
        }));

        (await store.CountAsync(None)).ShouldBe(new StoreCounts(40, 40, 40, 0, 0, 0));
        (await store.ReadFeedAsync(0, None).ToListAsync()).Count.ShouldBe(40);
    }

    private HubChange Everything() => new()
    {
        Upserted = [Record("a", "pa", payload: "raw"), Record("b", "pb", "Bob Ray")],
        Golden = [Golden("pa", "Ann Lee", Key("a")), Golden("pb", "Bob Ray", Key("b"))],
        Retired = [new(Party("p-old"), Party("pa"))],
        ReviewsOpened = [new ReviewTask(new RecordPair(Key("a"), Key("b")), 3.25, 0.9)],
        Judged = [new Judgement(new RecordPair(Key("a"), Key("c")), JudgementKind.CannotLink, "eve", "twins", new DateTimeOffset(2025, 5, 6, 7, 8, 9, TimeSpan.Zero))],
        Events = [Event("pa", PartyEventKind.Created, null, Key("a")), Event("pb", PartyEventKind.Created, null, Key("b"))],
        DeadLetters = [new DeadLetter("crm", "a.csv", 3, DeadLetterKind.Conflict, "id twice", "a,b")],
        Checkpoint = new LoadCheckpoint("a.csv", "f", 3, 2, 1, Complete: true),
    };

    private static async Task<string> ShowAsync(IPartyStore store) => string.Join('\n',
    [
        .. (await store.ReadAllRecordsAsync()).Select(Show),
        .. (await store.ReadGoldenAsync(None).ToListAsync()).Select(Show),
        .. (await store.ReadRetiredAsync(None).ToListAsync()).Select(retired => retired.ToString()),
        .. (await store.ReadReviewsAsync(None).ToListAsync()).Select(review => review.ToString()),
        .. (await store.ReadJudgementsAsync(None).ToListAsync()).Select(judgement => judgement.ToString()),
        .. (await store.ReadDeadLettersAsync(None).ToListAsync()).Select(letter => letter.ToString()),
        .. (await store.ReadFeedAsync(0, None).ToListAsync()).Select(entry => $"{entry.Sequence} {entry.CommittedAt:O} {Show(entry.Event)}"),
        .. (await store.ReadGoldenVersionsAsync(Party("pa"), None).ToListAsync()).Select(version => $"{version.Key:O} {Show(version.Value)}"),
        (await store.FindCheckpointAsync("a.csv", None))?.ToString() ?? "no checkpoint",
        (await store.CountAsync(None)).ToString(),
    ]);

    /// <summary>A list that cancels when it is read, so that a commit is cancelled in its midst.</summary>
    private sealed class CancellingList<T>(IReadOnlyList<T> items, CancellationTokenSource cancel) : IReadOnlyList<T>
    {
        public int Count => items.Count;

        public T this[int index]
        {
            get
            {
                cancel.Cancel();
                return items[index];
            }
        }

        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

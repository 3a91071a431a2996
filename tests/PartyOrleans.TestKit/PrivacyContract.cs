using System.Text.Json;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

/// <summary>What every store must do about erasure, keys and the proof of its history. A store's tests inherit this.</summary>
public abstract partial class PrivacyContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ChangeOrigin Request = new(ChangeKind.Erasure, "dpo", "request 17", "");

    /// <summary>The clock that stores opened by <see cref="OpenAsync"/> must use.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>A place for a store that nothing else uses; the same during one test.</summary>
    protected abstract string Location { get; }

    /// <summary>Opens the store of a place as its owner, making it where there is none.</summary>
    protected abstract Task<IPartyStore> OpenAsync(string location);

    /// <summary>Every byte that a closed store keeps, its key files left out.</summary>
    protected abstract Task<byte[]> ReadBytesAsync(string location);

    /// <inheritdoc />
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Store_WhenClosed_HoldsOnlyWhatIsSearchedForInPlainText()
    {
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await FillAsync(store);
            await store.CommitAsync(new HubChange { DeadLetters = [new DeadLetter("crm", "a.csv", 3, DeadLetterKind.Parse, "broken", "Zanzibarova;1") { Context = "context-words", Headers = "header-words" }] }, None);
            await store.CommitAsync(new HubChange { DeadLetterUpdates = [new(2, DeadLetterState.Open, 2) { Text = "mended-words" }] }, None);
        }

        byte[] bytes = await ReadBytesAsync(Location);

        foreach (string value in new[] { "Zanzibarova;1", "078051120", "same passport", "context-words", "header-words", "mended-words" })
        {
            Holds(bytes, value).ShouldBeFalse(value);
        }
    }

    [Fact]
    public async Task VerifyAsync_WhenNothingWasAltered_ProvesEveryRow()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await FillAsync(store);

        ChainReport report = await ((IStoreProof)store).VerifyAsync(None);

        report.Broken.ShouldBeEmpty();
        report.ShouldBe(report with { Links = 7, Commits = 5, Records = 4, GoldenVersions = 5, Events = 7, Judgements = 1, Erased = 0 });
        report.Head.Length.ShouldBe(64);
    }

    [Fact]
    public async Task CommitAsync_WhenErased_LeavesNothingOfTheRecords()
    {
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await FillAsync(store);
            var erasures = (IErasures)store;
            (await erasures.FindLastErasureAsync(None)).ShouldBe(0);
            long commit = await store.CommitAsync(Erasure(), None);

            (await erasures.FindLastErasureAsync(None)).ShouldBe(commit);
            erasures.IsErased(Key("1")).ShouldBeTrue();
            erasures.IsErased(Key("3")).ShouldBeFalse();
            (await store.FindRecordAsync(Key("1"), None)).ShouldBeNull();
            (await store.ReadGoldenVersionsAsync(Party("p1"), None).ToListAsync()).ShouldBeEmpty();
            (await store.ReadEventsAsync(Party("p1"), None).ToListAsync()).SelectMany(entry => entry.Value.Records).ShouldBeEmpty();
            (await store.ReadJudgementHistoryAsync(new RecordPair(Key("1"), Key("2")), None).ToListAsync()).ShouldBeEmpty();
            (await store.ReadDeadLettersAsync(None).ToListAsync()).ShouldBeEmpty();
            ChainReport report = await ((IStoreProof)store).VerifyAsync(None);
            report.Broken.ShouldBeEmpty();
            report.Erased.ShouldBeGreaterThan(0);
            await CheckReceiptAsync(erasures, commit, report.Head);
        }

        byte[] bytes = await ReadBytesAsync(Location);
        foreach (string value in new[] { "Quixotina", "Zanzibarova", "078051120", "rec-one-17", "same passport" })
        {
            Holds(bytes, value).ShouldBeFalse(value);
        }

        await using IPartyStore reopened = await OpenAsync(Location);
        ((IErasures)reopened).IsErased(Key("2")).ShouldBeTrue();
        (await ((IStoreProof)reopened).VerifyAsync(None)).Broken.ShouldBeEmpty();
        (await reopened.FindRecordAsync(Key("3"), None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task CommitAsync_WhenAnErasedRecordGaveToAnotherParty_TakesOnlyItsCells()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await store.CommitAsync(Created("1", "p1", "Ann Lee"), None);
        await store.CommitAsync(Created("2", "p2", "Bob Ray"), None);
        await store.CommitAsync(
            new HubChange
            {
                Moved = [new(Key("1"), Party("p2"))],
                Golden = [Golden("p2", "Ann Lee", Key("1"), Key("2"))],
                Retired = [new(Party("p1"), Party("p2"))],
                Events = [Event("p2", PartyEventKind.Merged, "p1", Key("1")), Event("p1", PartyEventKind.Retired, "p2", Key("1"))],
            },
            None);
        HubChange parted = new()
        {
            Deleted = [Key("1")],
            Erased = [Key("1")],
            Golden = [Golden("p2", "Bob Ray", Key("2"))],
            Events = [Event("p2", PartyEventKind.Split, null, Key("1"))],
            Origin = Request,
        };

        await store.CommitAsync(parted, None);

        List<KeyValuePair<DateTimeOffset, GoldenRecord>> versions = await store.ReadGoldenVersionsAsync(Party("p2"), None).ToListAsync();
        versions.Count.ShouldBe(3);
        Show(versions[0].Value).ShouldBe(Show(Golden("p2", "Bob Ray", Key("2"))));
        versions[1].Value.Records.ShouldBe([Key("2")]);
        versions[1].Value.Cells.Select(cell => (cell.Attribute, cell.From)).ShouldBe([(Attributes.AddressCity, Key("2"))]);
        Show(versions[2].Value).ShouldBe(Show(Golden("p2", "Bob Ray", Key("2"))));
        (await store.ReadEventsAsync(Party("p2"), None).ToListAsync()).SelectMany(entry => entry.Value.Records).ShouldBe([Key("2")]);
        (await ((IStoreProof)store).VerifyAsync(None)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task CommitAsync_WhenAnErasedRecordComesAgain_RefusesItUntilLifted()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await FillAsync(store);
        await store.CommitAsync(Erasure(), None);

        await Should.ThrowAsync<ArgumentException>(() => store.CommitAsync(Created("1", "p9"), None));
        (await store.FindRecordAsync(Key("1"), None)).ShouldBeNull();

        await store.CommitAsync(new HubChange { Lifted = [Key("1")], Origin = Request }, None);
        ((IErasures)store).IsErased(Key("1")).ShouldBeFalse();
        ((IErasures)store).IsErased(Key("2")).ShouldBeTrue();
        await store.CommitAsync(Created("1", "p9"), None);
        (await store.FindRecordAsync(Key("1"), None)).ShouldNotBeNull();
        (await ((IStoreProof)store).VerifyAsync(None)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task CommitAsync_WhenAnErasedRecordIsNotDeleted_KeepsNothingOfTheChange()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await FillAsync(store);

        await Should.ThrowAsync<ArgumentException>(() => store.CommitAsync(new HubChange { Erased = [Key("3")] }, None));

        ((IErasures)store).HasErased.ShouldBeFalse();
        (await store.FindRecordAsync(Key("3"), None)).ShouldNotBeNull();
        (await ((IStoreProof)store).VerifyAsync(None)).Broken.ShouldBeEmpty();
    }

    /// <summary>Five commits: two records that became one party, with a judgement, an update and a dead letter; and one that stays apart.</summary>
    private async Task FillAsync(IPartyStore store)
    {
        await store.ActivateBundleAsync(PartyStoreContract.Sha("{}"), "{}", None);
        await store.CommitAsync(
            Created("1", "p1", "Quixotina Zanzibarova", payload: "{\"id\":\"rec-one-17\",\"ssn\":\"078051120\"}"), None);
        await store.CommitAsync(Created("2", "p2", "Quixotina Z", payload: "rec-one-17"), None);
        await store.CommitAsync(Created("3", "p3", "Bob Ray"), None);
        Time.Advance(TimeSpan.FromMinutes(1));
        var link = new Judgement(new RecordPair(Key("1"), Key("2")), JudgementKind.MustLink, "eve", "same passport", Time.GetUtcNow());
        await store.CommitAsync(
            new HubChange
            {
                Moved = [new(Key("2"), Party("p1"))],
                Golden = [Golden("p1", "Quixotina Zanzibarova", Key("1"), Key("2"))],
                Retired = [new(Party("p2"), Party("p1"))],
                Events =
                [
                    Event("p1", PartyEventKind.Merged, "p2", Key("2")), Event("p2", PartyEventKind.Retired, "p1", Key("2")),
                    Event("p1", PartyEventKind.Changed, null),
                ],
                Judged = [link],
                ReviewsOpened = [new ReviewTask(new RecordPair(Key("1"), Key("3")), 0.5, 0.4)],
            },
            None);
        Time.Advance(TimeSpan.FromMinutes(1));
        StoredRecord update = Record("1", "p1", "Quixotina Zanzibarova-Smith");
        await store.CommitAsync(
            new HubChange
            {
                Upserted = [update],
                Golden = [Golden("p1", "Quixotina Zanzibarova-Smith", Key("1"), Key("2"))],
                Events = [Event("p1", PartyEventKind.Changed, null)],
                DeadLetters = [new DeadLetter("crm", "a.csv", 9, DeadLetterKind.Conflict, "the id stands twice", "1;Quixotina;078051120") { Context = "id;name;ssn" }],
            },
            None);
        Time.Advance(TimeSpan.FromMinutes(1));
    }

    private static HubChange Erasure() => new()
    {
        Deleted = [Key("1"), Key("2")],
        Erased = [Key("1"), Key("2")],
        Retired = [new(Party("p1"), null)],
        Revoked = [new RecordPair(Key("1"), Key("2"))],
        ReviewsClosed = [new RecordPair(Key("1"), Key("3"))],
        Events = [Event("p1", PartyEventKind.Retired, null, Key("1"), Key("2"))],
        Origin = Request,
    };

    private static async Task CheckReceiptAsync(IErasures erasures, long commit, string head)
    {
        string receipt = (await erasures.FindReceiptAsync(commit, None)).ShouldNotBeNull();
        (await erasures.FindReceiptAsync(commit - 1, None)).ShouldBeNull();
        ReceiptCheck check = ErasureReceipt.Check(receipt, erasures.ReceiptKey);
        check.IsValid.ShouldBeTrue();
        ErasureReceipt.Check(receipt, null).ShouldBe(check);
        ErasureReceipt.Check(receipt.Replace("request 17", "request 18", StringComparison.Ordinal), null).IsValid.ShouldBeFalse();
        using JsonDocument statement = JsonDocument.Parse(check.Statement);
        statement.RootElement.GetProperty("actor").GetString().ShouldBe("dpo");
        statement.RootElement.GetProperty("commit").GetInt64().ShouldBe(commit);
        statement.RootElement.GetProperty("records").GetArrayLength().ShouldBe(2);
        statement.RootElement.GetProperty("parties").EnumerateArray().Select(party => party.GetString()).ShouldBe(["p1"]);
        statement.RootElement.GetProperty("chain_head").GetString().ShouldBe(head);
    }

    /// <summary>Whether a text stands among bytes, in capitals or not.</summary>
    private static bool Holds(byte[] bytes, string text) =>
        System.Text.Encoding.Latin1.GetString(bytes).Contains(text, StringComparison.OrdinalIgnoreCase);
}

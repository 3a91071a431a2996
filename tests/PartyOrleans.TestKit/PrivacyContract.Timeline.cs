using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;
using Shouldly;
using Xunit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.TestKit;

public abstract partial class PrivacyContract
{
    [Fact]
    public async Task FindPartyAsOfAsync_WhenItMergedAndChanged_SaysWhatTheHubSaidThen()
    {
        await using IPartyStore store = await OpenAsync(Location);
        DateTimeOffset before = Time.GetUtcNow() - TimeSpan.FromSeconds(1);
        DateTimeOffset apart = Time.GetUtcNow();
        await FillAsync(store);
        DateTimeOffset merged = apart + TimeSpan.FromMinutes(1);
        DateTimeOffset updated = apart + TimeSpan.FromMinutes(2);
        var timeline = (IPartyTimeline)store;

        (await timeline.FindPartyAsOfAsync(Party("p2"), before, None)).ShouldBeNull();
        (await timeline.FindPartyAsOfAsync(Party("nobody"), updated, None)).ShouldBeNull();
        PartyAsOf first = (await timeline.FindPartyAsOfAsync(Party("p2"), merged - TimeSpan.FromTicks(1), None)).ShouldNotBeNull();
        PartyAsOf second = (await timeline.FindPartyAsOfAsync(Party("p2"), merged, None)).ShouldNotBeNull();
        PartyAsOf third = (await timeline.FindPartyAsOfAsync(Party("p1"), updated, None)).ShouldNotBeNull();

        first.Chain.ShouldBe([Party("p2")]);
        Show(first.Golden).ShouldBe(Show(Golden("p2", "Quixotina Z", Key("2"))));
        first.Records.Select(record => Show(record.Record)).ShouldBe([Show(Record("2", "p2", "Quixotina Z", "rec-one-17"))]);
        second.Chain.ShouldBe([Party("p2"), Party("p1")]);
        Show(second.Golden).ShouldBe(Show(Golden("p1", "Quixotina Zanzibarova", Key("1"), Key("2"))));
        second.Records.Select(record => (record.Record.Key, record.Record.Party)).ShouldBe([(Key("1"), Party("p1")), (Key("2"), Party("p1"))]);
        RecordContent.Decode(second.Records[0].Record.Content)[0].Value.ShouldBe("Quixotina Zanzibarova");
        third.Commit!.At.ShouldBe(updated);
        RecordContent.Decode(third.Records[0].Record.Content)[0].Value.ShouldBe("Quixotina Zanzibarova-Smith");
    }

    [Fact]
    public async Task FindPartyAsOfAsync_WhenItEndedAndCameAgain_KnowsEachTime()
    {
        await using IPartyStore store = await OpenAsync(Location);
        DateTimeOffset start = Time.GetUtcNow();
        await store.CommitAsync(Created("1", "p1"), None);
        Time.Advance(TimeSpan.FromMinutes(1));
        await store.CommitAsync(
            new HubChange { Deleted = [Key("1")], Retired = [new(Party("p1"), null)], Events = [Event("p1", PartyEventKind.Retired, null, Key("1"))] }, None);
        Time.Advance(TimeSpan.FromMinutes(1));
        await store.CommitAsync(Created("1", "p1", "Anne Lee"), None);
        var timeline = (IPartyTimeline)store;

        string?[] names = new string?[3];
        for (int minute = 0; minute < 3; minute++)
        {
            PartyAsOf? found = await timeline.FindPartyAsOfAsync(Party("p1"), start + TimeSpan.FromMinutes(minute), None);
            names[minute] = found.ShouldNotBeNull().Golden?.Cells[0].Value;
        }

        names.ShouldBe(["Ann Lee", null, "Anne Lee"]);
        (await timeline.FindRecordAsOfAsync(Key("1"), start + TimeSpan.FromMinutes(1), None)).ShouldBeNull();
        (await timeline.ReadRecordVersionsAsync(Key("1"), None)).Select(version => (version.From.Number, version.Until?.Number)).ShouldBe([(1, 2L), (3, null)]);
    }

    [Fact]
    public async Task FindLineageAsync_WhenARecordSaysWhenItWasUpdated_GivesCommitRuleAndValidTime()
    {
        await using IPartyStore store = await OpenAsync(Location);
        byte[] content = RecordContent.Encode([new(Attributes.NameFull, "Ann Lee"), new(Attributes.RecordUpdated, "2025-11-30")]);
        var record = new StoredRecord(Key("1"), content, "", RecordContent.Hash(content, ""), Party("p1"));
        await store.CommitAsync(new HubChange { Upserted = [record], Golden = [Golden("p1", "Ann Lee", Key("1"))], Origin = new(ChangeKind.Load) }, None);

        IReadOnlyList<CellLineage> lineage = (await ((IPartyTimeline)store).FindLineageAsync(Party("p1"), None)).ShouldNotBeNull();

        lineage.Select(cell => (cell.Cell.Rule, cell.Cell.From, cell.Golden.Origin.Kind, cell.Record!.Number)).ShouldBe(
            [("trust", Key("1"), ChangeKind.Load, 1L), ("recency", Key("1"), ChangeKind.Load, 1L)]);
        lineage[0].ValidFrom.ShouldBe(new DateTimeOffset(2025, 11, 30, 0, 0, 0, TimeSpan.Zero));
        (await ((IPartyTimeline)store).FindLineageAsync(Party("nobody"), None)).ShouldBeNull();
    }

    [Fact]
    public async Task FindLineageAsync_WhenCellsCameAndWent_NamesTheCommitThatPutEachThere()
    {
        await using IPartyStore store = await OpenAsync(Location);
        string[][] versions = [["Ann", "Leeds"], ["Ann", "York"], ["Ann", "York", "Lee"], ["Ann", "Leeds", "Lee"]];
        foreach (string[] values in versions)
        {
            GoldenCell[] cells = [.. values.Select(value => new GoldenCell(value, value, 0, Key("1"), "trust"))];
            await store.CommitAsync(
                new HubChange
                {
                    Upserted = [Record("1", "p1", string.Join(' ', values))],
                    Golden = [Golden("p1", string.Join(' ', values), Key("1")) with { Cells = cells }],
                    Origin = new(ChangeKind.Load, $"loader {values.Length}"),
                },
                None);
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        IReadOnlyList<CellLineage> lineage = (await ((IPartyTimeline)store).FindLineageAsync(Party("p1"), None)).ShouldNotBeNull();

        lineage.Select(cell => (cell.Cell.Value, cell.Golden.Number, cell.Golden.Origin.Actor, cell.Record!.Number)).ShouldBe(
            [("Ann", 1L, "loader 2", 4L), ("Leeds", 4L, "loader 3", 4L), ("Lee", 3L, "loader 3", 4L)]);
        lineage[2].Golden.At.ShouldBe(Time.GetUtcNow() - TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task RotateAsync_WhenRowsAreThere_SealsThemAnewAndTheProofStillHolds()
    {
        string head;
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await FillAsync(store);
            var keyring = (IStoreKeyring)store;
            head = (await ((IStoreProof)store).VerifyAsync(None)).Head;
            KeyringStatus before = await keyring.ReadKeysAsync(None);

            (await keyring.RotateAsync(None)).ShouldBe(4 + 2 + 5 + 4 + 1 + 1 + 1);

            KeyringStatus after = await keyring.ReadKeysAsync(None);
            after.IsRotating.ShouldBeFalse();
            after.Keys.Count.ShouldBe(before.Keys.Count);
            after.Keys.Select(key => key.WrappedBy).Distinct().ShouldHaveSingleItem().ShouldNotBe(before.Keys[0].WrappedBy);
            after.Keys.Single(key => key.Purpose == "data").Id.ShouldBeGreaterThan(before.Keys.Single(key => key.Purpose == "data").Id);
        }

        await using IPartyStore reopened = await OpenAsync(Location);
        ChainReport report = await ((IStoreProof)reopened).VerifyAsync(None);
        report.Broken.ShouldBeEmpty();
        report.Head.ShouldBe(head);
        (await ((IStoreKeyring)reopened).RotateAsync(None)).ShouldBe(18);
    }

    [Fact]
    public async Task CommitAsync_WhenAttributesAreRedacted_DropsThemFromThePastAlone()
    {
        await using (IPartyStore store = await OpenAsync(Location))
        {
            await FillAsync(store);
            byte[] content = RecordContent.Encode([new(Attributes.AddressCity, "Leeds"), new("loyalty_tier", "gold")]);
            await store.CommitAsync(
                new HubChange
                {
                    Upserted = [new StoredRecord(Key("1"), content, "", RecordContent.Hash(content, ""), Party("p1"))],
                    Golden = [Golden("p1", "Quixotina Z", Key("2"), Key("1"))],
                    Redacted = [new RecordRedaction(Key("1"), [Attributes.NameFull])],
                    Origin = new(ChangeKind.Retention),
                },
                None);

            IReadOnlyList<RecordVersion> versions = await ((IPartyTimeline)store).ReadRecordVersionsAsync(Key("1"), None);
            versions.Select(version => string.Join(',', RecordContent.Decode(version.Record.Content).Select(value => value.Value)))
                .ShouldBe(["Leeds,gold", "Leeds,gold", "Leeds,gold"]);
            (await store.ReadGoldenVersionsAsync(Party("p1"), None).ToListAsync())
                .Select(version => string.Join(',', version.Value.Cells.Select(cell => cell.Value)))
                .ShouldBe(["Leeds", "Leeds", "Leeds", "Quixotina Z,Leeds"]);
            ((IErasures)store).HasErased.ShouldBeFalse();
            (await ((IStoreProof)store).VerifyAsync(None)).Broken.ShouldBeEmpty();
        }

        byte[] bytes = await ReadBytesAsync(Location);
        Holds(bytes, "zanzibarova").ShouldBeFalse();
    }

    [Fact]
    public async Task MakeAsync_WhenValuesPassedTheirAge_PlansTheirEnd()
    {
        await using IPartyStore store = await OpenAsync(Location);
        byte[] old = RecordContent.Encode(
            [new(Attributes.NameFull, "Ann Lee"), new(Attributes.Phone, "0161 496 0000"), new(Attributes.RecordUpdated, "2020-01-01")]);
        byte[] fresh = RecordContent.Encode([new(Attributes.NameFull, "Bob Ray"), new(Attributes.Phone, "0161 496 0001")]);
        byte[] onlyPhone = RecordContent.Encode([new(Attributes.Phone, "0161 496 0002"), new(Attributes.RecordUpdated, "2020-01-01")]);
        await store.CommitAsync(
            new HubChange
            {
                Upserted = [Of("1", old), Of("2", fresh), Of("3", onlyPhone)],
                Golden = [Golden("p", "Ann Lee", Key("1"), Key("2"), Key("3"))],
            },
            None);
        var policy = new Model.Bundles.PrivacyPolicy([], [], [new("crm", Attributes.Phone, TimeSpan.FromDays(365))]);

        List<RetentionPlan> now = await RetentionPlan.MakeAsync(store, (IPartyTimeline)store, policy, Time.GetUtcNow(), 100, None).ToListAsync();
        List<RetentionPlan> later = await RetentionPlan.MakeAsync(
            store, (IPartyTimeline)store, policy, Time.GetUtcNow() + TimeSpan.FromDays(366), 2, None).ToListAsync();

        RetentionPlan plan = now.ShouldHaveSingleItem();
        plan.Values.ShouldBe(2);
        plan.Batch.Upserts.ShouldHaveSingleItem().Values.Select(value => value.Attribute).ShouldBe([Attributes.NameFull, Attributes.RecordUpdated]);
        plan.Batch.Deletes.ShouldBe([Key("3")]);
        plan.Redacted.Select(redaction => (redaction.Key, string.Join(',', redaction.Attributes))).ShouldBe([(Key("1"), Attributes.Phone), (Key("3"), Attributes.Phone)]);
        later.Select(part => part.Redacted.Count).ShouldBe([2, 1]);

        static StoredRecord Of(string id, byte[] content) => new(Key(id), content, "", RecordContent.Hash(content, ""), Party("p"));
    }
}

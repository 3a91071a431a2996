using System.Text.Json;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.GoldenZone;
using static PartyOrleans.Connectors.Tests.GoldenZone.PlainZone;

namespace PartyOrleans.Connectors.Tests.GoldenZone;

public sealed class GoldenZoneWriterTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly GoldenZoneOptions OneBucket = new() { Buckets = 1 };

    private static readonly (string, string)[] Ann =
        [(Attributes.NameFull, "Ann Quillfeather"), (Attributes.DateBirth, "1980-02-03"), (Attributes.Email, "ann@quill.example"), (Attributes.Phone, "020 7946 0001")];

    private static readonly (string, string)[] Zoe =
        [(Attributes.NameFull, "Zoe Zanzibarova"), (Attributes.DateBirth, "1975-11-30"), (Attributes.Email, "zoe@zanzibar.example"), (Attributes.Phone, "020 7946 0999")];

    [Fact]
    public async Task AppendAsync_WhenRepeatedAfterAFailure_WritesTheSameObjectsOnce()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        await world.PutAsync("2", Zoe);
        using GoldenZoneWriter writer = world.Writer(OneBucket);
        IReadOnlyList<GoldenChange> all = await world.ChangesAsync(writer, 0, 10);

        await writer.AppendAsync([all[0]], None);
        await writer.AppendAsync(all, None);
        await writer.AppendAsync(all, None);

        PlainZone zone = PlainZone.Read(world.ZonePath);
        zone.Manifest.GetProperty("changes").EnumerateArray().Select(file => Text(file, "key")).ShouldBe(
        [
            "changes/commit_date=2026-01-30/bucket=0000/000001-000000000001-000000000001.jsonl.gz",
            "changes/commit_date=2026-01-30/bucket=0000/000001-000000000002-000000000002.jsonl.gz",
        ]);
        zone.Changes.Select(row => row.GetProperty("position").GetInt64()).ShouldBe([1, 2]);
        zone.Manifest.GetProperty("generation").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task AppendAsync_WhenPositionsDoNotAscend_Refuses()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        await world.PutAsync("2", Zoe);
        using GoldenZoneWriter writer = world.Writer(OneBucket);
        IReadOnlyList<GoldenChange> all = await world.ChangesAsync(writer, 0, 10);

        await Should.ThrowAsync<ArgumentException>(() => writer.AppendAsync([all[1], all[0]], None));

        (await writer.ReadAsync(None)).Generation.ShouldBe(0);
    }

    [Fact]
    public async Task CompactAsync_WhenTheLastCommitMayHaveMore_LeavesItInTheMicroBatches()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        await world.PutAsync("2", Zoe);
        using GoldenZoneWriter writer = world.Writer(OneBucket);
        await world.CatchUpAsync(writer, 10);

        await writer.CompactAsync(isWhole: false, None);
        PlainZone partly = PlainZone.Read(world.ZonePath);
        await writer.CompactAsync(isWhole: true, None);
        PlainZone wholly = PlainZone.Read(world.ZonePath);

        partly.Current.Count.ShouldBe(1);
        partly.Changes.Count.ShouldBe(2);
        partly.Manifest.GetProperty("as_of").GetProperty("number").GetInt64().ShouldBe(1);
        wholly.Current.Count.ShouldBe(2);
        wholly.Changes.ShouldBeEmpty();
        wholly.Manifest.GetProperty("as_of").GetProperty("number").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task CompactAsync_WhenAPartyMergesAndEnds_TellsByWhatAndIntoWhich()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        await world.PutAsync("2", Zoe);
        string first = (await world.Store.FindRecordAsync(new RecordKey("crm", "1"), None))!.Party.Value;
        string second = (await world.Store.FindRecordAsync(new RecordKey("crm", "2"), None))!.Party.Value;
        world.Time.Advance(TimeSpan.FromDays(2));
        await world.PutAsync("2", Ann);
        string merged = (await world.Store.FindRecordAsync(new RecordKey("crm", "2"), None))!.Party.Value;
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.ApplyAsync(new() { Deletes = [new RecordKey("crm", "1"), new RecordKey("crm", "2")] });
        using GoldenZoneWriter writer = world.Writer(OneBucket);
        await world.CatchUpAsync(writer, 3);
        await writer.CompactAsync(isWhole: true, None);

        PlainZone zone = PlainZone.Read(world.ZonePath);

        string gone = merged == first ? second : first;
        zone.Current.ShouldBeEmpty();
        JsonElement[] rows = [.. zone.Versions()[gone], .. zone.Versions()[merged]];
        rows.Select(row => $"{row.GetProperty("version")} {Text(row, "change")} {Text(row, "valid_from")![..10]} {Text(row, "valid_to")![..10]} {Text(row, "ended")} by {row.GetProperty("ended_by")} {Text(row, "successor")}")
            .ShouldBe(
            [
                $"{(gone == first ? 1 : 2)} created 2026-01-30 2026-02-01 merged by 3 {merged}",
                $"{(gone == first ? 2 : 1)} created 2026-01-30 2026-02-01 superseded by 3 ",
                "3 merged 2026-02-01 2026-02-02 retired by 4 ",
            ]);
        rows[2].GetProperty("related_parties").EnumerateArray().Select(party => party.GetString()).ShouldBe([gone]);
        zone.Manifest.GetProperty("history").EnumerateArray().Select(file => Text(file, "month")).ShouldBe(["2026-02"]);
    }

    [Fact]
    public async Task TendAsync_AfterAnErasure_LeavesNothingOfTheParty()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        await world.PutAsync("secret-7", Zoe);
        using GoldenZoneWriter writer = world.Writer(OneBucket with { View = new GoldenView(ClearValues.Instance, WithLineage: true) });
        await world.CatchUpAsync(writer, 10);
        await writer.CompactAsync(isWhole: true, None);
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.PutAsync("secret-7", [.. Zoe, (Attributes.Website, "zanzibar.example")]);
        await world.CatchUpAsync(writer, 10);
        string before = AllText(world.ZonePath);
        await world.EraseAsync(new RecordKey("crm", "secret-7"));

        await writer.TendAsync(world.Source, None);

        string after = AllText(world.ZonePath);
        foreach (string value in (string[])["Zanzibarova", "zanzibar.example", "1975-11-30", "020 7946 0999", "secret-7"])
        {
            before.Contains(value, StringComparison.Ordinal).ShouldBeTrue(value);
            after.Contains(value, StringComparison.Ordinal).ShouldBeFalse(value);
        }

        PlainZone zone = PlainZone.Read(world.ZonePath);
        zone.Current.Select(row => row.GetProperty("name_full")[0].GetString()).ShouldBe(["Ann Quillfeather"]);
        zone.Manifest.GetProperty("erased_to").GetInt64().ShouldBe(4);
        zone.Manifest.GetProperty("replaced").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task AppendAsync_WhenItBringsWhatWasErasedMeanwhile_IsPassedOver()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        using GoldenZoneWriter writer = world.Writer(OneBucket);
        await world.CatchUpAsync(writer, 10);
        await world.PutAsync("2", Zoe);
        IReadOnlyList<GoldenChange> underWay = await world.ChangesAsync(writer, 1, 10);
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.EraseAsync(new RecordKey("crm", "2"));
        await writer.TendAsync(world.Source, None);

        await writer.AppendAsync(underWay, None);

        underWay[0].Content!.Columns.SelectMany(column => column ?? []).ShouldContain("Zoe Zanzibarova");
        AllText(world.ZonePath).ShouldNotContain("Zanzibarova");
    }

    [Fact]
    public async Task TendAsync_WhenErasuresFollowEachOther_BuildsAnewOnceInTheTimeBetween()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        await world.PutAsync("2", Zoe);
        using GoldenZoneWriter writer = world.Writer(OneBucket with { EraseEvery = TimeSpan.FromMinutes(10) });
        await writer.BuildAsync(world.Source, None);
        await world.EraseAsync(new RecordKey("crm", "2"));

        world.Time.Advance(TimeSpan.FromMinutes(9));
        await writer.TendAsync(world.Source, None);
        int early = (await writer.ReadAsync(None)).Epoch;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await writer.TendAsync(world.Source, None);
        int due = (await writer.ReadAsync(None)).Epoch;
        world.Time.Advance(TimeSpan.FromHours(5));
        await writer.TendAsync(world.Source, None);

        (early, due, (await writer.ReadAsync(None)).Epoch).ShouldBe((1, 2, 2));
    }

    [Fact]
    public async Task Zone_WhenValuesAreMasked_HoldsNoneAndNoHashOfThem()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Zoe);
        using GoldenZoneWriter writer = world.Writer(OneBucket with { View = new GoldenView(new Stars(), WithLineage: true) });
        await world.CatchUpAsync(writer, 10);
        await writer.CompactAsync(isWhole: true, None);

        PlainZone zone = PlainZone.Read(world.ZonePath);

        Text(zone.Manifest, "values").ShouldBe("masked");
        zone.Current[0].GetProperty("name_full")[0].GetString().ShouldBe("***");
        zone.Current[0].TryGetProperty("content_hash", out _).ShouldBeFalse();
        AllText(world.ZonePath).ShouldNotContain("Zanzibarova");
    }

    [Fact]
    public async Task TendAsync_WhenOptionsOrStoreAreOthers_BuildsTheZoneAnew()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        using (GoldenZoneWriter clear = world.Writer(OneBucket))
        {
            await clear.BuildAsync(world.Source, None);
        }

        using (GoldenZoneWriter masked = world.Writer(OneBucket with { Buckets = 4, View = new GoldenView(new Stars(), WithLineage: false) }))
        {
            await masked.TendAsync(world.Source, None);
        }

        PlainZone zone = PlainZone.Read(world.ZonePath);
        zone.Manifest.GetProperty("buckets").GetInt32().ShouldBe(4);
        AllText(world.ZonePath).ShouldNotContain("Quillfeather");

        await using GoldenWorld other = await GoldenWorld.CreateAsync();
        other.Time.Advance(TimeSpan.FromSeconds(5));
        await other.PutAsync("9", Zoe);
        using GoldenZoneWriter writer = new(world.Zone, OneBucket, other.Time);
        await writer.TendAsync(other.Source, None);

        PlainZone.Read(world.ZonePath).Current.Select(row => row.GetProperty("name_full")[0].GetString()).ShouldBe(["Zoe Zanzibarova"]);
    }

    [Fact]
    public async Task TendAsync_AfterCompaction_KeepsReplacedFilesForTheGraceTime()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        using GoldenZoneWriter writer = world.Writer(OneBucket with { Grace = TimeSpan.FromMinutes(30), CompactEvery = TimeSpan.FromMinutes(5) });
        await world.CatchUpAsync(writer, 10);
        string batch = Path.Combine(world.ZonePath, Text(PlainZone.Read(world.ZonePath).Manifest.GetProperty("changes")[0], "key")!);

        world.Time.Advance(TimeSpan.FromMinutes(4));
        await writer.TendAsync(world.Source, None);
        PlainZone.Read(world.ZonePath).Current.ShouldBeEmpty();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await writer.TendAsync(world.Source, None);
        PlainZone.Read(world.ZonePath).Current.Count.ShouldBe(1);
        world.Time.Advance(TimeSpan.FromMinutes(29));
        await writer.TendAsync(world.Source, None);
        File.Exists(batch).ShouldBeTrue();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await writer.TendAsync(world.Source, None);

        File.Exists(batch).ShouldBeFalse();
        PlainZone.Read(world.ZonePath).Current.Count.ShouldBe(1);
    }

    [Fact]
    public async Task TendAsync_WhenHistoryIsOld_DropsItByWholeMonths()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        using GoldenZoneWriter writer = world.Writer(OneBucket with { KeepHistory = TimeSpan.FromDays(60), Grace = TimeSpan.Zero, CompactEvery = TimeSpan.Zero });
        for (int month = 0; month < 4; month++)
        {
            await world.PutAsync("1", [.. Ann, (Attributes.Website, $"site{month}.example")]);
            world.Time.Advance(TimeSpan.FromDays(30));
        }

        await world.CatchUpAsync(writer, 10);
        await writer.CompactAsync(isWhole: true, None);
        Months().ShouldBe(["2026-03", "2026-04"]);
        world.Time.Advance(TimeSpan.FromDays(10));
        await writer.TendAsync(world.Source, None);
        Months().ShouldBe(["2026-04"]);
        await writer.BuildAsync(world.Source, None);
        Months().ShouldBe(["2026-04"]);
        PlainZone.Read(world.ZonePath).Current.Count.ShouldBe(1);

        string[] Months() => [.. PlainZone.Read(world.ZonePath).Manifest.GetProperty("history").EnumerateArray().Select(file => Text(file, "month")!)];
    }

    [Fact]
    public async Task CompactAsync_WhenHistoryIsInManySmallFiles_MergesThem()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        using GoldenZoneWriter writer = world.Writer(OneBucket);
        for (int change = 0; change < 20; change++)
        {
            await world.PutAsync("1", [.. Ann, (Attributes.Website, $"site{change}.example")]);
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await world.CatchUpAsync(writer, 10);
            await writer.CompactAsync(isWhole: true, None);
        }

        PlainZone zone = PlainZone.Read(world.ZonePath);

        zone.History.Select(row => row.GetProperty("website")[0].GetString()).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 19).Select(change => $"site{change}.example").Order(StringComparer.Ordinal));
        zone.Manifest.GetProperty("history").EnumerateArray().Select(file => file.GetProperty("rows").GetInt32()).ShouldBe([16, 1, 1, 1]);
    }

    [Fact]
    public async Task ReadAsync_WhenFilesOfOthersLieThere_LeavesThem()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        using (GoldenZoneWriter writer = world.Writer(OneBucket))
        {
            await writer.BuildAsync(world.Source, None);
        }

        string others = Path.Combine(world.ZonePath, "current", "bucket=0000", "notes.txt");
        string left = Path.Combine(world.ZonePath, "current", "bucket=0000", "000001-000000000099.jsonl.gz");
        await File.WriteAllTextAsync(others, "mine");
        await File.WriteAllTextAsync(left, "of a writer that ended");
        using GoldenZoneWriter next = world.Writer(OneBucket);

        await next.ReadAsync(None);

        File.Exists(others).ShouldBeTrue();
        File.Exists(left).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{", "line 1: this is no manifest of a golden zone")]
    [InlineData("""{"format":"party-hub/golden-zone/9"}""", "the format is 'party-hub/golden-zone/9', and this program reads 'party-hub/golden-zone/1'")]
    public async Task ReadAsync_WhenTheManifestIsNone_SaysWhere(string text, string message)
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        Directory.CreateDirectory(world.ZonePath);
        await File.WriteAllTextAsync(Path.Combine(world.ZonePath, GoldenManifest.Key), text);
        using GoldenZoneWriter writer = world.Writer(OneBucket);

        ZoneException failure = await Should.ThrowAsync<ZoneException>(() => writer.ReadAsync(None));

        failure.Message.ShouldBe($"{Path.Combine(world.ZonePath, GoldenManifest.Key)}: {message}.");
    }

    [Fact]
    public async Task CompactAsync_WhenAFileIsNotWhatTheManifestSays_SaysWhichAndKeepsTheZone()
    {
        await using GoldenWorld world = await GoldenWorld.CreateAsync();
        await world.PutAsync("1", Ann);
        using GoldenZoneWriter writer = world.Writer(OneBucket);
        await world.CatchUpAsync(writer, 10);
        string key = (await writer.ReadAsync(None)).Changes[0].Key;
        string path = Path.Combine(world.ZonePath, key.Replace('/', Path.DirectorySeparatorChar));
        byte[] whole = await File.ReadAllBytesAsync(path);

        await File.WriteAllBytesAsync(path, whole[..^9]);
        (await Should.ThrowAsync<ZoneException>(() => writer.CompactAsync(isWhole: true, None))).Message
            .ShouldBe($"{path}: it has {whole.Length - 9} bytes, and the manifest says {whole.Length}. The golden zone was changed by others; export it anew.");
        whole[^20] ^= 0xFF;
        await File.WriteAllBytesAsync(path, whole);
        (await Should.ThrowAsync<ZoneException>(() => writer.CompactAsync(isWhole: true, None))).Message.ShouldStartWith($"{path}: ");
        whole[^20] ^= 0xFF;
        await File.WriteAllBytesAsync(path, whole);
        await writer.CompactAsync(isWhole: true, None);

        PlainZone.Read(world.ZonePath).Current.Count.ShouldBe(1);
    }

    private sealed class Stars : IOutgoingValues
    {
        public bool AreClear => false;

        public string Apply(string attribute, string value) => "***";
    }
}

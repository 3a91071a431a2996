using System.IO.Compression;
using System.Text;
using PartyOrleans.Api.Zones;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Zones;
using PartyOrleans.Model;
using PartyOrleans.TestKit;

namespace PartyOrleans.Local.Tests.Zones;

public sealed class ZoneScanTests : IAsyncLifetime, IDisposable
{
    private static readonly ChangeOrigin Origin = new(ChangeKind.Load, "test");

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private HubSession _hub = null!;
    private FolderZone _zone = null!;

    public async Task InitializeAsync()
    {
        _hub = await HubSession.OpenAsync(_folder["hub.db"], null, null, NoProgress.Instance, CancellationToken.None);
        Directory.CreateDirectory(_folder["raw"]);
        _zone = new FolderZone(ZoneLocation.Parse(_folder["raw"]));
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_WhenObjectsAreNew_LoadsThemInTheOrderOfTheirKeys()
    {
        await PutAsync("b.csv", "record_id,first_name,last_name\n1,Ann,Late\n");
        await PutAsync("a.csv", "record_id,first_name,last_name\n1,Ann,Early\n2,Bo,Ray\n");
        await PutAsync("notes.txt", "not data");
        await PutAsync("empty.csv", "");

        ZoneScanStatus done = await ScanAsync(Options with { Input = new InputOptions { Source = "crm" } });

        (done.Listed, done.Loaded, done.Unchanged, done.Failed, done.Records, done.Changed).ShouldBe((2, 2, 0, 0, 3, 3));
        (await ContentOfAsync("crm", "1")).ShouldContain("Late");
    }

    [Fact]
    public async Task RunAsync_WhenLookedThroughAgain_ReadsOnlyWhatChanged()
    {
        await PutAsync("a.csv", "record_id,first_name,last_name\n1,Ann,Lee\n");
        await PutAsync("b.csv", "record_id,first_name,last_name\n1,Bo,Ray\n");
        await ScanAsync(Options);

        ZoneScanStatus same = await ScanAsync(Options);
        await PutAsync("b.csv", "record_id,first_name,last_name\n1,Bo,Ray\n2,Cy,Fox\n");
        ZoneScanStatus changed = await ScanAsync(Options);
        ZoneScanStatus otherWay = await ScanAsync(Options with { Input = new InputOptions { Source = "mail" } });

        (same.Loaded, same.Unchanged).ShouldBe((0, 2));
        (changed.Loaded, changed.Unchanged, changed.Records, changed.Changed).ShouldBe((1, 1, 2, 1));
        (otherWay.Loaded, otherWay.Unchanged).ShouldBe((2, 0));
    }

    [Fact]
    public async Task RunAsync_WhenAnObjectIsCutShort_LoadsTheNextOnesAndSaysWhy()
    {
        byte[] whole = Gzip(string.Concat("record_id,first_name,last_name\n", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},Ann{i % 97},Lee{i}\n"))));
        await _zone.PutAsync("a.csv.gz", new MemoryStream(whole[..(whole.Length / 2)]), CancellationToken.None);
        await PutAsync("b.csv", "record_id,first_name,last_name\n1,Bo,Ray\n");
        var broken = new Dictionary<string, string>(StringComparer.Ordinal);
        ZoneScan scan = ScanOf(Options, (found, _) => broken[found.Key] = found.ETag);

        ZoneScanStatus done = await scan.RunAsync(ZoneRequest.Below("", Origin), "", CancellationToken.None);

        (done.Loaded, done.Failed).ShouldBe((1, 1));
        done.Failures.Single().ShouldStartWith($"{_folder["raw/a.csv.gz"]}: the gzip breaks off after ");
        broken.Keys.ShouldBe(["a.csv.gz"]);
        LoadCheckpoint kept = (await _hub.Store.FindCheckpointAsync(_folder["raw/a.csv.gz"], CancellationToken.None))!;
        kept.Complete.ShouldBeFalse();
        kept.Accepted.ShouldBeGreaterThan(0);

        // As it is, it is not read again; sent again whole, it is, from its start.
        ZoneScan second = ScanOf(Options, static (_, _) => { }, broken);
        (await second.RunAsync(ZoneRequest.Below("", Origin), "", CancellationToken.None)).Failed.ShouldBe(0);
        await _zone.PutAsync("a.csv.gz", new MemoryStream(whole), CancellationToken.None);
        ZoneScanStatus mended = await ScanOf(Options, static (_, _) => { }, broken).RunAsync(ZoneRequest.Below("", Origin), "", CancellationToken.None);
        (mended.Loaded, mended.Failed, mended.Records).ShouldBe((1, 0, 50_000));
        (await _hub.Store.CountAsync(CancellationToken.None)).Records.ShouldBe(50_001);
    }

    [Fact]
    public async Task RunAsync_WhenAnObjectIsYoung_LeavesItForLater()
    {
        await PutAsync("a.csv", "record_id,first_name,last_name\n1,Ann,Lee\n");
        await PutAsync("b.csv", "record_id,first_name,last_name\n1,Bo,Ray\n");
        File.SetLastWriteTimeUtc(_folder["raw/a.csv"], _time.GetUtcNow().UtcDateTime.AddSeconds(-1));
        ZoneScan scan = ScanOf(Options with { Settle = TimeSpan.FromSeconds(2) }, static (_, _) => { });

        ZoneScanStatus done = await scan.RunAsync(ZoneRequest.Below("", Origin), "", CancellationToken.None);

        (done.Listed, done.Loaded, scan.Unsettled, scan.DoneUpTo).ShouldBe((2, 1, 1, ""));
    }

    [Fact]
    public async Task RunAsync_WhenKeysAscend_GoesOnAfterTheLast()
    {
        await PutAsync("2026/01.csv", "record_id,first_name,last_name\n1,Ann,Lee\n");
        await PutAsync("2026/02.csv", "record_id,first_name,last_name\n1,Bo,Ray\n");
        ZoneScan first = ScanOf(Options, static (_, _) => { });
        await first.RunAsync(ZoneRequest.Below("", Origin), "", CancellationToken.None);
        await PutAsync("2026/03.csv", "record_id,first_name,last_name\n1,Cy,Fox\n");

        ZoneScanStatus second = await ScanOf(Options, static (_, _) => { }).RunAsync(ZoneRequest.Below("", Origin), first.DoneUpTo, CancellationToken.None);

        first.DoneUpTo.ShouldBe("2026/02.csv");
        (second.Listed, second.Loaded).ShouldBe((1, 1));
    }

    [Fact]
    public async Task RunAsync_WhenKeysAreNamed_LooksAtThemAlone()
    {
        await PutAsync("a.csv", "record_id,first_name,last_name\n1,Ann,Lee\n");
        await PutAsync("b.csv", "record_id,first_name,last_name\n1,Bo,Ray\n");

        ZoneScanStatus done = await ScanOf(Options, static (_, _) => { }).RunAsync(new ZoneRequest(null, ["b.csv", "gone.csv"], Origin), "", CancellationToken.None);

        (done.Listed, done.Loaded).ShouldBe((1, 1));
        (await _hub.Store.FindRecordAsync(new RecordKey("b", "1"), CancellationToken.None)).ShouldNotBeNull();
        (await _hub.Store.FindRecordAsync(new RecordKey("a", "1"), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_WhenTheFirstFolderIsTheSource_NamesRecordsByIt()
    {
        await PutAsync("crm/2026/a.csv", "record_id,first_name,last_name\n1,Ann,Lee\n");
        await PutAsync("top.csv", "record_id,first_name,last_name\n1,Bo,Ray\n");

        await ScanAsync(Options with { Source = ZoneSource.FirstFolder });

        (await _hub.Store.FindRecordAsync(new RecordKey("crm", "1"), CancellationToken.None)).ShouldNotBeNull();
        (await _hub.Store.FindRecordAsync(new RecordKey("top", "1"), CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task RunAsync_WhenTheFolderIsGone_FailsAsTheZone()
    {
        Directory.Delete(_folder["raw"], recursive: true);
        ZoneScan scan = ScanOf(Options, static (_, _) => { });

        ZoneException failure = await Should.ThrowAsync<ZoneException>(() => scan.RunAsync(ZoneRequest.Below("", Origin), "", CancellationToken.None));

        failure.Message.ShouldBe($"{_folder["raw"]}: there is no such folder.");
        scan.Status.EndedAt.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task RunAsync_WhenSeveralObjectsAreOpenAtOnce_KeepsWhatTheLastKeySays(int ahead)
    {
        for (int i = 0; i < 12; i++)
        {
            await PutAsync($"{i:00}.csv", $"record_id,first_name,last_name\n1,Ann,Version{i}\n{i + 100},Bo,Ray\n");
        }

        ZoneScanStatus done = await ScanAsync(Options with { ObjectsAhead = ahead, Input = new InputOptions { Source = "crm" } });

        (done.Loaded, done.Records).ShouldBe((12, 24));
        (await ContentOfAsync("crm", "1")).ShouldContain("Version11");
    }

    private static RawZoneOptions Options { get; } = new() { Name = "raw" };

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private async Task PutAsync(string key, string text)
    {
        await _zone.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);
    }

    private Task<ZoneScanStatus> ScanAsync(RawZoneOptions options) =>
        ScanOf(options, static (_, _) => { }).RunAsync(ZoneRequest.Below("", Origin), "", CancellationToken.None);

    private ZoneScan ScanOf(RawZoneOptions options, Action<ZoneObject, InputException> failed, IReadOnlyDictionary<string, string>? broken = null) =>
        new(_zone, options, _hub, _time) { Failed = failed, Broken = broken ?? new Dictionary<string, string>(StringComparer.Ordinal) };

    private async Task<string> ContentOfAsync(string source, string id)
    {
        StoredRecord stored = (await _hub.Store.FindRecordAsync(new RecordKey(source, id), CancellationToken.None))!;
        return string.Join('|', RecordContent.Decode(stored.Content).Select(value => value.Value));
    }
}

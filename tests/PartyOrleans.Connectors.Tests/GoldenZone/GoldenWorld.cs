using System.Globalization;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;

namespace PartyOrleans.Connectors.Tests.GoldenZone;

/// <summary>A hub with its store, and a folder for a golden zone beside it.</summary>
internal sealed class GoldenWorld : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Thousands of small files are written and flushed: in memory, where the system has a folder there.</summary>
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private static int made;

    private readonly string _folder;
    private readonly EmbeddedEngine _engine = new(DefaultBundle.Create(), 1);
    private readonly List<DateTimeOffset> _commits = [];

    private GoldenWorld(string folder, IPartyStore store, FakeTimeProvider time) => (_folder, Store, Time) = (folder, store, time);

    public IPartyStore Store { get; }

    public FakeTimeProvider Time { get; }

    public GoldenSource Source => GoldenSource.Of(Store);

    public IReadOnlyList<DateTimeOffset> Commits => _commits;

    public string ZonePath => Path.Combine(_folder, "zone");

    public FolderZone Zone => new(ZoneLocation.Parse(ZonePath));

    public static async Task<GoldenWorld> CreateAsync()
    {
        string folder = Path.Combine(
            Root, string.Create(CultureInfo.InvariantCulture, $"party-golden-{Environment.ProcessId}-{Interlocked.Increment(ref made)}"));
        Directory.CreateDirectory(folder);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 30, 23, 0, 0, TimeSpan.Zero));
        IPartyStore store = await SqlitePartyStore.OpenAsync(Path.Combine(folder, "party.db"), new SqliteStoreOptions(), time, None);
        return new GoldenWorld(folder, store, time);
    }

    public GoldenZoneWriter Writer(GoldenZoneOptions options) => new(Zone, options, Time);

    /// <summary>Applies inputs and commits what they do; nothing is committed where they do nothing.</summary>
    public async Task ApplyAsync(InputBatch batch)
    {
        HubChange change = _engine.Apply(batch, None);
        await CommitAsync(change);
    }

    /// <summary>Puts one record.</summary>
    public Task PutAsync(string id, params (string Attribute, string Value)[] values) => ApplyAsync(new InputBatch
    {
        Upserts = [new SourceRecord(new RecordKey("crm", id), [.. values.Select(value => new AttributeValue(value.Attribute, value.Value))])],
    });

    /// <summary>Erases the party of a record.</summary>
    public async Task EraseAsync(RecordKey key)
    {
        PartyId party = (await Store.FindRecordAsync(key, None))!.Party;
        ErasurePlan plan = (await ErasurePlan.MakeAsync(Store, party, None))!;
        await CommitAsync(_engine.Apply(plan.Batch, None) with { Erased = plan.Records });
    }

    /// <summary>Commits a change that was made otherwise.</summary>
    public async Task CommitAsync(HubChange change)
    {
        await Store.CommitAsync(change, None);
        _commits.Add(Time.GetUtcNow());
    }

    /// <summary>The golden changes after a position in the hub's events, at most so many entries.</summary>
    public async Task<IReadOnlyList<GoldenChange>> ChangesAsync(GoldenZoneWriter writer, long after, int most)
    {
        IReadOnlyList<OutboxEntry> entries = await ((IOutbox)Store).ReadOutboxAsync(new OutboxPosition(after, long.MaxValue), most, None);
        return [.. entries.Select(writer.ChangeOf).OfType<GoldenChange>()];
    }

    /// <summary>Appends all that is not in the zone yet, in batches of a size.</summary>
    public async Task CatchUpAsync(GoldenZoneWriter writer, int size)
    {
        while (true)
        {
            long after = (await writer.ReadAsync(None)).Progress.Position;
            IReadOnlyList<GoldenChange> changes = await ChangesAsync(writer, after, size);
            if (changes.Count == 0)
            {
                return;
            }

            await writer.AppendAsync(changes, None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

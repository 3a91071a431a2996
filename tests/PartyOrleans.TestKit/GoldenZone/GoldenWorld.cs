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
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.TestKit.GoldenZone;

/// <summary>A hub with its store, and a folder for a golden zone beside it.</summary>
public sealed class GoldenWorld : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Thousands of small files are written and flushed: in memory, where the system has a folder there.</summary>
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private static int made;

    private readonly string _folder;
    private readonly EmbeddedEngine _engine = new(DefaultBundle.Create(), 1);
    private readonly List<DateTimeOffset> _commits = [];

    private GoldenWorld(string folder, IPartyStore store, FakeTimeProvider time) => (_folder, Store, Time) = (folder, store, time);

    /// <summary>The store.</summary>
    public IPartyStore Store { get; }

    /// <summary>The clock of the store.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>The store, as a golden zone is made from it.</summary>
    public GoldenSource Source => GoldenSource.Of(Store);

    /// <summary>When each commit was made.</summary>
    public IReadOnlyList<DateTimeOffset> Commits => _commits;

    /// <summary>The folder of the zone.</summary>
    public string ZonePath => Path.Combine(_folder, "zone");

    /// <summary>The zone.</summary>
    public FolderZone Zone => new(ZoneLocation.Parse(ZonePath));

    /// <summary>A hub with a story behind it; some of its commits share their time.</summary>
    public static async Task<GoldenWorld> TellAsync(ulong seed)
    {
        GoldenWorld world = await CreateAsync();
        var draws = new SeededDraws(seed + 6000);
        foreach (InputBatch batch in Batches.Of(HubStory.Draw(seed, new NastyOptions { Parties = 12 }, 120, 40), draws.Pick([1, 2, 5])))
        {
            if (!draws.Chance(0.15))
            {
                world.Time.Advance(TimeSpan.FromTicks(1 + draws.Below(200_000_000)) * draws.Pick([1, 1, 1000]));
            }

            await world.ApplyAsync(batch);
        }

        return world;
    }

    /// <summary>A hub in which nothing happened yet.</summary>
    public static async Task<GoldenWorld> CreateAsync()
    {
        string folder = Path.Combine(
            Root, string.Create(CultureInfo.InvariantCulture, $"party-golden-{Environment.ProcessId}-{Interlocked.Increment(ref made)}"));
        Directory.CreateDirectory(folder);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 30, 23, 0, 0, TimeSpan.Zero));
        IPartyStore store = await SqlitePartyStore.OpenAsync(Path.Combine(folder, "party.db"), new SqliteStoreOptions(), time, None);
        return new GoldenWorld(folder, store, time);
    }

    /// <summary>A writer of the zone.</summary>
    public GoldenZoneWriter Writer(GoldenZoneOptions options) => new(Zone, options, Time);

    /// <summary>Applies inputs and commits what they do; nothing is committed where they do nothing.</summary>
    public Task ApplyAsync(InputBatch batch) => CommitAsync(_engine.Apply(batch, None));

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

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

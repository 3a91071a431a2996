using System.Globalization;
using Npgsql;
using SQLitePCL;

namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <content>Faults of stores, databases and disks.</content>
public sealed partial class FaultTests
{
    private const long MoreThanTheLogMayHave = 2_200_000_000;

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _backedUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A transaction that reads and is never ended, as of an export that hangs, while a first load comes.</summary>
    private async Task ReadForEverAsync()
    {
        await using var connection = new NpgsqlConnection(world.ConnectionString);
        await connection.OpenAsync();
        await FaultyWorld.ExecuteAsync(connection, "BEGIN; SELECT count(*) FROM search_party");
        Task search = world.Minutes.FiresAsync("PartyHubSearchBehind", () => File.WriteAllTextAsync(Path.Combine(world.Zone, "people.csv"), FaultyFiles.People()));
        Task open = world.Minutes.FiresAsync("PostgresTransactionLong");
        await world.Main.MetricAsync("party_hub_records", FaultyFiles.Alone + (2 * FaultyFiles.Twice));
        _loaded.SetResult();
        await Task.WhenAll(search, open);
        await FaultyWorld.ExecuteAsync(connection, "COMMIT");
        await Task.WhenAll(world.Minutes.EndsAsync("PartyHubSearchBehind"), world.Minutes.EndsAsync("PostgresTransactionLong"));
    }

    /// <summary>Nobody takes a backup; then one is taken, and nobody proves it.</summary>
    private async Task NeglectBackupsAsync()
    {
        await world.Days.FiresAsync("PartyHubBackupMissing");
        await _loaded.Task;
        await world.Days.FiresAsync("PartyHubBackupUnproven", async () =>
        {
            await world.BackUpAsync();
            _backedUp.SetResult();
        });
        await world.Days.EndsAsync("PartyHubBackupMissing");
        await world.ProveAsync();
        await world.Days.EndsAsync("PartyHubBackupUnproven");
    }

    /// <summary>The command that archives the database's log fails.</summary>
    private async Task BreakArchiveAsync()
    {
        await world.ExecuteAsync("CREATE TABLE written (id bigint); INSERT INTO written VALUES (1)");
        await world.ExecuteAsync("SELECT pg_switch_wal()"); // archived
        Task failing = world.Minutes.FiresAsync("PostgresArchiveFailing", async () =>
        {
            await world.ExecuteAsync("ALTER SYSTEM SET archive_command = '/bin/false'");
            await world.ExecuteAsync("SELECT pg_reload_conf()");
        });
        Task late = world.Minutes.FiresAsync("PostgresArchiveLate");
        Task both = Task.WhenAll(failing, late);
        await WhileAsync(both, TimeSpan.FromMilliseconds(500), async _ =>
        {
            await world.ExecuteAsync("INSERT INTO written SELECT generate_series(1, 500)");
            await world.ExecuteAsync("SELECT pg_switch_wal()");
        });
        await world.ExecuteAsync("ALTER SYSTEM SET archive_command = '/bin/true'");
        await world.ExecuteAsync("SELECT pg_reload_conf()");
        await world.ExecuteAsync("INSERT INTO written VALUES (1)");
        await world.ExecuteAsync("SELECT pg_switch_wal()");
        await Task.WhenAll(world.Minutes.EndsAsync("PostgresArchiveFailing"), world.Minutes.EndsAsync("PostgresArchiveLate"));
    }

    /// <summary>A table that does not fit into memory is read from end to end, again and again.</summary>
    private async Task ReadFromDiskAsync()
    {
        await world.ExecuteAsync("CREATE TABLE wide AS SELECT i, repeat('x', 900) AS filler FROM generate_series(1, 70000) i");
        await WhileAsync(
            world.Minutes.FiresAsync("PostgresCacheMissing", () => Task.CompletedTask), TimeSpan.FromMilliseconds(100),
            _ => world.ExecuteAsync("SELECT count(*) FROM wide WHERE filler = ''"));
        await world.ExecuteAsync("DROP TABLE wide");
        await world.Minutes.EndsAsync("PostgresCacheMissing");
    }

    /// <summary>What the hub sends to its database, and what comes back, takes more than half a second.</summary>
    private async Task SlowCommitsAsync()
    {
        Task slow = world.Minutes.FiresAsync("PartyHubCommitSlow", () =>
        {
            world.Line.Delay = TimeSpan.FromMilliseconds(600);
            return Task.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => WhileAsync(slow, TimeSpan.FromMilliseconds(50), round => SendAsync(
            world.Main, HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"/v1/records/web/s{worker}-{round}"), $$"""{"name.full":"Slow{{round}} Long{{worker}}"}"""))));
        world.Line.Delay = TimeSpan.Zero;
        await world.Minutes.EndsAsync("PartyHubCommitSlow");
    }

    /// <summary>Something fills the disk that the main hub keeps its own files on.</summary>
    private async Task FillDiskAsync()
    {
        if (world.Disk is not { } disk)
        {
            return; // LiveAlerts does not count it then
        }

        disk.Fill("old", 20);
        await WhileAsync(world.Minutes.FiresAsync("PartyHubDiskFillsUp", () => Task.CompletedTask), TimeSpan.FromSeconds(1), _ =>
        {
            disk.Fill("new", 1);
            return Task.CompletedTask;
        });
        disk.Free("new");
        disk.Free("old");
        await world.Minutes.EndsAsync("PartyHubDiskFillsUp");
    }

    /// <summary>A reader that never ends holds the write-ahead log of the small hub. That it has grown by gigabytes is told by its length, not by writing them.</summary>
    private async Task HoldLogAsync()
    {
        Batteries_V2.Init();
        raw.sqlite3_open_v2(world.SmallStore, out sqlite3 reader, raw.SQLITE_OPEN_READONLY, null).ShouldBe(raw.SQLITE_OK);
        using (reader)
        {
            raw.sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM party").ShouldBe(raw.SQLITE_OK);
            await world.Days.FiresAsync("PartyHubStoreLogLarge", async () =>
            {
                await PutAsync(0);
                using FileStream log = new(world.SmallStore + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                log.SetLength(MoreThanTheLogMayHave);
            });
            raw.sqlite3_exec(reader, "COMMIT").ShouldBe(raw.SQLITE_OK);
        }

        await WhileAsync(world.Days.EndsAsync("PartyHubStoreLogLarge"), TimeSpan.FromMilliseconds(500), PutAsync);
        new FileInfo(world.SmallStore + "-wal").Length.ShouldBeLessThan(MoreThanTheLogMayHave);

        Task PutAsync(int round) => SendAsync(
            world.Small, HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"/v1/records/web/l{round}"), $$"""{"name.full":"Log{{round}} Held{{round}}"}""");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartyOrleans.Api.Health;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Backups;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Telemetry;

public abstract partial class ConditionWatchTests(StoreKind store)
{
    [StoreFact]
    public async Task Look_WhenTheDiskIsFull_TellsOfEveryPartAndOfTheRoom()
    {
        long before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await using TestHub hub = await TestHub.StartAsync(store, options => options with { MinFreeBytes = long.MaxValue / 4 });
        await hub.PutAsync("crm", "1", """{"name.full":"Ann Lee"}""");

        await LookAsync(hub);

        string text = await hub.Http.GetStringAsync("/metrics");
        PartStates().Matches(text).Select(match => match.Value).ShouldBe([
            "party_hub_part_state{part=\"audit\"} 0", "party_hub_part_state{part=\"disk\"} 2", "party_hub_part_state{part=\"freshness\"} 0",
            "party_hub_part_state{part=\"hub\"} 0", "party_hub_part_state{part=\"leaving\"} 0", "party_hub_part_state{part=\"search\"} 0", "party_hub_part_state{part=\"store\"} 0",
        ]);
        ValueOf(text, "party_hub_search_lag").ShouldBe(0);
        ValueOf(text, "party_hub_disk_free_bytes").ShouldBeGreaterThan(0);
        ValueOf(text, "party_hub_memory_limit_bytes").ShouldBe(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        ValueOf(text, "party_hub_memory_own_bytes").ShouldBeInRange(1 << 20, Peak());
        ValueOf(text, "party_hub_start_time_seconds").ShouldBeInRange(before, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
        text.ShouldContain("party_hub_build{version=\"");
        ValueOf(text, "party_hub_store_size_bytes{content=\"data\"}").ShouldBeGreaterThan(0);
        text.Contains("party_hub_store_size_bytes{content=\"log\"}", StringComparison.Ordinal).ShouldBe(store == StoreKind.Sqlite, "the log of a database server is not the store's");
    }

    [StoreFact]
    public async Task Look_WhenBackupsAreNoted_TellsWhenTheyWereBegunAndHowOldTheyMayBecome()
    {
        DateTimeOffset at = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await using TestHub hub = await TestHub.StartAsync(store, options => options with { BackupWithin = TimeSpan.FromHours(3) });
        await LookAsync(hub);
        string without = await hub.Http.GetStringAsync("/metrics");
        await using (IOperationsStore operations = await PartyGuards.OpenOperationsAsync(hub.Database, CancellationToken.None))
        {
            var notes = new BackupNotes(operations);
            await notes.TakenAsync(Backup(at), CancellationToken.None);
            await notes.ProvenAsync(Backup(at - TimeSpan.FromDays(1)), CancellationToken.None);
            await notes.ProvenAsync(Backup(at - TimeSpan.FromDays(2)), CancellationToken.None); // an older one takes nothing back
        }

        await LookAsync(hub);

        string text = await hub.Http.GetStringAsync("/metrics");
        without.ShouldNotContain("\nparty_hub_backup_time_seconds");
        without.ShouldNotContain("\nparty_hub_backup_proven_time_seconds");
        ValueOf(text, "party_hub_backup_limit_seconds").ShouldBe(10_800);
        ValueOf(text, "party_hub_backup_time_seconds").ShouldBe(at.ToUnixTimeSeconds());
        ValueOf(text, "party_hub_backup_proven_time_seconds").ShouldBe(at.ToUnixTimeSeconds() - 86_400);
    }

    [StoreFact]
    public async Task Look_WhenSomethingElseTakesBackups_TellsOfNoLimit()
    {
        await using TestHub hub = await TestHub.StartAsync(store, options => options with { BackupWithin = TimeSpan.Zero });

        await LookAsync(hub);

        (await hub.Http.GetStringAsync("/metrics")).ShouldNotContain("party_hub_backup_limit_seconds");
    }

    private static BackupManifest Backup(DateTimeOffset at) => new()
    {
        Store = "sqlite", SchemaVersion = 1, CreatedAt = at, Commit = 1, Head = "00", Counts = default!, KeysWrappedBy = [], Files = [],
    };

    private static long Peak()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private static Task LookAsync(TestHub hub) =>
        hub.Service.Services.GetServices<IHostedService>().OfType<ConditionWatch>().Single().LookAsync(CancellationToken.None);

    private static double ValueOf(string text, string series) => double.Parse(
        text.Split('\n').Single(line => line.StartsWith(series + " ", StringComparison.Ordinal))[(series.Length + 1)..], CultureInfo.InvariantCulture);

    [GeneratedRegex("^party_hub_part_state.*$", RegexOptions.Multiline)]
    private static partial Regex PartStates();
}

public sealed class ConditionWatchOnSqliteTests() : ConditionWatchTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class ConditionWatchOnPostgreSqlTests() : ConditionWatchTests(StoreKind.PostgreSql);

using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartyOrleans.Api.Health;
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
        ValueOf(text, "party_hub_start_time_seconds").ShouldBeInRange(before, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
        text.ShouldContain("party_hub_build{version=\"");
        ValueOf(text, "party_hub_store_size_bytes{content=\"data\"}").ShouldBeGreaterThan(0);
        text.Contains("party_hub_store_size_bytes{content=\"log\"}", StringComparison.Ordinal).ShouldBe(store == StoreKind.Sqlite, "the log of a database server is not the store's");
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

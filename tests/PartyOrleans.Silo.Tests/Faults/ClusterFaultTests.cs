using System.Net;
using PartyOrleans.Monitoring.Tests.Live;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>
/// What silos stand on is broken and mended: each alert about the cluster is silent before its fault, fires under it, and ends when it is mended. The tests
/// want a machine for themselves: <c>./party test cluster</c> runs them after all others.
/// </summary>
[Trait("Machine", "Alone")]
[TestCaseOrderer("PartyOrleans.Monitoring.Tests.Live.ByName", "PartyOrleans.Silo.Tests")]
public sealed class ClusterFaultTests(ClusterFaultTests.Tried tried) : IClassFixture<ClusterFaultTests.Tried>
{
    [ClusterFact]
    public async Task A_Alerts_WhenTheDatabaseComesAndGoes_FireAndEnd()
    {
        string[] alerts = ["PartyClusterEpochsEnding", "PartyClusterStorageFailing"];
        string database = await DatabaseAsync();
        await using var line = new DatabaseLine(database);
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(1, database, line.Database); // of several, those that lose their duties to each other end
        cluster.Work();

        await cluster.FireAsync(alerts, async () =>
        {
            line.Cut();
            await Task.Delay(TimeSpan.FromMilliseconds(700));
            line.Mend();
            await Task.Delay(TimeSpan.FromMilliseconds(1500)); // so that the next epoch begins
        });
        await cluster.SeenAsync(1);
        tried.Add(await cluster.EndAsync(alerts));
    }

    [ClusterFact]
    public async Task B_Alerts_WhenSilosHangAndCrashAndAreReplaced_FireAndEnd()
    {
        string[] ofAHang = ["PartyClusterPingsMissed", "PartyClusterSiloMissing"];
        string[] ofACrash = ["PartyClusterMessagesLost"];
        string database = await DatabaseAsync();
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(3, database, database);
        cluster.Work();
        SiloProcess hanging = cluster.Alive[2];

        // The others wait for its answers until they give it up.
        await cluster.FireAsync(ofAHang, () =>
        {
            hanging.Freeze();
            return Task.CompletedTask;
        });
        hanging.Kill();
        await hanging.ExitAsync();
        await cluster.AddAsync(database);
        await cluster.SeenAsync(3);
        tried.Add(await cluster.EndAsync(ofAHang));

        // The others can send one that is gone nothing until they give it up: how much that is depends on what they are about.
        await cluster.FireAsync(ofACrash, async () =>
        {
            SiloProcess crashing = cluster.Alive[0];
            crashing.Kill();
            await crashing.ExitAsync();
            await cluster.AddAsync(database);
            await cluster.SeenAsync(3);
        });
        tried.Add(await cluster.EndAsync(ofACrash));
    }

    [ClusterFact]
    public async Task C_Alerts_WhenASiloStandsStillAgainAndAgain_FireAndEnd()
    {
        string[] ofLongStops = ["PartyClusterCallsTimedOut", "PartyClusterHealthChecksFailing"];
        string[] ofShortStops = ["PartyClusterTurnsLong"];
        string database = await DatabaseAsync();
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(1, database, database, "--set", "cluster.failure-time=10m");
        SiloProcess halting = await cluster.AddAsync(database, new SiloPlace(["env", "DOTNET_ThreadPool_ForceMinWorkerThreads=0x40", "dotnet"], IPAddress.Loopback));
        await cluster.SeenAsync(2);
        cluster.Work();

        // For longer than a call may take, and than timers may be late.
        await cluster.FireAsync(ofLongStops, async () =>
        {
            halting.Freeze();
            await Task.Delay(TimeSpan.FromSeconds(36));
            halting.Thaw();
            await Task.Delay(TimeSpan.FromSeconds(8));
        });
        tried.Add(await cluster.EndAsync(ofLongStops));

        // For longer than a turn may take, while all its threads are busy.
        await cluster.FloodAsync(halting);
        await cluster.FireAsync(ofShortStops, async () =>
        {
            halting.Freeze();
            await Task.Delay(TimeSpan.FromMilliseconds(1200));
            halting.Thaw();
            await Task.Delay(TimeSpan.FromMilliseconds(150));
        });
        tried.Add(await cluster.EndAsync(ofShortStops));
    }

    [ClusterFact(NeedsNetwork = true)]
    public async Task D_Alerts_WhenASiloIsCutOffFromTheOthersAndTheDatabase_FireAndEnd()
    {
        string[] alerts = ["PartyClusterSilosDisagree"];
        using NetworkOfItsOwn network = NetworkOfItsOwn.Create();
        string database = await DatabaseAsync();
        await using var line = new DatabaseLine(database, network.Outside);
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(2, database, database, "--set", $"cluster.address={network.Outside}");
        string[] address = ["--set", $"cluster.address={network.Inside}"];
        SiloProcess lone = await cluster.AddAsync(line.Database, network.Place, address);
        await cluster.SeenAsync(3);

        await cluster.FireAsync(alerts, () =>
        {
            network.Cut();
            return Task.CompletedTask;
        });
        network.Mend();
        await lone.ExitAsync(); // once it learns that it was given up
        await cluster.AddAsync(line.Database, network.Place, address);
        await cluster.SeenAsync(3);
        tried.Add(await cluster.EndAsync(alerts));
    }

    [ClusterFact]
    public void E_Alerts_WhenAllWasTried_AreThoseThatTheTableNames() =>
        tried.Alerts.ShouldBe((NetworkOfItsOwn.WhyAbsent is null ? ClusterAlerts.Anywhere.Concat(ClusterAlerts.OfANetwork) : ClusterAlerts.Anywhere).Order(StringComparer.Ordinal));

    private static async Task<string> DatabaseAsync() => await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);

    /// <summary>What was seen to fire and to end, over all tests of the class.</summary>
    public sealed class Tried
    {
        private readonly SortedSet<string> _alerts = new(StringComparer.Ordinal);

        /// <summary>The alerts, sorted.</summary>
        public IReadOnlyList<string> Alerts => [.. _alerts];

        /// <summary>Adds some.</summary>
        public void Add(IReadOnlyList<string> alerts) => _alerts.UnionWith(alerts);
    }
}

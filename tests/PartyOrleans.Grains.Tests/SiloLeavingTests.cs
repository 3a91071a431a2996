using Orleans.Runtime;
using Orleans.TestingHost;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Matching;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests;

/// <summary>Calls that wait for what another call brings do not hold up a silo that leaves: it would get none of those it waits for.</summary>
[NeedsPostgreSql]
public sealed class SiloLeavingTests
{
    /// <summary>Less than the half minute after which Orleans stops waiting for calls to end.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    [StoreFact]
    public async Task Stop_WhenATurnWaitsAtAShardForTheOneBefore_EndsTheWait()
    {
        await using TestHubCluster cluster = await StartAsync();
        (Turn _, Turn second) = await BeginTwoAsync(cluster);
        IBlockShardGrain shard = cluster.Silos.Client.GetGrain<IBlockShardGrain>(3);
        Task<ShardReply> waiting = shard.TakeAsync(new ShardTurn(second.Epoch, second.Number, second.Confirmed, [], []));
        await shard.FindAsync([]); // comes after it, so it waits there by now
        waiting.IsCompleted.ShouldBeFalse();

        await StopSiloOfAsync(cluster, shard.GetGrainId());

        (await Should.ThrowAsync<EpochEndedException>(() => waiting)).Message.ShouldBe("The shard's silo leaves the cluster.");
    }

    [StoreFact]
    public async Task Stop_WhenATurnWaitsAtTheLedgerForTheOneBefore_EndsTheWait()
    {
        await using TestHubCluster cluster = await StartAsync();
        (Turn _, Turn second) = await BeginTwoAsync(cluster);
        Task<TurnResult> waiting = cluster.Ledger.CommitAsync(new TurnSubmission { Epoch = second.Epoch, Number = second.Number, Submission = [], Neighbours = [], Grew = [], Shrank = [] });
        (await cluster.Ledger.StatusAsync()).UnderWay.ShouldBe(2);
        waiting.IsCompleted.ShouldBeFalse();

        await StopSiloOfAsync(cluster, cluster.Ledger.GetGrainId());

        await Should.ThrowAsync<EpochEndedException>(() => waiting);
        (await cluster.Ledger.BeginAsync(new TurnRequest([3], []))).Epoch.ShouldBeGreaterThan(second.Epoch);
    }

    [StoreFact]
    public async Task Deactivate_WhenATurnWaitsAtAShardOfASiloThatStays_EndsOnceTheTurnsTimeIsUp()
    {
        await using TestHubCluster cluster = await StartAsync(TimeSpan.FromSeconds(5));
        (Turn _, Turn second) = await BeginTwoAsync(cluster);
        IBlockShardGrain shard = cluster.Silos.Client.GetGrain<IBlockShardGrain>(3);
        Task<ShardReply> waiting = shard.TakeAsync(new ShardTurn(second.Epoch, second.Number, second.Confirmed, [], []));
        await shard.FindAsync([]);
        cluster.Silos.TryGetGrainContext(shard.GetGrainId(), out IGrainContext? context).ShouldBeTrue();

        context!.Deactivate(new DeactivationReason(DeactivationReasonCode.DirectoryFailure, "The silo that knew of it is gone."));

        (await shard.FindAsync([]).WaitAsync(AtOnce)).ShouldBeEmpty("another activation answers");
        await Should.ThrowAsync<EpochEndedException>(() => waiting);
    }

    [StoreFact]
    public async Task Kill_WhenTurnsWaitForTheOneBefore_EndsTheirWaitsOnTheSilosThatStay()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 3, options => options with { TurnTime = TimeSpan.FromMinutes(10) });
        (Turn _, Turn second) = await BeginTwoAsync(cluster);
        InProcessSiloHandle host = cluster.LedgerSilo;
        InProcessSiloHandle killed = cluster.Silos.Silos.First(silo => silo != host);
        IBlockShardGrain[] shards = [.. Enumerable.Range(0, 8).Select(shard => cluster.Silos.Client.GetGrain<IBlockShardGrain>(shard)).Where(shard => SiloOf(cluster, shard.GetGrainId()) != killed)];
        Task[] waiting =
        [
            .. shards.Select(shard => shard.TakeAsync(new ShardTurn(second.Epoch, second.Number, second.Confirmed, [], []))),
            cluster.Ledger.CommitAsync(new TurnSubmission { Epoch = second.Epoch, Number = second.Number, Submission = [], Neighbours = [], Grew = [], Shrank = [] }),
        ];
        await Task.WhenAll(shards.Select(shard => shard.FindAsync([]))); // come after them, so they wait there by now
        (await cluster.Ledger.StatusAsync()).UnderWay.ShouldBe(2);
        waiting.ShouldAllBe(each => !each.IsCompleted);

        await cluster.Silos.KillSiloAsync(killed);

        foreach (Task each in waiting)
        {
            await Should.ThrowAsync<EpochEndedException>(() => each.WaitAsync(AtOnce));
        }

        (await cluster.Ledger.BeginAsync(new TurnRequest([3], [])).WaitAsync(AtOnce)).Epoch.ShouldBeGreaterThan(second.Epoch);
    }

    private static Task<TestHubCluster> StartAsync() => StartAsync(TimeSpan.FromMinutes(10));

    private static Task<TestHubCluster> StartAsync(TimeSpan turnTime) =>
        TestHubCluster.StartAsync(DefaultBundle.Create(), 2, options => options with { TurnTime = turnTime });

    private static async Task<(Turn First, Turn Second)> BeginTwoAsync(TestHubCluster cluster) =>
        (await cluster.Ledger.BeginAsync(new TurnRequest([1], [])), await cluster.Ledger.BeginAsync(new TurnRequest([2], [])));

    private static async Task StopSiloOfAsync(TestHubCluster cluster, GrainId grain)
    {
        await cluster.Silos.StopSiloAsync(SiloOf(cluster, grain)).WaitAsync(AtOnce);
    }

    private static InProcessSiloHandle SiloOf(TestHubCluster cluster, GrainId grain)
    {
        cluster.Silos.TryGetGrainContext(grain, out IGrainContext? context).ShouldBeTrue();
        return cluster.Silos.GetSiloForAddress(context!.Address.SiloAddress!)!;
    }
}

using Orleans.Runtime;
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

    private static Task<TestHubCluster> StartAsync() => StartAsync(TimeSpan.FromMinutes(10));

    private static Task<TestHubCluster> StartAsync(TimeSpan turnTime) =>
        TestHubCluster.StartAsync(DefaultBundle.Create(), 2, options => options with { TurnTime = turnTime });

    private static async Task<(Turn First, Turn Second)> BeginTwoAsync(TestHubCluster cluster) =>
        (await cluster.Ledger.BeginAsync(new TurnRequest([1], [])), await cluster.Ledger.BeginAsync(new TurnRequest([2], [])));

    private static async Task StopSiloOfAsync(TestHubCluster cluster, GrainId grain)
    {
        cluster.Silos.TryGetGrainContext(grain, out IGrainContext? context).ShouldBeTrue();
        await cluster.Silos.StopSiloAsync(cluster.Silos.GetSiloForAddress(context!.Address.SiloAddress!)!).WaitAsync(AtOnce);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using PartyOrleans.Api.Cluster;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Report;
using PartyOrleans.Matching;
using PartyOrleans.Resolution;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests;

/// <summary>What an operator sees of a cluster: nothing stays under way once its cause is gone, and why it was.</summary>
[NeedsPostgreSql]
public sealed class ClusterReportTests
{
    private static readonly NastyOptions World = new() { Parties = 6, Premises = 2, OrganisationShare = 0.2, ErrorShare = 0.2 };

    [StoreFact]
    public async Task Look_WhenATurnIsLost_TellsOfItAndOfTheEndOfItsEpoch()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 3);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = HubStory.DrawRecords(8, World, 20) });
        ClusterReport report = ((InProcessSiloHandle)cluster.Silos.Silos[1]).ServiceProvider.GetRequiredService<ClusterReport>();

        Turn lost = await cluster.Ledger.BeginAsync(new TurnRequest([1, 2, 3], []) { Sender = "load" });
        ClusterStatus during = await report.LookAsync(CancellationToken.None);
        await cluster.Ledger.AbandonAsync(lost.Epoch, lost.Number);
        await cluster.SubmitAsync(2, new InputBatch { Upserts = HubStory.DrawRecords(9, World, 25) });
        ClusterStatus after = await report.LookAsync(CancellationToken.None);

        ClusterTurn turn = during.Turns.ShouldHaveSingleItem();
        (turn.Number, turn.Sender, turn.Records, turn.State).ShouldBe((lost.Number, "load", 3, "probing"));
        (during.Ledger.IsReady, during.Ledger.Records, during.Ledger.Shards, during.Ledger.Epoch).ShouldBe((true, 20, 8, lost.Epoch));
        during.Silos.Select(silo => silo.State).ShouldBe(["active", "active", "active"]);
        during.Silos.Sum(silo => silo.Shards).ShouldBe(8);
        during.Silos.Count(silo => silo.HasLedger).ShouldBe(1);
        during.Epochs.ShouldBeEmpty();
        after.Turns.ShouldBeEmpty();
        after.Ledger.Epoch.ShouldBeGreaterThan(lost.Epoch);
        EndedEpoch ended = after.Epochs.ShouldHaveSingleItem();
        (ended.Epoch, ended.Turns, ended.Cause).ShouldBe((lost.Epoch, 1, $"Turn {lost.Number} was given up."));
        after.Loads.ShouldBeEmpty();
    }

    [StoreFact]
    public async Task Look_WhenASenderDiesInTheMidstOfATurn_SeesItGoneOnceItsTimeIsUp()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 2, options => options with { TurnTime = TimeSpan.FromSeconds(2) });
        await cluster.SubmitAsync(0, new InputBatch { Upserts = HubStory.DrawRecords(8, World, 5) });
        ClusterReport report = ((InProcessSiloHandle)cluster.Silos.Silos[0]).ServiceProvider.GetRequiredService<ClusterReport>();
        Turn lost = await cluster.Ledger.BeginAsync(new TurnRequest([1], []));

        await cluster.SubmitAsync(1, new InputBatch { Upserts = HubStory.DrawRecords(9, World, 5) }).WaitAsync(TimeSpan.FromSeconds(60));

        ClusterStatus after = await report.LookAsync(CancellationToken.None);
        after.Turns.ShouldBeEmpty();
        after.Epochs.ShouldContain(epoch => epoch.Epoch == lost.Epoch && epoch.Cause == $"Turn {lost.Number} did not come in time.");
    }
}

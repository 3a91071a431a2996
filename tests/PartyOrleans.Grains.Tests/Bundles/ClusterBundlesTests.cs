using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Bundles;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests.Bundles;

/// <summary>The exchange of a cluster's bundle: proposed, compared and accepted on any silo; afterwards the cluster holds what a fresh run under it gives.</summary>
[NeedsPostgreSql]
public sealed class ClusterBundlesTests
{
    private static readonly ChangeOrigin Origin = new(ChangeKind.Bundle, "admin", "stricter");
    private static readonly NastyOptions World = new() { Parties = 10, Premises = 2, OrganisationShare = 0.2, ErrorShare = 0.2 };
    private static readonly Bundle First = DefaultBundle.Create();
    private static readonly Bundle Other = First with
    {
        Name = "strict", Thresholds = First.Thresholds with { MatchBits = First.Thresholds.MatchBits + 8, ReviewBits = First.Thresholds.ReviewBits + 8 },
    };

    [StoreFact]
    public async Task Accept_WhenABundleWasCompared_MakesTheClusterWhatAFreshRunUnderItIs()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(First, 3);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(21, World, 80);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(60)] });
        string json = BundleFile.ToJson(Other);
        string sha256 = BundleFile.Sha256Of(json);
        ClusterBundles asked = BundlesOf(cluster, 1);

        await asked.KeepAsync(new BundleText(sha256, json), CancellationToken.None);
        await asked.CompareAsync(sha256, CancellationToken.None);
        BundleReport report = await ReportAsync(asked);
        LedgerStatus before = await cluster.Ledger.StatusAsync();
        await Should.ThrowAsync<BundleRefusedException>(() => BundlesOf(cluster, 2).AcceptAsync(new BundleAcceptance(sha256, Origin) { Digest = "0", MostChangedShare = 1 }, CancellationToken.None));
        await Should.ThrowAsync<BundleRefusedException>(() => BundlesOf(cluster, 2).AcceptAsync(new BundleAcceptance(sha256, Origin) { Digest = report.Digest, MostChangedShare = 0 }, CancellationToken.None));
        (BundleReport accepted, long commit) = await BundlesOf(cluster, 2).AcceptAsync(
            new BundleAcceptance(sha256, Origin) { Digest = report.Digest, MostChangedShare = 1 }, CancellationToken.None);
        await cluster.SubmitAsync(2, new InputBatch { Upserts = [.. records.Skip(60)] });

        report.Touched.ShouldBeGreaterThan(0);
        (accepted.Digest, accepted.Touched, accepted.PartiesBefore, accepted.PartiesAfter, accepted.Split.Parties)
            .ShouldBe((report.Digest, report.Touched, report.PartiesBefore, report.PartiesAfter, report.Split.Parties));
        commit.ShouldBe(before.LastCommit + 1);
        LedgerStatus after = await cluster.Ledger.StatusAsync();
        (after.Bundle, after.Records).ShouldBe((sha256, 80));
        after.Epoch.ShouldBeGreaterThan(before.Epoch);
        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(Other, records));
    }

    [StoreFact]
    public async Task Status_WhenWhoeverIsToldOfABundleFails_GoesOnFollowingTheLedger()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(First, 1);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(23, World, 30);
        ClusterHub hub = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ClusterHub>();
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(20)] });
        await ToldAsync(hub, 20);
        int told = 0;
        hub.BundleChanged += _ => throw new InvalidOperationException($"It fails, {++told} times by now.");
        string json = BundleFile.ToJson(Other);
        string sha256 = BundleFile.Sha256Of(json);

        await BundlesOf(cluster, 0).KeepAsync(new BundleText(sha256, json), CancellationToken.None);
        await BundlesOf(cluster, 0).AcceptAsync(new BundleAcceptance(sha256, Origin) { Recompute = true, MostChangedShare = 1 }, CancellationToken.None);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(20)] });
        await ToldAsync(hub, 30);

        told.ShouldBe(1);
        (hub.Status.State, hub.Bundle!.Name).ShouldBe((HubState.Ready, "strict"));
    }

    [StoreFact]
    public async Task Accept_WhenOthersSubmitMeanwhile_LosesNothing()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(First, 3);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(22, World, 120);
        string json = BundleFile.ToJson(Other);
        string sha256 = BundleFile.Sha256Of(json);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(20)] });
        await BundlesOf(cluster, 0).KeepAsync(new BundleText(sha256, json), CancellationToken.None);

        Task[] submitting = [.. records.Skip(20).Chunk(5).Select((part, i) => cluster.SubmitAsync(i % 3, new InputBatch { Upserts = part }))];
        await Task.WhenAny(submitting);
        await BundlesOf(cluster, 1).AcceptAsync(new BundleAcceptance(sha256, Origin) { Recompute = true, MostChangedShare = 1 }, CancellationToken.None);
        await Task.WhenAll(submitting);

        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(Other, records));
    }

    [StoreFact]
    public async Task Compare_WhenThereIsNothingToCompare_IsRefused()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(First, 1);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = HubStory.DrawRecords(23, World, 5) });
        ClusterBundles bundles = BundlesOf(cluster, 0);
        string unknown = new('0', 64);

        (await Should.ThrowAsync<BundleRefusedException>(() => bundles.CompareAsync(unknown, CancellationToken.None))).IsUnknown.ShouldBeTrue();
        (await Should.ThrowAsync<BundleRefusedException>(() => bundles.CompareAsync(BundleFile.Sha256Of(BundleFile.ToJson(First)), CancellationToken.None))).IsUnknown.ShouldBeFalse();
        (await Should.ThrowAsync<BundleRefusedException>(() => bundles.AcceptAsync(new BundleAcceptance(unknown, Origin) { Recompute = true }, CancellationToken.None))).IsUnknown.ShouldBeTrue();
        bundles.Diff.ShouldBeNull();
        await cluster.SubmitAsync(0, new InputBatch { Upserts = HubStory.DrawRecords(24, World, 6) });
    }

    /// <summary>Waits until a hub tells of so many records; it looks every second.</summary>
    private static async Task ToldAsync(ClusterHub hub, long records)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (hub.Status.Records != records)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token); // it looks by itself: there is nothing to wait on
        }
    }

    private static ClusterBundles BundlesOf(TestHubCluster cluster, int silo) => ((InProcessSiloHandle)cluster.Silos.Silos[silo]).ServiceProvider.GetRequiredService<ClusterBundles>();

    private static async Task<BundleReport> ReportAsync(ClusterBundles bundles)
    {
        await bundles.EndedAsync().WaitAsync(TimeSpan.FromSeconds(60));
        BundleDiff diff = bundles.Diff!;
        (diff.State, diff.Failure, diff.Records).ShouldBe((BundleDiffState.Done, "", 60));
        return diff.Report!;
    }

    private static string Expected(Bundle bundle, IReadOnlyList<SourceRecord> records)
    {
        var engine = new EmbeddedEngine(bundle, 1);
        engine.Apply(new InputBatch { Upserts = records }, CancellationToken.None);
        return EngineState.Of(engine, withIds: false);
    }
}

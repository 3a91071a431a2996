using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.TestingHost;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests;

/// <summary>Silos that announce a later version of what silos say to each other join a cluster of this version, which leaves one by one; all serve all along.</summary>
[NeedsPostgreSql]
public sealed class RollingUpgradeTests
{
    private static readonly NastyOptions World = new() { Parties = 12, Premises = 3, OrganisationShare = 0.2, ErrorShare = 0.2 };

    [StoreFact]
    public async Task Submit_WhenSilosAreUpgradedOneByOne_IsServedByOldAndNewAllAlong()
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 2, configureNumbered: (number, services) =>
        {
            if (number >= 2)
            {
                services.AddSingleton<IGrainInterfacePropertiesProvider>(new LaterVersion(ClusterVersions.Current + 1));
            }
        });
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(815, World, 150);
        SourceRecord[][] parts = [.. records.Chunk(30)];
        InProcessSiloHandle[] old = [.. cluster.Silos.Silos];
        await SubmitAsync(parts[0], old);

        InProcessSiloHandle newer = await cluster.Silos.StartAdditionalSiloAsync();
        await SubmitAsync(parts[1], [.. old, newer]);
        InProcessSiloHandle newest = await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.Silos.StopSiloAsync(old[0]);
        await SubmitAsync(parts[2], [old[1], newer, newest]);
        await cluster.Silos.StopSiloAsync(old[1]);
        await SubmitAsync(parts[3], [newer, newest]);
        await SubmitAsync(parts[4], [newest]);

        VersionOf(newest).ShouldBe((ClusterVersions.Current + 1).ToString(CultureInfo.InvariantCulture), "the later version was really announced");
        var whole = new EmbeddedEngine(bundle, 1);
        whole.Apply(new InputBatch { Upserts = records }, CancellationToken.None);
        (await cluster.StateAsync(withIds: false)).ShouldBe(EngineState.Of(whole, withIds: false));
    }

    private static Task SubmitAsync(SourceRecord[] part, InProcessSiloHandle[] silos) =>
        Task.WhenAll(part.Chunk(5).Select((few, i) => TestHubCluster.SubmitAsync(silos[i % silos.Length], new InputBatch { Upserts = few })));

    private static string VersionOf(InProcessSiloHandle silo)
    {
        GrainManifest own = silo.ServiceProvider.GetRequiredService<IClusterManifestProvider>().LocalGrainManifest;
        GrainInterfaceType ledger = silo.ServiceProvider.GetRequiredService<GrainInterfaceTypeResolver>().GetGrainInterfaceType(typeof(ILedgerGrain));
        return own.Interfaces[ledger].Properties[WellKnownGrainInterfaceProperties.Version];
    }

    /// <summary>Announces the engine's interfaces in another version than the attribute says.</summary>
    private sealed class LaterVersion(int version) : IGrainInterfacePropertiesProvider
    {
        public void Populate(Type interfaceType, GrainInterfaceType grainInterfaceType, Dictionary<string, string> properties)
        {
            if (interfaceType == typeof(ILedgerGrain) || interfaceType == typeof(IBlockShardGrain))
            {
                properties[WellKnownGrainInterfaceProperties.Version] = version.ToString(CultureInfo.InvariantCulture);
            }
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;
using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests;

/// <summary>What a cluster of three silos over a real PostgreSQL does where parts of it fail: it goes on without help, and holds what an undisturbed run gives.</summary>
[NeedsPostgreSql]
public sealed class ClusterFailureTests
{
    private static readonly NastyOptions World = new() { Parties = 12, Premises = 3, OrganisationShare = 0.2, ErrorShare = 0.2 };

    public static TheoryData<string> Victims => ["the ledger's silo", "another silo"];

    [StoreTheory]
    [MemberData(nameof(Victims))]
    public async Task Submit_WhenASiloIsKilledMeanwhile_EndsWithWhatAnUndisturbedRunGives(string victim)
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(4711, World, 160);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(20)] });
        InProcessSiloHandle host = cluster.LedgerSilo;
        InProcessSiloHandle survivor = cluster.Silos.Silos.First(silo => silo != host);
        InProcessSiloHandle killed = string.Equals(victim, "the ledger's silo", StringComparison.Ordinal)
            ? host
            : cluster.Silos.Silos.First(silo => silo != host && silo != survivor);

        Task[] load = [.. records.Skip(20).Chunk(5).Select(part => TestHubCluster.SubmitAsync(survivor, new InputBatch { Upserts = part }))];
        await Task.WhenAny(load);
        await cluster.Silos.KillSiloAsync(killed);
        await Task.WhenAll(load);

        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(bundle, records));
    }

    [StoreFact]
    public async Task Take_WhenATurnIsGivenUp_BeginsAnotherEpochInWhichNothingOfItIsThere()
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(99, World, 40);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(20)] });
        Turn lost = await cluster.Ledger.BeginAsync(new TurnRequest([1], []));
        await cluster.Ledger.AbandonAsync(lost.Epoch, lost.Number);

        await cluster.SubmitAsync(1, new InputBatch { Upserts = [.. records.Skip(20)] });

        LedgerStatus status = await cluster.Ledger.StatusAsync();
        status.Epoch.ShouldBeGreaterThan(lost.Epoch);
        status.Records.ShouldBe(40);
        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(bundle, records));
        await Should.ThrowAsync<EpochEndedException>(() => cluster.Ledger.CommitAsync(new TurnSubmission
        {
            Epoch = lost.Epoch, Number = lost.Number, Submission = [], Neighbours = [], Grew = [], Shrank = [],
        }));
    }

    [StoreFact]
    public async Task Begin_WhenAShardIsMadeAnew_ReadsItFromTheStore()
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3, options => options with { TurnTime = TimeSpan.FromHours(1) });
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(17, World, 60);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(30)] });
        for (int shard = 0; shard < 8; shard++)
        {
            await cluster.Silos.DeactivateAsync(cluster.Silos.Client.GetGrain<IBlockShardGrain>(shard));
        }

        await cluster.SubmitAsync(2, new InputBatch { Upserts = [.. records.Skip(30)] });

        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(bundle, records));
    }

    [StoreFact]
    public async Task Open_WhenAnotherHubOwnsTheStore_WaitsUntilItIsGone()
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 1);
        IPartyStore other = await PartyStores.OpenAsync(cluster.Database, new PartyStoreOptions(), TimeProvider.System, CancellationToken.None);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(5, World, 10);

        Task submitting = cluster.SubmitAsync(0, new InputBatch { Upserts = records });
        (await cluster.Ledger.StatusAsync()).IsReady.ShouldBeFalse();
        await other.DisposeAsync();
        await submitting;

        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(bundle, records));
    }

    [StoreFact]
    public async Task Status_WhenTheNextLedgerCannotOpenTheStore_TellsWhatWasThereBefore()
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 1);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(6, World, 20);
        ClusterHub hub = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ClusterHub>();
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(10)] });
        await SeenAsync(hub, static status => status is { State: HubState.Ready, Records: 10 });
        HubStatus before = hub.Status;

        Task<PostgreSqlPartyStore> taking = PostgreSqlPartyStore.OpenAsync(
            cluster.Database, new PostgreSqlStoreOptions { LockTimeout = TimeSpan.FromMinutes(1) }, TimeProvider.System, CancellationToken.None);
        while (!taking.IsCompleted)
        {
            await cluster.Silos.DeactivateAsync(cluster.Ledger); // who waits for the lock by then comes next
        }

        PostgreSqlPartyStore other = await taking;
        await SeenAsync(hub, static status => status.Cause.StartsWith("The ledger is ", StringComparison.Ordinal));
        (HubStatus meanwhile, Bundle? decides) = (hub.Status, hub.Bundle);
        await other.DisposeAsync();
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(10)] });
        await SeenAsync(hub, static status => status is { State: HubState.Ready, Records: 20 });

        (meanwhile.State, meanwhile.Records, meanwhile.Parties, meanwhile.LastCommit).ShouldBe((HubState.Recovering, 10, before.Parties, before.LastCommit));
        decides.ShouldNotBeNull("else nobody is told of another bundle that comes then");
    }

    [StoreTheory]
    [MemberData(nameof(Victims))]
    public async Task Submit_WhenASiloLosesTheDatabase_OthersGoOnAndItComesBack(string victim)
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3, hasLines: true);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(4712, World, 120);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(20)] });
        InProcessSiloHandle host = cluster.LedgerSilo;
        InProcessSiloHandle cut = string.Equals(victim, "the ledger's silo", StringComparison.Ordinal) ? host : cluster.Silos.Silos.First(silo => silo != host);
        InProcessSiloHandle[] others = [.. cluster.Silos.Silos.Where(silo => silo != cut)];

        cluster.LineOf(cut).Cut();
        Task<SubmissionResult>[] onCut = [.. records.Skip(20).Take(40).Chunk(10).Select(part => TestHubCluster.SubmitAsync(cut, new InputBatch { Upserts = part }))];
        await Task.WhenAll(records.Skip(60).Chunk(6).Select((part, i) => TestHubCluster.SubmitAsync(others[i % 2], new InputBatch { Upserts = part })));
        onCut.ShouldAllBe(submitted => !submitted.IsCompleted, "a silo that cannot read the store answers nothing");
        LedgerStatus meanwhile = await cluster.Ledger.StatusAsync();
        cluster.LineOf(cut).Mend();
        await Task.WhenAll(onCut);

        meanwhile.Records.ShouldBe(80);
        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(bundle, records));
    }

    [StoreFact]
    public async Task Commit_WhenItsOutcomeIsUnclear_LeavesNoRecordOutOfItsBlocks()
    {
        Bundle bundle = DefaultBundle.Create();
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(4713, World with { Parties = 60 }, 120);
        RecordKey first = records[40].Key;
        int unclear = 0;
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 1, options => options with { MostHeldRecords = 1 }, configureNumbered: (_, services) => services.AddSingleton<LedgerStoreFactory>(
            provider => async stop => UnclearStore.Over(
                await PartyStores.OpenAsync(provider.GetRequiredService<ClusterOptions>().Store, new PartyStoreOptions(), TimeProvider.System, stop),
                change => change.Upserted.Any(record => record.Key == first) && Interlocked.Increment(ref unclear) == 1)));
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(40)] });

        SubmissionResult again = await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(40).Take(40)] });

        unclear.ShouldBe(1);
        again.Records.ShouldAllBe(record => record.Outcome == RecordOutcome.Unchanged);
        foreach (SourceRecord[] part in records.Skip(80).Chunk(10))
        {
            await cluster.SubmitAsync(0, new InputBatch { Upserts = part });
        }

        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(bundle, records));
    }

    [StoreFact]
    public async Task Open_WhenSilosJoin_SpreadsTheShardsOverThem()
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 1, options => options with { SpreadTime = TimeSpan.FromMilliseconds(100) });
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(4714, World, 120);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(40)] });
        (await ShardsOfSilosAsync(cluster)).ShouldBe([8]);

        await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.Silos.StartAdditionalSiloAsync();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (int i = 0; (await ShardsOfSilosAsync(cluster)) is not [2, 3, 3]; i++)
        {
            limit.Token.ThrowIfCancellationRequested();
            await cluster.SubmitAsync(i % 3, new InputBatch { Upserts = [records[40 + (i % 40)]] });
        }

        await cluster.SubmitAsync(2, new InputBatch { Upserts = [.. records.Skip(40)] });
        (await cluster.StateAsync(withIds: false)).ShouldBe(Expected(bundle, records));
    }

    /// <summary>Waits until a silo tells something of the hub; it looks every second.</summary>
    private static async Task SeenAsync(ClusterHub hub, Func<HubStatus, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo(hub.Status))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token); // it looks by itself: there is nothing to wait on
        }
    }

    /// <summary>How many shards each silo has, sorted.</summary>
    private static async Task<int[]> ShardsOfSilosAsync(TestHubCluster cluster)
    {
        IManagementGrain management = cluster.Silos.Client.GetGrain<IManagementGrain>(0);
        SiloAddress?[] places = await Task.WhenAll(Enumerable.Range(0, 8).Select(shard =>
            management.GetActivationAddress(cluster.Silos.Client.GetGrain<IBlockShardGrain>(shard)).AsTask()));
        return [.. places.OfType<SiloAddress>().GroupBy(silo => silo).Select(silo => silo.Count()).Order()];
    }

    private static string Expected(Bundle bundle, IReadOnlyList<SourceRecord> records)
    {
        var engine = new EmbeddedEngine(bundle, 1);
        engine.Apply(new InputBatch { Upserts = records }, CancellationToken.None);
        return EngineState.Of(engine, withIds: false);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Bundles;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests.Blocks;

/// <summary>
/// Shards that put their members away, and that are made anew from what the store keeps of them: three silos over a real PostgreSQL hold what a fresh
/// run gives, whatever is here, kept, old, or gone.
/// </summary>
[NeedsPostgreSql]
public sealed class BlockShardPagesTests
{
    private static readonly ChangeOrigin Origin = new(ChangeKind.Api, "test");
    private static readonly NastyOptions World = new() { Parties = 12, Premises = 3, OrganisationShare = 0.2, ErrorShare = 0.2 };

    [StoreTheory]
    [InlineData(8, 6)]
    [InlineData(14, 100)]
    public async Task Take_WhenNothingMayBeHeld_HoldsWhatTheEmbeddedEngineHolds(int keyBits, int most)
    {
        Bundle bundle = DefaultBundle.Create();
        bundle = bundle with { Blocking = bundle.Blocking with { KeyBits = keyBits, MaxBlockRecords = most } };
        await using ShardRig rig = await ShardRig.StartAsync(bundle, options => options with { MostMemberBytes = 1 });
        foreach (InputBatch wave in Batches.Of(HubStory.Draw((ulong)most, World, 36, 8), 9))
        {
            await Task.WhenAll(wave.Upserts.Select((record, i) => rig.SubmitAsync(i % 3, new InputBatch { Upserts = [record] })));
            await rig.SubmitAsync(0, new InputBatch { Deletes = wave.Deletes, Judgements = wave.Judgements, Revocations = wave.Revocations });
        }

        await rig.ShouldBeFreshAsync();
        await rig.PutAwayAsync();
        (await rig.HeldBytesAsync()).ShouldBe(0);
    }

    [StoreFact]
    public async Task PutAway_WhenNothingIsUsed_GivesAllMemoryBackAndTurnsGoOn()
    {
        await using ShardRig rig = await ShardRig.StartAsync(DefaultBundle.Create());
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(41, World, 120);
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(80)] });
        long held = await rig.HeldBytesAsync();
        long epoch = (await rig.Cluster.Ledger.StatusAsync()).Epoch;

        await rig.PutAwayAsync();
        long idle = await rig.HeldBytesAsync();
        IReadOnlyList<MatchCandidate> matched = await rig.Cluster.Silos.Silos[1].ServiceProvider.GetRequiredService<ClusterHub>().MatchAsync(records[3], 3, CancellationToken.None);
        await rig.SubmitAsync(1, new InputBatch { Upserts = [.. records.Skip(80)], Deletes = [records[7].Key] });

        held.ShouldBeGreaterThan(80 * 100);
        idle.ShouldBe(0);
        matched.ShouldNotBeEmpty();
        (await rig.Cluster.Ledger.StatusAsync()).Epoch.ShouldBe(epoch, "pages that come back end no epoch");
        await rig.ShouldBeFreshAsync();
    }

    [StoreFact]
    public async Task Open_WhenShardsAreLostAfterTheyWereSaved_ComputesWhatChangedSinceAlone()
    {
        await using ShardRig rig = await ShardRig.StartAsync(DefaultBundle.Create());
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(42, World, 120);
        IReadOnlyList<SourceRecord> others = HubStory.DrawRecords(43, World, 10);
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(100)] });
        await rig.SaveAsync();
        await rig.SubmitAsync(1, new InputBatch { Upserts = [.. others.Take(5).Select((other, i) => new SourceRecord(records[i].Key, other.Values))] });
        await rig.SubmitAsync(2, new InputBatch { Deletes = [records[20].Key, records[21].Key] });
        await rig.SubmitAsync(2, new InputBatch { Upserts = [records[21]] });

        IReadOnlyList<(int Shard, LoadedShard Loaded, long Memberships)> loads = await rig.KillAsync();

        loads.ShouldNotBeEmpty();
        loads.ShouldAllBe(load => load.Loaded.Changed * 4 < load.Memberships, "6 of 99 records changed since");
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(100)], Deletes = [records[0].Key] });
        await rig.ShouldBeFreshAsync();
    }

    [StoreFact]
    public async Task Open_WhenSomePagesAreNewerThanWhatWasSaved_HoldsWhatAFreshRunGives()
    {
        await using ShardRig rig = await ShardRig.StartAsync(DefaultBundle.Create());
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(44, World, 120);
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(60)] });
        await rig.SaveAsync();
        await rig.SubmitAsync(1, new InputBatch { Upserts = [.. records.Skip(60).Take(30)], Deletes = [records[3].Key, records[4].Key] });
        await rig.PutAwayAsync(); // as one that is killed while it saves leaves it: pages are written, and that all are is not
        await rig.SubmitAsync(1, new InputBatch { Upserts = [records[3]], Deletes = [records[70].Key] });

        (await rig.KillAsync()).ShouldAllBe(load => load.Loaded.Changed < load.Memberships);

        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(90)], Deletes = [records[80].Key] });
        await rig.ShouldBeFreshAsync();
    }

    [StoreFact]
    public async Task Save_WhenItsSiloIsKilledMeanwhile_LeavesWhatAFreshRunGives()
    {
        await using ShardRig rig = await ShardRig.StartAsync(DefaultBundle.Create());
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(45, World, 120);
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(60)] });
        await rig.SaveAsync();
        await rig.SubmitAsync(1, new InputBatch { Upserts = [.. records.Skip(60).Take(30)], Deletes = [records[3].Key] });

        Task[] saving = [.. Enumerable.Range(0, ShardRig.Shards).Select(shard => (Task)rig.Cluster.Silos.Client.GetGrain<IBlockShardUpkeepGrain>(shard).SaveAsync())];
        await Task.WhenAny(saving);
        Task ended = Task.WhenAll(saving); // what the killed silo was asked for ends in its own time, with a failure that nobody waits for
        await rig.KillAsync();
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(90)] });

        await rig.ShouldBeFreshAsync();
        await ((Task)ended.WaitAsync(TimeSpan.Zero)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [StoreFact]
    public async Task Deactivate_WhenTurnsGoOn_SavesWhatItHeldAndIsReadFromThat()
    {
        await using ShardRig rig = await ShardRig.StartAsync(DefaultBundle.Create());
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(46, World, 100);
        foreach (SourceRecord[] part in records.Chunk(25))
        {
            await rig.SubmitAsync(0, new InputBatch { Upserts = part });
            rig.Loads.Clear();
            for (int shard = 0; shard < ShardRig.Shards; shard++)
            {
                await rig.Cluster.Silos.DeactivateAsync(rig.Cluster.Silos.Client.GetGrain<IBlockShardGrain>(shard));
            }
        }

        await rig.SubmitAsync(1, new InputBatch { Deletes = [records[5].Key] });

        rig.Loads.Select(load => load.Shard).Distinct().Count().ShouldBe(ShardRig.Shards);
        rig.Loads.ShouldAllBe(load => load.Loaded.Changed == 0 && load.Memberships > 0);
        await rig.ShouldBeFreshAsync();
    }

    [StoreFact]
    public async Task Open_WhenAnotherBundleDecides_PassesOverWhatWasSavedUnderTheOneBefore()
    {
        Bundle first = DefaultBundle.Create();
        Bundle other = first with { Name = "finer", Blocking = first.Blocking with { KeyBits = 10, MaxBlockRecords = 8 } };
        await using ShardRig rig = await ShardRig.StartAsync(first);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(47, World, 100);
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(60)] });
        await rig.SaveAsync();
        string json = BundleFile.ToJson(other);
        ClusterBundles bundles = rig.Cluster.Silos.Silos[1].ServiceProvider.GetRequiredService<ClusterBundles>();
        await bundles.KeepAsync(new BundleText(BundleFile.Sha256Of(json), json), CancellationToken.None);
        rig.Loads.Clear();
        rig.Bundle = other;
        (await rig.SavedAsync()).ShouldBeEmpty("what is saved is of the bundle before");
        await bundles.AcceptAsync(new BundleAcceptance(BundleFile.Sha256Of(json), new ChangeOrigin(ChangeKind.Bundle, "admin")) { Recompute = true, MostChangedShare = 1 }, CancellationToken.None);

        await rig.SubmitAsync(1, new InputBatch { Upserts = [.. records.Skip(60).Take(20)] });
        rig.Loads.ShouldAllBe(load => load.Loaded.Changed == load.Memberships);
        await rig.SaveAsync();
        await rig.KillAsync();
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(80)] });

        await rig.ShouldBeFreshAsync();
    }

    [StoreFact]
    public async Task Submit_WhenARecordIsErased_NothingOfItIsKeptFromThatCommitOn()
    {
        await using ShardRig rig = await ShardRig.StartAsync(DefaultBundle.Create());
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(48, World, 60);
        SourceRecord[] full = [.. records.Skip(40).OrderByDescending(record => record.Values.Count()).ThenBy(record => record.Key).Take(4)];
        var changed = new SourceRecord(new RecordKey("crm", "erase-me-changed"), full[0].Values);
        var same = new SourceRecord(new RecordKey("crm", "erase-me-same"), full[1].Values);
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(40), changed, same] });
        await rig.SaveAsync();
        await rig.SubmitAsync(0, new InputBatch { Upserts = [new SourceRecord(changed.Key, full[2].Values)] });
        await rig.PutAwayAsync();
        await rig.SubmitAsync(1, new InputBatch { Upserts = [new SourceRecord(changed.Key, full[3].Values)] });
        (await rig.KeepsAsync("erase-me-changed")).ShouldBeTrue();
        (await rig.KeepsAsync("erase-me-same")).ShouldBeTrue();

        await EraseAsync(rig, changed.Key, same.Key);

        (await rig.KeepsAsync("erase-me")).ShouldBeFalse();
        (await rig.SavedAsync()).ShouldBeEmpty("what was saved before does not tell what an erasure destroyed");
        await rig.KillAsync();
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(40)] });
        await rig.ShouldBeFreshAsync();
        await rig.SaveAsync();
        (await rig.SavedAsync()).Count.ShouldBe(ShardRig.Shards);
        (await rig.KeepsAsync("erase-me")).ShouldBeFalse();
    }

    [StoreFact]
    public async Task Open_WhenTurnsWereUndoneAfterPagesWereKept_HoldsNothingOfThem()
    {
        await using ShardRig rig = await ShardRig.StartAsync(DefaultBundle.Create());
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(49, World, 60);
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(40)] });
        Turn lost = await rig.Cluster.Ledger.BeginAsync(new TurnRequest([1], []));
        for (int shard = 0; shard < ShardRig.Shards; shard++)
        {
            await rig.Cluster.Silos.Client.GetGrain<IBlockShardGrain>(shard).TakeAsync(
                new ShardTurn(lost.Epoch, lost.Number, lost.Confirmed, [new WireEntry(new WireKey("crm", "never-there"), 7, [], [shard, shard + 100])], []));
        }

        await rig.SaveAsync();
        bool isKept = await rig.KeepsAsync("never-there");
        await rig.Cluster.Ledger.AbandonAsync(lost.Epoch, lost.Number);
        await rig.SubmitAsync(1, new InputBatch { Upserts = [.. records.Skip(40).Take(10)] });
        await rig.PutAwayAsync();

        isKept.ShouldBeFalse("pages say what is confirmed");
        (await rig.KeepsAsync("never-there")).ShouldBeFalse();
        await rig.KillAsync();
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Skip(50)] });
        await rig.ShouldBeFreshAsync();
    }

    [StoreFact]
    public async Task Take_WhenKeptPagesAreGone_ReadsTheShardAnew()
    {
        await using ShardRig rig = await ShardRig.StartAsync(DefaultBundle.Create());
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(50, World, 60);
        await rig.SubmitAsync(0, new InputBatch { Upserts = [.. records.Take(40)] });
        await rig.PutAwayAsync();
        await using (var connection = new Npgsql.NpgsqlConnection(rig.Cluster.Database))
        {
            await connection.OpenAsync();
            await using var empty = new Npgsql.NpgsqlCommand("TRUNCATE block_page, block_shard", connection);
            await empty.ExecuteNonQueryAsync();
        }

        await rig.SubmitAsync(1, new InputBatch { Upserts = [.. records.Skip(40)], Deletes = [records[2].Key] });

        await rig.ShouldBeFreshAsync();
    }

    private static async Task EraseAsync(ShardRig rig, params RecordKey[] gone)
    {
        await rig.Cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ClusterHub>().SubmitAsync(
            new Submission
            {
                Batch = new InputBatch(),
                Origin = Origin,
                Plan = (_, _) => Task.FromResult(new Submission { Batch = new InputBatch { Deletes = gone }, Origin = Origin, Erased = gone }),
            },
            CancellationToken.None);
        rig.Forget(gone);
    }
}

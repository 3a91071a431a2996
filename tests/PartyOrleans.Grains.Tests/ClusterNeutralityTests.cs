using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests;

/// <summary>The invariant on a cluster of three silos and a real PostgreSQL: what it holds is what the embedded engine gives for the same inputs.</summary>
[NeedsPostgreSql]
public sealed class ClusterNeutralityTests
{
    private static readonly NastyOptions World = new() { Parties = 6, Premises = 2, OrganisationShare = 0.3, ErrorShare = 0.2 };

    public static TheoryData<int, int> Blocks => new() { { 8, 6 }, { 4, 3 }, { 14, 100 } };

    [StoreTheory]
    [MemberData(nameof(Blocks))]
    public async Task Submit_WhenAStoryIsToldInOrder_HoldsWhatTheEmbeddedEngineHolds(int keyBits, int most)
    {
        Bundle bundle = BundleWith(keyBits, most);
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3, options => options with { MostHeldRecords = 10 });
        var whole = new EmbeddedEngine(bundle, 1);
        int at = 0;
        foreach (InputBatch batch in Batches.Of(HubStory.Draw((ulong)most * 100, World, 70, 20), 3))
        {
            await cluster.SubmitAsync(at++ % 3, batch);
            whole.Apply(batch, CancellationToken.None);
        }

        (await cluster.StateAsync(withIds: true)).ShouldBe(EngineState.Of(whole, withIds: true));
    }

    [StoreTheory]
    [MemberData(nameof(Blocks))]
    public async Task Submit_WhenSilosTakeInputsSideBySide_HoldsWhatAFreshRunGives(int keyBits, int most)
    {
        Bundle bundle = BundleWith(keyBits, most);
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3);
        var inputs = new HubInputs();
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords((ulong)most * 7, World, 120);
        await Task.WhenAll(records.Chunk(4).Select((part, i) => cluster.SubmitAsync(i % 3, new InputBatch { Upserts = part })));
        inputs.Apply(new InputBatch { Upserts = records });
        RecordKey[] gone = [.. records.Where((_, i) => i % 5 == 0).Select(record => record.Key)];
        await Task.WhenAll(gone.Chunk(3).Select((part, i) => cluster.SubmitAsync(i % 3, new InputBatch { Deletes = part })));
        inputs.Apply(new InputBatch { Deletes = gone });

        (await cluster.StateAsync(withIds: false)).ShouldBe(EngineState.Of(Fresh(bundle, inputs), withIds: false));
    }

    [StoreTheory]
    [MemberData(nameof(Blocks))]
    public async Task Submit_WhenSilosTakeAllKindsOfInputsSideBySide_HoldsWhatAFreshRunGives(int keyBits, int most)
    {
        Bundle bundle = BundleWith(keyBits, most);
        foreach (ulong seed in PropertyCases.Seeds(2))
        {
            await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3, options => options with { MostHeldRecords = 20, MostInputsPerCommit = seed % 2 == 0 ? 1 : 5000 });
            var inputs = new HubInputs();
            int silo = 0;
            foreach (InputBatch wave in Batches.Of(HubStory.Draw((seed * 1000) + (ulong)most, World, 150, 40), 30))
            {
                await Task.WhenAll(SinglesOf(wave).Select(single => cluster.SubmitAsync(silo++ % 3, single)));
                inputs.Apply(wave);
            }

            string[] held = (await cluster.StateAsync(withIds: false)).Split('\n');
            string[] fresh = EngineState.Of(Fresh(bundle, inputs), withIds: false).Split('\n');
            (string.Join('\n', held.Except(fresh)), string.Join('\n', fresh.Except(held))).ShouldBe(("", ""), $"seed {seed}");
            held.ShouldBe(fresh, $"seed {seed}");
        }
    }

    /// <summary>Each input of a batch by itself: nothing says which of them comes first.</summary>
    private static IEnumerable<InputBatch> SinglesOf(InputBatch batch) =>
    [
        .. batch.Upserts.Select(record => new InputBatch { Upserts = [record] }),
        .. batch.Deletes.Select(key => new InputBatch { Deletes = [key] }),
        .. batch.Judgements.Select(judgement => new InputBatch { Judgements = [judgement] }),
        .. batch.Revocations.Select(pair => new InputBatch { Revocations = [pair] }),
    ];

    private static Bundle BundleWith(int keyBits, int most)
    {
        Bundle bundle = DefaultBundle.Create();
        return bundle with { Blocking = bundle.Blocking with { KeyBits = keyBits, MaxBlockRecords = most } };
    }

    private static EmbeddedEngine Fresh(Bundle bundle, HubInputs inputs)
    {
        var engine = new EmbeddedEngine(bundle, 1);
        engine.Apply(inputs.AsBatch(), CancellationToken.None);
        return engine;
    }
}

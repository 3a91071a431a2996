using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>The invariant: partition, golden content and reviews are a pure function of records, judgements and bundle.</summary>
public sealed class OrderNeutralityTests
{
    private const int Stories = 10;

    private static readonly (EngineTuning Tuning, int Threads)[] Ways =
    [
        (EngineTuning.Probe, 1), (EngineTuning.Probe with { FewestForParallel = 0 }, 4), (EngineTuning.Bulk, 1), (EngineTuning.Bulk, 4),
        (new EngineTuning { FewestForBulk = 6, FewestForParallel = 2 }, 4),
    ];

    public static TheoryData<string> Bundles => PropertyBundles.Names;

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Apply_WhenOrderBatchesThreadsAndPathDiffer_GivesTheStateOfAFreshRun(string bundleName)
    {
        Bundle bundle = PropertyBundles.Named(bundleName);
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed);
            HubInputs inputs = InputsOf(HubStory.Draw(seed * 100, Options(draws), 60, 10 + draws.Below(25)));
            string fresh = Fresh(bundle, inputs);
            foreach (int size in (int[])[1, 2, 7, int.MaxValue])
            {
                (EngineTuning tuning, int threads) = draws.Pick(Ways);
                IReadOnlyList<InputBatch> batches = Batches.Of(draws.Shuffled(inputs.AsSteps()), size);
                HubState.Run(bundle, batches, tuning, threads).ShouldHold(fresh, $"seed {seed}, batches of {size}, {tuning}, {threads} threads");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Apply_AfterEveryBatchOfAStory_HoldsTheStateOfAFreshRun(string bundleName)
    {
        Bundle bundle = PropertyBundles.Named(bundleName);
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed + 5000);
            int size = draws.Pick([1, 1, 2, 5, 12]);
            var engine = new EmbeddedEngine(bundle, draws.Pick([1, 4]));
            var inputs = new HubInputs();
            foreach (InputBatch batch in Batches.Of(HubStory.Draw(seed * 100, Options(draws), 70, 8 + draws.Below(20)), size))
            {
                engine.Tuning = draws.Chance(0.25) ? EngineTuning.Bulk : EngineTuning.Probe with { FewestForParallel = draws.Pick([0, 256]) };
                engine.Apply(batch, CancellationToken.None);
                inputs.Apply(batch);
                if (draws.Chance(0.4))
                {
                    engine.ShouldHold(Fresh(bundle, inputs), $"seed {seed}, {inputs.Records.Count} records, last batch {engine.Tuning}");
                }
            }

            engine.ShouldHold(Fresh(bundle, inputs), $"seed {seed}, at the end");
        }
    }

    private static NastyOptions Options(SeededDraws draws) => new()
    {
        Parties = 3 + draws.Below(8),
        Premises = 1 + draws.Below(3),
        OrganisationShare = draws.Pick([0, 0.3, 0.8]),
        ErrorShare = draws.Pick([0.05, 0.2, 0.4]),
    };

    private static HubInputs InputsOf(IEnumerable<InputBatch> story)
    {
        var inputs = new HubInputs();
        foreach (InputBatch step in story)
        {
            inputs.Apply(step);
        }

        return inputs;
    }

    private static string Fresh(Bundle bundle, HubInputs inputs) => HubState.Of(HubState.Run(bundle, [inputs.AsBatch()], EngineTuning.Bulk, 1));
}

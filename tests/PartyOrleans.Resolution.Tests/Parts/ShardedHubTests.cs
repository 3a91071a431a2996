using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Tests.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Parts;

/// <summary>A hub that holds only the components which its changes touch answers as the engine that holds all of them, change by change.</summary>
public sealed class ShardedHubTests
{
    private const int Stories = 5;

    public static TheoryData<string> Bundles => PropertyBundles.Names;

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Apply_AfterEveryBatchOfAStory_ChangesWhatTheWholeEngineChanges(string bundleName)
    {
        Bundle bundle = PropertyBundles.Named(bundleName);
        int loaded = 0;
        int crossed = 0;
        int away = 0;
        int restarted = 0;
        foreach (ulong seed in PropertyCases.Seeds(Stories))
        {
            var draws = new SeededDraws(seed + 9000);
            var whole = new EmbeddedEngine(bundle, 1) { Tuning = EngineTuning.Probe };
            var parts = new ShardedHub(bundle, draws.Pick([1, 3, 8]), draws.Pick([0, 5, 1000]), draws);
            var options = new NastyOptions
            {
                Parties = 3 + draws.Below(8),
                Premises = 1 + draws.Below(3),
                OrganisationShare = draws.Pick([0, 0.3, 0.8]),
                ErrorShare = draws.Pick([0.05, 0.2, 0.4]),
            };
            int at = 0;
            foreach (InputBatch batch in Batches.Of(HubStory.Draw(seed * 100, options, 70, 8 + draws.Below(20)), draws.Pick([1, 1, 2, 5, 12])))
            {
                string context = $"seed {seed}, batch {++at}";
                if (draws.Chance(0.15))
                {
                    parts.Restart();
                }

                if (draws.Chance(0.2))
                {
                    parts.Save();
                }

                if (draws.Chance(0.2))
                {
                    restarted += parts.RestartFromPages() ? 1 : 0;
                }

                if (draws.Chance(0.2))
                {
                    parts.ProbeInVain(batch);
                }

                string expected = ChangeText.Of(whole.Apply(batch, CancellationToken.None));
                ChangeText.Of(parts.Apply(batch)).ShouldBe(expected, context);
            }

            parts.Store.ShouldMatch(whole, $"seed {seed}");
            loaded += parts.Loaded;
            away += parts.TimesAway;
            crossed += parts.Crossed;
        }

        loaded.ShouldBeGreaterThan(50);
        away.ShouldBeGreaterThan(50);
        restarted.ShouldBeGreaterThan(2);
        (crossed > 0).ShouldBe(bundle.Blocking.MaxBlockRecords < 20, "blocks cross the limit where it is low");
    }
}

using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Training;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Matching.Tests.Training;

public sealed class ExpectationMaximisationTests
{
    private static readonly string[] Names = ["given", "family", "date", "phone"];

    [Fact]
    public void Fit_WhenPatternsComeFromAKnownModel_RecoversIt()
    {
        foreach (ulong seed in PropertyCases.Seeds(3))
        {
            const double Pairs = 5_000_000;
            const int Matches = 20_000;
            var draws = new SeededDraws(seed);
            double[][] m = [.. Names.Select(name => Spread(draws, name, 0.7 + (0.2 * draws.Unit())))];
            double[][] u = [.. Names.Select(name => Spread(draws, name, 0.001 + (0.004 * draws.Unit())))];

            // Expected counts of every pattern; random pairs hold matches too. Blocking brings in the pairs that agree exactly somewhere.
            var candidates = new PatternCounts();
            var random = new PatternCounts();
            foreach (int[] levels in Patterns())
            {
                ComparisonPattern pattern = default;
                double match = Matches;
                double chance = Pairs;
                for (int i = 0; i < Names.Length; i++)
                {
                    pattern = pattern.With(KindOf(Names[i]), levels[i]);
                    match *= m[i][levels[i] - 1];
                    chance *= u[i][levels[i] - 1];
                }

                random.Add(pattern, (long)Math.Round((match + chance) / 10));
                if (levels.Contains(1))
                {
                    candidates.Add(pattern, (long)Math.Round(match + chance));
                }
            }

            MatchModel prior = Prior();
            TrainedModel trained = new ExpectationMaximisation(prior, candidates.Sorted(), random.Sorted(), Pairs).Fit([]);

            trained.Matches.ShouldBeInRange(Matches * 0.9, Matches * 1.1, $"seed {seed}");
            trained.Model.PriorBits.ShouldBe(Math.Log2(trained.Matches / Pairs), 1e-9);
            for (int i = 0; i < Names.Length; i++)
            {
                trained.Model.Comparisons[i].Levels.Sum(level => level.U).ShouldBe(1, 1e-6);
                trained.Model.Comparisons[i].Levels[0].M.ShouldBe(m[i][0], 0.03, $"seed {seed}, m of {Names[i]}");
                trained.Model.Comparisons[i].Levels[0].U.ShouldBe(u[i][0], 0.1 * u[i][0], $"seed {seed}, u of {Names[i]}");
            }
        }
    }

    [Fact]
    public void Fit_WhenThereAreHardlyAnyPairs_StaysNearThePrior()
    {
        var few = new PatternCounts();
        few.Add(default(ComparisonPattern).With(ComparisonKind.Given, 1).With(ComparisonKind.Family, 1).With(ComparisonKind.Date, 1));
        MatchModel prior = Prior();

        TrainedModel trained = new ExpectationMaximisation(prior, few.Sorted(), new PatternCounts().Sorted(), 10).Fit([]);

        for (int i = 0; i < Names.Length; i++)
        {
            trained.Model.Comparisons[i].Levels[0].M.ShouldBe(prior.Comparisons[i].Levels[0].M, 0.02);
            trained.Model.Comparisons[i].Levels[0].U.ShouldBe(prior.Comparisons[i].Levels[0].U, 0.02);
        }
    }

    [Fact]
    public void Fit_WhenRelatedPairsOutnumberTheMatches_KeepsLevelsThatSpeakAgainst()
    {
        // Companies of one group share the address and the site but little of the name.
        ComparisonPattern related = default(ComparisonPattern).With(ComparisonKind.Address, (int)AddressLevel.Exact)
            .With(ComparisonKind.Website, (int)AgreementLevel.Same);
        var candidates = new PatternCounts();
        candidates.Add(related.With(ComparisonKind.Organisation, (int)OrganisationLevel.Exact), 20_000);
        candidates.Add(related.With(ComparisonKind.Organisation, (int)OrganisationLevel.WeakOverlap), 30_000);
        MatchModel prior = DefaultBundle.Create().Organisations with { Alternatives = [] };

        TrainedModel trained = new ExpectationMaximisation(prior, candidates.Sorted(), new PatternCounts().Sorted(), 50_000_000).Fit([]);

        Comparison names = trained.Model.Comparisons.Single(comparison => comparison.Name == "organisation");
        ComparisonLevel weak = names.Levels[(int)OrganisationLevel.WeakOverlap - 1];

        // Three pairs of five overlap weakly; held to chance, then made to sum to one with the rest, it stays far below.
        weak.M.ShouldBeInRange(weak.U, 0.1);
        names.Levels.Sum(level => level.M).ShouldBe(1, 1e-9);
    }

    private static MatchModel Prior()
    {
        MatchModel persons = DefaultBundle.Create().Persons;
        return persons with { Comparisons = [.. Names.Select(name => persons.Comparisons.Single(comparison => comparison.Name == name))], Alternatives = [] };
    }

    private static ComparisonKind KindOf(string name) => ComparisonCatalog.KindOf(name)!.Value;

    /// <summary>Exact agreement with the given probability; the rest evenly over the other levels but the last, which takes what is left.</summary>
    private static double[] Spread(SeededDraws draws, string name, double exact)
    {
        int count = ComparisonCatalog.Levels[(int)KindOf(name)].Count;
        double[] levels = new double[count];
        levels[0] = exact;
        for (int i = 1; i < count - 1; i++)
        {
            levels[i] = (1 - exact) * 0.3 * draws.Unit() / count;
        }

        levels[^1] = 1 - levels.Sum();
        return levels;
    }

    private static IEnumerable<int[]> Patterns()
    {
        IEnumerable<int[]> patterns = [[]];
        foreach (string name in Names)
        {
            int levels = ComparisonCatalog.Levels[(int)KindOf(name)].Count;
            patterns = patterns.SelectMany(_ => Enumerable.Range(1, levels), (pattern, level) => (int[])[.. pattern, level]);
        }

        return patterns;
    }
}

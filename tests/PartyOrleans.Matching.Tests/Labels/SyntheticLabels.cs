using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Labels;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests.Labels;

/// <summary>Labelled patterns drawn from a known model.</summary>
internal static class SyntheticLabels
{
    public static MatchModel Model(double priorBits, double[] givenM, double[] givenU, double[] genderM, double[] genderU, double[] phoneM, double[] phoneU) =>
        new(
            priorBits,
            [
                Of(ComparisonKind.Given, givenM, givenU), Of(ComparisonKind.Gender, genderM, genderU), Of(ComparisonKind.Phone, phoneM, phoneU),
            ],
            []);

    /// <summary>A model whose weights are about -9 to +13 bits.</summary>
    public static MatchModel Truth() => Model(
        -3,
        [.5, .1, .1, .1, .05, .05, .05, .05], [.05, .02, .03, .05, .05, .05, .05, .7],
        [.9, .02, .08], [.5, .02, .48],
        [.6, .1, .1, .2], [.01, .02, .02, .95]);

    /// <summary>The truth but for exact given names and equal phones, which it takes for far better evidence than they are.</summary>
    public static MatchModel Wrong() => Model(
        -3,
        [.5, .1, .1, .1, .05, .05, .05, .05], [.0005, .02, .03, .05, .05, .05, .05, .7495],
        [.9, .02, .08], [.5, .02, .48],
        [.6, .1, .1, .2], [.0002, .02, .02, .9598]);

    /// <summary>Patterns of the truth's classes: every pair is a match with the odds of the prior, every level comes from m or u.</summary>
    public static List<LabelledPattern> Draw(MatchModel truth, int count, ulong seed)
    {
        var random = new Sequence(seed);
        var labels = new List<LabelledPattern>(count);
        for (int i = 0; i < count; i++)
        {
            bool isMatch = random.Next() < PairScorer.Probability(truth.PriorBits);
            labels.Add(new LabelledPattern(Pattern(truth, random, level => isMatch ? level.M : level.U), 0, isMatch));
        }

        return labels;
    }

    /// <summary>Patterns as in <see cref="Draw"/>, labelled by chance with the probability that a line through the model's weight gives.</summary>
    public static List<LabelledPattern> DrawOnLine(MatchModel model, double slope, double bits, int count, ulong seed)
    {
        var scorer = new PairScorer(model);
        var random = new Sequence(seed);
        var labels = new List<LabelledPattern>(count);
        for (int i = 0; i < count; i++)
        {
            bool fromMatches = random.Next() < 0.4;
            ComparisonPattern pattern = Pattern(model, random, level => fromMatches ? level.M : level.U);
            double probability = PairScorer.Probability(bits + (slope * scorer.WeightBits(pattern, 0)));
            labels.Add(new LabelledPattern(pattern, 0, random.Next() < probability));
        }

        return labels;
    }

    public static LabelFit FitOf(MatchModel model, IReadOnlyList<LabelledPattern> labels)
    {
        var scorer = new PairScorer(model);
        double loss = 0;
        double brier = 0;
        foreach (LabelledPattern label in labels)
        {
            double probability = PairScorer.Probability(scorer.WeightBits(label.Pattern, label.TermBits));
            loss -= Math.Log(label.IsMatch ? probability : 1 - probability);
            brier += Math.Pow(probability - (label.IsMatch ? 1 : 0), 2);
        }

        return new LabelFit(loss / labels.Count, brier / labels.Count);
    }

    private static Comparison Of(ComparisonKind kind, double[] m, double[] u) => new(
        ComparisonCatalog.Names[(int)kind],
        [.. ComparisonCatalog.Levels[(int)kind].Take(m.Length).Select((name, level) => new ComparisonLevel(name, m[level], u[level]))]);

    private static ComparisonPattern Pattern(MatchModel model, Sequence random, Func<ComparisonLevel, double> probability)
    {
        var pattern = default(ComparisonPattern);
        foreach (Comparison comparison in model.Comparisons)
        {
            double left = random.Next();
            int level = 0;
            while (level < comparison.Levels.Count - 1 && left >= probability(comparison.Levels[level]))
            {
                left -= probability(comparison.Levels[level++]);
            }

            ComparisonKind kind = ComparisonCatalog.KindOf(comparison.Name)!.Value;
            pattern = pattern.With(kind, level + 1);
        }

        return pattern;
    }

    /// <summary>Numbers from 0 to 1 that a seed decides: SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    private sealed class Sequence(ulong seed)
    {
        private ulong _state = seed;

        public double Next()
        {
            ulong mixed = _state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return ((mixed ^ (mixed >> 31)) >> 11) / (double)(1UL << 53);
        }
    }
}

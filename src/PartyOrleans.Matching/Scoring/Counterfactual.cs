using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Scoring;

/// <summary>A comparison at another level than it has, and what the pair would weigh then.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="From">The level that it has; empty where one side has no value.</param>
/// <param name="To">The level that it would have; empty for no value on one side.</param>
/// <param name="WeightBits">The match weight with it, bits.</param>
public sealed record LevelChange(string Comparison, string From, string To, double WeightBits);

/// <summary>What would have to be different for a pair to be decided differently.</summary>
/// <remarks>
/// A counterfactual in the sense of Wachter, Mittelstadt and Russell (2018): of all changes of one comparison level that take the weight
/// across the threshold, the one that changes it least. How rare the values of a changed comparison were is not known apart from the others,
/// so a comparison's part in the rarity is taken to be as its levels' chance agreement; values that would newly agree count as averagely rare.
/// </remarks>
public static class Counterfactual
{
    private const int TermShift = 48;

    /// <summary>The smallest change of one comparison level that takes a pair's weight to the other side of a threshold; null where no single one does.</summary>
    /// <param name="model">The model of the pair's party type.</param>
    /// <param name="scorer">The scorer of that model.</param>
    /// <param name="type">The party type.</param>
    /// <param name="pattern">The levels that the pair has.</param>
    /// <param name="termBits">Sum of the term bits of the agreements that the pattern marks, bits.</param>
    /// <param name="thresholdBits">The threshold: a weight at or above it is on the upper side.</param>
    public static LevelChange? Smallest(
        MatchModel model, PairScorer scorer, PartyType type, ComparisonPattern pattern, double termBits, double thresholdBits)
    {
        double weight = scorer.WeightBits(pattern, termBits);
        LevelChange? smallest = null;
        foreach (ComparisonKind kind in ComparisonCatalog.Of(type))
        {
            IReadOnlyList<string> levels = ComparisonCatalog.Levels[(int)kind];
            int has = pattern.LevelOf(kind);
            (ComparisonPattern without, double terms) = WithoutTerm(model, type, pattern, termBits, kind);
            for (int level = 0; level <= LevelsOf(model, kind); level++)
            {
                if (level == has)
                {
                    continue;
                }

                double changed = scorer.WeightBits(without.With(kind, level), terms);
                if (changed >= thresholdBits != weight >= thresholdBits
                    && (smallest is null || Math.Abs(changed - weight) < Math.Abs(smallest.WeightBits - weight)))
                {
                    smallest = new LevelChange(ComparisonCatalog.NameOf(type, kind), NameOf(levels, has), NameOf(levels, level), changed);
                }
            }
        }

        return smallest;
    }

    private static string NameOf(IReadOnlyList<string> levels, int level) => level == 0 ? "" : levels[level - 1];

    /// <summary>The pattern and its term bits without a comparison's mark and its part of the bits.</summary>
    private static (ComparisonPattern Pattern, double TermBits) WithoutTerm(
        MatchModel model, PartyType type, ComparisonPattern pattern, double termBits, ComparisonKind changed)
    {
        if (!pattern.HasTerm(changed))
        {
            return (pattern, termBits);
        }

        double all = 0;
        double own = 0;
        foreach (ComparisonKind kind in ComparisonCatalog.Of(type))
        {
            if (pattern.HasTerm(kind))
            {
                double bits = ChanceBits(model, kind, pattern.LevelOf(kind));
                all += bits;
                own = kind == changed ? bits : own;
            }
        }

        return (new ComparisonPattern(pattern.Bits & ~(1UL << (TermShift + (int)changed))), all > 0 ? termBits * (all - own) / all : 0);
    }

    /// <summary>How many levels the model gives a comparison; older models lack some.</summary>
    private static int LevelsOf(MatchModel model, ComparisonKind kind) =>
        model.Comparisons.FirstOrDefault(comparison => ComparisonCatalog.KindOf(comparison.Name) == kind)?.Levels.Count ?? 0;

    /// <summary>-log2 of the probability that two parties agree so by chance.</summary>
    private static double ChanceBits(MatchModel model, ComparisonKind kind, int level)
    {
        foreach (Comparison comparison in model.Comparisons)
        {
            if (ComparisonCatalog.KindOf(comparison.Name) == kind)
            {
                return -Math.Log2(comparison.Levels[level - 1].U);
            }
        }

        return 0;
    }
}

using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Scoring;

/// <summary>
/// Turns a comparison pattern into a match weight in bits: log2 of the odds that the pair is one party, against chance and
/// against every other latent class of the model (Fellegi and Sunter, 1969; term frequencies after Winkler, 1989).
/// </summary>
public sealed class PairScorer
{
    /// <summary>
    /// What two records that exclude each other weigh besides their comparisons, bits: so little that no sum of agreements reaches a threshold.
    /// </summary>
    public const double ExclusiveBits = -1000;

    /// <summary>A pair that weighs no more than this excludes its two records from one party, bits.</summary>
    public const double MostExclusiveBits = ExclusiveBits / 2;

    private readonly double[] _match = new double[ComparisonCatalog.Count * 16];
    private readonly double[] _chance = new double[ComparisonCatalog.Count * 16];
    private readonly double[] _adjust = new double[ComparisonCatalog.Count * 16];
    private readonly double[][] _classes;
    private readonly double[] _classPriors;
    private readonly string[] _classNames;
    private readonly MatchModel _model;
    private readonly int[] _kinds;

    /// <summary>Prepares a model.</summary>
    public PairScorer(MatchModel model)
    {
        _model = model;
        _kinds = [.. model.Comparisons.Select(KindOf)];
        _classes = [.. model.Alternatives.Select(_ => new double[ComparisonCatalog.Count * 16])];
        _classPriors = [.. model.Alternatives.Select(alternative => alternative.PriorBits)];
        _classNames = [.. model.Alternatives.Select(alternative => alternative.Name)];
        for (int comparison = 0; comparison < model.Comparisons.Count; comparison++)
        {
            int kind = _kinds[comparison];
            IReadOnlyList<ComparisonLevel> levels = model.Comparisons[comparison].Levels;
            for (int level = 0; level < levels.Count; level++)
            {
                int at = (kind * 16) + level + 1;
                _match[at] = Math.Log2(levels[level].M);
                _chance[at] = Math.Log2(levels[level].U);
                _adjust[at] = levels[level].AdjustBits;
                for (int other = 0; other < _classes.Length; other++)
                {
                    _classes[other][at] = Math.Log2(model.Alternatives[other].Levels[comparison][level]);
                }
            }
        }
    }

    /// <summary>The match weight of a pattern, prior included, bits.</summary>
    /// <param name="pattern">The levels.</param>
    /// <param name="termBits">Sum of the term bits of the agreements that the pattern marks.</param>
    public double WeightBits(ComparisonPattern pattern, double termBits)
    {
        double match = _model.PriorBits;
        double chance = 0;
        double adjust = 0;
        double term = pattern.Bits >> 48 == 0 ? termBits : TermAdjustment(pattern, termBits);
        foreach (int kind in _kinds)
        {
            int at = (kind * 16) + ((int)(pattern.Bits >> (kind * 4)) & 15);
            match += _match[at];
            chance += _chance[at];
            adjust += _adjust[at];
        }

        double against = chance - term;
        for (int other = 0; other < _classes.Length; other++)
        {
            double bits = _classPriors[other];
            foreach (int kind in _kinds)
            {
                bits += _classes[other][(kind * 16) + ((int)(pattern.Bits >> (kind * 4)) & 15)];
            }

            against = LogSum(against, bits);
        }

        double weight = _model.CalibrationBits + (_model.CalibrationSlope * (match - against + adjust));
        return pattern.IsExclusive ? weight + ExclusiveBits : weight;
    }

    /// <summary>Whether any comparison of a pattern is met more often of two parties than of one.</summary>
    public bool SpeaksAgainst(ComparisonPattern pattern)
    {
        foreach (int kind in _kinds)
        {
            int at = (kind * 16) + pattern.LevelOf((ComparisonKind)kind);
            if (_match[at] + _adjust[at] < _chance[at])
            {
                return true;
            }
        }

        return pattern.IsExclusive;
    }

    /// <summary>The most that pairs of a pattern can weigh where every value that agrees is as rare as can be.</summary>
    internal double MostBits(ComparisonPattern pattern, double rarestBits)
    {
        double most = WeightBits(pattern.WithoutTerms, 0);
        double terms = 0;
        ComparisonPattern marked = pattern.WithoutTerms;
        foreach (int kind in _kinds)
        {
            int level = marked.LevelOf((ComparisonKind)kind);
            if ((ComparisonKind)kind is ComparisonKind.Given or ComparisonKind.Family && level is (int)NameLevel.Near or (int)NameLevel.Nickname)
            {
                terms += NameComparison.MostNearBits;
            }
            else if (TermLevels.Contains(((ComparisonKind)kind, level)))
            {
                double bits = IsSwapped(kind, level) ? 2 * rarestBits : rarestBits;
                if (bits + TermBase(kind, level) > 0)
                {
                    marked = marked.WithTerm((ComparisonKind)kind);
                    terms += bits;
                }
            }
        }

        return Math.Max(most, WeightBits(marked, terms));
    }

    /// <summary>The levels that a term frequency can apply to.</summary>
    private static readonly HashSet<(ComparisonKind, int)> TermLevels =
    [
        (ComparisonKind.Given, (int)NameLevel.Exact), (ComparisonKind.Given, (int)NameLevel.Swapped), (ComparisonKind.Family, (int)NameLevel.Exact),
        (ComparisonKind.Address, (int)AddressLevel.Postcode), (ComparisonKind.Address, (int)AddressLevel.City),
        (ComparisonKind.Phone, (int)NumberLevel.Exact), (ComparisonKind.Email, (int)EmailLevel.Exact),
        (ComparisonKind.Organisation, (int)OrganisationLevel.Exact),
    ];

    /// <summary>The probability that belongs to a match weight, 0 to 1.</summary>
    public static double Probability(double weightBits) => 1 / (1 + double.Exp2(-weightBits));

    /// <summary>How a weight came about.</summary>
    public WeightBreakdown Explain(ComparisonPattern pattern, double termBits)
    {
        double term = TermAdjustment(pattern, termBits);
        var parts = new List<WeightPart>();
        double chance = -term;
        double sum = _model.PriorBits + term;
        for (int comparison = 0; comparison < _kinds.Length; comparison++)
        {
            int level = pattern.LevelOf((ComparisonKind)_kinds[comparison]);
            if (level == 0)
            {
                continue;
            }

            int at = (_kinds[comparison] * 16) + level;
            double bits = _match[at] - _chance[at] + _adjust[at];
            parts.Add(new WeightPart(
                _model.Comparisons[comparison].Name, _model.Comparisons[comparison].Levels[level - 1].Name, bits,
                double.Exp2(_match[at]), double.Exp2(_chance[at])));
            chance += _chance[at];
            sum += bits;
        }

        if (pattern.IsExclusive)
        {
            parts.Add(new WeightPart("exclusive", "never one party", ExclusiveBits, double.Exp2(ExclusiveBits), 1));
            sum += ExclusiveBits;
        }

        string alternative = "";
        double alternativeBits = 0;
        double against = chance;
        for (int other = 0; other < _classes.Length; other++)
        {
            double bits = _classPriors[other];
            foreach (int kind in _kinds)
            {
                bits += _classes[other][(kind * 16) + pattern.LevelOf((ComparisonKind)kind)];
            }

            if (bits > chance && (alternative.Length == 0 || bits > alternativeBits))
            {
                (alternative, alternativeBits) = (_classNames[other], bits);
            }

            against = LogSum(against, bits);
        }

        double total = WeightBits(pattern, termBits);
        return new WeightBreakdown(
            _model.PriorBits, parts, term, alternative, chance - against, total - (sum + chance - against), total, Probability(total));
    }

    /// <summary>What the rarity of the agreeing values adds to or takes from their levels' average weight, bits.</summary>
    private double TermAdjustment(ComparisonPattern pattern, double termBits)
    {
        double adjustment = termBits;
        foreach (int kind in _kinds)
        {
            if (pattern.HasTerm((ComparisonKind)kind))
            {
                adjustment += TermBase(kind, pattern.LevelOf((ComparisonKind)kind));
            }
        }

        return adjustment;
    }

    /// <summary>
    /// What the terms of a level replace. Two namesakes have their names swapped as often as one person has, so that names are swapped says
    /// nothing by itself: only how rare they are does.
    /// </summary>
    private double TermBase(int kind, int level) =>
        IsSwapped(kind, level) ? _chance[(kind * 16) + level] - _match[(kind * 16) + level] : _chance[(kind * 16) + level];

    private static bool IsSwapped(int kind, int level) => kind == (int)ComparisonKind.Given && level == (int)NameLevel.Swapped;

    private static int KindOf(Comparison comparison) => (int)(ComparisonCatalog.KindOf(comparison.Name)
        ?? throw new ArgumentException($"Comparison '{comparison.Name}' is unknown; known are {string.Join(", ", ComparisonCatalog.Names)}, employer.", nameof(comparison)));

    private static double LogSum(double a, double b)
    {
        double most = Math.Max(a, b);
        double least = Math.Min(a, b);
        return most - least > 40 ? most : most + Math.Log2(1 + double.Exp2(least - most));
    }
}

/// <summary>What one comparison gave.</summary>
/// <param name="Comparison">Its name.</param>
/// <param name="Level">The level that held.</param>
/// <param name="Bits">log2(m/u), bits.</param>
/// <param name="M">P(level | same party).</param>
/// <param name="U">P(level | two parties).</param>
public sealed record WeightPart(string Comparison, string Level, double Bits, double M, double U);

/// <summary>The parts of a match weight; they add up to the total.</summary>
/// <param name="PriorBits">Where the weight starts: the odds of any two records.</param>
/// <param name="Parts">What each comparison added.</param>
/// <param name="TermBits">What the rarity of the agreeing values added.</param>
/// <param name="Alternative">The strongest other explanation (household, namesake); empty where chance is stronger.</param>
/// <param name="AlternativeBits">What other explanations took away; 0 or less.</param>
/// <param name="CalibrationBits">What calibration on labelled pairs changed.</param>
/// <param name="TotalBits">The match weight.</param>
/// <param name="Probability">The match probability, 0 to 1.</param>
public sealed record WeightBreakdown(
    double PriorBits, IReadOnlyList<WeightPart> Parts, double TermBits, string Alternative, double AlternativeBits, double CalibrationBits,
    double TotalBits, double Probability);

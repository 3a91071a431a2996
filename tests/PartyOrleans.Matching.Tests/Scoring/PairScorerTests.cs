using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Matching.Tests.Scoring;

public sealed class PairScorerTests
{
    /// <summary>Two comparisons and a household class whose figures are powers of two, so that bits can be told by hand.</summary>
    private static readonly MatchModel Model = new(
        PriorBits: -10,
        [
            new Comparison("gender", [new("same", .5, .25), new("close", .25, .25), new("different", .25, .5)]),
            new Comparison("phone", [new("exact", .5, 1 / 1024.0), new("tail", .25, 1 / 1024.0), new("near", .125, .5), new("different", .125, .498046875)]),
        ],
        []);

    [Theory]
    [InlineData(0, 0, -10)]
    [InlineData(1, 0, -9)]
    [InlineData(3, 0, -11)]
    [InlineData(1, 1, 0)]
    [InlineData(2, 3, -12)]
    public void WeightBits_WhenNothingElseExplainsThePair_AddsPriorAndLevels(int gender, int phone, double bits) =>
        new PairScorer(Model).WeightBits(Pattern(gender, phone), 0).ShouldBe(bits, 1e-12);

    [Fact]
    public void WeightBits_WhenTheValueIsRarerThanItsLevel_CountsItsOwnRarity()
    {
        var scorer = new PairScorer(Model);

        // The level says 1 in 1024; the value is seen once in 2^14, so it tells 4 bits more.
        scorer.WeightBits(Pattern(0, 1).WithTerm(ComparisonKind.Phone), 14).ShouldBe(-10 + 9 + 4, 1e-12);
        scorer.WeightBits(Pattern(0, 1).WithTerm(ComparisonKind.Phone), 3).ShouldBe(-10 + 9 - 7, 1e-12);
    }

    [Fact]
    public void WeightBits_WhenNamesAreSwapped_CountsOnlyHowRareTheyAre()
    {
        double other = (1 - .125) / 7;
        double unlike = (1 - (1 / 4096.0)) / 7;
        MatchModel model = Model with
        {
            Comparisons =
            [
                new Comparison("given",
                [
                    .. ComparisonCatalog.Levels[(int)ComparisonKind.Given].Select(name => name == "swapped"
                        ? new ComparisonLevel(name, .125, 1 / 4096.0)
                        : new ComparisonLevel(name, other, unlike)),
                ]),
            ],
        };
        ComparisonPattern swapped = new ComparisonPattern(0).With(ComparisonKind.Given, (int)NameLevel.Swapped);
        var scorer = new PairScorer(model);

        scorer.WeightBits(swapped, 0).ShouldBe(-10 + 9, 1e-12);
        scorer.WeightBits(swapped.WithTerm(ComparisonKind.Given), 13).ShouldBe(-10 + 13, 1e-12);
        scorer.Explain(swapped.WithTerm(ComparisonKind.Given), 13).TermBits.ShouldBe(13 - 9, 1e-12);
        scorer.MostBits(swapped, 8).ShouldBe(-10 + 16, 1e-12);
    }

    [Fact]
    public void WeightBits_WhenAHouseholdExplainsThePair_TakesItsOddsOff()
    {
        MatchModel model = Model with { Alternatives = [new LatentClass("household", -2, [[.5, .25, .25], [.5, .25, .125, .125]])] };

        // Match: -10 - 1 - 1 = -12. Chance: -2 - 10 = -12; household: -2 - 1 - 1 = -4; together log2(2^-12 + 2^-4).
        new PairScorer(model).WeightBits(Pattern(1, 1), 0).ShouldBe(-12 - Math.Log2(Math.Pow(2, -12) + Math.Pow(2, -4)), 1e-12);
    }

    [Fact]
    public void WeightBits_WhenLabelsCalibrated_AppliesAdjustmentSlopeAndShift()
    {
        MatchModel model = Model with
        {
            CalibrationSlope = 0.5, CalibrationBits = 3,
            Comparisons = [Model.Comparisons[0] with { Levels = [new("same", .5, .25, AdjustBits: 2), .. Model.Comparisons[0].Levels.Skip(1)] }, Model.Comparisons[1]],
        };

        new PairScorer(model).WeightBits(Pattern(1, 0), 0).ShouldBe(3 + (0.5 * (-10 + 1 + 2)), 1e-12);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 2 / 3.0)]
    [InlineData(-2, 0.2)]
    [InlineData(double.NegativeInfinity, 0)]
    public void Probability_OfAWeight_IsItsOdds(double bits, double probability) => PairScorer.Probability(bits).ShouldBe(probability, 1e-12);

    [Fact]
    public void Explain_ForEveryPattern_GivesPartsThatAddUpToTheWeight()
    {
        Bundle bundle = DefaultBundle.Create();
        foreach ((MatchModel model, ulong seed) in ((MatchModel, ulong)[])
            [(bundle.Persons, 1), (bundle.Organisations, 2), (bundle.Persons with { CalibrationSlope = 0.7, CalibrationBits = -1.5 }, 3)])
        {
            var scorer = new PairScorer(model);
            var draws = new SeededDraws(seed);
            for (int i = 0; i < 2000; i++)
            {
                var pattern = default(ComparisonPattern);
                double termBits = 0;
                foreach (Comparison comparison in model.Comparisons)
                {
                    ComparisonKind kind = ComparisonCatalog.KindOf(comparison.Name)!.Value;
                    int level = draws.Below(comparison.Levels.Count + 1);
                    pattern = pattern.With(kind, level);
                    if (level == 1 && draws.Chance(0.5))
                    {
                        pattern = pattern.WithTerm(kind);
                        termBits += 1 + (20 * draws.Unit());
                    }
                }

                WeightBreakdown why = scorer.Explain(pattern, termBits);

                double total = scorer.WeightBits(pattern, termBits);
                why.TotalBits.ShouldBe(total, $"seed {seed}, pattern {i}");
                (why.PriorBits + why.Parts.Sum(part => part.Bits) + why.TermBits + why.AlternativeBits + why.CalibrationBits)
                    .ShouldBe(total, 1e-9, $"seed {seed}, pattern {i}");
                why.AlternativeBits.ShouldBeLessThanOrEqualTo(0);
                (model.CalibrationSlope != 1 || Math.Abs(why.CalibrationBits) < 1e-9).ShouldBeTrue($"seed {seed}, pattern {i}");
                foreach (WeightPart part in why.Parts)
                {
                    part.Bits.ShouldBe(Math.Log2(part.M / part.U), 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Constructor_WhenAComparisonIsUnknown_NamesIt() =>
        Should.Throw<ArgumentException>(() => new PairScorer(new MatchModel(0, [new Comparison("shoe", [])], []))).Message.ShouldContain("'shoe'");

    private static ComparisonPattern Pattern(int gender, int phone) =>
        default(ComparisonPattern).With(ComparisonKind.Gender, gender).With(ComparisonKind.Phone, phone);
}

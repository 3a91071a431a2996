using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Labels;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests.Labels;

public sealed class LabelRefinementTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Refine_WhenLabelsComeFromTheModel_ChangesLittle(int seed)
    {
        MatchModel truth = SyntheticLabels.Truth();

        LabelResult result = LabelRefinement.Refine(truth, SyntheticLabels.Draw(truth, 3000, (ulong)seed));

        Adjustments(result.Model).Max(Math.Abs).ShouldBeLessThan(0.6);
        Math.Abs(result.Model.CalibrationBits).ShouldBeLessThan(0.6);
        Math.Abs(result.After.LogLoss - result.Before.LogLoss).ShouldBeLessThan(0.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Refine_WhenTheModelIsWrong_ComesToTheTruth(int seed)
    {
        MatchModel truth = SyntheticLabels.Truth();
        List<LabelledPattern> fresh = SyntheticLabels.Draw(truth, 20_000, (ulong)seed + 100);

        LabelResult result = LabelRefinement.Refine(SyntheticLabels.Wrong(), SyntheticLabels.Draw(truth, 5000, (ulong)seed));

        result.IsChanged.ShouldBeTrue(result.Reason);
        result.After.LogLoss.ShouldBeLessThan(result.Before.LogLoss);
        result.After.Brier.ShouldBeLessThan(result.Before.Brier);
        double best = SyntheticLabels.FitOf(truth, fresh).LogLoss;
        double wrong = SyntheticLabels.FitOf(SyntheticLabels.Wrong(), fresh).LogLoss;
        double refined = SyntheticLabels.FitOf(result.Model, fresh).LogLoss;
        (refined - best).ShouldBeLessThan(0.05 * (wrong - best));
        // log2(.05 / .0005) and log2(.01 / .0002) were too much; what is common to all levels goes to the constant.
        (result.Model.Comparisons[0].Levels[0].AdjustBits - result.Model.Comparisons[0].Levels[7].AdjustBits).ShouldBe(-6.54, 1.2);
        (result.Model.Comparisons[2].Levels[0].AdjustBits - result.Model.Comparisons[2].Levels[3].AdjustBits).ShouldBe(-5.63, 1.2);
    }

    [Fact]
    public void Refine_WhenTheModelIsWrong_ReportsWhatFreshLabelsConfirm()
    {
        MatchModel truth = SyntheticLabels.Truth();
        List<LabelledPattern> fresh = SyntheticLabels.Draw(truth, 20_000, 999);

        LabelResult result = LabelRefinement.Refine(SyntheticLabels.Wrong(), SyntheticLabels.Draw(truth, 5000, 7));
        LabelFit confirmed = SyntheticLabels.FitOf(result.Model, fresh);

        result.After.LogLoss.ShouldBe(confirmed.LogLoss, 0.02);
        result.After.Brier.ShouldBe(confirmed.Brier, 0.01);
    }

    [Theory]
    [InlineData(9, 30, "9 matches and 30 non-matches are too few; at least 10 of each are needed")]
    [InlineData(30, 9, "30 matches and 9 non-matches are too few; at least 10 of each are needed")]
    [InlineData(0, 0, "0 matches and 0 non-matches are too few; at least 10 of each are needed")]
    public void Learn_WhenTooFewLabels_SaysSoAndLeavesTheModel(int matches, int nonMatches, string reason)
    {
        MatchModel model = SyntheticLabels.Wrong();
        List<LabelledPattern> labels = Some(matches, nonMatches);

        foreach (LabelResult result in (LabelResult[])
            [LabelRefinement.Refine(model, labels), LabelRefinement.Calibrate(model, labels), LabelRefinement.Learn(model, labels)])
        {
            result.Model.ShouldBeSameAs(model);
            result.IsChanged.ShouldBeFalse();
            result.Reason.ShouldBe(reason);
            (result.Matches, result.NonMatches).ShouldBe((matches, nonMatches));
            result.After.ShouldBe(result.Before);
        }
    }

    [Fact]
    public void Refine_WhenTenOfEachSpeakAgainstTheModel_Learns()
    {
        LabelResult result = LabelRefinement.Refine(SyntheticLabels.Wrong(), Some(10, 10));

        // An exact given name is always a match here, a different one never; the rest says nothing.
        result.IsChanged.ShouldBeTrue(result.Reason);
        result.Model.Comparisons[0].Levels[1].AdjustBits.ShouldBeGreaterThan(0.1);
        result.Model.Comparisons[0].Levels[0].AdjustBits.ShouldBe(0);
    }

    [Fact]
    public void Learn_WhenLabelsComeInAnotherOrder_GivesTheSameModel()
    {
        List<LabelledPattern> labels = SyntheticLabels.Draw(SyntheticLabels.Truth(), 2000, 11);
        List<LabelledPattern> others = [.. Enumerable.Reverse(labels)];

        LabelResult one = LabelRefinement.Learn(SyntheticLabels.Wrong(), labels);
        LabelResult other = LabelRefinement.Learn(SyntheticLabels.Wrong(), others);

        one.IsChanged.ShouldBeTrue();
        Adjustments(other.Model).ShouldBe(Adjustments(one.Model));
        (other.Model.CalibrationSlope, other.Model.CalibrationBits).ShouldBe((one.Model.CalibrationSlope, one.Model.CalibrationBits));
        (other.Before, other.After, other.Reason).ShouldBe((one.Before, one.After, one.Reason));
    }

    [Fact]
    public void Refine_WhenRefinedTwice_IsAsOnce()
    {
        List<LabelledPattern> labels = SyntheticLabels.Draw(SyntheticLabels.Truth(), 2000, 11);
        LabelResult once = LabelRefinement.Refine(SyntheticLabels.Wrong(), labels);

        LabelResult twice = LabelRefinement.Refine(once.Model, labels);

        Adjustments(twice.Model).ShouldBe(Adjustments(once.Model));
        twice.Model.CalibrationBits.ShouldBe(once.Model.CalibrationBits);
        (twice.Before, twice.After).ShouldBe((once.Before, once.After));
    }

    [Fact]
    public void Refine_WhenALevelHasNoLabels_LeavesIt()
    {
        List<LabelledPattern> labels = [.. SyntheticLabels.Draw(SyntheticLabels.Truth(), 5000, 12).Where(label => label.Pattern.LevelOf(ComparisonKind.Phone) != 2)];

        LabelResult result = LabelRefinement.Refine(SyntheticLabels.Wrong(), labels);

        result.IsChanged.ShouldBeTrue();
        result.Model.Comparisons[2].Levels.Select(level => level.AdjustBits == 0).ShouldBe([false, true, false, false]);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.7, -2)]
    [InlineData(1.5, 0)]
    public void Calibrate_WhenLabelsFollowALine_FindsIt(double slope, double bits)
    {
        MatchModel model = SyntheticLabels.Truth();

        LabelResult result = LabelRefinement.Calibrate(model, SyntheticLabels.DrawOnLine(model, slope, bits, 10_000, 21));

        result.IsChanged.ShouldBeTrue(result.Reason);
        result.Model.CalibrationSlope.ShouldBe(slope, 0.08 * slope);
        result.Model.CalibrationBits.ShouldBe(bits, 0.2);
        Adjustments(result.Model).ShouldAllBe(adjustment => adjustment == 0);
    }

    [Fact]
    public void Calibrate_WhenLabelsFollowALine_SaysHowOftenSuchPairsMatch()
    {
        MatchModel model = SyntheticLabels.Truth();
        var scorer = new PairScorer(LabelRefinement.Calibrate(model, SyntheticLabels.DrawOnLine(model, 0.4, 0.5, 10_000, 22)).Model);

        var bins = SyntheticLabels.DrawOnLine(model, 0.4, 0.5, 50_000, 23)
            .Select(label => (Probability: PairScorer.Probability(scorer.WeightBits(label.Pattern, label.TermBits)), label.IsMatch))
            .GroupBy(pair => (int)(pair.Probability * 5))
            .Where(bin => bin.Count() > 1000)
            .ToList();

        bins.Count.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var bin in bins)
        {
            bin.Average(pair => pair.IsMatch ? 1.0 : 0).ShouldBe(bin.Average(pair => pair.Probability), 0.03);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Calibrate_WhenLabelsComeFromTheModel_ChangesLittle(int seed)
    {
        MatchModel truth = SyntheticLabels.Truth();

        MatchModel calibrated = LabelRefinement.Calibrate(truth, SyntheticLabels.Draw(truth, 5000, (ulong)seed)).Model;

        calibrated.CalibrationSlope.ShouldBe(1, 0.1);
        calibrated.CalibrationBits.ShouldBe(0, 0.3);
    }

    [Fact]
    public void Calibrate_WhenFewSureLabelsAreRight_LeavesTheModelSure()
    {
        var sure = new LabelledPattern(Pattern(1, 1, 1), 0, true);
        var sureNot = new LabelledPattern(Pattern(8, 3, 4), 0, false);
        MatchModel model = SyntheticLabels.Truth();

        LabelResult result = LabelRefinement.Calibrate(model, [.. Enumerable.Repeat(sure, 10), .. Enumerable.Repeat(sureNot, 10)]);

        result.Model.CalibrationSlope.ShouldBe(1, 0.1);
    }

    [Fact]
    public void Calibrate_WhenLabelsSayTheOpposite_KeepsTheOrderOfPairs()
    {
        MatchModel model = SyntheticLabels.Truth();

        LabelResult result = LabelRefinement.Calibrate(model, SyntheticLabels.DrawOnLine(model, -1, 0, 5000, 24));

        result.IsChanged.ShouldBeTrue();
        result.Model.CalibrationSlope.ShouldBe(WeightCalibration.LeastSlope);
    }

    [Fact]
    public void Learn_WhenTheModelIsWrongAndTooSure_RefinesAndCalibrates()
    {
        MatchModel truth = SyntheticLabels.Truth() with { CalibrationSlope = 0.5 };
        List<LabelledPattern> fresh = SyntheticLabels.DrawOnLine(SyntheticLabels.Truth(), 0.5, 0, 20_000, 32);

        LabelResult result = LabelRefinement.Learn(SyntheticLabels.Wrong(), SyntheticLabels.DrawOnLine(SyntheticLabels.Truth(), 0.5, 0, 5000, 31));

        double best = SyntheticLabels.FitOf(truth, fresh).LogLoss;
        double wrong = SyntheticLabels.FitOf(SyntheticLabels.Wrong(), fresh).LogLoss;
        result.IsChanged.ShouldBeTrue();
        (SyntheticLabels.FitOf(result.Model, fresh).LogLoss - best).ShouldBeLessThan(0.05 * (wrong - best));
        result.After.LogLoss.ShouldBe(SyntheticLabels.FitOf(result.Model, fresh).LogLoss, 0.02);
    }

    [Theory]
    [InlineData(double.NaN, 1, "Label 1 has no finite term bits.")]
    [InlineData(double.PositiveInfinity, 1, "Label 1 has no finite term bits.")]
    [InlineData(0, 9, "Label 1 has level 9 of given, which the model does not have.")]
    public void Refine_WhenALabelCannotBe_Throws(double termBits, int given, string message) =>
        Should.Throw<ArgumentException>(() => LabelRefinement.Refine(
                SyntheticLabels.Truth(), [new LabelledPattern(Pattern(1, 1, 1), 0, true), new LabelledPattern(Pattern(given, 1, 1), termBits, true)]))
            .Message.ShouldBe(message);

    [Fact]
    public void Calibrate_WhenModelHasLatentClasses_FindsTheLineOfTheWholeWeight()
    {
        MatchModel model = DefaultBundle.Create().Persons with { PriorBits = -4 };
        model.Alternatives.Count.ShouldBe(1);

        LabelResult result = LabelRefinement.Calibrate(model, SyntheticLabels.DrawOnLine(model, 0.15, 0.5, 20_000, 41));

        result.IsChanged.ShouldBeTrue(result.Reason);
        result.Model.CalibrationSlope.ShouldBe(0.15, 0.02);
        result.Model.CalibrationBits.ShouldBe(0.5, 0.3);
    }

    private static List<double> Adjustments(MatchModel model) =>
        [.. model.Comparisons.SelectMany(comparison => comparison.Levels).Select(level => level.AdjustBits)];

    private static ComparisonPattern Pattern(int given, int gender, int phone) => default(ComparisonPattern)
        .With(ComparisonKind.Given, given).With(ComparisonKind.Gender, gender).With(ComparisonKind.Phone, phone);

    /// <summary>Matches by nickname, non-matches by a different given name, both with equal gender and no phone.</summary>
    private static List<LabelledPattern> Some(int matches, int nonMatches) =>
    [
        .. Enumerable.Repeat(new LabelledPattern(Pattern(2, 1, 0), 0, true), matches),
        .. Enumerable.Repeat(new LabelledPattern(Pattern(8, 1, 0), 0, false), nonMatches),
    ];
}

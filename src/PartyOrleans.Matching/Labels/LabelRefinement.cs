using System.Globalization;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Labels;

/// <summary>
/// Learns from labelled pairs, such as stewards' judgements: how much each level's weight is off, and how the weight as a whole maps to
/// a probability. A pure function of the model and the set of labels, whatever their order. A model is only changed where the change
/// predicts labels that it was not fitted to better than the given model does, by more than two standard errors of that gain.
/// </summary>
/// <remarks>
/// Labels must be chosen without looking at the answer (all pairs of a review band, say): a set with half matches by design shifts
/// the constant, and with it every probability.
/// </remarks>
public static class LabelRefinement
{
    /// <summary>Labels of either kind below which nothing is learned.</summary>
    public const int FewestOfEither = 10;

    /// <summary>Standard errors that a gain must exceed: with one, 60 labels made real models worse on fresh pairs about as often as better.</summary>
    private const double StandardErrors = 2;

    private const int Decimals = 6;

    /// <summary>
    /// Refines the levels: logistic regression on level indicators on top of the model's own weight, pulled towards no adjustment
    /// (<see cref="ComparisonLevel.AdjustBits"/>). Adjustments and calibration that the model already has are replaced, so that refining
    /// twice with the same labels is refining once.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="labels">Labelled pairs of the model's party type.</param>
    /// <exception cref="ArgumentException">A label has no finite term bits, or a level that the model does not have.</exception>
    public static LabelResult Refine(MatchModel model, IReadOnlyList<LabelledPattern> labels) => Refine(new LabelSet(model, labels), out _);

    /// <summary>
    /// Calibrates the weight as a whole by a slope above 0 and a constant (<see cref="MatchModel.CalibrationSlope"/>,
    /// <see cref="MatchModel.CalibrationBits"/>), so that <see cref="PairScorer.Probability"/> says how often such pairs match. No two
    /// pairs change their order. A calibration that the model already has is replaced.
    /// </summary>
    /// <remarks>Labels that the levels were refined with make the weights look surer than they are; <see cref="Learn"/> avoids that.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="labels">Labelled pairs of the model's party type.</param>
    /// <exception cref="ArgumentException">A label has no finite term bits, or a level that the model does not have.</exception>
    public static LabelResult Calibrate(MatchModel model, IReadOnlyList<LabelledPattern> labels) => Calibrate(new LabelSet(model, labels));

    /// <summary>Refines and then calibrates with the same labels; the calibration is fitted to weights that did not see their own label.</summary>
    /// <inheritdoc cref="Refine(MatchModel, IReadOnlyList{LabelledPattern})"/>
    public static LabelResult Learn(MatchModel model, IReadOnlyList<LabelledPattern> labels)
    {
        var set = new LabelSet(model, labels);
        LabelResult refined = Refine(set, out LevelRefinement? refinement);
        if (refinement is null)
        {
            return refined;
        }

        if (!refined.IsChanged)
        {
            LabelResult calibrated = Calibrate(set);
            return calibrated with { Reason = $"levels: {refined.Reason}; calibration: {calibrated.Reason}" };
        }

        double[] weights = refinement.Weights(withConstant: false);
        double[] losses = WeightCalibration.CrossValidate(set, weights, out double[] after);
        if (!IsGain(refinement.Losses, losses, out string gain))
        {
            return refined with { Reason = $"levels: {refined.Reason}; calibration: {gain}" };
        }

        MatchModel learned = WithLine(refined.Model, WeightCalibration.Fit(set, weights, RidgeLogistic.NoFold), out string line);
        return refined with { Model = learned, Reason = $"levels: {refined.Reason}; calibration: {line}; {gain}", After = FitOf(set, after) };
    }

    /// <summary>The model without what labels taught it.</summary>
    internal static MatchModel Plain(MatchModel model) => model with
    {
        CalibrationSlope = 1,
        CalibrationBits = 0,
        Comparisons = [.. model.Comparisons.Select(comparison => comparison with { Levels = [.. comparison.Levels.Select(level => level with { AdjustBits = 0 })] })],
    };

    /// <summary>Rounds what goes into a bundle, so that the last digits of the arithmetic do not make another bundle.</summary>
    internal static double Rounded(double value) => Math.Round(value, Decimals) + 0.0;

    private static LabelResult Refine(LabelSet set, out LevelRefinement? refinement)
    {
        refinement = null;
        // The model may have learned from these very labels before, so it is measured as it was before it had.
        double[] before = set.Weights(Plain(set.Model));
        if (TooFew(set) is { } reason)
        {
            return Unchanged(set, reason, before, before);
        }

        refinement = new LevelRefinement(set);
        double[] after = refinement.Weights(withConstant: true);
        return IsGain(LossesOf(set, before), refinement.Losses, out string gain)
            ? Changed(set, refinement.Model(out int adjusted), $"{Adjusted(adjusted, refinement)}; {gain}", before, after)
            : Unchanged(set, gain, before, after);
    }

    private static LabelResult Calibrate(LabelSet set)
    {
        MatchModel model = set.Model;
        double[] before = set.Weights(model);
        if (TooFew(set) is { } reason)
        {
            return Unchanged(set, reason, before, before);
        }

        double[] weights = set.Weights(model with { CalibrationSlope = 1, CalibrationBits = 0 });
        double[] losses = WeightCalibration.CrossValidate(set, weights, out double[] after);
        return IsGain(LossesOf(set, before), losses, out string gain)
            ? Changed(set, WithLine(model, WeightCalibration.Fit(set, weights, RidgeLogistic.NoFold), out string line), $"{line}; {gain}", before, after)
            : Unchanged(set, gain, before, after);
    }

    private static MatchModel WithLine(MatchModel model, CalibrationLine line, out string text)
    {
        (double slope, double bits) = (Rounded(line.Slope), Rounded(line.Bits));
        text = string.Create(CultureInfo.InvariantCulture, $"slope {slope:0.###} and {bits:+0.##;-0.##;0} bits");
        return model with { CalibrationSlope = slope, CalibrationBits = bits };
    }

    private static string Adjusted(int levels, LevelRefinement refinement) =>
        string.Create(CultureInfo.InvariantCulture, $"{levels} levels adjusted with a prior of {refinement.SpreadBits} bits");

    private static string? TooFew(LabelSet set)
    {
        int others = set.Count - set.Matches;
        return Math.Min(set.Matches, others) >= FewestOfEither
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{set.Matches} matches and {others} non-matches are too few; at least {FewestOfEither} of each are needed");
    }

    /// <summary>Whether the mean loss falls by more than chance would have it fall.</summary>
    private static bool IsGain(double[] before, double[] after, out string text)
    {
        LossGain gain = LossGain.Of(before, after);
        bool isGain = gain.Exceeds(StandardErrors);
        text = string.Create(
            CultureInfo.InvariantCulture, $"{(isGain ? "log loss falls by" : "no gain beyond chance: log loss would fall by")} {gain.Mean:0.#####} (standard error {gain.StandardError:0.#####})");
        return isGain;
    }

    private static LabelResult Changed(LabelSet set, MatchModel model, string reason, double[] before, double[] after) =>
        new(model, true, reason, set.Matches, set.Count - set.Matches, FitOf(set, before), FitOf(set, after));

    private static LabelResult Unchanged(LabelSet set, string reason, double[] before, double[] after) =>
        new(set.Model, false, reason, set.Matches, set.Count - set.Matches, FitOf(set, before), FitOf(set, after));

    private static double[] LossesOf(LabelSet set, double[] weights) => [.. weights.Select((bits, i) => RidgeLogistic.Loss(bits, set.IsMatch(i)))];

    private static LabelFit FitOf(LabelSet set, double[] weights)
    {
        double loss = 0;
        double brier = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            loss += RidgeLogistic.Loss(weights[i], set.IsMatch(i));
            double error = PairScorer.Probability(weights[i]) - (set.IsMatch(i) ? 1 : 0);
            brier += error * error;
        }

        return weights.Length == 0 ? default : new LabelFit(loss / weights.Length, brier / weights.Length);
    }
}

namespace PartyOrleans.Matching.Labels;

/// <summary>A slope and a constant that make match weights fit labels.</summary>
/// <param name="Slope">Factor of the weight.</param>
/// <param name="Bits">Added to it, bits.</param>
internal readonly record struct CalibrationLine(double Slope, double Bits)
{
    /// <summary>The calibrated weight, bits.</summary>
    public double Of(double weightBits) => Bits + (Slope * weightBits);
}

/// <summary>
/// Platt's scaling (1999) with a prior around leaving the weight as it is, instead of his smoothed targets: those pull confident
/// weights to the middle when labels are few.
/// </summary>
internal static class WeightCalibration
{
    /// <summary>The least slope: better evidence never means less.</summary>
    public const double LeastSlope = 0.1;

    /// <summary>The greatest slope.</summary>
    public const double MostSlope = 10;

    private const double SlopeSpread = 0.5;
    private const double ConstantSpreadBits = 4;

    /// <summary>Fits a line.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="weights">Their uncalibrated weights, bits.</param>
    /// <param name="withoutFold">The fold to leave out.</param>
    public static CalibrationLine Fit(LabelSet labels, double[] weights, int withoutFold)
    {
        var rows = new LogisticRows();
        for (int i = 0; i < labels.Count; i++)
        {
            rows.AddEntry(0, weights[i]);
            rows.AddEntry(1, 1);
            rows.EndRow(weights[i], labels.IsMatch(i), labels.Fold(i));
        }

        double[] line = RidgeLogistic.Fit(rows, [SlopeSpread, ConstantSpreadBits], withoutFold, [0, 0]);
        double slope = Math.Clamp(1 + line[0], LeastSlope, MostSlope);
        return slope == 1 + line[0]
            ? new CalibrationLine(slope, line[1])
            : new CalibrationLine(slope, Constant(labels, weights, slope, withoutFold));
    }

    /// <summary>The loss of each label under the line that the other folds give, nats.</summary>
    public static double[] CrossValidate(LabelSet labels, double[] weights, out double[] calibrated)
    {
        var lines = new CalibrationLine[LogisticRows.Folds];
        Parallel.For(0, lines.Length, fold => lines[fold] = Fit(labels, weights, fold));
        calibrated = new double[labels.Count];
        var losses = new double[labels.Count];
        for (int i = 0; i < losses.Length; i++)
        {
            calibrated[i] = lines[labels.Fold(i)].Of(weights[i]);
            losses[i] = RidgeLogistic.Loss(calibrated[i], labels.IsMatch(i));
        }

        return losses;
    }

    private static double Constant(LabelSet labels, double[] weights, double slope, int withoutFold)
    {
        var rows = new LogisticRows();
        for (int i = 0; i < labels.Count; i++)
        {
            rows.AddEntry(0, 1);
            rows.EndRow(slope * weights[i], labels.IsMatch(i), labels.Fold(i));
        }

        return RidgeLogistic.Fit(rows, [ConstantSpreadBits], withoutFold, [0])[0];
    }
}

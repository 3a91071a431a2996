using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Labels;

/// <summary>Adjustments of levels, with the spread of their prior chosen by cross-validation.</summary>
internal sealed class LevelRefinement
{
    private const double ConstantSpreadBits = 4;
    private static readonly double[] Spreads = [0.25, 0.5, 1, 2, 4];
    private readonly LabelSet _labels;
    private readonly LogisticRows _rows;
    private readonly double[][][] _byFold = new double[LogisticRows.Folds][][];
    private readonly int _best;

    /// <summary>
    /// Fits every spread on every fold and takes the narrowest whose fits predict the folds left out as well as the best spread's do,
    /// within one standard error (Breiman and others, 1984).
    /// </summary>
    public LevelRefinement(LabelSet labels)
    {
        _labels = labels;
        _rows = labels.LevelRows();
        Parallel.For(0, _byFold.Length, fold => _byFold[fold] = Path(fold));
        double[][] losses = [.. Spreads.Select((_, spread) => LossesOf(spread))];
        int least = Enumerable.Range(0, losses.Length).MinBy(spread => losses[spread].Sum());
        _best = Enumerable.Range(0, losses.Length).First(spread => spread == least || !LossGain.Of(losses[spread], losses[least]).Exceeds(1));
        Losses = losses[_best];
    }

    /// <summary>The spread taken, bits.</summary>
    public double SpreadBits => Spreads[_best];

    /// <summary>The loss of each label under what the other folds give, nats.</summary>
    public double[] Losses { get; }

    /// <summary>The weight of each label under what the other folds give, bits.</summary>
    /// <param name="withConstant">Whether the constant is added.</param>
    public double[] Weights(bool withConstant)
    {
        var weights = new double[_labels.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            double[] parameters = _byFold[_labels.Fold(i)][_best];
            weights[i] = _rows.Bits(i, parameters) - (withConstant ? 0 : parameters[0]);
        }

        return weights;
    }

    /// <summary>The model with the adjustments that all labels give; the constant becomes its calibration.</summary>
    public MatchModel Model(out int adjusted)
    {
        double[] parameters = RidgeLogistic.Fit(_rows, SpreadsOf(_best), RidgeLogistic.NoFold, _byFold[0][_best]);
        var comparisons = new List<Comparison>();
        int column = 1;
        adjusted = 0;
        foreach (Comparison comparison in _labels.Model.Comparisons)
        {
            var levels = new List<ComparisonLevel>();
            foreach (ComparisonLevel level in comparison.Levels)
            {
                double bits = LabelRefinement.Rounded(parameters[column++]);
                adjusted += bits != 0 ? 1 : 0;
                levels.Add(level with { AdjustBits = bits });
            }

            comparisons.Add(comparison with { Levels = levels });
        }

        return _labels.Model with { Comparisons = comparisons, CalibrationSlope = 1, CalibrationBits = LabelRefinement.Rounded(parameters[0]) };
    }

    /// <summary>The fits without a fold from the narrowest prior to the widest, each starting from the one before.</summary>
    private double[][] Path(int withoutFold)
    {
        var fits = new double[Spreads.Length][];
        double[] start = new double[_labels.ColumnCount];
        for (int spread = 0; spread < Spreads.Length; spread++)
        {
            start = fits[spread] = RidgeLogistic.Fit(_rows, SpreadsOf(spread), withoutFold, start);
        }

        return fits;
    }

    private double[] SpreadsOf(int spread)
    {
        var spreads = new double[_labels.ColumnCount];
        Array.Fill(spreads, Spreads[spread]);
        spreads[0] = ConstantSpreadBits;
        return spreads;
    }

    private double[] LossesOf(int spread)
    {
        var losses = new double[_labels.Count];
        for (int i = 0; i < losses.Length; i++)
        {
            losses[i] = RidgeLogistic.Loss(_rows.Bits(i, _byFold[_labels.Fold(i)][spread]), _labels.IsMatch(i));
        }

        return losses;
    }
}

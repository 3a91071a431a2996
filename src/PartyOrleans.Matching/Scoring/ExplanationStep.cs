namespace PartyOrleans.Matching.Scoring;

/// <summary>One step from the prior to the match weight.</summary>
/// <param name="Comparison">The comparison, or <c>prior</c>, <c>rarity</c>, <c>exclusive</c>, <c>other reason</c>, <c>calibration</c>.</param>
/// <param name="Level">The level that held, or what the step is about.</param>
/// <param name="Left">Values of the first record; empty where there are none.</param>
/// <param name="Right">Values of the second record; empty where there are none.</param>
/// <param name="Bits">What it adds, bits.</param>
public sealed record ExplanationStep(string Comparison, string Level, string Left, string Right, double Bits)
{
    /// <summary>Bits too few to be worth a step.</summary>
    private const double Negligible = 0.05;

    /// <summary>What separates several values of one record.</summary>
    public const string ValueSeparator = " | ";

    /// <summary>The steps of a pair; they add up to its match weight, less what is too small to show.</summary>
    public static IReadOnlyList<ExplanationStep> Of(PairExplanation pair)
    {
        WeightBreakdown weight = pair.Weight;
        var steps = new List<ExplanationStep> { new("prior", "any two records", "", "", weight.PriorBits) };
        var values = pair.Values.ToDictionary(value => value.Comparison, StringComparer.Ordinal);
        foreach (WeightPart part in weight.Parts)
        {
            values.Remove(part.Comparison, out ComparedValues? compared);
            steps.Add(new ExplanationStep(part.Comparison, part.Level, compared?.Left ?? "", compared?.Right ?? "", part.Bits));
        }

        foreach (ComparedValues oneSided in pair.Values.Where(value => values.ContainsKey(value.Comparison)))
        {
            steps.Add(new ExplanationStep(oneSided.Comparison, "no evidence", oneSided.Left, oneSided.Right, 0));
        }

        if (Math.Abs(weight.TermBits) >= Negligible)
        {
            steps.Add(new ExplanationStep("rarity", weight.TermBits > 0 ? "agreeing values are rare" : "agreeing values are common", "", "", weight.TermBits));
        }

        if (Math.Abs(weight.AlternativeBits) >= Negligible)
        {
            steps.Add(new ExplanationStep("other reason", weight.Alternative.Length > 0 ? weight.Alternative : "none likely", "", "", weight.AlternativeBits));
        }

        if (Math.Abs(weight.CalibrationBits) >= Negligible)
        {
            steps.Add(new ExplanationStep("calibration", "by labelled pairs", "", "", weight.CalibrationBits));
        }

        return steps;
    }
}

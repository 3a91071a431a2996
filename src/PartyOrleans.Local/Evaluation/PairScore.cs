namespace PartyOrleans.Local.Evaluation;

/// <summary>How well a partition agrees with labelled pairs; pairs without a label count for nothing.</summary>
/// <param name="Pairs">Labelled pairs.</param>
/// <param name="Missing">Of these, pairs with a record that the partition does not name; they count as apart.</param>
/// <param name="TruePositives">The same party, and found so.</param>
/// <param name="FalsePositives">Two parties, found as one.</param>
/// <param name="FalseNegatives">The same party, found apart.</param>
internal sealed record PairScore(int Pairs, int Missing, int TruePositives, int FalsePositives, int FalseNegatives)
{
    /// <summary>Share of the pairs found together that are the same party; 0 where there are none.</summary>
    public double Precision => Share(TruePositives, FalsePositives);

    /// <summary>Share of the pairs of one party that were found; 0 where there are none.</summary>
    public double Recall => Share(TruePositives, FalseNegatives);

    /// <summary>F1 over the labelled pairs.</summary>
    public double F1 => ClusterScore.Harmonic(Precision, Recall);

    /// <summary>Scores a partition.</summary>
    public static PairScore Of(PartyLookup partition, IReadOnlyList<LabelledPair> truth)
    {
        int missing = 0, truePositives = 0, falsePositives = 0, falseNegatives = 0;
        foreach (LabelledPair pair in truth)
        {
            string? left = partition.Find(pair.Left);
            string? right = partition.Find(pair.Right);
            bool together = left is not null && string.Equals(left, right, StringComparison.Ordinal);
            missing += left is null || right is null ? 1 : 0;
            truePositives += together && pair.IsMatch ? 1 : 0;
            falsePositives += together && !pair.IsMatch ? 1 : 0;
            falseNegatives += !together && pair.IsMatch ? 1 : 0;
        }

        return new PairScore(truth.Count, missing, truePositives, falsePositives, falseNegatives);
    }

    private static double Share(int right, int wrong) => right + wrong > 0 ? (double)right / (right + wrong) : 0;
}

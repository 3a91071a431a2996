namespace PartyOrleans.Matching.Labels;

/// <summary>How much less one model loses than another on the same labels.</summary>
/// <param name="Mean">Mean difference of the losses, nats per pair.</param>
/// <param name="StandardError">The standard error of that mean.</param>
internal readonly record struct LossGain(double Mean, double StandardError)
{
    /// <summary>The gain from one model's losses to another's.</summary>
    public static LossGain Of(double[] before, double[] after)
    {
        double mean = 0;
        for (int i = 0; i < before.Length; i++)
        {
            mean += (before[i] - after[i]) / before.Length;
        }

        double variance = 0;
        for (int i = 0; i < before.Length; i++)
        {
            double deviation = before[i] - after[i] - mean;
            variance += deviation * deviation / (before.Length - 1);
        }

        return new LossGain(mean, Math.Sqrt(variance / before.Length));
    }

    /// <summary>Whether the gain is greater than so many standard errors.</summary>
    public bool Exceeds(double standardErrors) => Mean > standardErrors * StandardError;
}

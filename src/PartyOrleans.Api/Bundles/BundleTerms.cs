using System.Globalization;

namespace PartyOrleans.Api.Bundles;

/// <summary>The terms on which a bundle is accepted.</summary>
public static class BundleTerms
{
    /// <summary>Why a bundle is not accepted on its terms; null where it is.</summary>
    /// <param name="acceptance">The terms.</param>
    /// <param name="report">What it would change by now.</param>
    /// <param name="mostChangedShare">Share of the parties that may change where the terms name none, 0 to 1.</param>
    public static string? WhyNot(BundleAcceptance acceptance, BundleReport report, double mostChangedShare)
    {
        ArgumentNullException.ThrowIfNull(acceptance);
        ArgumentNullException.ThrowIfNull(report);
        if (!acceptance.Recompute && !string.Equals(acceptance.Digest, report.Digest, StringComparison.OrdinalIgnoreCase))
        {
            return "The bundle would change something else by now than what the digest names: compare again.";
        }

        double most = acceptance.MostChangedShare ?? mostChangedShare;
        return report.ChangedShare > most
            ? string.Create(CultureInfo.InvariantCulture, $"The bundle would change {report.Touched} of {report.PartiesBefore} parties, more than the share {most} that is allowed.")
            : null;
    }
}

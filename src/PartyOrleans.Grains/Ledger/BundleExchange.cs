using PartyOrleans.Api.Bundles;
using PartyOrleans.Model;

namespace PartyOrleans.Grains.Ledger;

/// <summary>A bundle that is to become the active one, and under which conditions, see <see cref="BundleAcceptance"/>.</summary>
/// <param name="Sha256">The bundle, which the store keeps.</param>
/// <param name="Actor">Who accepts it.</param>
/// <param name="Reason">Why.</param>
/// <param name="MostChangedShare">Share of the parties that may change, 0 to 1.</param>
/// <param name="Digest">Digest of the report that was reviewed; null where it is accepted whatever it changes by now.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.bundle-exchange")]
public sealed record BundleExchange(
    [property: Id(0)] string Sha256, [property: Id(1)] string Actor, [property: Id(2)] string Reason, [property: Id(3)] double MostChangedShare, [property: Id(4)] string? Digest)
{
    /// <summary>Trace that it belongs to; empty for none.</summary>
    [Id(5)]
    public string TraceId { get; init; } = "";

    /// <summary>Its terms.</summary>
    internal BundleAcceptance Terms => new(Sha256, new ChangeOrigin(ChangeKind.Bundle, Actor, Reason, TraceId))
    {
        Digest = Digest, Recompute = Digest is null, MostChangedShare = MostChangedShare,
    };
}

/// <summary>What came of an exchange.</summary>
/// <param name="Commit">The commit that holds it; 0 where it was refused.</param>
/// <param name="Refusal">Why it was refused; empty where it was not.</param>
/// <param name="IsUnknown">Whether it was refused because the store keeps no such bundle.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.bundle-exchanged")]
public sealed record BundleExchanged([property: Id(0)] long Commit, [property: Id(1)] string Refusal, [property: Id(2)] bool IsUnknown)
{
    /// <summary>Counts of the report, in the order of <see cref="Put"/>.</summary>
    [Id(3)]
    public long[] Counts { get; init; } = [];

    /// <summary>The report's digest.</summary>
    [Id(4)]
    public string Digest { get; init; } = "";

    /// <summary>Counts that cross silos: samples do not, since whoever accepts has seen them.</summary>
    internal static BundleExchanged Put(BundleReport report, long commit) => new(commit, "", false)
    {
        Digest = report.Digest,
        Counts =
        [
            report.Commit, report.PartiesBefore, report.PartiesAfter, report.Merged.Parties, report.Split.Parties, report.Changed.Parties, report.Touched, report.ReviewsOpened,
            report.ReviewsClosed,
        ],
    };

    /// <summary>The report, without samples.</summary>
    internal BundleReport ToReport(string sha256) => new(sha256, Counts[0], Digest, Counts[1], Counts[2])
    {
        Merged = new BundleEffects((int)Counts[3], []),
        Split = new BundleEffects((int)Counts[4], []),
        Changed = new BundleEffects((int)Counts[5], []),
        Touched = Counts[6],
        ReviewsOpened = (int)Counts[7],
        ReviewsClosed = (int)Counts[8],
        OpenedSamples = [],
        ClosedSamples = [],
    };
}

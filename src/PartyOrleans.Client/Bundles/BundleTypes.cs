namespace PartyOrleans.Client;

/// <summary>Whether a text is a bundle.</summary>
/// <param name="IsValid">Whether it is.</param>
/// <param name="Problems">What is wrong with it; nothing where it is one.</param>
/// <param name="Name">Its name; null where it is none.</param>
/// <param name="Sha256">SHA-256 of the file that it makes, hexadecimal; null where it is none.</param>
public sealed record BundleCheck(bool IsValid, IReadOnlyList<BundleFault> Problems, string? Name = null, string? Sha256 = null);

/// <summary>What is wrong with a bundle.</summary>
/// <param name="Path">Where in the file.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
public sealed record BundleFault(string Path, string Message);

/// <summary>A bundle that was kept.</summary>
/// <param name="Sha256">SHA-256 of its file, hexadecimal; its name from now on.</param>
/// <param name="Name">The name in its file.</param>
public sealed record ProposedBundle(string Sha256, string Name);

/// <summary>A bundle that is kept.</summary>
/// <param name="Sha256">SHA-256 of its file, hexadecimal.</param>
/// <param name="IsActive">Whether it decides now.</param>
/// <param name="ActivatedAt">When it became the active one, oldest first.</param>
public sealed record KeptBundle(string Sha256, bool IsActive, IReadOnlyList<DateTimeOffset> ActivatedAt);

/// <summary>A comparison of a bundle with what the hub holds.</summary>
/// <param name="Sha256">The bundle.</param>
/// <param name="State"><c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Records">Records replayed so far.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Report">What it found last; null before it is done.</param>
public sealed record BundleDiff(string Sha256, string State, long Records, DateTimeOffset StartedAt, string? Failure = null, BundleReport? Report = null);

/// <summary>What a bundle would change.</summary>
/// <param name="Digest">Names all that would change; to be given when it is accepted.</param>
/// <param name="ComparedWithCommit">Number of the last commit that it was compared with.</param>
/// <param name="PartiesBefore">Parties that the hub holds.</param>
/// <param name="PartiesAfter">Parties that it would hold.</param>
/// <param name="Merged">Parties that would take in another one.</param>
/// <param name="Split">Parties that would lose records to another one.</param>
/// <param name="Changed">Parties that keep their records, and whose cells would change.</param>
/// <param name="ReviewsOpened">Reviews that would be new, or weigh otherwise.</param>
/// <param name="ReviewsClosed">Reviews that would be closed.</param>
/// <param name="ChangedShare">Share of the parties that would change, 0 to 1.</param>
/// <param name="Samples">The first of each kind.</param>
public sealed record BundleReport(
    string Digest, long ComparedWithCommit, long PartiesBefore, long PartiesAfter, int Merged, int Split, int Changed, int ReviewsOpened,
    int ReviewsClosed, double ChangedShare, BundleSamples Samples);

/// <summary>The first parties that a bundle would change, by id.</summary>
/// <param name="Merged">Parties that would take in another one.</param>
/// <param name="Split">Parties that would lose records to another one.</param>
/// <param name="Changed">Parties of which only cells would change.</param>
public sealed record BundleSamples(IReadOnlyList<BundleSample> Merged, IReadOnlyList<BundleSample> Split, IReadOnlyList<BundleSample> Changed);

/// <summary>A party that a bundle would change.</summary>
/// <param name="PartyId">The party.</param>
/// <param name="Records">The records that move.</param>
/// <param name="OtherPartyId">The party that they come from or leave for; null where none moves.</param>
public sealed record BundleSample(string PartyId, IReadOnlyList<RecordRef> Records, string? OtherPartyId = null);

/// <summary>What accepting a bundle changed.</summary>
/// <param name="Commit">Number of the commit that holds it.</param>
/// <param name="Digest">Names all that changed.</param>
/// <param name="PartiesBefore">Parties before.</param>
/// <param name="PartiesAfter">Parties after.</param>
/// <param name="Merged">Parties that took in another one.</param>
/// <param name="Split">Parties that lost records to another one.</param>
/// <param name="Changed">Parties that kept their records, and whose cells changed.</param>
public sealed record BundleAccepted(long Commit, string Digest, long PartiesBefore, long PartiesAfter, int Merged, int Split, int Changed);

/// <summary>Under which conditions a bundle is accepted.</summary>
/// <param name="Digest">Digest of the report that was reviewed; null only with <paramref name="Recompute"/>.</param>
/// <param name="Recompute">Whether it is accepted whatever it changes by now.</param>
/// <param name="MaxChangedShare">Share of the parties, 0 to 1, that may change at most; null for the hub's setting.</param>
/// <param name="Reason">Why; kept with the commit.</param>
public sealed record BundleTerms(string? Digest = null, bool Recompute = false, double? MaxChangedShare = null, string? Reason = null);

/// <summary>The body of a request about a bundle.</summary>
internal sealed record BundleBody(string? Sha256 = null, string? Digest = null, bool? Recompute = null, double? MaxChangedShare = null, string? Reason = null)
{
    public static BundleBody Of(string? sha256, BundleTerms terms) => new(sha256, terms.Digest, terms.Recompute, terms.MaxChangedShare, terms.Reason);
}

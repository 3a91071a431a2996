using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Stewardship;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A bundle that was kept.</summary>
/// <param name="Sha256">SHA-256 of its file, hexadecimal; its name from now on.</param>
/// <param name="Name">The name in its file.</param>
internal sealed record KeptBundleSchema(string Sha256, string Name);

/// <summary>A bundle that is kept.</summary>
/// <param name="Sha256">SHA-256 of its file, hexadecimal.</param>
/// <param name="IsActive">Whether it decides now.</param>
/// <param name="ActivatedAt">When it became the active one, oldest first.</param>
internal sealed record BundleEntrySchema(string Sha256, bool IsActive, IReadOnlyList<DateTimeOffset> ActivatedAt);

/// <summary>A comparison of a bundle with what the hub holds.</summary>
/// <param name="Sha256">The bundle.</param>
/// <param name="State">How it is.</param>
/// <param name="Records">Records replayed so far.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Report">What it found last.</param>
internal sealed record BundleDiffSchema(
    string Sha256, BundleDiffState State, long Records, DateTimeOffset StartedAt, string? Failure = null, BundleReportSchema? Report = null);

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
internal sealed record BundleReportSchema(
    string Digest, long ComparedWithCommit, long PartiesBefore, long PartiesAfter, int Merged, int Split, int Changed, int ReviewsOpened,
    int ReviewsClosed, double ChangedShare, BundleSamplesSchema Samples);

/// <summary>The first parties and reviews that a bundle would change, by id, pair or weight.</summary>
/// <param name="Merged">Parties that would take in another one.</param>
/// <param name="Split">Parties that would lose records to another one.</param>
/// <param name="Changed">Parties of which only cells would change.</param>
/// <param name="ReviewsOpened">Reviews that would be new, or weigh otherwise.</param>
/// <param name="ReviewsClosed">Reviews that would be closed.</param>
internal sealed record BundleSamplesSchema(
    IReadOnlyList<BundleSampleSchema> Merged, IReadOnlyList<BundleSampleSchema> Split, IReadOnlyList<BundleSampleSchema> Changed,
    IReadOnlyList<WeighedPairSchema> ReviewsOpened, IReadOnlyList<PairNameSchema> ReviewsClosed);

/// <summary>A party that a bundle would change.</summary>
/// <param name="PartyId">The party.</param>
/// <param name="Records">The records that move.</param>
/// <param name="Before">Its cells now.</param>
/// <param name="After">Its cells then; none where they stay.</param>
/// <param name="OtherPartyId">The party that they come from or leave for.</param>
internal sealed record BundleSampleSchema(
    string PartyId, IReadOnlyList<RecordName> Records, IReadOnlyList<CellSchema> Before, IReadOnlyList<CellSchema> After, string? OtherPartyId = null);

/// <summary>A pair with its weight.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="WeightBits">Match weight, bits.</param>
/// <param name="Probability">Match probability, 0 to 1.</param>
internal sealed record WeighedPairSchema(RecordName Left, RecordName Right, double WeightBits, double Probability);

/// <summary>A pair of records.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
internal sealed record PairNameSchema(RecordName Left, RecordName Right);

/// <summary>What accepting a bundle changed.</summary>
/// <param name="Commit">Number of the commit that holds it.</param>
/// <param name="Digest">Names all that changed.</param>
/// <param name="ComparedWithCommit">Number of the commit before it.</param>
/// <param name="PartiesBefore">Parties before.</param>
/// <param name="PartiesAfter">Parties after.</param>
/// <param name="Merged">Parties that took in another one.</param>
/// <param name="Split">Parties that lost records to another one.</param>
/// <param name="Changed">Parties that kept their records, and whose cells changed.</param>
/// <param name="ReviewsOpened">Reviews that are new, or weigh otherwise.</param>
/// <param name="ReviewsClosed">Reviews that were closed.</param>
/// <param name="ChangedShare">Share of the parties that changed, 0 to 1.</param>
internal sealed record BundleAcceptedSchema(
    long Commit, string Digest, long ComparedWithCommit, long PartiesBefore, long PartiesAfter, int Merged, int Split, int Changed, int ReviewsOpened,
    int ReviewsClosed, double ChangedShare);

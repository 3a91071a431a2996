using PartyOrleans.Api.Stewardship;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A pair of records for a steward to decide.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="LeftPartyId">The party of the one.</param>
/// <param name="RightPartyId">The party of the other.</param>
/// <param name="WeightBits">Match weight, bits.</param>
/// <param name="Probability">Match probability, 0 to 1.</param>
/// <param name="ExpectedBenefit">What the answer is expected to move; the list is sorted by it.</param>
/// <param name="Claim">Who works on it; absent where nobody does.</param>
internal sealed record ReviewSchema(
    RecordName Left, RecordName Right, string LeftPartyId, string RightPartyId, double WeightBits, double Probability, double ExpectedBenefit,
    ClaimSchema? Claim = null);

/// <summary>Who works on a pair.</summary>
/// <param name="By">The steward.</param>
/// <param name="Until">When the claim ends by itself.</param>
internal sealed record ClaimSchema(string By, DateTimeOffset Until);

/// <summary>A pair with its claim.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="Claim">Who works on it.</param>
internal sealed record ClaimedPairSchema(RecordName Left, RecordName Right, ClaimSchema Claim);

/// <summary>What holds for a pair after a decision.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="Kind">What holds now.</param>
/// <param name="Commit">The number of the commit that holds it.</param>
/// <param name="LeftPartyId">The party of the one now; absent where the record is not there.</param>
/// <param name="RightPartyId">The party of the other now; absent where the record is not there.</param>
internal sealed record DecisionSchema(
    RecordName Left, RecordName Right, JudgedKind Kind, long Commit, string? LeftPartyId = null, string? RightPartyId = null);

/// <summary>A steward's decision about a pair.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Author">Who decided.</param>
/// <param name="Reason">Why; empty where nobody said.</param>
/// <param name="At">When.</param>
internal sealed record JudgementSchema(RecordName Left, RecordName Right, JudgementKind Kind, string Author, string Reason, DateTimeOffset At);

/// <summary>A decision, and how long it was in force.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Author">Who decided.</param>
/// <param name="Reason">Why; empty where nobody said.</param>
/// <param name="At">When.</param>
/// <param name="From">Since when it was in force.</param>
/// <param name="Until">Until when; absent while it is.</param>
internal sealed record JudgementPeriodSchema(
    RecordName Left, RecordName Right, JudgementKind Kind, string Author, string Reason, DateTimeOffset At, DateTimeOffset From,
    DateTimeOffset? Until = null);

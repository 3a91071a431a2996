namespace PartyOrleans.Client;

/// <summary>A pair of records for a steward to decide.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="LeftPartyId">The party of the one.</param>
/// <param name="RightPartyId">The party of the other.</param>
/// <param name="WeightBits">Match weight, bits.</param>
/// <param name="Probability">Match probability, 0 to 1.</param>
/// <param name="ExpectedBenefit">What the answer is expected to move; the list is sorted by it.</param>
/// <param name="Claim">Who works on it; null where nobody does.</param>
public sealed record Review(
    RecordRef Left, RecordRef Right, string LeftPartyId, string RightPartyId, double WeightBits, double Probability, double ExpectedBenefit,
    ReviewClaim? Claim = null);

/// <summary>Who works on a pair.</summary>
/// <param name="By">The steward.</param>
/// <param name="Until">When the claim ends.</param>
public sealed record ReviewClaim(string By, DateTimeOffset Until);

/// <summary>A pair with its claim.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="Claim">Who works on it.</param>
public sealed record ClaimedPair(RecordRef Left, RecordRef Right, ReviewClaim Claim);

/// <summary>What holds for a pair after a decision.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="Kind"><c>must-link</c>, <c>cannot-link</c> or <c>none</c>.</param>
/// <param name="Commit">The number of the commit that holds it.</param>
/// <param name="LeftPartyId">The party of the one now; null where it is not there.</param>
/// <param name="RightPartyId">The party of the other now; null where it is not there.</param>
public sealed record Decision(RecordRef Left, RecordRef Right, string Kind, long Commit, string? LeftPartyId = null, string? RightPartyId = null);

/// <summary>A steward's decision about a pair.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="Kind"><c>must-link</c> or <c>cannot-link</c>.</param>
/// <param name="Author">Who decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
/// <param name="From">Since when it was in force; only in a history.</param>
/// <param name="Until">Until when it was in force; only in a history, null while it is.</param>
public sealed record Judgement(
    RecordRef Left, RecordRef Right, string Kind, string Author, string Reason, DateTimeOffset At, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>The body of a request about a pair.</summary>
internal sealed record PairBody(RecordRef Left, RecordRef Right, string? Kind = null, string? Reason = null, int? Minutes = null);

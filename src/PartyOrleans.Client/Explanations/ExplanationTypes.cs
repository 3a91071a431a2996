namespace PartyOrleans.Client;

/// <summary>Why two records are together or apart.</summary>
/// <param name="Together">Whether they are one party.</param>
/// <param name="Judgement"><c>must-link</c>, <c>cannot-link</c> or <c>none</c>.</param>
/// <param name="Pair">The two compared; null where they are of different types.</param>
/// <param name="SmallestChange">The smallest change of one comparison that would alter the decision; null where none would.</param>
/// <param name="Path">Records from the first to the second over the strongest links.</param>
public sealed record PairReason(bool Together, string Judgement, ComparedPair? Pair, SmallestChange? SmallestChange, IReadOnlyList<PathRecord> Path);

/// <summary>Two records compared.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="WeightBits">Match weight, bits.</param>
/// <param name="Probability">Match probability, 0 to 1.</param>
/// <param name="Steps">The waterfall: what each comparison added.</param>
/// <param name="SharedBlocks">Blocking rules that made them candidates.</param>
public sealed record ComparedPair(
    RecordRef Left, RecordRef Right, double WeightBits, double Probability, IReadOnlyList<CompareStep> Steps, IReadOnlyList<string> SharedBlocks);

/// <summary>A step of a waterfall.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="Level">The level that held.</param>
/// <param name="Left">The one value, standardised; masked where the caller may not see it.</param>
/// <param name="Right">The other.</param>
/// <param name="Bits">Bits that it added.</param>
/// <param name="M">P(level | same party), where it is a comparison.</param>
/// <param name="U">P(level | two parties), where it is a comparison.</param>
public sealed record CompareStep(string Comparison, string Level, string Left, string Right, double Bits, double? M = null, double? U = null);

/// <summary>A change of one comparison that would alter a decision.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="From">The level that held.</param>
/// <param name="To">The level that would.</param>
/// <param name="WeightBits">The match weight then, bits.</param>
public sealed record SmallestChange(string Comparison, string From, string To, double WeightBits);

/// <summary>A record on a path of links.</summary>
/// <param name="Source">The source.</param>
/// <param name="RecordId">The record's id there.</param>
/// <param name="WeightBits">Weight of the link from the record before, bits; null for the first.</param>
public sealed record PathRecord(string Source, string RecordId, double? WeightBits = null);

/// <summary>How a party came to be.</summary>
/// <param name="PartyId">Its id.</param>
/// <param name="Steps">The merges, in order.</param>
public sealed record PartySteps(string PartyId, IReadOnlyList<MergeStep> Steps);

/// <summary>Two groups of records that were merged.</summary>
/// <param name="Left">The one group.</param>
/// <param name="Right">The other.</param>
/// <param name="AverageBits">Average match weight over all their pairs, bits.</param>
/// <param name="ByJudgement">Whether a steward's must-link made it.</param>
/// <param name="Strongest">The strongest pair; null where a judgement alone joined them.</param>
public sealed record MergeStep(
    IReadOnlyList<RecordRef> Left, IReadOnlyList<RecordRef> Right, double AverageBits, bool ByJudgement, ComparedPair? Strongest = null);

/// <summary>Parties that a record may belong to.</summary>
/// <param name="Candidates">The parties, best first.</param>
public sealed record MatchCandidates(IReadOnlyList<MatchCandidate> Candidates);

/// <summary>A party that a record may belong to.</summary>
/// <param name="PartyId">The party.</param>
/// <param name="Decision"><c>match</c> or <c>review</c>.</param>
/// <param name="WeightBits">Match weight with its closest record, bits.</param>
/// <param name="Probability">Match probability with that record, 0 to 1.</param>
/// <param name="AverageBits">Average match weight with the party's records, bits.</param>
/// <param name="Compared">Records of the party that were compared.</param>
/// <param name="Strongest">Its closest record, with the waterfall.</param>
public sealed record MatchCandidate(
    string PartyId, string Decision, double WeightBits, double Probability, double AverageBits, int Compared, StrongestRecord Strongest);

/// <summary>The closest record of a candidate.</summary>
/// <param name="Source">The source.</param>
/// <param name="RecordId">The record's id there.</param>
/// <param name="Steps">The waterfall.</param>
public sealed record StrongestRecord(string Source, string RecordId, IReadOnlyList<CompareStep> Steps);

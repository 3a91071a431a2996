using PartyOrleans.Api.Stewardship;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>Why two are together or apart.</summary>
/// <param name="Together">Whether they are one party.</param>
/// <param name="Judgement">What a steward decided about the pair.</param>
/// <param name="Path">Records from the one to the other over the strongest links; empty where they are apart.</param>
/// <param name="Pair">The strongest pair; absent where the two cannot be compared.</param>
/// <param name="SmallestChange">The smallest change of one comparison that would alter the decision; absent where none would.</param>
internal sealed record WhySchema(
    bool Together, JudgedKind Judgement, IReadOnlyList<PathRecordSchema> Path, ComparedPairSchema? Pair = null, SmallestChangeSchema? SmallestChange = null);

/// <summary>What holds for a pair.</summary>
internal enum JudgedKind
{
    /// <summary>Its weight decides.</summary>
    None,

    /// <summary>The two are one party.</summary>
    MustLink,

    /// <summary>The two are two parties.</summary>
    CannotLink,
}

/// <summary>Two records compared.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="WeightBits">Match weight, bits: log2 of the odds that they are one party.</param>
/// <param name="Probability">Match probability, 0 to 1.</param>
/// <param name="Steps">The waterfall: what each comparison adds to the weight.</param>
/// <param name="SharedBlocks">Blocking rules that made them a candidate pair.</param>
internal sealed record ComparedPairSchema(
    RecordName Left, RecordName Right, double WeightBits, double Probability, IReadOnlyList<CompareStepSchema> Steps, IReadOnlyList<string> SharedBlocks);

/// <summary>A step of a waterfall.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="Level">The level that holds.</param>
/// <param name="Left">The one value, standardised, masked where the caller may not see it.</param>
/// <param name="Right">The other.</param>
/// <param name="Bits">What it adds, bits.</param>
/// <param name="M">Probability of the level among pairs of one party.</param>
/// <param name="U">Probability of the level among pairs of two parties.</param>
internal sealed record CompareStepSchema(string Comparison, string Level, string Left, string Right, double Bits, double? M = null, double? U = null);

/// <summary>A change of one comparison that would alter a decision.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="From">The level that holds.</param>
/// <param name="To">The level that would.</param>
/// <param name="WeightBits">The match weight then, bits.</param>
internal sealed record SmallestChangeSchema(string Comparison, string From, string To, double WeightBits);

/// <summary>A record on the way between two.</summary>
/// <param name="Source">Its source.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="WeightBits">Weight of the link from the record before, bits; absent for the first.</param>
internal sealed record PathRecordSchema(string Source, string RecordId, double? WeightBits = null);

/// <summary>How a party came to be.</summary>
/// <param name="PartyId">Its id.</param>
/// <param name="Steps">The merges, in order; none where it has one record.</param>
/// <param name="RequestedPartyId">The id that was asked for, where it leads to this party.</param>
/// <param name="Redirects">The ids that lead from that one here, this party's own last.</param>
internal sealed record HowSchema(
    string PartyId, IReadOnlyList<MergeSchema> Steps, string? RequestedPartyId = null, IReadOnlyList<string>? Redirects = null);

/// <summary>Two groups of records that were merged.</summary>
/// <param name="Left">The one group.</param>
/// <param name="Right">The other.</param>
/// <param name="AverageBits">Average match weight over their pairs, bits.</param>
/// <param name="ByJudgement">Whether a must-link made it.</param>
/// <param name="Strongest">Their strongest pair; absent where a judgement alone joined them.</param>
internal sealed record MergeSchema(
    IReadOnlyList<RecordName> Left, IReadOnlyList<RecordName> Right, double AverageBits, bool ByJudgement, ComparedPairSchema? Strongest = null);

/// <summary>Whom a record would match.</summary>
/// <param name="Candidates">The parties, best first.</param>
/// <param name="Ignored">Attributes that were not compared, because the caller may not see them.</param>
internal sealed record MatchSchema(IReadOnlyList<CandidateSchema> Candidates, IReadOnlyList<string>? Ignored = null);

/// <summary>A party that a record may belong to.</summary>
/// <param name="PartyId">Its id.</param>
/// <param name="Decision">What the weight of the closest pair says.</param>
/// <param name="WeightBits">Match weight with the closest record, bits.</param>
/// <param name="Probability">Match probability with that record, 0 to 1.</param>
/// <param name="AverageBits">Average match weight over the records that were compared, bits.</param>
/// <param name="Compared">Records of the party that were compared.</param>
/// <param name="Strongest">The closest record, with the waterfall.</param>
internal sealed record CandidateSchema(
    string PartyId, MatchDecision Decision, double WeightBits, double Probability, double AverageBits, int Compared, ClosestRecordSchema Strongest);

/// <summary>What a weight says.</summary>
internal enum MatchDecision
{
    /// <summary>One party.</summary>
    Match,

    /// <summary>A steward should look.</summary>
    Review,
}

/// <summary>The closest record of a party.</summary>
/// <param name="Source">Its source.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="Steps">The waterfall.</param>
internal sealed record ClosestRecordSchema(string Source, string RecordId, IReadOnlyList<CompareStepSchema> Steps);

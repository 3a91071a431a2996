namespace PartyOrleans.Model.Bundles;

/// <summary>
/// Everything that decides an answer besides the records and the judgements: one versioned, checksummed, immutable document.
/// Nothing is estimated from live data; learning makes a new bundle.
/// </summary>
public sealed record Bundle
{
    /// <summary>The format that this code reads and writes.</summary>
    public const string CurrentFormat = "party-hub/bundle/1";

    /// <summary>Always <see cref="CurrentFormat"/>.</summary>
    public required string Format { get; init; }

    /// <summary>A name for people.</summary>
    public required string Name { get; init; }

    /// <summary>How much each source is trusted; sources not named take <see cref="SourcePolicy.Default"/>.</summary>
    public required IReadOnlyList<SourcePolicy> Sources { get; init; }

    /// <summary>The match model of persons.</summary>
    public required MatchModel Persons { get; init; }

    /// <summary>The match model of organisations.</summary>
    public required MatchModel Organisations { get; init; }

    /// <summary>How often values occur, by attribute.</summary>
    public required IReadOnlyList<TermFrequencyTable> TermFrequencies { get; init; }

    /// <summary>Which records are compared at all.</summary>
    public required BlockingPolicy Blocking { get; init; }

    /// <summary>Where match, review and non-match part.</summary>
    public required Thresholds Thresholds { get; init; }

    /// <summary>Which value survives, by attribute; attributes not named take the rule of <c>*</c>.</summary>
    public required IReadOnlyList<SurvivorshipPolicy> Survivorship { get; init; }

    /// <summary>What of a value may be seen by whom, and how long it is kept; no part of matching.</summary>
    public PrivacyPolicy Privacy { get; init; } = PrivacyPolicy.Default;

    /// <summary>What sources promise to send and how it is read; a source without one is recognised by its names and content.</summary>
    public IReadOnlyList<SourceContract> Contracts { get; init; } = [];
}

/// <summary>How much a source is trusted.</summary>
/// <param name="Name">The source.</param>
/// <param name="Trust">0 (never) to 1 (always); between sources only the order and the decayed ratio matter.</param>
/// <param name="HalfLife">After this much time behind the party's newest record a value's trust has halved; zero means no decay.</param>
public sealed record SourcePolicy(string Name, double Trust, TimeSpan HalfLife)
{
    /// <summary>The policy of a source that the bundle does not name.</summary>
    public static readonly SourcePolicy Default = new("*", 0.5, TimeSpan.Zero);
}

/// <summary>A Fellegi-Sunter model for one party type.</summary>
/// <param name="PriorBits">log2 of the odds that two records drawn at random are the same party.</param>
/// <param name="Comparisons">Comparisons with their levels.</param>
/// <param name="Alternatives">Other ways for two records to agree: members of one household, namesakes. Empty where the data showed none.</param>
/// <param name="CalibrationSlope">Factor from match weight to calibrated bits; 1 where no labels were seen.</param>
/// <param name="CalibrationBits">Bits added to the calibrated weight; 0 where no labels were seen.</param>
public sealed record MatchModel(
    double PriorBits, IReadOnlyList<Comparison> Comparisons, IReadOnlyList<LatentClass> Alternatives,
    double CalibrationSlope = 1, double CalibrationBits = 0);

/// <summary>One comparison with its levels; which levels exist, and when each holds, is the code's.</summary>
/// <param name="Name">given, family, birth, address ...</param>
/// <param name="Levels">In the code's order, best first.</param>
public sealed record Comparison(string Name, IReadOnlyList<ComparisonLevel> Levels);

/// <summary>A comparison level.</summary>
/// <param name="Name">The level's name.</param>
/// <param name="M">P(level | same party), 0 to 1 exclusive; the levels of a comparison add up to 1.</param>
/// <param name="U">P(level | two parties), 0 to 1 exclusive; the levels of a comparison add up to 1.</param>
/// <param name="AdjustBits">Bits that labelled pairs added to the level's weight; 0 where no labels were seen.</param>
public sealed record ComparisonLevel(string Name, double M, double U, double AdjustBits = 0);

/// <summary>A latent class of pairs that are two parties and yet agree more than chance.</summary>
/// <param name="Name">household or namesake.</param>
/// <param name="PriorBits">log2 of the odds that two records drawn at random belong to the class.</param>
/// <param name="Levels">P(level | class) for each comparison, in the model's order of comparisons and levels.</param>
public sealed record LatentClass(string Name, double PriorBits, IReadOnlyList<IReadOnlyList<double>> Levels);

/// <summary>How often the values of an attribute occur among records.</summary>
/// <param name="Attribute">Canonical attribute, or <c>name.organisation.token</c> or <c>email.domain</c>, which are parts of values.</param>
/// <param name="Records">Records that the counts were taken from.</param>
/// <param name="Duplicates">Expected number of other records of the same party that agree on the value; taken off each count.</param>
/// <param name="UnlistedBits">-log2 of the frequency of a value that is not listed.</param>
/// <param name="Counts">Standardised value to number of records.</param>
public sealed record TermFrequencyTable(
    string Attribute, double Records, double Duplicates, double UnlistedBits, IReadOnlyDictionary<string, double> Counts);

/// <summary>Which records are compared.</summary>
/// <param name="KeyBits">A compound key takes further parts until it holds this much information, bits; raise it with the data (log2 of records less 2 or 3).</param>
/// <param name="MaxBlockRecords">A block with more records yields no candidates and is reported; its records meet in their narrower keys.</param>
/// <param name="Persons">Rules for persons, strongest first; at most 16.</param>
/// <param name="Organisations">Rules for organisations, strongest first; at most 16.</param>
public sealed record BlockingPolicy(
    double KeyBits, int MaxBlockRecords, IReadOnlyList<BlockingRule> Persons, IReadOnlyList<BlockingRule> Organisations);

/// <summary>A blocking rule: the parts of a compound key, taken in order until the key holds enough information.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Parts">Key parts, see the matching documentation for the list.</param>
/// <param name="MinParts">Parts that are always taken, however rare the first values are.</param>
public sealed record BlockingRule(string Name, IReadOnlyList<string> Parts, int MinParts = 1);

/// <summary>Where match, review and non-match part; all in bits of match weight, prior included.</summary>
/// <param name="MatchBits">A pair at or above it is a match on its own.</param>
/// <param name="ReviewBits">A pair between this and <paramref name="MatchBits"/> that clustering left apart raises a review task.</param>
/// <param name="AverageBits">Two groups merge only where the average over their pairs that tell anything reaches this.</param>
/// <param name="FloorBits">A pair counts in an average with no less than this, so that one clash does not outweigh all agreement.</param>
/// <param name="CeilingBits">A pair counts in an average with no more than this.</param>
public sealed record Thresholds(double MatchBits, double ReviewBits, double AverageBits, double FloorBits, double CeilingBits);

/// <summary>How the surviving value of an attribute is chosen.</summary>
/// <param name="Attribute">Canonical attribute or <c>*</c>.</param>
/// <param name="Rules">Ordered fallback of trust, recency, consensus, completeness; a tie goes to the next, the last to the smallest value.</param>
/// <param name="Keep">one, or all for multi-valued attributes.</param>
public sealed record SurvivorshipPolicy(string Attribute, IReadOnlyList<string> Rules, string Keep);

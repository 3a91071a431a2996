using System.Globalization;

namespace PartyOrleans.Quality;

/// <summary>What is expected of what a hub holds.</summary>
public enum ExpectationKind
{
    /// <summary>Share of the parties that have a value of an attribute, 0 to 1; more is better.</summary>
    Completeness,

    /// <summary>Share of the values of an identifier that can be one: form and check digits, 0 to 1; more is better.</summary>
    Validity,

    /// <summary>Share of the different values of an attribute that stand in one party only, 0 to 1; more is better.</summary>
    Uniqueness,

    /// <summary>Seconds since a record of a source was last new or changed; fewer are better.</summary>
    Freshness,

    /// <summary>Open review tasks for each party; fewer are better.</summary>
    Reviews,

    /// <summary>Share of the inputs of a source, or of all, that wait as dead letters, 0 to 1: letters by letters and records; less is better.</summary>
    DeadLetters,

    /// <summary>Records of the party that has most; fewer are better.</summary>
    LargestParty,

    /// <summary>
    /// How far the sizes of parties are distributed otherwise than in the run before: the population stability index, 0 for the same; 0.1 is usually
    /// taken for a little and 0.25 for a lot.
    /// </summary>
    SizeDrift,

    /// <summary>
    /// How many times more, or fewer, golden records changed since the run before than the median of the runs before that; 1 is usual, less is better.
    /// </summary>
    ChangeVolume,
}

/// <summary>One expectation. A value beyond <see cref="Fail"/> fails, one beyond <see cref="Warn"/> warns; at least one of them is given.</summary>
/// <param name="Kind">What is looked at.</param>
public sealed record Expectation(ExpectationKind Kind)
{
    /// <summary>Attribute of completeness, validity and uniqueness; empty for others.</summary>
    public string Attribute { get; init; } = "";

    /// <summary><c>person</c> or <c>organisation</c>, where completeness is expected of these alone; empty for all parties.</summary>
    public string PartyType { get; init; } = "";

    /// <summary>Source of freshness and dead letters; empty for all of them together, of freshness for each.</summary>
    public string Source { get; init; } = "";

    /// <summary>The last value that is well; null where nothing warns.</summary>
    public double? Warn { get; init; }

    /// <summary>The last value that does not fail; null where nothing fails.</summary>
    public double? Fail { get; init; }

    /// <summary>Whether greater values are better.</summary>
    public bool MoreIsBetter => Kind is ExpectationKind.Completeness or ExpectationKind.Validity or ExpectationKind.Uniqueness;

    /// <summary>What is looked at, as one word: by it results of different runs are compared.</summary>
    public string Key => string.Join(':', new[] { NameOf(Kind), Attribute, PartyType, Source }.Where(static part => part.Length > 0));

    /// <summary>The expectations where nobody names others: those that hold for most hubs.</summary>
    public static IReadOnlyList<Expectation> Usual { get; } =
    [
        new(ExpectationKind.Reviews) { Warn = 0.05, Fail = 0.25 },
        new(ExpectationKind.DeadLetters) { Warn = 0.01, Fail = 0.1 },
        new(ExpectationKind.LargestParty) { Warn = 100, Fail = 1000 },
        new(ExpectationKind.SizeDrift) { Warn = 0.1, Fail = 0.25 },
        new(ExpectationKind.ChangeVolume) { Warn = 5 },
    ];

    /// <summary>A kind as files and answers name it: <c>dead_letters</c>.</summary>
    public static string NameOf(ExpectationKind kind) => string.Concat(kind.ToString().Select((letter, index) =>
        char.IsUpper(letter) ? (index > 0 ? "_" : "") + char.ToLower(letter, CultureInfo.InvariantCulture) : letter.ToString()));
}

using PartyOrleans.Model;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>The comparisons the code can make, and their place in a <see cref="ComparisonPattern"/>.</summary>
public enum ComparisonKind
{
    /// <summary>Given names.</summary>
    Given = 0,
    /// <summary>Family names.</summary>
    Family = 1,
    /// <summary>Middle names.</summary>
    Middle = 2,
    /// <summary>Generation suffixes.</summary>
    Suffix = 3,
    /// <summary>Genders.</summary>
    Gender = 4,
    /// <summary>Dates of birth or of registration.</summary>
    Date = 5,
    /// <summary>Addresses as one composite: house, street, city, postcode.</summary>
    Address = 6,
    /// <summary>Phone numbers.</summary>
    Phone = 7,
    /// <summary>Email addresses.</summary>
    Email = 8,
    /// <summary>Identifiers of one type.</summary>
    Identifier = 9,
    /// <summary>Names of organisations: of the parties themselves, or of those that persons work for.</summary>
    Organisation = 10,
    /// <summary>Web sites.</summary>
    Website = 11,
}

/// <summary>Levels of personal name comparisons, best first.</summary>
internal enum NameLevel
{
    /// <summary>One side has none.</summary>
    Missing, Exact, Nickname, Near, Similar, Initial, Compound, Swapped, Different,

    /// <summary>Two given names that each have many bearers, and are no forms of each other.</summary>
    TwoNames,
}

/// <summary>Levels of date comparisons, best first.</summary>
internal enum DateLevel
{
    /// <summary>One side has none.</summary>
    Missing, Exact, Transposed, OneDigit, TwoParts, WithinMonth, TwoDigits, Partial, CloseYear, SameYear, Different,
}

/// <summary>Levels of the composite address comparison, best first.</summary>
internal enum AddressLevel
{
    /// <summary>One side has none, or nothing comparable.</summary>
    Missing, Exact, StreetExact, Near, StreetNoHouse, StreetOtherHouse, Postcode, City, CityNear, Different,
}

/// <summary>Levels of phone and identifier comparisons, best first.</summary>
internal enum NumberLevel
{
    /// <summary>One side has none.</summary>
    Missing, Exact, Tail, Near, Different,
}

/// <summary>Levels of email comparisons, best first.</summary>
internal enum EmailLevel
{
    /// <summary>One side has none, or the agreement only repeats agreeing names.</summary>
    Missing, Exact, Near, SameLocal, Similar, Different,
}

/// <summary>Levels of organisation name comparisons, best first.</summary>
internal enum OrganisationLevel
{
    /// <summary>One side has none.</summary>
    Missing, Exact, SameWords, Near, Acronym, StrongOverlap, Overlap, WeakOverlap, Different,
}

/// <summary>Levels of comparisons that only agree or differ.</summary>
internal enum AgreementLevel
{
    /// <summary>One side has none.</summary>
    Missing, Same, Close, Different,
}

/// <summary>Names and levels of all comparisons, and which of them each party type uses.</summary>
public static partial class ComparisonCatalog
{
    /// <summary>Number of comparisons.</summary>
    public const int Count = 12;

    /// <summary>The comparison of persons by whom they work for.</summary>
    private const string Employer = "employer";

    /// <summary>Names by <see cref="ComparisonKind"/>; that of persons by whom they work for is <c>employer</c>, see <see cref="NameOf"/>.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["given", "family", "middle", "suffix", "gender", "date", "address", "phone", "email", "identifier", "organisation", "website"];

    /// <summary>Level names by comparison; position 0 is the level after missing.</summary>
    public static readonly IReadOnlyList<IReadOnlyList<string>> Levels =
    [
        LevelsOf<NameLevel>(), [.. LevelsOf<NameLevel>().SkipLast(1)], [.. LevelsOf<NameLevel>().SkipLast(1)], LevelsOf<AgreementLevel>(), LevelsOf<AgreementLevel>(),
        LevelsOf<DateLevel>(), LevelsOf<AddressLevel>(), LevelsOf<NumberLevel>(), LevelsOf<EmailLevel>(), LevelsOf<NumberLevel>(),
        LevelsOf<OrganisationLevel>(), LevelsOf<AgreementLevel>(),
    ];

    /// <summary>The comparisons that a party type uses, in order.</summary>
    public static IReadOnlyList<ComparisonKind> Of(PartyType type) => type == PartyType.Organisation ? Organisation : Person;

    /// <summary>The name that a comparison has in the model of a party type.</summary>
    public static string NameOf(PartyType type, ComparisonKind kind) =>
        kind == ComparisonKind.Organisation && type != PartyType.Organisation ? Employer : Names[(int)kind];

    /// <summary>The comparison of a name, as either party type's model has it; null where there is none.</summary>
    public static ComparisonKind? KindOf(string name)
    {
        for (int kind = 0; kind < Count; kind++)
        {
            if (string.Equals(Names[kind], name, StringComparison.Ordinal))
            {
                return (ComparisonKind)kind;
            }
        }

        return string.Equals(name, Employer, StringComparison.Ordinal) ? ComparisonKind.Organisation : null;
    }

    private static readonly ComparisonKind[] Person =
    [
        ComparisonKind.Given, ComparisonKind.Family, ComparisonKind.Middle, ComparisonKind.Suffix, ComparisonKind.Gender, ComparisonKind.Date,
        ComparisonKind.Address, ComparisonKind.Phone, ComparisonKind.Email, ComparisonKind.Identifier, ComparisonKind.Organisation,
    ];

    private static readonly ComparisonKind[] Organisation =
    [
        ComparisonKind.Organisation, ComparisonKind.Date, ComparisonKind.Address, ComparisonKind.Phone, ComparisonKind.Email,
        ComparisonKind.Identifier, ComparisonKind.Website,
    ];

    private static string[] LevelsOf<TLevel>()
        where TLevel : struct, Enum =>
        [.. Enum.GetNames<TLevel>().Skip(1).Select(KebabCase)];

    private static string KebabCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}

/// <summary>
/// The levels of all comparisons of a pair in 48 bits (4 each), and in the bits above which of them a term frequency applies to, and whether
/// the two records exclude each other.
/// </summary>
public readonly record struct ComparisonPattern(ulong Bits)
{
    private const int TermShift = 48;
    private const ulong ExclusiveBit = 1UL << 60;

    /// <summary>Whether the two records exclude each other: no agreement makes them one party.</summary>
    public bool IsExclusive => (Bits & ExclusiveBit) != 0;

    /// <summary>The pattern of two records that exclude each other.</summary>
    public ComparisonPattern AsExclusive => new(Bits | ExclusiveBit);

    /// <summary>The levels alone.</summary>
    public ComparisonPattern WithoutTerms => new(Bits & ((1UL << TermShift) - 1));

    /// <summary>The level of a comparison; 0 for missing.</summary>
    public int LevelOf(ComparisonKind kind) => (int)(Bits >> ((int)kind * 4)) & 15;

    /// <summary>Whether a term frequency applies to the comparison.</summary>
    public bool HasTerm(ComparisonKind kind) => (Bits >> (TermShift + (int)kind) & 1) != 0;

    /// <summary>The pattern with a level set.</summary>
    public ComparisonPattern With(ComparisonKind kind, int level) => new(Bits & ~(15UL << ((int)kind * 4)) | ((ulong)level << ((int)kind * 4)));

    /// <summary>The pattern with a term frequency marked.</summary>
    public ComparisonPattern WithTerm(ComparisonKind kind) => new(Bits | (1UL << (TermShift + (int)kind)));
}

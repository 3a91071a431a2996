using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching;

/// <summary>
/// The bundle that ships: it works for persons and organisations with no configuration, and is the prior that training starts from.
/// Its figures are round values typical of customer and registry data, not fitted to any one set.
/// </summary>
public static class DefaultBundle
{
    /// <summary>The bundle.</summary>
    public static Bundle Create() => new()
    {
        Format = Bundle.CurrentFormat,
        Name = "default",
        Sources = [],
        Persons = Persons,
        Organisations = Organisations,
        TermFrequencies = [.. CommonTerms.Tables.Select(Known)],
        Blocking = Blocking,
        Thresholds = new Thresholds(MatchBits: 0, ReviewBits: -2, AverageBits: 0, FloorBits: -2.5, CeilingBits: 10),
        Survivorship = DefaultSurvivorship.Policies,
    };

    /// <summary>
    /// What ships takes weight off common values; that a value is not among them says little, as lists of names differ between countries,
    /// so it then counts as a middling one.
    /// </summary>
    private static TermFrequencyTable Known(TermFrequencyTable table)
    {
        double unlistedBits = table.Attribute switch
        {
            Attributes.NameGiven => 6,
            Attributes.NameFamily => 7,
            Attributes.AddressCity => 7,
            _ => table.UnlistedBits,
        };
        double least = table.Records * double.Exp2(-unlistedBits);
        return table with
        {
            UnlistedBits = unlistedBits,
            Counts = new SortedDictionary<string, double>(
                table.Counts.Where(entry => entry.Value > least).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
        };
    }

    private static MatchModel Persons => new(
        PriorBits: -13,
        [
            Of(ComparisonKind.Given, [.65, .05, .13, .03, .03, .02, .02, .033, .012], [.008, .002, .001, .004, .01, .002, .00002, .423, .55]),
            Of(ComparisonKind.Family, [.69, .005, .15, .03, .005, .02, .02, .08], [.003, .0005, .0008, .002, .005, .001, .00002, .988]),
            Of(ComparisonKind.Middle, [.60, .01, .05, .03, .20, .02, .001, .089], [.02, .003, .004, .01, .05, .005, .0005, .9]),
            Of(ComparisonKind.Suffix, [.96, .01, .03], [.3, .01, .69]),
            Of(ComparisonKind.Gender, [.97, .005, .025], [.5, .005, .495]),
            Of(ComparisonKind.Date, [.75, .02, .10, .02, .01, .02, .02, .01, .01, .05], [.00008, .00006, .0012, .003, .0014, .010, .002, .007, .012, .96326]),
            Of(ComparisonKind.Address,
                [.45, .04, .10, .03, .04, .045, .13, .045, .12], [.00001, .00002, .00001, .00004, .0001, .0005, .008, .002, .98932]),
            Of(ComparisonKind.Phone, [.75, .03, .05, .17], [.00001, .00001, .00002, .99996]),
            Of(ComparisonKind.Email, [.68, .11, .02, .04, .15], [.0000012, .000001, .00002, .0003, .9996778]),
            Of(ComparisonKind.Identifier, [.92, .001, .05, .029], [.000002, .00001, .00002, .999968]),
            Of(ComparisonKind.Organisation, [.28, .01, .04, .005, .04, .03, .015, .58], [.003, .0001, .0003, .0002, .001, .006, .03, .9594], PartyType.Person),
        ],
        [
            Class("household", -14.5,
            [
                [.02, .005, .01, .03, .02, .005, .002, .388, .52],
                [.75, .001, .01, .01, .002, .02, .001, .206],
                [.02, .003, .004, .01, .05, .005, .0005, .9075],
                [.5, .01, .49],
                [.4, .005, .595],
                [.015, .001, .004, .004, .002, .013, .004, .02, .03, .907],
                [.85, .02, .06, .02, .02, .01, .01, .005, .005],
                [.35, .005, .005, .64],
                [.03, .005, .005, .02, .94],
                [.005, .001, .004, .99],
                [.02, .0005, .001, .0005, .002, .007, .03, .939],
            ]),
        ]);

    private static MatchModel Organisations => new(
        PriorBits: -14,
        [
            Of(ComparisonKind.Organisation,
                [.58, .05, .14, .01, .10, .08, .025, .015], [.0003, .0001, .0003, .0002, .0008, .005, .03, .9633]),
            Of(ComparisonKind.Date, [.85, .02, .04, .02, .005, .01, .03, .005, .01, .01], [.0001, .0001, .001, .003, .003, .012, .002, .012, .026, .9408]),
            Of(ComparisonKind.Address,
                [.60, .05, .08, .03, .02, .05, .08, .01, .08], [.0003, .0001, .0001, .0003, .001, .002, .05, .002, .9442]),
            Of(ComparisonKind.Phone, [.75, .05, .03, .17], [.0001, .00005, .0001, .99975]),
            Of(ComparisonKind.Email, [.70, .03, .04, .03, .20], [.0002, .00005, .0003, .0005, .99895]),
            Of(ComparisonKind.Identifier, [.92, .001, .02, .059], [.000002, .00001, .00003, .999958]),
            Of(ComparisonKind.Website, [.80, .01, .19], [.0005, .0001, .9994]),
        ],
        [
            Class("co-located", -15,
            [
                [.002, .002, .006, .002, .03, .09, .118, .75],
                [.05, .005, .01, .01, .005, .02, .005, .02, .05, .825],
                [.85, .03, .03, .02, .02, .02, .02, .005, .005],
                [.40, .01, .05, .54],
                [.20, .01, .02, .01, .76],
                [.005, .001, .004, .99],
                [.30, .01, .69],
            ]),
        ]);

    private static BlockingPolicy Blocking => new(
        KeyBits: 14,
        MaxBlockRecords: 100,
        [
            new BlockingRule("identifier", ["identifier"]),
            new BlockingRule("phone", ["phone"]),
            new BlockingRule("names-date", ["names-sorted", "date-year", "postcode"]),
            new BlockingRule("names-place", ["names-sorted", "city-sound", "house"]),
            new BlockingRule("family-date", ["date", "family-sound"]),
            new BlockingRule("given-date", ["date-month-day", "given-sound", "date-year"], 2),
            new BlockingRule("given-year", ["given-sound", "date-year", "family-initial", "date-month-day"], 2),
            new BlockingRule("house-place", ["house", "place", "name-rarest"], 2),
            new BlockingRule("given-place", ["given-sound", "place", "date-year"], 2),
            new BlockingRule("family-place", ["family-sound", "place", "date-year"], 2),
            new BlockingRule("given-address", ["street-sound", "house", "given-initial", "city-sound"], 2),
            new BlockingRule("family-year", ["family-sound", "date-year", "given-initial", "date-month-day"], 2),
            new BlockingRule("monthday-family", ["date-month-day", "family-sound", "given-initial"], 2),
            new BlockingRule("rarest-place", ["name-rarest", "city-sound", "date-year"], 2),
            new BlockingRule("workplace", ["workplace", "given-sound", "family-initial", "date-year"]),
            new BlockingRule("email-local", ["email-local"]),
        ],
        [
            new BlockingRule("identifier", ["identifier"]),
            new BlockingRule("phone", ["phone"]),
            new BlockingRule("email", ["email"]),
            new BlockingRule("website", ["website"]),
            new BlockingRule("name", ["organisation"]),
            new BlockingRule("rare-words", ["organisation-rarest", "organisation-second"]),
            new BlockingRule("rarest-place", ["organisation-rarest", "city", "postcode"]),
            new BlockingRule("second-place", ["organisation-second", "city"]),
            new BlockingRule("first-word", ["organisation-first", "organisation-second"]),
            new BlockingRule("address", ["street", "house"], 2),
            new BlockingRule("street-word", ["street-sound", "organisation-first"], 2),
            new BlockingRule("house-word", ["house", "organisation-first"], 2),
            new BlockingRule("acronym", ["organisation-acronym", "city"]),
            new BlockingRule("phone-tail", ["phone-tail"]),
            new BlockingRule("postcode-word", ["postcode", "organisation-rarest"], 2),
            new BlockingRule("date-word", ["date", "organisation-first"], 2),
        ]);

    private static LatentClass Class(string name, double priorBits, double[][] levels) =>
        new(name, priorBits, [.. levels.Select(static p => (IReadOnlyList<double>)[.. p.Select(value => value / p.Sum())])]);

    private static Comparison Of(ComparisonKind kind, double[] m, double[] u, PartyType type = PartyType.Organisation)
    {
        IReadOnlyList<string> names = ComparisonCatalog.Levels[(int)kind];
        double sumM = m.Sum();
        double sumU = u.Sum();
        return new Comparison(
            ComparisonCatalog.NameOf(type, kind),
            [.. names.Select((name, level) => new ComparisonLevel(name, m[level] / sumM, u[level] / sumU))]);
    }
}

/// <summary>The survivorship that ships.</summary>
internal static class DefaultSurvivorship
{
    public static readonly IReadOnlyList<SurvivorshipPolicy> Policies =
    [
        new("*", ["trust", "recency", "consensus", "completeness"], "one"),
        new(Attributes.Phone, ["trust", "recency"], "all"),
        new(Attributes.Email, ["trust", "recency"], "all"),
        new(Attributes.Website, ["trust", "recency"], "all"),
        new(Attributes.NameAlias, ["trust", "recency"], "all"),
        new("identifier.*", ["trust", "recency"], "all"),
        new("relation.*", ["trust", "recency"], "all"),
        new("name", ["trust", "consensus", "completeness", "recency"], "one"),
        new("address", ["trust", "recency", "completeness", "consensus"], "one"),
    ];
}

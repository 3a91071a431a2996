using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Scoring;

/// <summary>The standardised values that one comparison saw; several are joined by <c> | </c>.</summary>
/// <param name="Comparison">Its name.</param>
/// <param name="Level">The level that held; empty where one side has no value.</param>
/// <param name="Left">Values of the first record.</param>
/// <param name="Right">Values of the second record.</param>
public sealed record ComparedValues(string Comparison, string Level, string Left, string Right);

/// <summary>Why two records weigh what they weigh: data, to be shown as a waterfall or as text.</summary>
/// <param name="Left">The first record.</param>
/// <param name="Right">The second record.</param>
/// <param name="Weight">The match weight and its parts.</param>
/// <param name="Values">What was compared, in the order of the model.</param>
/// <param name="SharedBlocks">Blocking rules whose key the two share; empty means that they would never be compared on their own.</param>
public sealed record PairExplanation(
    RecordKey Left, RecordKey Right, WeightBreakdown Weight, IReadOnlyList<ComparedValues> Values, IReadOnlyList<string> SharedBlocks);

/// <summary>Explains pairs of rows.</summary>
public sealed class PairExplainer(BundleMatcher matcher)
{
    private readonly PairComparer _comparer = matcher.NewComparer();

    /// <summary>Explains the match weight of two rows of one party type.</summary>
    public PairExplanation Explain(int left, int right)
    {
        EncodedRecords records = matcher.Records;
        PartyType type = records.Table.FlagsOf(left).Type;
        ComparisonPattern pattern = _comparer.Compare(left, right, out float termBits);
        var values = new List<ComparedValues>();
        foreach (ComparisonKind kind in ComparisonCatalog.Of(type))
        {
            string ofLeft = TextOf(kind, left);
            string ofRight = TextOf(kind, right);
            if (ofLeft.Length > 0 || ofRight.Length > 0)
            {
                int level = pattern.LevelOf(kind);
                values.Add(new ComparedValues(
                    ComparisonCatalog.NameOf(type, kind), level == 0 ? "" : ComparisonCatalog.Levels[(int)kind][level - 1], ofLeft, ofRight));
            }
        }

        return new PairExplanation(
            records.KeyOf(left), records.KeyOf(right), matcher.ScorerOf(type).Explain(pattern, termBits), values, SharedBlocks(left, right, type));
    }

    /// <summary>The smallest change of one comparison level that takes two rows of one party type to the other side of a threshold; null where there is none.</summary>
    public LevelChange? SmallestChange(int left, int right, double thresholdBits)
    {
        PartyType type = matcher.Records.Table.FlagsOf(left).Type;
        ComparisonPattern pattern = _comparer.Compare(left, right, out float termBits);
        MatchModel model = type == PartyType.Organisation ? matcher.Bundle.Organisations : matcher.Bundle.Persons;
        return Counterfactual.Smallest(model, matcher.ScorerOf(type), type, pattern, termBits, thresholdBits);
    }

    private List<string> SharedBlocks(int left, int right, PartyType type)
    {
        BlockKeys keys = matcher.Keys;
        HashSet<(int, uint)> ofLeft = [.. keys.All(left)];
        return [.. keys.All(right).Where(ofLeft.Contains).Select(key => keys.NameOf(type, key.Rule)).Distinct(StringComparer.Ordinal)];
    }

    private string TextOf(ComparisonKind kind, int row)
    {
        Vocabulary vocabulary = matcher.Records.Vocabulary;
        Span<int> values = matcher.Records.Table.Row(row);
        RecordExtras? extras = matcher.Records.Table.ExtrasOf(row);
        var flags = new RecordFlags(values[(int)Slot.Flags]);
        NameParts[] names = extras?.Names ?? [new NameParts(values[(int)Slot.Given], values[(int)Slot.Middle], values[(int)Slot.Family])];
        return kind switch
        {
            ComparisonKind.Given => Join(names.Select(name => vocabulary.Names.TextOf(name.Given))),
            ComparisonKind.Family => Join(names.Select(name => vocabulary.Names.TextOf(name.Family))),
            ComparisonKind.Middle => Join(names.Select(name => vocabulary.Names.TextOf(name.Middle))),
            ComparisonKind.Suffix => flags.Suffix == 0 ? "" : RecordFlags.SuffixOf(flags.Suffix),
            ComparisonKind.Gender => flags.Gender switch { 1 => "male", 2 => "female", 3 => "other", _ => "" },
            ComparisonKind.Date => Join((extras?.Dates ?? [values[(int)Slot.Date]]).Select(DateText)),
            ComparisonKind.Address => Join((extras?.Addresses
                ?? [new AddressParts(values[(int)Slot.House], values[(int)Slot.Street], values[(int)Slot.Unit], values[(int)Slot.City], values[(int)Slot.Postcode])])
                .Select(address => AddressText(address, vocabulary))),
            ComparisonKind.Phone => Join((extras?.Phones ?? [values[(int)Slot.Phone]]).Select(vocabulary.Phones.TextOf)),
            ComparisonKind.Email => Join((extras?.Emails ?? [values[(int)Slot.Email]]).Select(vocabulary.Emails.TextOf)),
            ComparisonKind.Identifier => Join((extras?.Identifiers ?? [values[(int)Slot.Identifier]]).Select(vocabulary.Identifiers.TextOf)),
            ComparisonKind.Organisation => Join((extras?.Organisations ?? [values[(int)Slot.Organisation]])
                .Select(id => vocabulary.Organisations.TextOf(id).Replace('\t', ' ').TrimEnd())),
            _ => Join((extras?.Websites ?? [values[(int)Slot.Website]]).Select(vocabulary.Websites.TextOf)),
        };
    }

    private static string Join(IEnumerable<string> values) => string.Join(ExplanationStep.ValueSeparator, values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal));

    private static string DateText(int date) =>
        date == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{date / 10000:0000}-{date / 100 % 100:00}-{date % 100:00}");

    private static string AddressText(AddressParts address, Vocabulary vocabulary) => string.Join(' ', new[]
    {
        vocabulary.Houses.TextOf(address.House), vocabulary.Streets.TextOf(address.Street), vocabulary.Units.TextOf(address.Unit),
        vocabulary.Cities.TextOf(address.City), vocabulary.Postcodes.TextOf(address.Postcode),
    }.Where(part => part.Length > 0));
}

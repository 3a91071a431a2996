using System.Runtime.InteropServices;
using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Quality;

/// <summary>
/// Counts golden records as they go by. Which values stand in one party only is told by hashes of 64 bits: among a million values the chance of
/// a mistake is one in thirty-seven million.
/// </summary>
public sealed class GoldenProfiler
{
    /// <summary>The fewest records of each class of sizes.</summary>
    private static readonly long[] SizeStarts = [1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 500, 1000];

    private readonly HashSet<string> _toBeUnique;
    private readonly Dictionary<string, Counts> _attributes = new(StringComparer.Ordinal);
    private readonly long[] _sizes = new long[SizeStarts.Length];
    private readonly SortedDictionary<string, long> _types = new(StringComparer.Ordinal);
    private long _largest;
    private long _parties;

    /// <summary>Makes it.</summary>
    /// <param name="expectations">What will be expected; attributes whose values are to be unique take memory, some 30 bytes for each value.</param>
    public GoldenProfiler(IEnumerable<Expectation> expectations) => _toBeUnique =
    [
        .. expectations.Where(static expectation => expectation.Kind == ExpectationKind.Uniqueness).Select(static expectation => expectation.Attribute),
    ];

    /// <summary>Counts one.</summary>
    public void Add(GoldenRecord golden)
    {
        ArgumentNullException.ThrowIfNull(golden);
        _largest = Math.Max(_largest, golden.Records.Count);
        int size = Array.BinarySearch(SizeStarts, golden.Records.Count);
        _sizes[Math.Max(0, size >= 0 ? size : ~size - 1)]++;
        string type = golden.Type switch { PartyType.Person => "person", PartyType.Organisation => "organisation", _ => "unknown" };
        _types[type] = _types.GetValueOrDefault(type) + 1;
        _parties++;
        string last = "";
        foreach (GoldenCell cell in golden.Cells)
        {
            if (!_attributes.TryGetValue(cell.Attribute, out Counts? counts))
            {
                _attributes[cell.Attribute] = counts = new Counts(cell.Attribute, _toBeUnique.Contains(cell.Attribute));
            }

            counts.Add(cell.Value, golden.Type, _parties, isFirst: !string.Equals(last, cell.Attribute, StringComparison.Ordinal));
            last = cell.Attribute;
        }
    }

    /// <summary>What was counted, put into a profile.</summary>
    public QualityProfile Into(QualityProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile with
        {
            Attributes = [.. _attributes.Values.Select(static counts => counts.Profile()).OrderBy(static attribute => attribute.Attribute, StringComparer.Ordinal)],
            Sizes = [.. SizeStarts.Select((from, index) => new SizeClass(from, _sizes[index]))],
            LargestParty = _largest,
            Types = [.. _types.Select(static type => new TypeCount(type.Key, type.Value))],
        };
    }

    /// <summary>One attribute. Cells of a golden record come sorted by attribute.</summary>
    private sealed class Counts(string attribute, bool countsUnique)
    {
        private const long Several = -1;

        private readonly string _identifier = attribute.StartsWith(Model.Attributes.IdentifierPrefix, StringComparison.Ordinal) ? attribute[Model.Attributes.IdentifierPrefix.Length..] : "";
        private readonly Dictionary<ulong, long>? _seen = countsUnique ? [] : null;
        private long _persons;
        private long _organisations;
        private long _others;
        private long _values;
        private long _valid;

        public void Add(string value, PartyType type, long party, bool isFirst)
        {
            _values++;
            if (isFirst)
            {
                _ = type switch { PartyType.Person => _persons++, PartyType.Organisation => _organisations++, _ => _others++ };
            }

            string form = value;
            if (_identifier.Length > 0 && Identifiers.Standardise(_identifier, value).Value is { Length: > 0 } standard)
            {
                _valid++;
                form = standard;
            }

            if (_seen is not null)
            {
                ref long holder = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, StableHash.Of(form), out bool isKnown);
                holder = !isKnown || holder == party ? party : Several;
            }
        }

        public AttributeProfile Profile() => new(attribute, _persons, _organisations, _others, _values)
        {
            Valid = _identifier.Length > 0 ? _valid : null,
            Distinct = _seen?.Count,
            Unique = _seen?.Values.LongCount(static holder => holder != Several),
        };
    }
}

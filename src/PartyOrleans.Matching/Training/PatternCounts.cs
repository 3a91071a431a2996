using PartyOrleans.Matching.Comparisons;

namespace PartyOrleans.Matching.Training;

/// <summary>How often each comparison pattern occurs among the pairs of one party type.</summary>
internal sealed class PatternCounts
{
    private readonly Dictionary<ulong, long> _counts = [];

    /// <summary>Counts a pair.</summary>
    public void Add(ComparisonPattern pattern, long count = 1)
    {
        ulong bits = pattern.WithoutTerms.Bits;
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, bits, out _) += count;
    }

    /// <summary>Adds another's counts.</summary>
    public void Add(PatternCounts other)
    {
        foreach ((ulong bits, long count) in other._counts)
        {
            Add(new ComparisonPattern(bits), count);
        }
    }

    /// <summary>All patterns in order of value, so that sums come out the same each time.</summary>
    public IReadOnlyList<KeyValuePair<ComparisonPattern, long>> Sorted() =>
        [.. _counts.OrderBy(entry => entry.Key).Select(entry => KeyValuePair.Create(new ComparisonPattern(entry.Key), entry.Value))];

    /// <summary>Pairs counted.</summary>
    public long Total => _counts.Values.Sum();
}

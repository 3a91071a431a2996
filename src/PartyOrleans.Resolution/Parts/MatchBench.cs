using PartyOrleans.Matching;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Parts;

/// <summary>
/// Computes block keys and match weights of records that are in no engine. Both depend on content alone, so they come out as they would in any
/// engine of the same bundle. For one thread at a time; to be made anew now and then, because what records hold piles up.
/// </summary>
public sealed class MatchBench
{
    private readonly EncodedRecords _records = new();
    private readonly BundleMatcher _matcher;
    private readonly RecordEncoder _encoder;
    private readonly PairComparer _comparer;

    /// <summary>Makes a bench.</summary>
    public MatchBench(Bundle bundle)
    {
        _matcher = new BundleMatcher(bundle, _records);
        _encoder = new RecordEncoder(_records.Vocabulary, _records.Table);
        _comparer = _matcher.NewComparer();
    }

    /// <summary>Records encoded so far.</summary>
    public int Rows => _records.Rows;

    /// <summary>Encodes a record; the answer stands for it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Its values, encoded by <see cref="RecordContent"/>.</param>
    public int Encode(RecordKey key, ReadOnlySpan<byte> content)
    {
        int row = _records.ReserveOne();
        _records.Encode(key, content, row, _encoder);
        return row;
    }

    /// <summary>The blocks of a record.</summary>
    public IReadOnlyList<BlockId> BlocksOf(int row)
    {
        _matcher.Keys.Compute(row);
        (int Rule, uint Key)[] keys = _matcher.Keys.All(row);
        return [.. keys.Select(key => new BlockId(key.Rule, key.Key)).Distinct()];
    }

    /// <summary>Whether two records are an edge of the match graph once they share a block: of one party type, and at least the review threshold.</summary>
    public bool IsEdge(int a, int b) => _matcher.WeightBits(_comparer, a, b) >= _matcher.Bundle.Thresholds.ReviewBits;
}

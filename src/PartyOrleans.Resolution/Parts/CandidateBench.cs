using PartyOrleans.Matching;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Parts;

/// <summary>A record as it was at one time.</summary>
/// <param name="Key">The record.</param>
/// <param name="Version">Hash of what it holds, see <see cref="BlockShard.VersionOf"/>.</param>
public readonly record struct RecordVersion(RecordKey Key, ulong Version);

/// <summary>
/// Computes block keys and match weights of records that are in no engine, and remembers the records by their versions, so that a record that is
/// a candidate again and again is standardised once. Both depend on content alone, so they come out as they would in any engine of the same
/// bundle. One caller at a time, who has several threads at work; what is remembered goes with <see cref="Forget"/> alone.
/// </summary>
public sealed class CandidateBench
{
    private readonly Bundle _bundle;
    private readonly int _parallelism;
    private readonly Dictionary<RecordVersion, int> _rows = [];
    private EncodedRecords _records;
    private BundleMatcher _matcher;
    private EngineWorkers _workers;

    /// <summary>Makes a bench.</summary>
    /// <param name="bundle">The bundle that decides.</param>
    /// <param name="parallelism">Threads at most, at least 1; changes speed, never answers.</param>
    public CandidateBench(Bundle bundle, int parallelism)
    {
        (_bundle, _parallelism, _records) = (bundle, parallelism, new EncodedRecords());
        _matcher = new BundleMatcher(bundle, _records);
        _workers = new EngineWorkers(_matcher, parallelism);
    }

    /// <summary>Records remembered.</summary>
    public int Held => _rows.Count;

    /// <summary>Lets go of all records.</summary>
    public void Forget()
    {
        _rows.Clear();
        _rows.TrimExcess();
        _records = new EncodedRecords();
        _matcher = new BundleMatcher(_bundle, _records);
        _workers = new EngineWorkers(_matcher, _parallelism);
    }

    /// <summary>Where each of some records is remembered, good until <see cref="Forget"/>; -1 for one that is not.</summary>
    public int[] RowsOf(IReadOnlyList<RecordVersion> records)
    {
        int[] rows = new int[records.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = _rows.TryGetValue(records[i], out int row) ? row : -1;
        }

        return rows;
    }

    /// <summary>Remembers records; those that are known already are passed over.</summary>
    /// <param name="records">Records with what they hold, encoded by <see cref="RecordContent"/>.</param>
    public void Add(IEnumerable<(RecordVersion Record, byte[] Content)> records)
    {
        var added = new List<(int Row, RecordKey Key, byte[] Content)>();
        foreach ((RecordVersion record, byte[] content) in records)
        {
            if (!_rows.ContainsKey(record))
            {
                int row = _records.ReserveOne();
                _rows.Add(record, row);
                added.Add((row, record.Key, content));
            }
        }

        ForEach(added.Count, (i, worker) => _records.Encode(added[i].Key, added[i].Content, added[i].Row, worker.Encoder));
        _matcher.Terms.Reserve();
    }

    /// <summary>The blocks of remembered records, in their order.</summary>
    public IReadOnlyList<BlockId>[] BlocksOf(IReadOnlyList<RecordVersion> records)
    {
        var blocks = new IReadOnlyList<BlockId>[records.Count];
        ForEach(blocks.Length, (i, _) =>
        {
            int row = _rows[records[i]];
            _matcher.Keys.Compute(row);
            blocks[i] = [.. _matcher.Keys.All(row).Select(key => new BlockId(key.Rule, key.Key)).Distinct()];
        });
        return blocks;
    }

    /// <summary>
    /// Of the candidates of some records those that are an edge of the match graph with theirs: of one party type, and at least the review threshold.
    /// </summary>
    /// <param name="pairs">Remembered records, each with its candidates as places in <paramref name="rows"/>.</param>
    /// <param name="rows">Where the candidates are remembered, see <see cref="RowsOf"/>.</param>
    /// <returns>The places of those that are an edge; of one that is for several records as often.</returns>
    public IEnumerable<int> EdgesOf(IReadOnlyList<(RecordVersion Record, int[] Candidates)> pairs, int[] rows)
    {
        var edges = new List<int>?[pairs.Count];
        double threshold = _bundle.Thresholds.ReviewBits;
        ForEach(edges.Length, (i, worker) =>
        {
            int own = _rows[pairs[i].Record];
            foreach (int candidate in pairs[i].Candidates)
            {
                if (_matcher.WeightBits(worker.Comparer, own, rows[candidate]) >= threshold)
                {
                    (edges[i] ??= []).Add(candidate);
                }
            }
        });
        return edges.OfType<List<int>>().SelectMany(static found => found);
    }

    private void ForEach(int count, Action<int, EngineWorker> action)
    {
        const int FewestForParallel = 8;
        if (count >= FewestForParallel && _parallelism > 1)
        {
            _workers.ForEach(count, action, CancellationToken.None);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            action(i, _workers.Own);
        }
    }
}

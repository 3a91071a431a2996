using System.Collections.Concurrent;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <content>
/// Scores a record that is not there. The record and its candidates are encoded into tables of their own: block keys and weights depend on
/// content alone, so they come out as they would here, and nothing of the record is left behind.
/// </content>
public sealed partial class EmbeddedEngine
{
    /// <summary>Records of one party that a probe is compared with at most.</summary>
    public const int MostComparedOfParty = 100;

    /// <summary>Rows that a bench takes before it is thrown away, so that values of probes do not pile up.</summary>
    private const int MostBenchRows = 20_000;

    private readonly ConcurrentBag<ProbeBench> _benches = [];
    private readonly Lock _readLock = new();

    /// <summary>
    /// The parties that a record may belong to, best first: those with a record that shares a block with it and weighs at least the review
    /// threshold. A record of the same key is compared like any other. Safe for many callers while no batch is applied.
    /// </summary>
    /// <param name="probe">The record; it is not kept.</param>
    /// <param name="most">Parties at most.</param>
    public IReadOnlyList<MatchCandidate> Match(SourceRecord probe, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (!_benches.TryTake(out ProbeBench? bench) || bench.Rows > MostBenchRows)
        {
            bench = new ProbeBench(Bundle);
        }

        IReadOnlyList<MatchCandidate> found = Match(probe, most, bench);
        _benches.Add(bench);
        return found;
    }

    private List<MatchCandidate> Match(SourceRecord probe, int most, ProbeBench bench)
    {
        int row = bench.Encode(probe);
        BlockIndex index;
        lock (_readLock)
        {
            index = Index();
        }

        var best = new Dictionary<Party, (double Bits, RecordKey Key, int Row)>();
        foreach (int candidate in bench.CandidatesOf(row, index))
        {
            int there = bench.Encode(RecordAt(candidate));
            if (bench.TryWeigh(row, there, out double bits) && bits >= Bundle.Thresholds.ReviewBits)
            {
                Party party = _parties.OfRow(candidate)!;
                RecordKey key = _records.KeyOf(candidate);
                if (!best.TryGetValue(party, out (double Bits, RecordKey Key, int Row) so) || bits > so.Bits || (bits.Equals(so.Bits) && key < so.Key))
                {
                    best[party] = (bits, key, there);
                }
            }
        }

        return [.. best
            .OrderByDescending(entry => entry.Value.Bits)
            .ThenBy(entry => entry.Key.Id)
            .Take(most)
            .Select(entry => CandidateOf(entry.Key, row, entry.Value.Row, bench))];
    }

    private MatchCandidate CandidateOf(Party party, int probe, int strongest, ProbeBench bench)
    {
        double sum = 0;
        int compared = 0;
        foreach (int member in party.Rows.AsSpan(0, Math.Min(party.Rows.Length, MostComparedOfParty)))
        {
            if (bench.TryWeigh(probe, bench.Encode(RecordAt(member)), out double bits))
            {
                sum += bits;
                compared++;
            }
        }

        return new MatchCandidate(party.Id, bench.Explain(probe, strongest), sum / Math.Max(1, compared), compared);
    }

    private SourceRecord RecordAt(int row) => new(_records.KeyOf(row), RecordContent.Decode(_states[row].Content));

    /// <summary>Tables of its own for one thread at a time.</summary>
    private sealed class ProbeBench
    {
        private readonly Matching.BundleMatcher _matcher;
        private readonly EncodedRecords _records = new();
        private readonly RecordEncoder _encoder;
        private readonly PairComparer _comparer;

        public ProbeBench(Model.Bundles.Bundle bundle)
        {
            _matcher = new Matching.BundleMatcher(bundle, _records);
            _encoder = new RecordEncoder(_records.Vocabulary, _records.Table);
            _comparer = _matcher.NewComparer();
        }

        /// <summary>Rows used so far.</summary>
        public int Rows => _records.Rows;

        /// <summary>The row of a record.</summary>
        public int Encode(SourceRecord record)
        {
            int row = _records.Reserve(1);
            _records.Encode(record, row, _encoder);
            _matcher.Keys.Compute(row);
            return row;
        }

        /// <summary>The rows of an index that share a block with a row here, but for blocks that are oversize; sorted.</summary>
        public SortedSet<int> CandidatesOf(int row, BlockIndex index)
        {
            var rows = new SortedSet<int>();
            var members = new List<int>();
            foreach ((int rule, uint key) in _matcher.Keys.All(row))
            {
                var block = new BlockId(rule, key);
                if (!index.IsOversize(block))
                {
                    members.Clear();
                    index.Members(block, members);
                    rows.UnionWith(members);
                }
            }

            return rows;
        }

        /// <summary>The match weight of two rows; false where they are of different party types.</summary>
        public bool TryWeigh(int a, int b, out double bits)
        {
            bool comparable = _records.Table.FlagsOf(a).Type == _records.Table.FlagsOf(b).Type;
            bits = comparable ? _matcher.WeightBits(_comparer, a, b) : 0;
            return comparable;
        }

        /// <summary>The explanation of two rows.</summary>
        public PairExplanation Explain(int a, int b) => new PairExplainer(_matcher).Explain(a, b);
    }
}

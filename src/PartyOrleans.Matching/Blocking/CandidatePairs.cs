using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.Intrinsics;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Blocking;

/// <summary>A block that held too many records to compare them all.</summary>
/// <param name="Type">Person or organisation rules.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Records">Records in the block.</param>
public readonly record struct OversizeBlock(PartyType Type, string Rule, int Records);

/// <summary>
/// Enumerates every candidate pair of a whole table exactly once: the pairs that share a block that is not oversize, each in
/// the first such block by rule and key. The set of pairs is a pure function of the records and the bundle.
/// </summary>
public sealed class CandidatePairs
{
    private const int BucketBits = 10;
    private const int Buckets = 1 << BucketBits;
    private const int PrefetchEntries = 16;

    private readonly RecordTable _table;
    private readonly BlockKeys _keys;
    private readonly int _maxBlockRecords;
    private readonly HashSet<uint>[] _oversize = new HashSet<uint>[BlockKeys.MostRules];
    private readonly List<OversizeBlock> _reported = [];
    private readonly Dictionary<int, (int Rule, uint Key)[]> _further;
    private readonly int _rows;

    /// <summary>Prepares the enumeration; the keys of all rows must be computed.</summary>
    /// <param name="table">Rows; those whose flags are 0 are free and passed over.</param>
    /// <param name="keys">The rules.</param>
    /// <param name="further">Further keys of rows with several values.</param>
    /// <param name="maxBlockRecords">Blocks with more records are reported, not compared.</param>
    public CandidatePairs(RecordTable table, BlockKeys keys, Dictionary<int, (int Rule, uint Key)[]> further, int maxBlockRecords)
    {
        _table = table;
        _keys = keys;
        _maxBlockRecords = maxBlockRecords;
        _further = further;
        _rows = table.Count;
        for (int rule = 0; rule < _oversize.Length; rule++)
        {
            _oversize[rule] = [];
        }
    }

    /// <summary>Blocks passed over so far, greatest first.</summary>
    public IReadOnlyList<OversizeBlock> Oversize =>
        [.. _reported.OrderByDescending(block => block.Records).ThenBy(block => block.Rule, StringComparer.Ordinal)];

    /// <summary>Calls an action for every pair, in parallel, in no given order; each worker has a state of its own.</summary>
    public void ForEach<TState>(int parallelism, Func<TState> makeState, Action<TState, int, int> action, Action<TState> finish, CancellationToken cancellationToken) =>
        ForEach(0, parallelism, makeState, action, finish, cancellationToken);

    /// <summary>As the other, but pairs of two rows below <paramref name="knownRows"/> are passed over; <see cref="IsCandidate"/> tells of those.</summary>
    public void ForEach<TState>(
        int knownRows, int parallelism, Func<TState> makeState, Action<TState, int, int> action, Action<TState> finish, CancellationToken cancellationToken)
    {
        var entries = new ulong[_rows + _further.Values.Sum(keys => keys.Length)];
        var sorted = new ulong[entries.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };

        // States remember what they compared, so they are used for rule after rule.
        var idle = new ConcurrentBag<TState>();
        for (int rule = 0; rule < BlockKeys.MostRules; rule++)
        {
            int[] starts = Partition(rule, entries, sorted, parallelism);
            if (starts[Buckets] < 2)
            {
                continue;
            }

            int current = rule;
            FindOversize(rule, sorted, entries, starts, options);
            Parallel.For(0, Buckets, options, () => idle.TryTake(out TState? state) ? state : makeState(), (bucket, _, state) =>
            {
                Span<ulong> block = sorted.AsSpan(starts[bucket]..starts[bucket + 1]);
                Enumerate(current, knownRows, block, state, action);
                return state;
            }, idle.Add);
        }

        foreach (TState state in idle)
        {
            finish(state);
        }
    }

    /// <summary>Whether two rows share a block that is not oversize; known once all pairs were enumerated.</summary>
    public bool IsCandidate(int a, int b)
    {
        if (_further.ContainsKey(a) || _further.ContainsKey(b))
        {
            var keysA = new HashSet<(int, uint)>(KeysOf(a));
            return KeysOf(b).Any(shared => keysA.Contains(shared) && !_oversize[shared.Rule].Contains(shared.Key));
        }

        ReadOnlySpan<uint> x = _table.Keys(a);
        ReadOnlySpan<uint> y = _table.Keys(b);
        for (int rule = 0; rule < x.Length; rule++)
        {
            if (x[rule] != 0 && x[rule] == y[rule] && !_oversize[rule].Contains(x[rule]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Distributes (key, row) of one rule over buckets by the key's top bits; each bucket is sorted in place later.</summary>
    private int[] Partition(int rule, ulong[] entries, ulong[] sorted, int parallelism)
    {
        int parts = Math.Max(1, Math.Min(parallelism, _rows / 4096));
        var histograms = new int[parts + 1][];
        var ranges = new (int Start, int End)[parts];
        Parallel.For(0, parts, part =>
        {
            int from = (int)((long)_rows * part / parts);
            int to = (int)((long)_rows * (part + 1) / parts);
            var histogram = new int[Buckets];
            int at = from;
            for (int row = from; row < to; row++)
            {
                uint key = _table.Keys(row)[rule];
                if (key != 0)
                {
                    entries[at++] = ((ulong)key << 32) | (uint)row;
                    histogram[key >> (32 - BucketBits)]++;
                }
            }

            histograms[part] = histogram;
            ranges[part] = (from, at);
        });
        var extra = new List<ulong>();
        histograms[parts] = new int[Buckets];
        foreach ((int row, (int Rule, uint Key)[] keys) in _further)
        {
            foreach ((int keyRule, uint key) in keys)
            {
                if (keyRule == rule)
                {
                    extra.Add(((ulong)key << 32) | (uint)row);
                    histograms[parts][key >> (32 - BucketBits)]++;
                }
            }
        }

        var starts = new int[Buckets + 1];
        int sum = 0;
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            starts[bucket] = sum;
            for (int part = 0; part <= parts; part++)
            {
                int count = histograms[part][bucket];
                histograms[part][bucket] = sum;
                sum += count;
            }
        }

        starts[Buckets] = sum;
        Parallel.For(0, parts, part =>
        {
            int[] next = histograms[part];
            for (int i = ranges[part].Start; i < ranges[part].End; i++)
            {
                sorted[next[entries[i] >> (64 - BucketBits)]++] = entries[i];
            }
        });
        foreach (ulong entry in extra)
        {
            sorted[histograms[parts][entry >> (64 - BucketBits)]++] = entry;
        }

        return starts;
    }

    /// <summary>Sorts every bucket and notes its oversize blocks, before any pair of the rule is enumerated.</summary>
    private void FindOversize(int rule, ulong[] sorted, ulong[] spare, int[] starts, ParallelOptions options) =>
        Parallel.For(0, Buckets, options, bucket =>
        {
            Range range = starts[bucket]..starts[bucket + 1];
            Span<ulong> entries = sorted.AsSpan(range);
            BlockSort.Sort(entries, spare.AsSpan(range), BucketBits);
            int start = 0;
            while (start < entries.Length)
            {
                int end = EndOfBlock(entries, start);
                if (end - start > _maxBlockRecords)
                {
                    PartyType type = _table.FlagsOf((int)(uint)entries[start]).Type;
                    lock (_reported)
                    {
                        _oversize[rule].Add((uint)(entries[start] >> 32));
                        _reported.Add(new OversizeBlock(type, _keys.NameOf(type, rule), end - start));
                    }
                }

                start = end;
            }
        });

    private void Enumerate<TState>(int rule, int knownRows, Span<ulong> entries, TState state, Action<TState, int, int> action)
    {
        var waiting = new WaitingPairs(stackalloc (int A, int B)[WaitingPairs.Most]);
        int start = 0;
        int fetched = 0;
        while (start < entries.Length)
        {
            int end = EndOfBlock(entries, start);
            // Rows ascend within a block, so where the last one is known all are.
            if (end - start > 1 && end - start <= _maxBlockRecords && (int)(uint)entries[end - 1] >= knownRows)
            {
                uint key = (uint)(entries[start] >> 32);
                Prefetch(entries, end, ref fetched);
                for (int i = start; i < end; i++)
                {
                    int a = (int)(uint)entries[i];
                    if (a < knownRows)
                    {
                        continue;
                    }

                    Vector512<uint> keysA = Vector512.LoadUnsafe(in _table.Keys(a)[0]);
                    bool furtherA = _further.Count > 0 && _further.ContainsKey(a);
                    for (int j = start; j < i; j++)
                    {
                        int b = (int)(uint)entries[j];
                        if (a != b && IsFirst(rule, key, a, b, keysA, furtherA))
                        {
                            _table.PrefetchValues(a);
                            _table.PrefetchValues(b);
                            if (waiting.TryExchange((a, b), out (int A, int B) ready))
                            {
                                action(state, ready.A, ready.B);
                            }
                        }
                    }
                }
            }

            start = end;
        }

        foreach ((int a, int b) in waiting.Rest)
        {
            action(state, a, b);
        }
    }

    /// <summary>Has the keys of the blocks that come next on their way from memory; most of the time goes into waiting for it.</summary>
    private void Prefetch(Span<ulong> entries, int from, ref int fetched)
    {
        int to = Math.Min(from + PrefetchEntries, entries.Length);
        for (int i = Math.Max(from, fetched); i < to; i++)
        {
            bool alone = entries[i] >> 32 != entries[i - 1] >> 32 && (i + 1 == entries.Length || entries[i] >> 32 != entries[i + 1] >> 32);
            if (!alone)
            {
                _table.PrefetchKeys((int)(uint)entries[i]);
            }
        }

        fetched = Math.Max(fetched, to);
    }

    /// <summary>Whether this block is the first that two rows share among those that are not oversize.</summary>
    private bool IsFirst(int rule, uint key, int a, int b, Vector512<uint> keysA, bool furtherA)
    {
        if (furtherA || (_further.Count > 0 && _further.ContainsKey(b)))
        {
            return IsFirstOfAll(rule, key, a, b);
        }

        Vector512<uint> keysB = Vector512.LoadUnsafe(in _table.Keys(b)[0]);
        Vector512<uint> same = Vector512.Equals(keysA, keysB) & ~Vector512.Equals(keysA, Vector512<uint>.Zero);
        ulong earlier = same.ExtractMostSignificantBits() & ((1UL << rule) - 1);
        while (earlier != 0)
        {
            int before = BitOperations.TrailingZeroCount(earlier);
            if (!_oversize[before].Contains(keysA[before]))
            {
                return false;
            }

            earlier &= earlier - 1;
        }

        return true;
    }

    private bool IsFirstOfAll(int rule, uint key, int a, int b)
    {
        var keysA = new SortedSet<(int, uint)>(KeysOf(a));
        foreach ((int Rule, uint Key) shared in KeysOf(b).Order())
        {
            if (keysA.Contains(shared) && !_oversize[shared.Rule].Contains(shared.Key))
            {
                return shared == (rule, key);
            }
        }

        return true;
    }

    private IEnumerable<(int Rule, uint Key)> KeysOf(int row)
    {
        uint[] first = _table.Keys(row).ToArray();
        IEnumerable<(int, uint)> keys = first.Select((key, rule) => (rule, key)).Where(entry => entry.key != 0);
        return _further.TryGetValue(row, out (int, uint)[]? further) ? keys.Concat(further) : keys;
    }

    private static int EndOfBlock(Span<ulong> entries, int start)
    {
        ulong key = entries[start] >> 32;
        int end = start + 1;
        while (end < entries.Length && entries[end] >> 32 == key)
        {
            end++;
        }

        return end;
    }

    /// <summary>Pairs whose values are on their way from memory: each is handed on when so many others have come after it.</summary>
    private ref struct WaitingPairs(Span<(int A, int B)> pairs)
    {
        /// <summary>Pairs that wait, a power of two.</summary>
        public const int Most = 8;

        private readonly Span<(int A, int B)> _pairs = pairs;
        private int _count;

        /// <summary>Takes a pair, and gives the one that waited longest once there are enough.</summary>
        public bool TryExchange((int A, int B) next, out (int A, int B) ready)
        {
            ref (int A, int B) place = ref _pairs[_count & (Most - 1)];
            ready = place;
            place = next;
            return _count++ >= Most;
        }

        /// <summary>The pairs that still wait.</summary>
        public readonly ReadOnlySpan<(int A, int B)> Rest => _pairs[..Math.Min(_count, Most)];
    }
}

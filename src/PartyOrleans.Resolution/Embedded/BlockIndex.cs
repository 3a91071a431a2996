using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Features;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>A block: a rule and a key of it.</summary>
public readonly record struct BlockId(int Rule, uint Key);

/// <summary>
/// Which rows are in which block, for probe-and-put: each rule has a hash table from key to rows. Rows with several values are also listed
/// under their further keys. Many threads may look at once.
/// </summary>
internal sealed class BlockIndex(RecordTable table, int maxBlockRecords)
{
    private readonly BlockTable[] _rules = [.. Enumerable.Range(0, BlockKeys.MostRules).Select(_ => new BlockTable())];
    private readonly Dictionary<int, (int Rule, uint Key)[]> _furtherOf = [];

    /// <summary>
    /// The blocks that are oversize, where this index holds part of a hub only and so cannot tell by counting; null where it holds all of it.
    /// </summary>
    public IReadOnlySet<BlockId>? KnownOversize { get; init; }

    /// <summary>Indexes rows, whose keys are computed; rules in parallel.</summary>
    /// <param name="rows">All rows in use.</param>
    /// <param name="further">The further keys of rows that have any.</param>
    /// <param name="parallelism">Threads at most.</param>
    public void Build(int[] rows, Dictionary<int, (int Rule, uint Key)[]> further, int parallelism)
    {
        Parallel.For(
            0, BlockKeys.MostRules, new ParallelOptions { MaxDegreeOfParallelism = parallelism },
            () => new BlockOrder(rows.Length),
            (rule, _, order) =>
            {
                Fill(rule, order.Sort(table, rule, rows));
                return order;
            },
            static _ => { });
        foreach ((int row, (int Rule, uint Key)[] keys) in further)
        {
            AddFurther(row, keys, crossed: null);
        }
    }

    /// <summary>Puts the blocks of a rule, which is empty, into its table.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="entries">Places and rows, sorted, see <see cref="BlockOrder"/>.</param>
    private void Fill(int rule, ReadOnlySpan<ulong> entries)
    {
        int blocks = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            blocks += i == 0 || (entries[i] >> 32) != (entries[i - 1] >> 32) ? 1 : 0;
        }

        _rules[rule].EnsureCapacity(blocks);
        for (int start = 0; start < entries.Length;)
        {
            int end = start + 1;
            while (end < entries.Length && entries[end] >> 32 == entries[start] >> 32)
            {
                end++;
            }

            _rules[rule].Put(BlockTable.KeyAt((uint)(entries[start] >> 32)), entries[start..end]);
            start = end;
        }
    }

    /// <summary>Puts a row, whose keys are computed, into its blocks.</summary>
    /// <param name="row">The row.</param>
    /// <param name="further">Its further keys.</param>
    /// <param name="crossed">Takes the blocks that become oversize and are not noted there yet, with false: they were not before.</param>
    public void Add(int row, (int Rule, uint Key)[] further, Dictionary<BlockId, bool> crossed)
    {
        ReadOnlySpan<uint> first = table.Keys(row);
        Prefetch(first);
        PrefetchRows(row);
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0 && _rules[rule].Add(first[rule], row) == maxBlockRecords)
            {
                crossed.TryAdd(new BlockId(rule, first[rule]), false);
            }
        }

        AddFurther(row, further, crossed);
    }

    /// <summary>Takes a row out of its blocks.</summary>
    /// <param name="row">The row.</param>
    /// <param name="crossed">Takes the blocks that cease to be oversize and are not noted there yet, with true: they were before.</param>
    public void Remove(int row, Dictionary<BlockId, bool> crossed)
    {
        ReadOnlySpan<uint> first = table.Keys(row);
        Prefetch(first);
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0 && _rules[rule].Remove(first[rule], row) == maxBlockRecords + 1)
            {
                crossed.TryAdd(new BlockId(rule, first[rule]), true);
            }
        }

        if (_furtherOf.Remove(row, out (int Rule, uint Key)[]? further))
        {
            foreach ((int rule, uint key) in further)
            {
                if (_rules[rule].Remove(key, row) == maxBlockRecords + 1)
                {
                    crossed.TryAdd(new BlockId(rule, key), true);
                }
            }
        }
    }

    /// <summary>The blocks of a row.</summary>
    public void BlocksOf(int row, List<BlockId> blocks)
    {
        blocks.Clear();
        ReadOnlySpan<uint> first = table.Keys(row);
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0)
            {
                blocks.Add(new BlockId(rule, first[rule]));
            }
        }

        if (_furtherOf.TryGetValue(row, out (int Rule, uint Key)[]? further))
        {
            foreach ((int rule, uint key) in further)
            {
                blocks.Add(new BlockId(rule, key));
            }
        }
    }

    /// <summary>Whether a block holds too many records to compare them.</summary>
    public bool IsOversize(BlockId block) => KnownOversize?.Contains(block) ?? _rules[block.Rule].CountOf(block.Key) > maxBlockRecords;

    /// <summary>Whether two rows are a candidate pair: they share a block that is not oversize.</summary>
    public bool IsCandidate(int a, int b)
    {
        ReadOnlySpan<uint> keysA = table.Keys(a);
        ReadOnlySpan<uint> keysB = table.Keys(b);
        for (int rule = 0; rule < keysA.Length; rule++)
        {
            if (keysA[rule] != 0 && keysA[rule] == keysB[rule] && !IsOversize(new BlockId(rule, keysA[rule])))
            {
                return true;
            }
        }

        if (_furtherOf.Count == 0 || (!_furtherOf.ContainsKey(a) && !_furtherOf.ContainsKey(b)))
        {
            return false;
        }

        var blocks = new List<BlockId>();
        BlocksOf(a, blocks);
        var ofA = blocks.ToHashSet();
        BlocksOf(b, blocks);
        return blocks.Exists(block => ofA.Contains(block) && !IsOversize(block));
    }

    /// <summary>Appends the rows of a block.</summary>
    public void Members(BlockId block, List<int> members)
    {
        int reference = _rules[block.Rule].Find(block.Key);
        members.AddRange(_rules[block.Rule].RowsAt(ref reference));
    }

    /// <summary>
    /// The rows that share a block with a row, but for blocks that are oversize. All blocks are looked up before the first is read, so that the
    /// waits for memory overlap, and what scoring reads of the rows is on its way.
    /// </summary>
    public void Candidates(int row, CandidateRows candidates)
    {
        candidates.Begin(row);
        ReadOnlySpan<uint> first = table.Keys(row);
        Prefetch(first);
        Span<int> references = stackalloc int[BlockKeys.MostRules];
        for (int rule = 0; rule < first.Length; rule++)
        {
            references[rule] = first[rule] == 0 ? BlockTable.None : _rules[rule].Find(first[rule]);
        }

        for (int rule = 0; rule < first.Length; rule++)
        {
            Take(new BlockId(rule, first[rule]), references[rule], candidates);
        }

        if (_furtherOf.TryGetValue(row, out (int Rule, uint Key)[]? further))
        {
            foreach ((int rule, uint key) in further)
            {
                Take(new BlockId(rule, key), _rules[rule].Find(key), candidates);
            }
        }
    }

    private void Take(BlockId block, int reference, CandidateRows candidates)
    {
        if (reference == BlockTable.None)
        {
            return;
        }

        ReadOnlySpan<int> rows = _rules[block.Rule].RowsAt(ref reference);
        if (KnownOversize?.Contains(block) ?? rows.Length > maxBlockRecords)
        {
            return;
        }

        foreach (int row in rows)
        {
            Take(row, candidates);
        }
    }

    private void Take(int row, CandidateRows candidates)
    {
        if (candidates.Add(row))
        {
            table.Prefetch(row);
        }
    }

    /// <summary>Has what is known of the keys of a row on its way from memory.</summary>
    public void Prefetch(int row) => Prefetch(table.Keys(row));

    /// <summary>Has the rows of the blocks of a row on their way from memory, best a while after what is known of its keys.</summary>
    public void PrefetchRows(int row)
    {
        ReadOnlySpan<uint> keys = table.Keys(row);
        for (int rule = 0; rule < keys.Length; rule++)
        {
            if (keys[rule] != 0)
            {
                _rules[rule].Find(keys[rule]);
            }
        }
    }

    private void Prefetch(ReadOnlySpan<uint> keys)
    {
        for (int rule = 0; rule < keys.Length; rule++)
        {
            if (keys[rule] != 0)
            {
                _rules[rule].Prefetch(keys[rule]);
            }
        }
    }

    private void AddFurther(int row, (int Rule, uint Key)[] further, Dictionary<BlockId, bool>? crossed)
    {
        if (further.Length == 0)
        {
            return;
        }

        _furtherOf[row] = further;
        foreach ((int rule, uint key) in further)
        {
            if (_rules[rule].Add(key, row) == maxBlockRecords)
            {
                crossed?.TryAdd(new BlockId(rule, key), false);
            }
        }
    }
}

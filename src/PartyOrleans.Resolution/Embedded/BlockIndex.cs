using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Features;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>A block: a rule and a key of it.</summary>
public readonly record struct BlockId(int Rule, uint Key);

/// <summary>
/// Which rows are in which block, for probe-and-put: each rule has a hash table from key to the first row, and links of its own by which the
/// rows of a block are chained. Rows with several values are also listed under their further keys. Many threads may look at once.
/// </summary>
internal sealed class BlockIndex(RecordTable table, int maxBlockRecords)
{
    private const int ChunkBits = 14;
    private const int ChunkRows = 1 << ChunkBits;

    private readonly BlockTable[] _rules = [.. Enumerable.Range(0, BlockKeys.MostRules).Select(_ => new BlockTable())];
    private readonly Dictionary<int, (int Rule, uint Key)[]> _furtherOf = [];
    private readonly Dictionary<BlockId, List<int>> _furtherIn = [];

    /// <summary>
    /// The blocks that are oversize, where this index holds part of a hub only and so cannot tell by counting; null where it holds all of it.
    /// </summary>
    public IReadOnlySet<BlockId>? KnownOversize { get; init; }

    /// <summary>By rule, so that two rules may be filled at once and what is read of one lies close together; in chunks, so that growing never copies what is there.</summary>
    private readonly Link[][][] _links = [.. Enumerable.Repeat<Link[][]>([], BlockKeys.MostRules)];

    /// <summary>Indexes rows, whose keys are computed; rules in parallel.</summary>
    /// <param name="rows">All rows in use.</param>
    /// <param name="further">The further keys of rows that have any.</param>
    /// <param name="parallelism">Threads at most.</param>
    public void Build(int[] rows, Dictionary<int, (int Rule, uint Key)[]> further, int parallelism)
    {
        EnsureRows(table.Count);
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

    /// <summary>Chains the rows of each block of a rule, which is empty, and puts the blocks into its table.</summary>
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
                LinkOf((int)entries[end - 1], rule).After = (int)entries[end] + 1;
                LinkOf((int)entries[end], rule).Before = (int)entries[end - 1] + 1;
                end++;
            }

            _rules[rule].Put(BlockTable.KeyAt((uint)(entries[start] >> 32)), (int)entries[start], end - start);
            start = end;
        }
    }

    /// <summary>Puts a row, whose keys are computed, into its blocks.</summary>
    /// <param name="row">The row.</param>
    /// <param name="further">Its further keys.</param>
    /// <param name="crossed">Takes the blocks that become oversize and are not noted there yet, with false: they were not before.</param>
    public void Add(int row, (int Rule, uint Key)[] further, Dictionary<BlockId, bool> crossed)
    {
        EnsureRows(row + 1);
        Span<uint> first = table.Keys(row);
        Prefetch(first);
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0 && Enter(rule, first[rule], row) == maxBlockRecords)
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
        Span<uint> first = table.Keys(row);
        Prefetch(first);
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0 && Leave(rule, first[rule], row) == maxBlockRecords + 1)
            {
                crossed.TryAdd(new BlockId(rule, first[rule]), true);
            }
        }

        if (_furtherOf.Remove(row, out (int Rule, uint Key)[]? further))
        {
            foreach ((int rule, uint key) in further)
            {
                var block = new BlockId(rule, key);
                List<int> members = _furtherIn[block];
                members.Remove(row);
                if (members.Count == 0)
                {
                    _furtherIn.Remove(block);
                }

                if (_rules[rule].RemoveFurther(key) == maxBlockRecords + 1)
                {
                    crossed.TryAdd(block, true);
                }
            }
        }
    }

    /// <summary>The blocks of a row.</summary>
    public void BlocksOf(int row, List<BlockId> blocks)
    {
        blocks.Clear();
        Span<uint> first = table.Keys(row);
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
        Span<uint> keysA = table.Keys(a);
        Span<uint> keysB = table.Keys(b);
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
        _rules[block.Rule].Find(block.Key, out int head, out bool hasFurther);
        for (int row = head; row >= 0; row = NextOf(row, block.Rule))
        {
            members.Add(row);
        }

        if (hasFurther)
        {
            members.AddRange(_furtherIn[block]);
        }
    }

    /// <summary>
    /// The rows that share a block with a row, but for blocks that are oversize. The chains of all blocks are followed side by side, so that
    /// the waits for memory overlap, and what scoring reads of the rows is on its way.
    /// </summary>
    public void Candidates(int row, CandidateRows candidates)
    {
        candidates.Begin(row);
        Span<uint> first = table.Keys(row);
        Prefetch(first);
        Span<(int Row, int Rule)> chains = stackalloc (int, int)[BlockKeys.MostRules];
        int count = 0;
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0 && Begin(new BlockId(rule, first[rule]), candidates) is var head and >= 0)
            {
                chains[count++] = (head, rule);
            }
        }

        if (_furtherOf.TryGetValue(row, out (int Rule, uint Key)[]? further))
        {
            foreach ((int rule, uint key) in further)
            {
                for (int member = Begin(new BlockId(rule, key), candidates); member >= 0; member = NextOf(member, rule))
                {
                    Take(member, candidates);
                }
            }
        }

        while (count > 0)
        {
            int left = 0;
            for (int i = 0; i < count; i++)
            {
                (int member, int rule) = chains[i];
                Take(member, candidates);
                int next = NextOf(member, rule);
                if (next >= 0)
                {
                    PrefetchNext(next, rule);
                    chains[left++] = (next, rule);
                }
            }

            count = left;
        }
    }

    /// <summary>The first row of a block's chain, -1 where there is none or the block is oversize; those that have it as a further key are taken.</summary>
    private int Begin(BlockId block, CandidateRows candidates)
    {
        int records = _rules[block.Rule].Find(block.Key, out int head, out bool hasFurther);
        if (KnownOversize?.Contains(block) ?? records > maxBlockRecords)
        {
            return -1;
        }

        if (hasFurther)
        {
            foreach (int member in _furtherIn[block])
            {
                Take(member, candidates);
            }
        }

        if (head >= 0)
        {
            PrefetchNext(head, block.Rule);
        }

        return head;
    }

    private void Take(int row, CandidateRows candidates)
    {
        if (candidates.Add(row))
        {
            table.Prefetch(row);
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

    private unsafe void PrefetchNext(int row, int rule)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref LinkOf(row, rule)));
        }
    }

    private void EnsureRows(int rows)
    {
        int known = _links[0].Length;
        int chunks = (rows + ChunkRows - 1) >> ChunkBits;
        if (chunks <= known)
        {
            return;
        }

        foreach (ref Link[][] links in _links.AsSpan())
        {
            Array.Resize(ref links, chunks);
            for (int chunk = known; chunk < chunks; chunk++)
            {
                links[chunk] = new Link[ChunkRows];
            }
        }
    }

    private ref Link LinkOf(int row, int rule) => ref _links[rule][row >> ChunkBits][row & (ChunkRows - 1)];

    private int NextOf(int row, int rule) => LinkOf(row, rule).After - 1;

    private void AddFurther(int row, (int Rule, uint Key)[] further, Dictionary<BlockId, bool>? crossed)
    {
        if (further.Length == 0)
        {
            return;
        }

        _furtherOf[row] = further;
        foreach ((int rule, uint key) in further)
        {
            var block = new BlockId(rule, key);
            if (!_furtherIn.TryGetValue(block, out List<int>? members))
            {
                _furtherIn.Add(block, members = []);
            }

            members.Add(row);
            if (_rules[rule].AddFurther(key) == maxBlockRecords)
            {
                crossed?.TryAdd(block, false);
            }
        }
    }

    /// <returns>Records in the block before.</returns>
    private int Enter(int rule, uint key, int row)
    {
        ref int head = ref _rules[rule].Add(key, out int before);
        LinkOf(row, rule) = new Link { After = head + 1 };
        if (head >= 0)
        {
            LinkOf(head, rule).Before = row + 1;
        }

        head = row;
        return before;
    }

    /// <returns>Records in the block before.</returns>
    private int Leave(int rule, uint key, int row)
    {
        ref int head = ref _rules[rule].Remove(key, out int before);
        Link link = LinkOf(row, rule);
        if (link.Before > 0)
        {
            LinkOf(link.Before - 1, rule).After = link.After;
        }
        else
        {
            head = link.After - 1;
        }

        if (link.After > 0)
        {
            LinkOf(link.After - 1, rule).Before = link.Before;
        }

        LinkOf(row, rule) = default;
        return before;
    }

    /// <summary>The rows before and after one in the chain of its block, from 1; 0 for none.</summary>
    private struct Link
    {
        public int Before;
        public int After;
    }
}

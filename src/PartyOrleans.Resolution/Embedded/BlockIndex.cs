using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Features;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>A block: a rule and a key of it.</summary>
public readonly record struct BlockId(int Rule, uint Key);

/// <summary>
/// Which rows are in which block, for probe-and-put: each rule has a hash table from key to the first row, and rows of a block
/// are chained through two arrays. Rows with several values are also listed under their further keys.
/// </summary>
internal sealed class BlockIndex(RecordTable table)
{
    private readonly RuleTable[] _rules = [.. Enumerable.Range(0, BlockKeys.MostRules).Select(_ => new RuleTable())];
    private readonly Dictionary<int, (int Rule, uint Key)[]> _furtherOf = [];
    private readonly Dictionary<BlockId, List<int>> _furtherIn = [];
    private const int ChunkBits = 14;
    private const int ChunkRows = 1 << ChunkBits;

    /// <summary>In chunks, so that growing never copies what is there.</summary>
    private readonly List<int[]> _next = [];
    private readonly List<int[]> _previous = [];

    /// <summary>Indexes all rows in use; rules in parallel.</summary>
    public void Build(IReadOnlyList<int> rows, BlockKeys keys, int parallelism)
    {
        EnsureRows(table.Count);
        Parallel.For(0, BlockKeys.MostRules, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, rule =>
        {
            _rules[rule].EnsureCapacity(rows.Count);
            foreach (int row in rows)
            {
                uint key = table.Keys(row)[rule];
                if (key != 0)
                {
                    Link(rule, key, row);
                }
            }
        });
        foreach (int row in rows)
        {
            AddFurther(row, keys.Further(row));
        }
    }

    /// <summary>Puts a row, whose keys are computed, into its blocks.</summary>
    public void Add(int row, BlockKeys keys)
    {
        EnsureRows(row + 1);
        Span<uint> first = table.Keys(row);
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0)
            {
                Link(rule, first[rule], row);
            }
        }

        AddFurther(row, keys.Further(row));
    }

    /// <summary>Takes a row out of its blocks.</summary>
    public void Remove(int row)
    {
        Span<uint> first = table.Keys(row);
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0)
            {
                Unlink(rule, first[rule], row);
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

    /// <summary>Records in a block.</summary>
    public int CountOf(BlockId block) =>
        _rules[block.Rule].CountOf(block.Key) + (_furtherIn.Count > 0 && _furtherIn.TryGetValue(block, out List<int>? more) ? more.Count : 0);

    /// <summary>Appends the rows of a block.</summary>
    public void Members(BlockId block, List<int> members)
    {
        for (int row = _rules[block.Rule].HeadOf(block.Key); row >= 0; row = NextOf(row, block.Rule))
        {
            members.Add(row);
        }

        if (_furtherIn.Count > 0 && _furtherIn.TryGetValue(block, out List<int>? more))
        {
            members.AddRange(more);
        }
    }

    private void EnsureRows(int rows)
    {
        while (rows > _next.Count * ChunkRows)
        {
            _next.Add(new int[ChunkRows * RecordTable.Width]);
            _previous.Add(new int[ChunkRows * RecordTable.Width]);
        }
    }

    private ref int NextOf(int row, int rule) => ref _next[row >> ChunkBits][((row & (ChunkRows - 1)) * RecordTable.Width) + rule];

    private ref int PreviousOf(int row, int rule) => ref _previous[row >> ChunkBits][((row & (ChunkRows - 1)) * RecordTable.Width) + rule];

    private void AddFurther(int row, (int Rule, uint Key)[] further)
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
        }
    }

    private void Link(int rule, uint key, int row)
    {
        ref int head = ref _rules[rule].Add(key);
        NextOf(row, rule) = head;
        PreviousOf(row, rule) = -1;
        if (head >= 0)
        {
            PreviousOf(head, rule) = row;
        }

        head = row;
    }

    private void Unlink(int rule, uint key, int row)
    {
        ref int head = ref _rules[rule].Remove(key);
        int next = NextOf(row, rule);
        int previous = PreviousOf(row, rule);
        if (previous >= 0)
        {
            NextOf(previous, rule) = next;
        }
        else
        {
            head = next;
        }

        if (next >= 0)
        {
            PreviousOf(next, rule) = previous;
        }
    }

    /// <summary>From key to the first row and the number of rows; open addressing with linear probing.</summary>
    private sealed class RuleTable
    {
        private uint[] _keys = new uint[1024];
        private int[] _heads = new int[1024];
        private int[] _counts = new int[1024];
        private int _used;

        public void EnsureCapacity(int keys)
        {
            if (keys * 4L > _keys.Length * 3L)
            {
                Resize((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(keys * 3L / 2)));
            }
        }

        public int CountOf(uint key)
        {
            int slot = SlotOf(key);
            return _keys[slot] == key ? _counts[slot] : 0;
        }

        public int HeadOf(uint key)
        {
            int slot = SlotOf(key);
            return _keys[slot] == key && _counts[slot] > 0 ? _heads[slot] : -1;
        }

        public ref int Add(uint key)
        {
            int slot = SlotOf(key);
            if (_keys[slot] != key)
            {
                if ((_used + 1) * 4L > _keys.Length * 3L)
                {
                    Resize(_keys.Length * 2);
                    slot = SlotOf(key);
                }

                _keys[slot] = key;
                _heads[slot] = -1;
                _counts[slot] = 0;
                _used++;
            }

            _counts[slot]++;
            return ref _heads[slot];
        }

        public ref int Remove(uint key)
        {
            int slot = SlotOf(key);
            _counts[slot]--;
            return ref _heads[slot];
        }

        private int SlotOf(uint key)
        {
            int mask = _keys.Length - 1;
            int slot = (int)(key * 2654435769u >> 7) & mask;
            while (_keys[slot] != 0 && _keys[slot] != key)
            {
                slot = (slot + 1) & mask;
            }

            return slot;
        }

        private void Resize(int size)
        {
            (uint[] keys, int[] heads, int[] counts) = (_keys, _heads, _counts);
            (_keys, _heads, _counts) = (new uint[size], new int[size], new int[size]);
            _used = 0;
            for (int i = 0; i < keys.Length; i++)
            {
                if (keys[i] != 0 && counts[i] > 0)
                {
                    int slot = SlotOf(keys[i]);
                    (_keys[slot], _heads[slot], _counts[slot]) = (keys[i], heads[i], counts[i]);
                    _used++;
                }
            }
        }
    }
}

using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Parts;

/// <summary>
/// Which slots each block of a page has: a table of 12 bytes an entry at three quarters full at most. Nearly all blocks have one slot, which
/// stands in the table itself.
/// </summary>
internal sealed class PageBlocks
{
    private const int Least = 8;

    private long[] _blocks = [];

    /// <summary>0 where the entry is free; the only slot and 1 more; or, below 0, the complement of where its list is.</summary>
    private int[] _slots = [];

    /// <summary>Lists: how many slots, then the slots.</summary>
    private readonly List<int[]?> _lists = [];
    private readonly Stack<int> _free = [];
    private long _listBytes;

    /// <summary>Blocks with at least one slot.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that it takes, about.</summary>
    public long Bytes => (_blocks.Length * 12L) + (_lists.Count * 8L) + _listBytes;

    /// <summary>A block as one number: the rule in the upper half, the key in the lower.</summary>
    public static long NumberOf(BlockId block) => ((long)block.Rule << 32) | block.Key;

    /// <summary>The block of a number.</summary>
    public static BlockId BlockOf(long number) => new((int)(number >> 32), (uint)number);

    /// <summary>A hash of a block, the same in every process.</summary>
    public static ulong HashOf(long block) => StableHash.Combine((ulong)(block >> 32), (uint)block);

    /// <summary>Slots of a block.</summary>
    public int CountOf(long block) => Find(block) is >= 0 and var at ? CountAt(at) : 0;

    /// <summary>The slots of a block.</summary>
    public void CopyTo(long block, List<int> slots)
    {
        if (Find(block) is >= 0 and var at)
        {
            CopyAt(at, slots);
        }
    }

    /// <summary>All blocks, in no order.</summary>
    public IEnumerable<long> All => Enumerable.Range(0, _slots.Length).Where(at => _slots[at] != 0).Select(at => _blocks[at]);

    /// <summary>The blocks with more slots than this.</summary>
    public IEnumerable<long> Larger(int most) =>
        Enumerable.Range(0, _slots.Length).Where(at => _slots[at] != 0 && CountAt(at) > most).Select(at => _blocks[at]);

    /// <summary>Adds a slot that the block does not have.</summary>
    /// <returns>Its slots then.</returns>
    public int Add(long block, int slot)
    {
        if ((Count + 1) * 4 > _slots.Length * 3)
        {
            Resize(Math.Max(Least, _slots.Length * 2));
        }

        int at = Place(block);
        switch (_slots[at])
        {
            case 0:
                (_blocks[at], _slots[at]) = (block, slot + 1);
                Count++;
                return 1;
            case > 0 and var only:
                if (!_free.TryPop(out int free))
                {
                    free = _lists.Count;
                    _lists.Add(null);
                }

                SetList(free, [2, only - 1, slot]);
                _slots[at] = ~free;
                return 2;
            case var list:
                int[] slots = _lists[~list]!;
                int count = slots[0] + 1;
                if (count == slots.Length)
                {
                    Array.Resize(ref slots, count + Math.Max(2, count / 2));
                    SetList(~list, slots);
                }

                (slots[0], slots[count]) = (count, slot);
                return count;
        }
    }

    /// <summary>Removes a slot that the block has.</summary>
    /// <returns>Its slots then.</returns>
    public int Remove(long block, int slot)
    {
        int at = Find(block);
        if (at < 0)
        {
            throw new InvalidOperationException("A record is to leave a block that it is not in.");
        }

        if (_slots[at] is > 0 and var only)
        {
            if (only != slot + 1)
            {
                throw new InvalidOperationException("A record is to leave a block that it is not in.");
            }

            Free(at);
            Count--;
            return 0;
        }

        int[] slots = _lists[~_slots[at]]!;
        int found = Array.IndexOf(slots, slot, 1, slots[0]);
        if (found < 0)
        {
            throw new InvalidOperationException("A record is to leave a block that it is not in.");
        }

        slots[found] = slots[slots[0]--];
        if (slots[0] == 1)
        {
            int list = ~_slots[at];
            _slots[at] = slots[1] + 1;
            SetList(list, null);
            _free.Push(list);
            return 1;
        }

        return slots[0];
    }

    private int CountAt(int at) => _slots[at] > 0 ? 1 : _lists[~_slots[at]]![0];

    private void CopyAt(int at, List<int> slots)
    {
        if (_slots[at] > 0)
        {
            slots.Add(_slots[at] - 1);
        }
        else
        {
            int[] list = _lists[~_slots[at]]!;
            slots.AddRange(list.AsSpan(1, list[0]));
        }
    }

    private void SetList(int at, int[]? slots)
    {
        const int ObjectBytes = 24;
        _listBytes += (slots is null ? 0 : ObjectBytes + (slots.Length * 4L)) - (_lists[at] is { } was ? ObjectBytes + (was.Length * 4L) : 0);
        _lists[at] = slots;
    }

    private int Find(long block)
    {
        if (_slots.Length == 0)
        {
            return -1;
        }

        int at = Place(block);
        return _slots[at] == 0 ? -1 : at;
    }

    /// <summary>Where a block is, or where it would come.</summary>
    private int Place(long block)
    {
        int mask = _slots.Length - 1;
        int at = Home(block);
        while (_slots[at] != 0 && _blocks[at] != block)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    /// <summary>Of a hash, shards take the remainder and pages the bits from 32 on.</summary>
    private int Home(long block) => (int)(HashOf(block) >> 40) & (_slots.Length - 1);

    /// <summary>Frees an entry, and moves back those that had to pass it by.</summary>
    private void Free(int at)
    {
        int mask = _slots.Length - 1;
        for (int next = (at + 1) & mask; _slots[next] != 0; next = (next + 1) & mask)
        {
            if (((next - Home(_blocks[next])) & mask) >= ((next - at) & mask))
            {
                (_blocks[at], _slots[at]) = (_blocks[next], _slots[next]);
                at = next;
            }
        }

        _slots[at] = 0;
    }

    private void Resize(int length)
    {
        (long[] blocks, int[] slots) = (_blocks, _slots);
        (_blocks, _slots) = (new long[length], new int[length]);
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i] != 0)
            {
                int at = Place(blocks[i]);
                (_blocks[at], _slots[at]) = (blocks[i], slots[i]);
            }
        }
    }
}

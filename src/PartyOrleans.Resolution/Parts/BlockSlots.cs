using System.Runtime.InteropServices;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Parts;

/// <summary>Which slots each block has. Nearly all blocks have one, which takes no list.</summary>
internal sealed class BlockSlots
{
    /// <summary>The only slot of a block, or, below 0, the complement of where its list is.</summary>
    private readonly Dictionary<BlockId, int> _blocks = [];
    private readonly List<List<int>> _lists = [];
    private readonly Stack<int> _free = [];

    /// <summary>Blocks with at least one slot.</summary>
    public int Count => _blocks.Count;

    /// <summary>Slots of a block.</summary>
    public int CountOf(BlockId block) => !_blocks.TryGetValue(block, out int only) ? 0 : only >= 0 ? 1 : _lists[~only].Count;

    /// <summary>The slots of a block.</summary>
    public IReadOnlyList<int> Of(BlockId block) => !_blocks.TryGetValue(block, out int only) ? [] : only >= 0 ? [only] : _lists[~only];

    /// <summary>The blocks with more slots than this.</summary>
    public IEnumerable<BlockId> Larger(int most) => _blocks.Where(block => (block.Value >= 0 ? 1 : _lists[~block.Value].Count) > most).Select(block => block.Key);

    /// <summary>Adds a slot that the block does not have.</summary>
    public void Add(BlockId block, int slot)
    {
        ref int only = ref CollectionsMarshal.GetValueRefOrAddDefault(_blocks, block, out bool known);
        if (!known)
        {
            only = slot;
        }
        else if (only < 0)
        {
            _lists[~only].Add(slot);
        }
        else
        {
            int first = only;
            if (!_free.TryPop(out int at))
            {
                at = _lists.Count;
                _lists.Add(new List<int>(2));
            }

            _lists[at].Add(first);
            _lists[at].Add(slot);
            only = ~at;
        }
    }

    /// <summary>Removes a slot that the block has.</summary>
    public void Remove(BlockId block, int slot)
    {
        int only = _blocks[block];
        if (only >= 0)
        {
            _blocks.Remove(block);
            return;
        }

        List<int> slots = _lists[~only];
        int at = slots.IndexOf(slot);
        slots[at] = slots[^1];
        slots.RemoveAt(slots.Count - 1);
        if (slots.Count == 1)
        {
            _blocks[block] = slots[0];
            slots.Clear();
            _free.Push(~only);
        }
    }
}

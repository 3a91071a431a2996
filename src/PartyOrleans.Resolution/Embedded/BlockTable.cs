using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>
/// The blocks of one rule: from key to the first row of its chain and the number of records. Open addressing with linear probing; all
/// that is known of a key lies side by side, so that a look takes one line from memory.
/// </summary>
internal sealed class BlockTable
{
    private const int FewestBits = 10;

    /// <summary>Odd, so that it can be undone; near the golden ratio, so that keys which follow each other lie far apart (Knuth, 1973).</summary>
    private const uint Multiplier = 2654435769;
    private const uint Inverse = 340573321;

    private Slot[] _slots = new Slot[1 << FewestBits];
    private int _shift = 32 - FewestBits;
    private int _used;

    /// <summary>Where the block of a key lies among all blocks, whatever the size of the table; no two keys have the same place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PlaceOf(uint key) => key * Multiplier;

    /// <summary>The key that has a place.</summary>
    public static uint KeyAt(uint place) => place * Inverse;

    /// <summary>Makes room for a number of keys, and for an eighth more to come.</summary>
    public void EnsureCapacity(int keys)
    {
        long wanted = keys + (keys / 8L);
        if (wanted * 4 > _slots.Length * 3L)
        {
            Resize((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((wanted * 4 / 3) + 1)));
        }
    }

    /// <summary>Puts a block that is not there yet.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="head">The first row of its chain.</param>
    /// <param name="count">Records in it.</param>
    public void Put(uint key, int head, int count)
    {
        ref Slot slot = ref Own(key);
        (slot.Head, slot.Count) = (head, count);
    }

    /// <summary>Has what is known of a key on its way from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(uint key)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[StartOf(key)]));
        }
    }

    /// <summary>Records in a block.</summary>
    public int CountOf(uint key) => Find(key, out Slot slot) ? slot.Count : 0;

    /// <summary>Records in a block, the first row of its chain (-1 for none), and whether other rows have the key as a further one.</summary>
    public int Find(uint key, out int head, out bool hasFurther)
    {
        bool found = Find(key, out Slot slot);
        (head, hasFurther) = found ? (slot.Head, slot.Further > 0) : (-1, false);
        return found ? slot.Count : 0;
    }

    /// <summary>Counts a record in and returns where the first row of the chain is kept.</summary>
    /// <param name="key">The block.</param>
    /// <param name="before">Records in the block before.</param>
    public ref int Add(uint key, out int before)
    {
        ref Slot slot = ref Own(key);
        before = slot.Count++;
        return ref slot.Head;
    }

    /// <summary>Counts a record out and returns where the first row of the chain is kept.</summary>
    /// <param name="key">The block, which holds the record.</param>
    /// <param name="before">Records in the block before.</param>
    public ref int Remove(uint key, out int before)
    {
        ref Slot slot = ref _slots[SlotOf(key)];
        before = slot.Count--;
        return ref slot.Head;
    }

    /// <summary>Counts in a record that has the key as a further one.</summary>
    /// <returns>Records in the block before.</returns>
    public int AddFurther(uint key)
    {
        ref Slot slot = ref Own(key);
        slot.Further++;
        return slot.Count++;
    }

    /// <summary>Counts out a record that has the key as a further one.</summary>
    /// <returns>Records in the block before.</returns>
    public int RemoveFurther(uint key)
    {
        ref Slot slot = ref _slots[SlotOf(key)];
        slot.Further--;
        return slot.Count--;
    }

    private bool Find(uint key, out Slot slot)
    {
        slot = _slots[SlotOf(key)];
        return slot.Key == key;
    }

    /// <summary>The slot of a key, made where it is new.</summary>
    private ref Slot Own(uint key)
    {
        int at = SlotOf(key);
        if (_slots[at].Key != key)
        {
            if ((_used + 1) * 4L > _slots.Length * 3L)
            {
                Resize(_slots.Length * 2);
                at = SlotOf(key);
            }

            _slots[at] = new Slot { Key = key, Head = -1 };
            _used++;
        }

        return ref _slots[at];
    }

    private int StartOf(uint key) => (int)(PlaceOf(key) >> _shift);

    private int SlotOf(uint key)
    {
        int at = StartOf(key);
        while (_slots[at].Key != 0 && _slots[at].Key != key)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        return at;
    }

    private void Resize(int size)
    {
        Slot[] slots = _slots;
        _slots = new Slot[size];
        _shift = 32 - System.Numerics.BitOperations.Log2((uint)size);
        _slots.AsSpan().Clear(); // memory that is read before it is written costs two page faults, the second of which stops all processors
        _used = 0;
        foreach (ref Slot slot in slots.AsSpan())
        {
            if (slot.Count > 0)
            {
                _slots[SlotOf(slot.Key)] = slot;
                _used++;
            }
        }
    }

    /// <summary>A block; the key is 0 where the slot is free. Further records are counted in both numbers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public uint Key;
        public int Head;
        public int Count;
        public int Further;
    }
}

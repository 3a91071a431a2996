using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>
/// The blocks of one rule: from key to the rows of the block. Open addressing with linear probing; most blocks hold one row, which lies in the
/// slot itself, so that a look takes one line from memory; the others refer to where their rows lie side by side. Many threads may look at once.
/// </summary>
internal sealed class BlockTable
{
    /// <summary>Instead of a reference: the block holds no row, or there is none.</summary>
    public const int None = int.MinValue;

    private const int FewestSlots = 1 << 10;

    /// <summary>Odd, so that it can be undone; near the golden ratio, so that keys which follow each other lie far apart (Knuth, 1973).</summary>
    private const uint Multiplier = 2654435769;
    private const uint Inverse = 340573321;

    private readonly BlockMembers _members = new();
    private Slot[] _slots = new Slot[FewestSlots];
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
            Resize((int)Math.Min(Array.MaxLength, (wanted * 4 / 3) + 1));
        }
    }

    /// <summary>Puts a block that is not there yet.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="entries">Its rows in the lower halves, at least one.</param>
    public void Put(uint key, ReadOnlySpan<ulong> entries)
    {
        ref Slot slot = ref Own(key);
        if (entries.Length == 1)
        {
            slot.Rows = (int)entries[0];
            return;
        }

        slot.Rows = _members.Reserve(entries.Length, out Span<int> rows);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (int)entries[i];
        }
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

    /// <summary>Refers to the rows of a block, until rows are added or removed; has them on their way from memory.</summary>
    public int Find(uint key)
    {
        Slot slot = _slots[SlotOf(key)];
        if (slot.Key != key)
        {
            return None;
        }

        if (slot.Rows < 0 && slot.Rows != None)
        {
            _members.Prefetch(slot.Rows);
        }

        return slot.Rows;
    }

    /// <summary>The rows that a reference, see <see cref="Find"/>, stands for, in no given order; valid as long as it and the variable it is in.</summary>
    public ReadOnlySpan<int> RowsAt(ref readonly int reference) =>
        reference >= 0 ? new ReadOnlySpan<int>(in reference) : reference == None ? default : _members.RowsAt(reference);

    /// <summary>Records in a block.</summary>
    public int CountOf(uint key)
    {
        int reference = Find(key);
        return RowsAt(ref reference).Length;
    }

    /// <summary>Puts a row into a block, which does not hold it.</summary>
    /// <returns>Records in the block before.</returns>
    public int Add(uint key, int row)
    {
        ref int rows = ref Own(key).Rows;
        if (rows == None)
        {
            rows = row;
            return 0;
        }

        if (rows >= 0)
        {
            int first = rows;
            rows = _members.Reserve(2, out Span<int> both);
            (both[0], both[1]) = (first, row);
            return 1;
        }

        return _members.Add(ref rows, row);
    }

    /// <summary>Takes a row out of a block, which holds it.</summary>
    /// <returns>Records in the block before.</returns>
    public int Remove(uint key, int row)
    {
        ref int rows = ref _slots[SlotOf(key)].Rows;
        if (rows >= 0)
        {
            rows = None;
            return 1;
        }

        return _members.Remove(ref rows, row);
    }

    /// <summary>The slot of a key, made where it is new.</summary>
    private ref Slot Own(uint key)
    {
        int at = SlotOf(key);
        if (_slots[at].Key != key)
        {
            if ((_used + 1) * 4L > _slots.Length * 3L)
            {
                Resize((int)Math.Min(Array.MaxLength, _slots.Length * 3L / 2));
                at = SlotOf(key);
            }

            _slots[at] = new Slot { Key = key, Rows = None };
            _used++;
        }

        return ref _slots[at];
    }

    /// <summary>Slots follow each other as places do, whatever their number: a table is filled, and moved into a larger one, from start to end.</summary>
    private int StartOf(uint key) => (int)((PlaceOf(key) * (ulong)_slots.Length) >> 32);

    private int SlotOf(uint key)
    {
        int at = StartOf(key);
        while (_slots[at].Key != 0 && _slots[at].Key != key)
        {
            at = at + 1 == _slots.Length ? 0 : at + 1;
        }

        return at;
    }

    private void Resize(int size)
    {
        Slot[] slots = _slots;
        _slots = new Slot[size];
        _slots.AsSpan().Clear(); // memory that is read before it is written costs two page faults, the second of which stops all processors
        _used = 0;
        foreach (ref Slot slot in slots.AsSpan())
        {
            if (slot.Key != 0 && slot.Rows != None)
            {
                _slots[SlotOf(slot.Key)] = slot;
                _used++;
            }
        }
    }

    /// <summary>A block; the key is 0 where the slot is free. Its one row, a reference to several (negative), or <see cref="None"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public uint Key;
        public int Rows;
    }
}

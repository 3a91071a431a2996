using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>
/// The rows of the blocks of one rule that hold several. The rows of a block lie side by side behind their number, in the smallest of rooms of
/// 4, 8, 16 ... integers that holds them; rooms that are left are used again. A block too large for that has an object of its own.
/// References to blocks are negative and change as a block grows and shrinks. Many threads may look at once.
/// </summary>
internal sealed class BlockMembers
{
    private const int ChunkBits = 12;
    private const int ChunkIntegers = 1 << ChunkBits;

    /// <summary>Integers of the smallest room, a power of two; rooms start at multiples of it.</summary>
    private const int RoomBits = 2;

    private const int Sizes = ChunkBits - RoomBits + 1;

    /// <summary>Rows of the greatest room.</summary>
    private const int MostInRoom = ChunkIntegers - 1;

    private const int Large = 1 << 30;

    private readonly List<LargeBlock?> _large = [];
    private readonly Stack<int> _freeLarge = new();

    /// <summary>By size the first room that is free, which begins with the next one; -1 for none.</summary>
    private readonly int[] _free = [.. Enumerable.Repeat(-1, Sizes)];

    private int[][] _chunks = [];
    private int _chunkCount;
    private int _usedOfLast = ChunkIntegers;

    /// <summary>Makes room for the rows of a block, at least two, which are to be written at once.</summary>
    /// <returns>The reference to the block.</returns>
    public int Reserve(int count, out Span<int> rows)
    {
        if (count > MostInRoom)
        {
            var large = new LargeBlock(count);
            rows = large.Fill(count);
            return ~(Large | PlaceOf(large));
        }

        int place = Take(SizeOf(count));
        Span<int> room = From(place);
        room[0] = count;
        rows = room.Slice(1, count);
        return ~place;
    }

    /// <summary>The rows of a block.</summary>
    public ReadOnlySpan<int> RowsAt(int reference)
    {
        int place = ~reference;
        if (place >= Large)
        {
            return _large[place - Large]!.Rows;
        }

        Span<int> room = From(place);
        return room.Slice(1, room[0]);
    }

    /// <summary>Has the rows of a block on their way from memory.</summary>
    public unsafe void Prefetch(int reference)
    {
        if (Sse.IsSupported && ~reference < Large)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref MemoryMarshal.GetReference(From(~reference))));
        }
    }

    /// <summary>Adds a row.</summary>
    /// <returns>Rows before.</returns>
    public int Add(ref int reference, int row)
    {
        int place = ~reference;
        if (place >= Large)
        {
            return _large[place - Large]!.Add(row);
        }

        Span<int> room = From(place);
        int count = room[0];
        if (count < MostInRoom && SizeOf(count + 1) == SizeOf(count))
        {
            room[++room[0]] = row;
            return count;
        }

        reference = Reserve(count + 1, out Span<int> rows);
        room.Slice(1, count).CopyTo(rows);
        rows[count] = row;
        Give(place, SizeOf(count));
        return count;
    }

    /// <summary>Removes a row. Of the last two the other one is left instead of a reference.</summary>
    /// <returns>Rows before.</returns>
    public int Remove(ref int reference, int row)
    {
        int place = ~reference;
        if (place >= Large)
        {
            return RemoveFromLarge(ref reference, place - Large, row);
        }

        Span<int> room = From(place);
        int count = room[0];
        Span<int> rows = room.Slice(1, count);
        rows[rows.IndexOf(row)] = rows[^1];
        room[0]--;
        if (count == 2)
        {
            reference = rows[0];
            Give(place, SizeOf(count));
        }
        else if (SizeOf(count - 1) != SizeOf(count))
        {
            reference = Reserve(count - 1, out Span<int> fewer);
            rows[..^1].CopyTo(fewer);
            Give(place, SizeOf(count));
        }

        return count;
    }

    /// <summary>A large block stays one until it has come down to half a room, lest it goes back and forth.</summary>
    private int RemoveFromLarge(ref int reference, int index, int row)
    {
        LargeBlock large = _large[index]!;
        int count = large.Remove(row);
        if (count - 1 <= MostInRoom / 2)
        {
            reference = Reserve(count - 1, out Span<int> rows);
            large.Rows.CopyTo(rows);
            _large[index] = null;
            _freeLarge.Push(index);
        }

        return count;
    }

    private int PlaceOf(LargeBlock large)
    {
        if (_freeLarge.TryPop(out int free))
        {
            _large[free] = large;
            return free;
        }

        _large.Add(large);
        return _large.Count - 1;
    }

    /// <summary>The size of the room for so many rows and their number: the smallest is 0, each further one twice as large.</summary>
    private static int SizeOf(int count) => Math.Max(0, BitOperations.Log2((uint)count) + 1 - RoomBits);

    private Span<int> From(int place)
    {
        int start = place << RoomBits;
        return _chunks[start >> ChunkBits].AsSpan(start & (ChunkIntegers - 1));
    }

    private int Take(int size)
    {
        int place = _free[size];
        if (place >= 0)
        {
            _free[size] = From(place)[0];
            return place;
        }

        int integers = 1 << (size + RoomBits);
        if (ChunkIntegers - _usedOfLast < integers)
        {
            GiveRest();
            if (_chunkCount == _chunks.Length)
            {
                Array.Resize(ref _chunks, Math.Max(4, _chunks.Length * 2));
            }

            _chunks[_chunkCount++] = GC.AllocateUninitializedArray<int>(ChunkIntegers);
            _usedOfLast = 0;
        }

        place = (((_chunkCount - 1) << ChunkBits) + _usedOfLast) >> RoomBits;
        _usedOfLast += integers;
        return place;
    }

    /// <summary>What a chunk has left when the next one is begun is given to smaller rooms.</summary>
    private void GiveRest()
    {
        while (_usedOfLast < ChunkIntegers)
        {
            int size = BitOperations.Log2((uint)(ChunkIntegers - _usedOfLast)) - RoomBits;
            Give((((_chunkCount - 1) << ChunkBits) + _usedOfLast) >> RoomBits, size);
            _usedOfLast += 1 << (size + RoomBits);
        }
    }

    private void Give(int place, int size)
    {
        From(place)[0] = _free[size];
        _free[size] = place;
    }

    /// <summary>A block of thousands, which yields no candidates under any usual bundle: rows are found in it without looking through all.</summary>
    private sealed class LargeBlock(int capacity)
    {
        private readonly List<int> _rows = new(capacity + (capacity / 8));
        private readonly Dictionary<int, int> _places = [];

        public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

        /// <summary>Room for rows that are written at once; their places are noted with the first change.</summary>
        public Span<int> Fill(int count)
        {
            CollectionsMarshal.SetCount(_rows, count);
            return CollectionsMarshal.AsSpan(_rows);
        }

        public int Add(int row)
        {
            if (_places.Count > 0)
            {
                _places.Add(row, _rows.Count);
            }

            _rows.Add(row);
            return _rows.Count - 1;
        }

        public int Remove(int row)
        {
            if (_places.Count == 0)
            {
                NotePlaces();
            }

            _places.Remove(row, out int place);
            int last = _rows[^1];
            _rows[place] = last;
            _rows.RemoveAt(_rows.Count - 1);
            if (last != row)
            {
                _places[last] = place;
            }

            return _rows.Count + 1;
        }

        private void NotePlaces()
        {
            _places.EnsureCapacity(_rows.Count);
            for (int i = 0; i < _rows.Count; i++)
            {
                _places.Add(_rows[i], i);
            }
        }
    }
}

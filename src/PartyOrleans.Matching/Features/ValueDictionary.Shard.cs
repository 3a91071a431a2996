using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace PartyOrleans.Matching.Features;

/// <content>One part of a dictionary: a hash table over entries in chunks that never move.</content>
public sealed partial class ValueDictionary
{
    /// <summary>What is kept with a value; 32 bytes without a reference, so that the collector need not look at them.</summary>
    private struct Entry
    {
        public ulong Hash;
        public ulong Signature;
        public uint Where;
        public int Length;
        public uint Tag;
    }

    private sealed class Shard
    {
        private const int ChunkBits = 12;
        private const int ChunkSize = 1 << ChunkBits;
        private const int ArenaBits = 16;

        private readonly Filling _filling = new();
        private readonly Lock _lock = new();
        private Entry[][] _chunks = new Entry[16][];
        private byte[][] _arenas = new byte[16][];

        /// <summary>Upper half of the hash and index from 1; 0 for free. Mostly the half tells values apart without a look at the entry.</summary>
        private ulong[] _slots = new ulong[256];

        public int Count => Volatile.Read(ref _filling.Count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref Entry EntryOf(int index) => ref _chunks[(index - 1) >> ChunkBits][(index - 1) & (ChunkSize - 1)];

        public ReadOnlySpan<byte> BytesOf(in Entry entry) =>
            _arenas[entry.Where >> ArenaBits].AsSpan((int)entry.Where & ((1 << ArenaBits) - 1), entry.Length);

        /// <summary>The index of the value, or 0; needs no lock, since an entry is whole before its slot is written.</summary>
        public int Find(ulong hash, ReadOnlySpan<byte> bytes)
        {
            ulong[] slots = Volatile.Read(ref _slots);
            int mask = slots.Length - 1;
            for (int at = (int)hash & mask; ; at = (at + 1) & mask)
            {
                ulong slot = Volatile.Read(ref slots[at]);
                if (slot == 0)
                {
                    return 0;
                }

                if (slot >> 32 == hash >> 32)
                {
                    ref Entry entry = ref EntryOf((int)slot);
                    if (entry.Hash == hash && BytesOf(in entry).SequenceEqual(bytes))
                    {
                        return (int)slot;
                    }
                }
            }
        }

        /// <summary>Has the slot where a value of this hash would be on its way from memory.</summary>
        public unsafe void PrefetchSlot(ulong hash)
        {
            ulong[] slots = Volatile.Read(ref _slots);
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[(int)hash & (slots.Length - 1)]));
        }

        /// <summary>The index of a value that has most likely this hash, and has what is kept with it on its way from memory; 0 for none.</summary>
        public unsafe int Probe(ulong hash)
        {
            ulong[] slots = Volatile.Read(ref _slots);
            int mask = slots.Length - 1;
            for (int at = (int)hash & mask; ; at = (at + 1) & mask)
            {
                ulong slot = Volatile.Read(ref slots[at]);
                if (slot == 0)
                {
                    return 0;
                }

                if (slot >> 32 == hash >> 32)
                {
                    Sse.Prefetch0(Unsafe.AsPointer(ref EntryOf((int)slot)));
                    return (int)slot;
                }
            }
        }

        /// <summary>Has the text of a value on its way from memory.</summary>
        public unsafe void PrefetchText(int index) =>
            Sse.Prefetch0(Unsafe.AsPointer(ref MemoryMarshal.GetReference(BytesOf(in EntryOf(index)))));

        /// <summary>The index of the value, from 1, which another thread may have added meanwhile.</summary>
        public int Add(ulong hash, ReadOnlySpan<byte> bytes, uint tag, ulong signature)
        {
            lock (_lock)
            {
                int index = Find(hash, bytes);
                if (index != 0)
                {
                    return index;
                }

                if ((_filling.Count + 1) * 10L > _slots.Length * 7L)
                {
                    Grow();
                }

                if (_filling.Count >> ChunkBits == _chunks.Length)
                {
                    Array.Resize(ref _chunks, _chunks.Length * 2);
                }

                index = _filling.Count + 1;
                _chunks[_filling.Count >> ChunkBits] ??= new Entry[ChunkSize];
                EntryOf(index) = new Entry { Hash = hash, Signature = signature, Where = Store(bytes), Length = bytes.Length, Tag = tag };
                Volatile.Write(ref _filling.Count, index);
                Put(_slots, hash, index);
                return index;
            }
        }

        private uint Store(ReadOnlySpan<byte> bytes)
        {
            if ((1 << ArenaBits) - _filling.ArenaUsed < bytes.Length)
            {
                if (_filling.ArenaCount == _arenas.Length)
                {
                    Array.Resize(ref _arenas, _arenas.Length * 2);
                }

                _arenas[_filling.ArenaCount++] = GC.AllocateUninitializedArray<byte>(Math.Max(1 << ArenaBits, bytes.Length));
                _filling.ArenaUsed = 0;
            }

            bytes.CopyTo(_arenas[_filling.ArenaCount - 1].AsSpan(_filling.ArenaUsed));
            uint where = ((uint)(_filling.ArenaCount - 1) << ArenaBits) | (uint)_filling.ArenaUsed;
            _filling.ArenaUsed += bytes.Length;
            return where;
        }

        private void Grow()
        {
            var slots = new ulong[_slots.Length * 2];
            slots.AsSpan().Clear(); // memory that is read before it is written costs two page faults, the second of which stops all processors
            for (int index = 1; index <= _filling.Count; index++)
            {
                Put(slots, EntryOf(index).Hash, index);
            }

            Volatile.Write(ref _slots, slots);
        }

        private static void Put(ulong[] slots, ulong hash, int index)
        {
            int mask = slots.Length - 1;
            int at = (int)hash & mask;
            while (slots[at] != 0)
            {
                at = (at + 1) & mask;
            }

            Volatile.Write(ref slots[at], (hash >> 32 << 32) | (uint)index);
        }

        /// <summary>
        /// How far the part is filled. Every new value changes it, so it has cache lines of its own: beside what finding reads, each
        /// value added by one processor would take that out of the caches of all others.
        /// </summary>
        [StructLayout(LayoutKind.Explicit, Size = 256)]
        private sealed class Filling
        {
            [FieldOffset(128)]
            public int Count;

            [FieldOffset(132)]
            public int ArenaCount;

            [FieldOffset(136)]
            public int ArenaUsed = 1 << ArenaBits;
        }
    }
}

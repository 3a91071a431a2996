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

        private readonly Lock _lock = new();
        private Entry[][] _chunks = new Entry[16][];
        private byte[][] _arenas = new byte[16][];

        /// <summary>Upper half of the hash and index from 1; 0 for free. Mostly the half tells values apart without a look at the entry.</summary>
        private ulong[] _slots = new ulong[256];
        private int _count;
        private int _arenaCount;
        private int _arenaUsed = 1 << ArenaBits;

        public int Count => Volatile.Read(ref _count);

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

                if ((_count + 1) * 10L > _slots.Length * 7L)
                {
                    Grow();
                }

                if (_count >> ChunkBits == _chunks.Length)
                {
                    Array.Resize(ref _chunks, _chunks.Length * 2);
                }

                index = _count + 1;
                _chunks[_count >> ChunkBits] ??= new Entry[ChunkSize];
                EntryOf(index) = new Entry { Hash = hash, Signature = signature, Where = Store(bytes), Length = bytes.Length, Tag = tag };
                Volatile.Write(ref _count, index);
                Put(_slots, hash, index);
                return index;
            }
        }

        private uint Store(ReadOnlySpan<byte> bytes)
        {
            if ((1 << ArenaBits) - _arenaUsed < bytes.Length)
            {
                if (_arenaCount == _arenas.Length)
                {
                    Array.Resize(ref _arenas, _arenas.Length * 2);
                }

                _arenas[_arenaCount++] = GC.AllocateUninitializedArray<byte>(Math.Max(1 << ArenaBits, bytes.Length));
                _arenaUsed = 0;
            }

            bytes.CopyTo(_arenas[_arenaCount - 1].AsSpan(_arenaUsed));
            uint where = ((uint)(_arenaCount - 1) << ArenaBits) | (uint)_arenaUsed;
            _arenaUsed += bytes.Length;
            return where;
        }

        private void Grow()
        {
            var slots = new ulong[_slots.Length * 2];
            for (int index = 1; index <= _count; index++)
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
    }
}

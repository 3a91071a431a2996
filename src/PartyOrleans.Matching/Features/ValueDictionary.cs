using System.Runtime.CompilerServices;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>Computes a number that is kept with each distinct value.</summary>
public delegate uint ValueTag(ReadOnlySpan<char> value);

/// <summary>
/// Encodes standardised values as small integers, once per distinct value, and keeps their text in byte arenas.
/// Safe for many writers. Ids depend on the order of arrival, so nothing that must be reproducible may use them:
/// hash, sort and sample by <see cref="HashOf"/> or <see cref="TextOf"/>, which depend on content only.
/// </summary>
public sealed class ValueDictionary
{
    private const int ShardBits = 5;
    private const int ShardCount = 1 << ShardBits;
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;
    private const int ArenaBytes = 1 << 16;

    private readonly Shard[] _shards = new Shard[ShardCount];
    private readonly ValueTag? _tag;

    /// <summary>Makes an empty dictionary.</summary>
    /// <param name="tag">Computes the number kept with each value, such as a phonetic code.</param>
    public ValueDictionary(ValueTag? tag)
    {
        _tag = tag;
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new Shard();
        }
    }

    /// <summary>The id of a value, which it gets if it is new; 0 for an empty value.</summary>
    public int Intern(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
        {
            return 0;
        }

        int bound = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = bound <= 512 ? stackalloc byte[512] : new byte[bound];
        bytes = bytes[..Encoding.UTF8.GetBytes(value, bytes)];
        ulong hash = StableHash.Of(bytes);
        int shard = (int)(hash >> (64 - ShardBits));
        return (_shards[shard].Intern(hash, bytes, value, _tag) << ShardBits) | shard;
    }

    /// <summary>The id of a value, or 0 where it is not there.</summary>
    public int Find(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
        {
            return 0;
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(value)];
        Encoding.UTF8.GetBytes(value, bytes);
        ulong hash = StableHash.Of(bytes);
        int shard = (int)(hash >> (64 - ShardBits));
        int index = _shards[shard].Find(hash, bytes);
        return index == 0 ? 0 : (index << ShardBits) | shard;
    }

    /// <summary>The tag of a value; 0 for 0.</summary>
    public uint TagOf(int id) => id == 0 ? 0 : EntryOf(id).Tag;

    /// <summary>The content hash of a value.</summary>
    public ulong HashOf(int id) => id == 0 ? 0 : EntryOf(id).Hash;

    /// <summary>The text of a value; empty for 0.</summary>
    public string TextOf(int id) => id == 0 ? "" : Encoding.UTF8.GetString(BytesOf(id));

    /// <summary>The UTF-8 bytes of a value; empty for 0.</summary>
    public ReadOnlySpan<byte> BytesOf(int id)
    {
        if (id == 0)
        {
            return default;
        }

        ref readonly Entry entry = ref EntryOf(id);
        return entry.Arena.AsSpan(entry.Offset, entry.Length);
    }

    /// <summary>The text of a value as characters in a buffer that the caller provides; values longer than it are cut.</summary>
    public ReadOnlySpan<char> CharsOf(int id, Span<char> buffer)
    {
        Encoding.UTF8.TryGetChars(BytesOf(id), buffer, out int written);
        if (written == 0 && id != 0)
        {
            string text = TextOf(id);
            int count = Math.Min(text.Length, buffer.Length);
            text.AsSpan(0, count).CopyTo(buffer);
            return buffer[..count];
        }

        return buffer[..written];
    }

    /// <summary>All ids, in no given order.</summary>
    public IEnumerable<int> Ids()
    {
        for (int shard = 0; shard < ShardCount; shard++)
        {
            int count = _shards[shard].Count;
            for (int index = 1; index <= count; index++)
            {
                yield return (index << ShardBits) | shard;
            }
        }
    }

    /// <summary>The greatest id in use, for arrays indexed by id.</summary>
    public int MaxId
    {
        get
        {
            int most = 0;
            foreach (Shard shard in _shards)
            {
                most = Math.Max(most, shard.Count);
            }

            return (most << ShardBits) | (ShardCount - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly Entry EntryOf(int id)
    {
        int index = (id >> ShardBits) - 1;
        return ref _shards[id & (ShardCount - 1)].Chunks[index >> ChunkBits][index & (ChunkSize - 1)];
    }

    private struct Entry
    {
        public ulong Hash;
        public byte[] Arena;
        public int Offset;
        public int Length;
        public uint Tag;
    }

    private sealed class Shard
    {
        public Entry[][] Chunks = new Entry[16][];
        public int Count;

        private readonly Lock _lock = new();
        private int[] _slots = new int[256];
        private byte[] _arena = [];
        private int _arenaUsed;

        public int Find(ulong hash, ReadOnlySpan<byte> bytes)
        {
            lock (_lock)
            {
                return _slots[SlotOf(hash, bytes)];
            }
        }

        /// <summary>The index of the value, from 1.</summary>
        public int Intern(ulong hash, ReadOnlySpan<byte> bytes, ReadOnlySpan<char> value, ValueTag? tag)
        {
            lock (_lock)
            {
                int slot = SlotOf(hash, bytes);
                if (_slots[slot] != 0)
                {
                    return _slots[slot];
                }

                int index = Add(hash, bytes, tag is null ? 0 : tag(value));
                _slots[slot] = index;
                if (Count * 10 > _slots.Length * 7)
                {
                    Grow();
                }

                return index;
            }
        }

        /// <summary>The slot that holds the value, or the free one where it belongs.</summary>
        private int SlotOf(ulong hash, ReadOnlySpan<byte> bytes)
        {
            int mask = _slots.Length - 1;
            int slot = (int)hash & mask;
            while (_slots[slot] != 0)
            {
                ref Entry entry = ref Chunks[(_slots[slot] - 1) >> ChunkBits][(_slots[slot] - 1) & (ChunkSize - 1)];
                if (entry.Hash == hash && entry.Arena.AsSpan(entry.Offset, entry.Length).SequenceEqual(bytes))
                {
                    break;
                }

                slot = (slot + 1) & mask;
            }

            return slot;
        }

        private int Add(ulong hash, ReadOnlySpan<byte> bytes, uint tag)
        {
            if (_arena.Length - _arenaUsed < bytes.Length)
            {
                _arena = GC.AllocateUninitializedArray<byte>(Math.Max(ArenaBytes, bytes.Length));
                _arenaUsed = 0;
            }

            bytes.CopyTo(_arena.AsSpan(_arenaUsed));
            int chunk = Count >> ChunkBits;
            if (chunk == Chunks.Length)
            {
                var chunks = new Entry[Chunks.Length * 2][];
                Chunks.CopyTo(chunks, 0);
                Chunks = chunks;
            }

            Entry[] entries = Chunks[chunk] ??= new Entry[ChunkSize];
            entries[Count & (ChunkSize - 1)] = new Entry { Hash = hash, Arena = _arena, Offset = _arenaUsed, Length = bytes.Length, Tag = tag };
            _arenaUsed += bytes.Length;
            return ++Count;
        }

        private void Grow()
        {
            var slots = new int[_slots.Length * 2];
            int mask = slots.Length - 1;
            for (int index = 1; index <= Count; index++)
            {
                int slot = (int)Chunks[(index - 1) >> ChunkBits][(index - 1) & (ChunkSize - 1)].Hash & mask;
                while (slots[slot] != 0)
                {
                    slot = (slot + 1) & mask;
                }

                slots[slot] = index;
            }

            _slots = slots;
        }
    }
}

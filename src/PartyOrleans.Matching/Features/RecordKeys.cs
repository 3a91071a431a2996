using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// The record key of each row. Keys that come as strings are kept as such; keys that come as bytes lie in arenas, a reference each, so
/// that millions of them cost neither objects nor the collector's time.
/// </summary>
internal sealed partial class RecordKeys
{
    private const int ChunkBits = 12;
    private const int ChunkRows = 1 << ChunkBits;

    // Before each id: the number of its source and its length, a byte each, or where they are greater Long and an integer each.
    private const byte Long = byte.MaxValue;
    private const int ShortHeader = 2;
    private const int LongHeader = 1 + (2 * sizeof(int));

    private readonly Lock _lock = new();
    private string[] _sources = [];
    private RecordKey[]?[] _keys = new RecordKey[]?[64];
    private ulong[]?[] _places = new ulong[]?[64];
    private byte[][] _arenas = new byte[64][];
    private int _arenaCount;

    /// <summary>Makes room for rows; the caller sees to it that no other does so at the same time.</summary>
    public void EnsureRows(int rows)
    {
        int chunks = ((rows - 1) >> ChunkBits) + 1;
        if (chunks > _keys.Length)
        {
            lock (_lock)
            {
                Array.Resize(ref _keys, Math.Max(chunks, _keys.Length * 2));
                Array.Resize(ref _places, _keys.Length);
            }
        }
    }

    /// <summary>The key of a row.</summary>
    public RecordKey Of(int row)
    {
        RecordKey[]? keys = Volatile.Read(ref _keys)[row >> ChunkBits];
        if (keys is not null && keys[row & (ChunkRows - 1)] is { Source: not null } key)
        {
            return key;
        }

        ReadOnlySpan<byte> id = IdOf(row, out string? source);
        return source is null ? default : new RecordKey(source, Encoding.UTF8.GetString(id));
    }

    /// <summary>Has the key of a row on its way from memory.</summary>
    public unsafe void Prefetch(int row)
    {
        if (Sse.IsSupported && Volatile.Read(ref _keys)[row >> ChunkBits] is { } keys)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref keys[row & (ChunkRows - 1)]));
        }
    }

    /// <summary>Keeps the key of a row.</summary>
    public void Set(int row, RecordKey key) => ChunkOf(ref _keys, row)[row & (ChunkRows - 1)] = key;

    /// <summary>Forgets the key of a row.</summary>
    public void Clear(int row)
    {
        if (Volatile.Read(ref _keys)[row >> ChunkBits] is { } keys)
        {
            keys[row & (ChunkRows - 1)] = default;
        }

        if (Volatile.Read(ref _places)[row >> ChunkBits] is { } places)
        {
            places[row & (ChunkRows - 1)] = 0;
        }
    }

    /// <summary>A hash of the content of a row's key, the same however the key is kept.</summary>
    [SkipLocalsInit]
    public ulong HashOf(int row)
    {
        ReadOnlySpan<byte> id = IdOf(row, out string? source);
        Span<char> text = stackalloc char[128];
        if (source is null || id.Length > text.Length)
        {
            RecordKey key = Of(row);
            return StableHash.Of(key.RecordId, StableHash.Of(key.Source));
        }

        ReadOnlySpan<char> characters = text[..Encoding.UTF8.GetChars(id, text)];
        return StableHash.Of(characters, StableHash.Of(source));
    }

    /// <summary>Compares the keys of two rows, as <see cref="RecordKey.CompareTo"/> does.</summary>
    public int Compare(int a, int b)
    {
        ReadOnlySpan<byte> x = IdOf(a, out string? sourceX);
        ReadOnlySpan<byte> y = IdOf(b, out string? sourceY);
        if (sourceX is null || sourceY is null)
        {
            return Of(a).CompareTo(Of(b));
        }

        int bySource = ReferenceEquals(sourceX, sourceY) ? 0 : string.CompareOrdinal(sourceX, sourceY);
        if (bySource != 0)
        {
            return bySource;
        }

        // UTF-8 sorts as UTF-16 does but for characters outside the basic plane.
        int same = x.CommonPrefixLength(y);
        return same < x.Length && same < y.Length && (x[same] | y[same]) >= 0x80
            ? Of(a).CompareTo(Of(b))
            : x.SequenceCompareTo(y);
    }

    /// <summary>A writer for one thread.</summary>
    public Writer NewWriter() => new(this);

    private ReadOnlySpan<byte> IdOf(int row, out string? source)
    {
        ulong place = Volatile.Read(ref _places)[row >> ChunkBits]?[row & (ChunkRows - 1)] ?? 0;
        if (place == 0)
        {
            source = null;
            return default;
        }

        byte[] arena = Volatile.Read(ref _arenas)[(int)(place >> 32)];
        int at = (int)(uint)place - 1;
        if (arena[at] < Long)
        {
            source = _sources[arena[at]];
            return arena.AsSpan(at + ShortHeader, arena[at + 1]);
        }

        source = _sources[BitConverter.ToInt32(arena, at + 1)];
        return arena.AsSpan(at + LongHeader, BitConverter.ToInt32(arena, at + 1 + sizeof(int)));
    }

    /// <summary>The chunk of a row, made by whichever thread comes first.</summary>
    private T[] ChunkOf<T>(ref T[]?[] chunks, int row)
    {
        T[]? chunk = Volatile.Read(ref chunks)[row >> ChunkBits];
        if (chunk is null)
        {
            lock (_lock)
            {
                chunk = chunks[row >> ChunkBits] ??= new T[ChunkRows];
            }
        }

        return chunk;
    }

    private int SourceOf(string source)
    {
        lock (_lock)
        {
            int index = Array.IndexOf(_sources, source);
            if (index < 0)
            {
                index = _sources.Length;
                _sources = [.. _sources, source];
            }

            return index;
        }
    }

    private int AddArena(byte[] arena)
    {
        lock (_lock)
        {
            if (_arenaCount == _arenas.Length)
            {
                Array.Resize(ref _arenas, _arenas.Length * 2);
            }

            _arenas[_arenaCount] = arena;
            return _arenaCount++;
        }
    }

    /// <summary>Keeps keys that come as bytes. One thread at a time.</summary>
    public sealed class Writer(RecordKeys keys)
    {
        private const int ArenaBytes = 1 << 16;
        private byte[] _arena = [];
        private int _arenaIndex;
        private int _used;
        private string _source = "";
        private int _sourceIndex = -1;

        /// <summary>Keeps the key of a row.</summary>
        public void Set(int row, string source, ReadOnlySpan<byte> id)
        {
            if (_sourceIndex < 0 || !ReferenceEquals(source, _source))
            {
                (_source, _sourceIndex) = (source, keys.SourceOf(source));
            }

            bool isShort = _sourceIndex < Long && id.Length <= byte.MaxValue;
            int header = isShort ? ShortHeader : LongHeader;
            int needed = id.Length + header;
            if (_arena.Length - _used < needed)
            {
                _arena = GC.AllocateUninitializedArray<byte>(Math.Max(ArenaBytes, needed));
                _arenaIndex = keys.AddArena(_arena);
                _used = 0;
            }

            if (isShort)
            {
                _arena[_used] = (byte)_sourceIndex;
                _arena[_used + 1] = (byte)id.Length;
            }
            else
            {
                _arena[_used] = Long;
                BitConverter.TryWriteBytes(_arena.AsSpan(_used + 1), _sourceIndex);
                BitConverter.TryWriteBytes(_arena.AsSpan(_used + 1 + sizeof(int)), id.Length);
            }

            id.CopyTo(_arena.AsSpan(_used + header));
            keys.ChunkOf(ref keys._places, row)[row & (ChunkRows - 1)] = ((ulong)_arenaIndex << 32) | (uint)(_used + 1);
            _used += needed;
        }
    }
}

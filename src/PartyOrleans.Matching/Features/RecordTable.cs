using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>The columns of an encoded record; one cache line of 16 integers.</summary>
public enum Slot
{
    /// <summary>Packed <see cref="RecordFlags"/>.</summary>
    Flags = 0,
    /// <summary>Given name, an id in <see cref="Vocabulary.Names"/>.</summary>
    Given = 1,
    /// <summary>Middle names, an id in <see cref="Vocabulary.Names"/>.</summary>
    Middle = 2,
    /// <summary>Family name, an id in <see cref="Vocabulary.Names"/>.</summary>
    Family = 3,
    /// <summary>Date of birth or registration, packed yyyymmdd; 0 for none.</summary>
    Date = 4,
    /// <summary>House number.</summary>
    House = 5,
    /// <summary>Street.</summary>
    Street = 6,
    /// <summary>City.</summary>
    City = 7,
    /// <summary>Unit, building or property.</summary>
    Unit = 8,
    /// <summary>Postcode.</summary>
    Postcode = 9,
    /// <summary>Phone match key.</summary>
    Phone = 10,
    /// <summary>Email.</summary>
    Email = 11,
    /// <summary>Identifier, its text <c>type:value</c>.</summary>
    Identifier = 12,
    /// <summary>Organisation name.</summary>
    Organisation = 13,
    /// <summary>Web site.</summary>
    Website = 14,
    /// <summary>1-based index of <see cref="RecordExtras"/> where an attribute has several values; 0 for none.</summary>
    Extras = 15,
}

/// <summary>The parts of a personal name, ids in <see cref="Vocabulary.Names"/>.</summary>
public readonly record struct NameParts(int Given, int Middle, int Family);

/// <summary>The parts of an address, ids in the vocabulary.</summary>
public readonly record struct AddressParts(int House, int Street, int Unit, int City, int Postcode);

/// <summary>All values of the attributes of a record that has several of any, the first ones included.</summary>
public sealed record RecordExtras(
    NameParts[] Names, AddressParts[] Addresses, int[] Dates, int[] Phones, int[] Emails, int[] Identifiers, int[] Organisations, int[] Websites);

/// <summary>Party type, gender, suffix, country and region in one integer.</summary>
public readonly record struct RecordFlags(int Packed)
{
    /// <summary>Packs the parts: gender 'm', 'f', 'x' or '\0'; suffix code 0 to 15; country as two letters or empty; region hashed to 14 bits.</summary>
    public static RecordFlags Of(PartyType type, char gender, int suffix, string country, string region)
    {
        int sex = gender switch { 'm' => 1, 'f' => 2, 'x' => 3, _ => 0 };
        int land = country.Length == 2 && char.IsAsciiLetterLower(country[0]) && char.IsAsciiLetterLower(country[1])
            ? ((country[0] - 'a') * 26) + (country[1] - 'a') + 1
            : 0;
        int area = region.Length == 0 ? 0 : (int)(StableHash.Of(region) % 16383) + 1;
        return new RecordFlags((int)type | (sex << 2) | (suffix << 4) | (land << 8) | (area << 18));
    }

    private static readonly string[] Suffixes = ["", "jr", "sr", "ii", "iii", "iv", "v", "vi", "other"];

    /// <summary>
    /// The code of an "I" behind a given name: an initial as often as the first of that name, which shows only beside a second or later one.
    /// </summary>
    public const int First = 9;

    /// <summary>The code of a standardised generation suffix; those without one of their own share the last.</summary>
    public static int CodeOfSuffix(string suffix)
    {
        int code = Array.IndexOf(Suffixes, suffix);
        return code < 0 ? Suffixes.Length - 1 : code;
    }

    /// <summary>
    /// Whether two suffixes tell two generations of a family apart: a junior is often the second of the name, so those two do not.
    /// </summary>
    public static bool AreOtherGenerations(int a, int b)
    {
        if (a == First || b == First)
        {
            return Math.Max(a, b) == First && Math.Min(a, b) is >= 3 and <= 7;
        }

        int one = GenerationOf(a);
        int other = GenerationOf(b);
        return one != 0 && other != 0 && one != other;
    }

    /// <summary>1 for a senior, 2 for a junior or the second of a name, 3 and on for the later ones; 0 for none and for others.</summary>
    private static int GenerationOf(int code) => code switch { 1 or 3 => 2, 2 => 1, >= 4 and <= 7 => code - 1, _ => 0 };

    /// <summary>The suffix of a code.</summary>
    public static string SuffixOf(int code) => code == First ? "" : Suffixes[code];

    /// <summary>Person, organisation or unknown.</summary>
    public PartyType Type => (PartyType)(Packed & 3);

    /// <summary>0 unknown, 1 male, 2 female, 3 other.</summary>
    public int Gender => (Packed >> 2) & 3;

    /// <summary>0 none, otherwise the code of the generation suffix.</summary>
    public int Suffix => (Packed >> 4) & 15;

    /// <summary>As <see cref="Suffix"/>, but 0 for what may be an initial.</summary>
    public int StatedSuffix => Suffix == First ? 0 : Suffix;

    /// <summary>0 unknown, otherwise a number per country.</summary>
    public int Country => (Packed >> 8) & 1023;

    /// <summary>0 unknown, otherwise a number per region (hashed).</summary>
    public int Region => (Packed >> 18) & 16383;
}

/// <summary>
/// Encoded records, a row each; rows keep their number for life and are reused after <see cref="Free"/>. Values and signatures of a row lie
/// together, in two cache lines of their own; its block keys lie in another, apart, so that they can be let go of once they have served.
/// </summary>
public sealed class RecordTable
{
    /// <summary>Integers per row.</summary>
    public const int Width = 16;

    /// <summary>Signatures per row.</summary>
    public const int SignatureWidth = 8;

    private const int ChunkBits = 14;
    private const int ChunkRows = 1 << ChunkBits;
    private const int LineBytes = 64;
    private const int RowBytes = 2 * LineBytes;

    /// <summary>Stands for the keys of rows of which none were computed: all 0, never written.</summary>
    private static readonly Chunk NoKeys = Chunk.Make(LineBytes, stays: false);

    private readonly Lock _lock = new();
    private readonly List<RecordExtras?> _extras = [];
    private readonly Stack<int> _freeExtras = new();
    private readonly Stack<int> _freeRows = new();
    private Chunk[] _chunks = new Chunk[64];

    // A reader that sees the bytes of keys sees where they start, too: bytes are written last.
    private byte[][] _keys = new byte[64][];
    private nuint[] _keyStarts = new nuint[64];
    private int _count;

    /// <summary>Rows in use or freed; row numbers are below it.</summary>
    public int Count => _count;

    /// <summary>Reserves rows that follow each other and returns the first; safe for many callers.</summary>
    public int Reserve(int rows)
    {
        lock (_lock)
        {
            int first = _count;
            _count += rows;
            int lastChunk = (_count - 1) >> ChunkBits;
            if (lastChunk >= _chunks.Length)
            {
                Array.Resize(ref _chunks, Math.Max(lastChunk + 1, _chunks.Length * 2));
                Array.Resize(ref _keyStarts, _chunks.Length);
                Array.Resize(ref _keys, _chunks.Length);
            }

            for (int chunk = first >> ChunkBits; chunk <= lastChunk; chunk++)
            {
                if (_chunks[chunk].Bytes is null)
                {
                    _chunks[chunk] = Chunk.Make(RowBytes, stays: true);
                    SetKeys(chunk, NoKeys);
                }
            }

            return first;
        }
    }

    /// <summary>Takes a freed row where there is any.</summary>
    public bool TryTakeFreed(out int row) => _freeRows.TryPop(out row);

    /// <summary>Gives a row back for reuse.</summary>
    public void Free(int row)
    {
        Clear(row);
        _freeRows.Push(row);
    }

    /// <summary>Empties a row, which stays taken.</summary>
    public void Clear(int row)
    {
        Span<int> values = Row(row);
        if (values[(int)Slot.Extras] != 0)
        {
            _extras[values[(int)Slot.Extras] - 1] = null;
            _freeExtras.Push(values[(int)Slot.Extras]);
        }

        values.Clear();
        Signatures(row).Clear();
        if (HasKeys(row >> ChunkBits))
        {
            KeysToWrite(row).Clear();
        }
    }

    /// <summary>The 16 integers of a row, by <see cref="Slot"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<int> Row(int row) => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, int>(ref At(row)), Width);

    /// <summary>The 16 block keys of a row, by rule; 0 for none, and for those not computed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<uint> Keys(int row) => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, uint>(ref KeysAt(row)), Width);

    /// <summary>The block keys of a row, to be computed; safe for many callers with different rows.</summary>
    internal Span<uint> KeysToWrite(int row)
    {
        if (!HasKeys(row >> ChunkBits))
        {
            lock (_lock)
            {
                if (!HasKeys(row >> ChunkBits))
                {
                    SetKeys(row >> ChunkBits, Chunk.Make(LineBytes, stays: false));
                }
            }
        }

        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, uint>(ref KeysAt(row)), Width);
    }

    /// <summary>
    /// Lets go of the block keys of all rows, a third of what rows take, while no one else is at the table; whoever needs them again computes
    /// them again.
    /// </summary>
    internal void DropKeys()
    {
        for (int chunk = 0; chunk << ChunkBits < _count; chunk++)
        {
            SetKeys(chunk, NoKeys);
        }
    }

    private bool HasKeys(int chunk) => !ReferenceEquals(Volatile.Read(ref _keys[chunk]), NoKeys.Bytes);

    private void SetKeys(int chunk, Chunk keys)
    {
        _keyStarts[chunk] = keys.Start;
        Volatile.Write(ref _keys[chunk], keys.Bytes);
    }

    /// <summary>What tells the first values of a row from unlike ones without reading their text, by <see cref="Signature"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Signatures(int row) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<byte, ulong>(ref Unsafe.AddByteOffset(ref At(row), LineBytes)), SignatureWidth);

    /// <summary>Has a row's values, signatures and keys on their way from memory.</summary>
    internal unsafe void Prefetch(int row)
    {
        if (Sse.IsSupported)
        {
            void* start = Unsafe.AsPointer(ref At(row));
            Sse.Prefetch0(start);
            Sse.Prefetch0((byte*)start + LineBytes);
        }

        PrefetchKeys(row);
    }

    /// <summary>Has a row's values on their way from memory.</summary>
    internal unsafe void PrefetchRow(int row)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref At(row)));
        }
    }

    /// <summary>Has a row's keys on their way from memory.</summary>
    internal unsafe void PrefetchKeys(int row)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref KeysAt(row)));
        }
    }

    /// <summary>Has a row's values and signatures on their way from memory.</summary>
    internal unsafe void PrefetchValues(int row)
    {
        if (Sse.IsSupported)
        {
            void* start = Unsafe.AsPointer(ref At(row));
            Sse.Prefetch0(start);
            Sse.Prefetch0((byte*)start + LineBytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte At(int row)
    {
        ref readonly Chunk chunk = ref _chunks[row >> ChunkBits];
        return ref Unsafe.AddByteOffset(
            ref MemoryMarshal.GetArrayDataReference(chunk.Bytes), chunk.Start + ((nuint)(uint)(row & (ChunkRows - 1)) * RowBytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte KeysAt(int row)
    {
        int chunk = row >> ChunkBits;
        return ref Unsafe.AddByteOffset(
            ref MemoryMarshal.GetArrayDataReference(_keys[chunk]), _keyStarts[chunk] + ((nuint)(uint)(row & (ChunkRows - 1)) * LineBytes));
    }

    /// <summary>The flags of a row.</summary>
    public RecordFlags FlagsOf(int row) => new(Row(row)[(int)Slot.Flags]);

    /// <summary>The further values of a row, or null.</summary>
    public RecordExtras? ExtrasOf(int row)
    {
        int index = Row(row)[(int)Slot.Extras];
        return index == 0 ? null : _extras[index - 1];
    }

    /// <summary>Keeps further values and returns what belongs in <see cref="Slot.Extras"/>; safe for many callers.</summary>
    public int AddExtras(RecordExtras extras)
    {
        lock (_lock)
        {
            if (_freeExtras.TryPop(out int free))
            {
                _extras[free - 1] = extras;
                return free;
            }

            _extras.Add(extras);
            return _extras.Count;
        }
    }

    /// <summary>The bytes of some rows, which start at a cache line: the array stays where it is.</summary>
    private readonly record struct Chunk(byte[] Bytes, nuint Start)
    {
        /// <summary>
        /// Makes a chunk. Where it is not to stay for life it takes the place of other large arrays that were let go of; should the collector ever move
        /// it, its rows would merely lie across cache lines.
        /// </summary>
        public static unsafe Chunk Make(int rowBytes, bool stays)
        {
            byte[] bytes = GC.AllocateArray<byte>((ChunkRows * rowBytes) + LineBytes, pinned: stays);
            var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes));
            return new Chunk(bytes, (LineBytes - (address % LineBytes)) % LineBytes);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>Computes a number that is kept with each distinct value.</summary>
public delegate uint ValueTag(ReadOnlySpan<char> value);

/// <summary>Computes eight bytes that are kept with each distinct value, see <see cref="TextSignature"/>.</summary>
internal delegate ulong ValueSignature(ReadOnlySpan<char> value);

/// <summary>
/// Encodes standardised values as small integers, once per distinct value, and keeps their text in byte arenas.
/// Safe for many writers; a value that is there already is found without a lock. Ids depend on the order of arrival, so nothing that
/// must be reproducible may use them: hash, sort and sample by <see cref="HashOf"/> or <see cref="TextOf"/>, which depend on content only.
/// </summary>
public sealed partial class ValueDictionary
{
    private const int ShardBits = 5;
    private const int ShardCount = 1 << ShardBits;

    private readonly Shard[] _shards = new Shard[ShardCount];
    private readonly ValueTag? _tag;
    private readonly ValueSignature? _signature;

    /// <summary>Makes an empty dictionary.</summary>
    /// <param name="tag">Computes the number kept with each value, such as a phonetic code.</param>
    public ValueDictionary(ValueTag? tag)
        : this(tag, null)
    {
    }

    /// <summary>Makes an empty dictionary that also keeps a signature with each value.</summary>
    internal ValueDictionary(ValueTag? tag, ValueSignature? signature)
    {
        _tag = tag;
        _signature = signature;
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new Shard();
        }
    }

    /// <summary>The id of a value, which it gets if it is new; 0 for an empty value.</summary>
    [SkipLocalsInit]
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
        int index = _shards[shard].Find(hash, bytes);
        if (index == 0)
        {
            index = _shards[shard].Add(hash, bytes, _tag is null ? 0 : _tag(value), _signature is null ? 0 : _signature(value));
        }

        return (index << ShardBits) | shard;
    }

    /// <summary>Ids of values whose bytes and hashes are known, which get one each if they are new. Their memory is waited for together.</summary>
    internal static void Intern(Span<PendingValue> values, ReadOnlySpan<byte> texts)
    {
        if (Sse.IsSupported)
        {
            foreach (ref PendingValue value in values)
            {
                value.Id = value.Values.ShardOf(value.Hash).Probe(value.Hash);
            }

            foreach (ref readonly PendingValue value in values)
            {
                if (value.Id != 0)
                {
                    value.Values.ShardOf(value.Hash).PrefetchText(value.Id);
                }
            }
        }

        foreach (ref PendingValue value in values)
        {
            value.Id = value.Values.Intern(value.Hash, texts.Slice(value.Start, value.Length));
        }
    }

    /// <summary>Has the place where a value of this hash would be found on its way from memory.</summary>
    internal void PrefetchSlot(ulong hash)
    {
        if (Sse.IsSupported)
        {
            ShardOf(hash).PrefetchSlot(hash);
        }
    }

    [SkipLocalsInit]
    private int Intern(ulong hash, ReadOnlySpan<byte> bytes)
    {
        Shard shard = ShardOf(hash);
        int index = shard.Find(hash, bytes);
        if (index == 0)
        {
            Span<char> buffer = bytes.Length <= 256 ? stackalloc char[256] : new char[bytes.Length];
            ReadOnlySpan<char> value = buffer[..Encoding.UTF8.GetChars(bytes, buffer)];
            index = shard.Add(hash, bytes, _tag is null ? 0 : _tag(value), _signature is null ? 0 : _signature(value));
        }

        return (index << ShardBits) | (int)(hash >> (64 - ShardBits));
    }

    private Shard ShardOf(ulong hash) => _shards[(int)(hash >> (64 - ShardBits))];

    /// <summary>The id of a value, or 0 where it is not there.</summary>
    public int Find(ReadOnlySpan<char> value)
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
        int index = _shards[shard].Find(hash, bytes);
        return index == 0 ? 0 : (index << ShardBits) | shard;
    }

    /// <summary>Has what is kept with a value on its way from memory.</summary>
    internal unsafe void Prefetch(int id)
    {
        if (Sse.IsSupported && id != 0)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in EntryOf(id))));
        }
    }

    /// <summary>Has the text of a value on its way from memory, where what is kept with it has been fetched.</summary>
    internal void PrefetchText(int id)
    {
        if (Sse.IsSupported && id != 0)
        {
            _shards[id & (ShardCount - 1)].PrefetchText(id >> ShardBits);
        }
    }

    /// <summary>The tag of a value; 0 for 0.</summary>
    public uint TagOf(int id) => id == 0 ? 0 : EntryOf(id).Tag;

    /// <summary>The signature of a value; 0 for 0.</summary>
    internal ulong SignatureOf(int id) => id == 0 ? 0 : EntryOf(id).Signature;

    /// <summary>The content hash of a value.</summary>
    public ulong HashOf(int id) => id == 0 ? 0 : EntryOf(id).Hash;

    /// <summary>The text of a value; empty for 0.</summary>
    public string TextOf(int id) => id == 0 ? "" : Encoding.UTF8.GetString(BytesOf(id));

    /// <summary>The UTF-8 bytes of a value; empty for 0.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => id == 0 ? default : _shards[id & (ShardCount - 1)].BytesOf(in EntryOf(id));

    /// <summary>The text of a value as characters in a buffer that the caller provides; values longer than it are cut.</summary>
    public ReadOnlySpan<char> CharsOf(int id, Span<char> buffer)
    {
        ReadOnlySpan<byte> bytes = BytesOf(id);
        if (bytes.Length <= buffer.Length && Ascii.ToUtf16(bytes, buffer, out int written) == System.Buffers.OperationStatus.Done)
        {
            return buffer[..written];
        }

        string text = TextOf(id);
        int count = Math.Min(text.Length, buffer.Length);
        text.AsSpan(0, count).CopyTo(buffer);
        return buffer[..count];
    }

    /// <summary>Parts of a dictionary, a power of two: the lower digits of an id name its part, the rest counts from 1 within it.</summary>
    internal const int Parts = ShardCount;

    /// <summary>How many values each part has.</summary>
    internal int[] Counts() => Array.ConvertAll(_shards, static shard => shard.Count);

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
    private ref readonly Entry EntryOf(int id) => ref _shards[id & (ShardCount - 1)].EntryOf(id >> ShardBits);
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PartyOrleans.Model;

/// <summary>A 64-bit hash of content that is the same in every process, thread and version; no defence against chosen input.</summary>
/// <remarks>Multiply-and-fold over 8-byte words, after wyhash (Wang Yi, 2019).</remarks>
public static class StableHash
{
    private const ulong P0 = 0xA0761D6478BD642F;
    private const ulong P1 = 0xE7037ED1A0B428DB;

    /// <summary>Hashes bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        ulong hash = Mix(seed ^ P0, (ulong)bytes.Length ^ P1);
        ReadOnlySpan<byte> all = bytes;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), P1);
            bytes = bytes[8..];
        }

        return Mix(hash ^ Tail(all, bytes.Length), P0);
    }

    /// <summary>The last bytes, fewer than 8, as a little-endian number.</summary>
    private static ulong Tail(ReadOnlySpan<byte> bytes, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        if (bytes.Length >= 8)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]) >> (64 - (8 * count));
        }

        if (count >= 4)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << (8 * (count - 4)));
        }

        return bytes[0] | ((ulong)bytes[count / 2] << (8 * (count / 2))) | ((ulong)bytes[count - 1] << (8 * (count - 1)));
    }

    /// <summary>Hashes UTF-16 text.</summary>
    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 0) => Of(MemoryMarshal.AsBytes(text), seed);

    /// <summary>Folds a further number into a hash.</summary>
    public static ulong Combine(ulong hash, ulong next) => Mix(hash ^ P0, next ^ P1);

    private static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}

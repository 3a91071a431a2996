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
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes), P1);
            bytes = bytes[8..];
        }

        ulong tail = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            tail = (tail << 8) | bytes[i];
        }

        return Mix(hash ^ tail, P0);
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

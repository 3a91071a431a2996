using System.Text;

namespace PartyOrleans.Connectors.Zones;

/// <summary>Keys of objects: what is one, and their order.</summary>
public static class ZoneKey
{
    /// <summary>Bytes of UTF-8 that a key may have, prefix of the zone included.</summary>
    public const int MostBytes = 1024;

    /// <summary>Keys in the order of their UTF-8 bytes, as S3 lists them.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    /// <summary>Whether a text can be the key of an object in any zone.</summary>
    public static bool IsOne(string key) =>
        key.Length > 0 && Encoding.UTF8.GetByteCount(key) <= MostBytes && !key.AsSpan().ContainsAny('\0', '\\')
        && !Array.Exists(key.Split('/'), part => part is "" or "." or "..");

    /// <summary>Refuses what cannot be a key.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void Require(string key)
    {
        if (!IsOne(key))
        {
            throw new ArgumentException($"A key is 1 to {MostBytes} bytes, in parts separated by single slashes, none of them '.' or '..'.", nameof(key));
        }
    }

    /// <summary>Order of two texts by their UTF-8 bytes, without encoding them.</summary>
    private static int Compare(string? left, string? right)
    {
        ReadOnlySpan<char> a = left;
        ReadOnlySpan<char> b = right;
        int same = a.CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
        {
            return a.Length - b.Length;
        }

        // Surrogates stand for characters beyond U+FFFF, so they come after all other code units.
        return Rank(a[same]) - Rank(b[same]);

        static int Rank(char c) => c >= 0xE000 ? c - 0x800 : c >= 0xD800 ? c + 0x2000 : c;
    }
}

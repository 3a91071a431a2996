using System.Numerics;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// Eight bytes that stand for a text, kept beside the row, so that unlike texts are told apart without reading them.
/// Cheap necessary conditions for likeness; where they hold, the texts decide.
/// </summary>
internal static class TextSignature
{
    private const int MostCharacters = 12;
    private const int BitsPerCharacter = 5;

    /// <summary>Which characters a text holds, a bit each: 26 letters, 10 digits; other characters share the rest.</summary>
    public static ulong Characters(ReadOnlySpan<char> text)
    {
        ulong mask = 0;
        foreach (char c in text)
        {
            int bit = c is >= 'a' and <= 'z' ? c - 'a' : c is >= '0' and <= '9' ? 26 + (c - '0') : 36 + (c % 28);
            mask |= 1UL << bit;
        }

        return mask;
    }

    /// <summary>How many characters are in one of two texts only, by their <see cref="Characters"/>.</summary>
    public static int CharactersApart(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    /// <summary>A text of up to twelve characters, five bits each (some characters share a code); 0 for longer ones, of which nothing is said.</summary>
    public static ulong Packed(ReadOnlySpan<char> text)
    {
        if (text.Length > MostCharacters)
        {
            return 0;
        }

        ulong packed = 0;
        foreach (char c in text)
        {
            packed = (packed << BitsPerCharacter) | (uint)(1 + (c is >= '0' and <= '9' ? c - '0' : 10 + (c % 21)));
        }

        return packed;
    }

    /// <summary>Whether two texts may be within one insertion, deletion, substitution or swap of neighbours, by their <see cref="Packed"/>.</summary>
    public static bool MayBeWithinOneEdit(ulong a, ulong b)
    {
        if (a == 0 || b == 0 || a == b)
        {
            return true;
        }

        int apart = Length(a) - Length(b);
        if (apart is < -1 or > 1)
        {
            return false;
        }

        int sameTail = BitOperations.TrailingZeroCount(a ^ b) / BitsPerCharacter;
        ulong aligned = apart == 0 ? a ^ b : apart > 0 ? a ^ (b << BitsPerCharacter) : (a << BitsPerCharacter) ^ b;
        int lastDiffering = aligned == 0 ? 0 : (BitOperations.Log2(aligned) / BitsPerCharacter) + 1;
        return lastDiffering - sameTail <= 2;
    }

    /// <summary>Whether the shorter of two texts may be the end of the longer, by their <see cref="Packed"/>.</summary>
    public static bool MayBeTail(ulong a, ulong b)
    {
        int length = Math.Min(Length(a), Length(b));
        return a == 0 || b == 0 || ((a ^ b) & ((1UL << (length * BitsPerCharacter)) - 1)) == 0;
    }

    private static int Length(ulong packed) => (BitOperations.Log2(packed) / BitsPerCharacter) + 1;
}

/// <summary>The places of a row's signatures.</summary>
internal enum Signature
{
    /// <summary>The phone, packed.</summary>
    Phone = 0,

    /// <summary>The postcode, packed.</summary>
    Postcode = 1,

    /// <summary>The characters of the email's local part.</summary>
    EmailLocal = 2,

    /// <summary>The characters of the street.</summary>
    Street = 3,

    /// <summary>The given name, see <see cref="NameSignature"/>.</summary>
    Given = 4,

    /// <summary>The family name.</summary>
    Family = 5,

    /// <summary>The characters of the city.</summary>
    City = 6,

    /// <summary>The phonetic codes of the given name, in the lower half, and of the family name.</summary>
    Sounds = 7,
}

namespace PartyOrleans.Standardisation;

/// <summary>Double Metaphone (Philips 2000), codes of at most four characters, agreeing with Apache Commons Codec.</summary>
public static class DoubleMetaphone
{
    internal const int MaxCodeLength = 4;
    private const int StackLength = 64;

    /// <summary>The primary code; "" where the text has no letter that sounds.</summary>
    public static string Encode(ReadOnlySpan<char> text)
    {
        Span<char> code = stackalloc char[MaxCodeLength];
        int length = Encode(text, code);
        return length == 0 ? "" : new string(code[..length]);
    }

    /// <summary>The primary and the alternate code; they are equal where there is but one pronunciation.</summary>
    public static (string Primary, string Alternate) EncodeBoth(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        Span<char> upper = trimmed.Length <= StackLength ? stackalloc char[StackLength] : new char[trimmed.Length];
        trimmed.ToUpperInvariant(upper);
        Span<char> primary = stackalloc char[MaxCodeLength];
        Span<char> alternate = stackalloc char[MaxCodeLength];
        var walk = new DoubleMetaphoneWalk(upper[..trimmed.Length], primary, alternate);
        walk.Run(primaryOnly: false);
        return (new string(primary[..walk.PrimaryLength]), new string(alternate[..walk.AlternateLength]));
    }

    /// <summary>The primary code as a number, one byte a character from the highest, for block keys; 0 for no code. Allocates nothing for up to 64 characters.</summary>
    public static uint Code(ReadOnlySpan<char> folded)
    {
        Span<char> code = stackalloc char[MaxCodeLength];
        int length = Encode(folded, code);
        uint packed = 0;
        for (int i = 0; i < length; i++)
        {
            packed |= (uint)code[i] << (24 - (8 * i));
        }

        return packed;
    }

    private static int Encode(ReadOnlySpan<char> text, Span<char> code)
    {
        ReadOnlySpan<char> trimmed = text.Trim();
        Span<char> upper = trimmed.Length <= StackLength ? stackalloc char[StackLength] : new char[trimmed.Length];
        trimmed.ToUpperInvariant(upper);
        var walk = new DoubleMetaphoneWalk(upper[..trimmed.Length], code, default);
        walk.Run(primaryOnly: true);
        return walk.PrimaryLength;
    }
}

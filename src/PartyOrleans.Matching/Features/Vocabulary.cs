using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Features;

/// <summary>The dictionaries that encode standardised values, one per kind of value.</summary>
public sealed class Vocabulary
{
    /// <summary>Given, middle and family names; the tag is the Double Metaphone code.</summary>
    public ValueDictionary Names { get; } = new(Metaphone, NameSignature.Of);

    /// <summary>House numbers.</summary>
    public ValueDictionary Houses { get; } = new(null);

    /// <summary>Streets; the tag is the Double Metaphone code of the longest word.</summary>
    public ValueDictionary Streets { get; } = new(LongestWord, static street => TextSignature.Characters(Start(street)));

    /// <summary>Units.</summary>
    public ValueDictionary Units { get; } = new(null);

    /// <summary>Cities; the tag is the Double Metaphone code.</summary>
    public ValueDictionary Cities { get; } = new(Metaphone, static city => TextSignature.Characters(city[..Math.Min(city.Length, 96)]));

    /// <summary>Postcodes.</summary>
    public ValueDictionary Postcodes { get; } = new(null, TextSignature.Packed);

    /// <summary>Phone match keys.</summary>
    public ValueDictionary Phones { get; } = new(null, TextSignature.Packed);

    /// <summary>Email addresses; the tag hashes the local part.</summary>
    public ValueDictionary Emails { get; } = new(
        static email => (uint)StableHash.Of(Standardisation.Emails.Local(email)),
        static email => TextSignature.Characters(Standardisation.Emails.Local(Start(email))));

    /// <summary>Identifiers as <c>type:value</c>.</summary>
    public ValueDictionary Identifiers { get; } = new(null);

    /// <summary>Organisation names as core, a tab, and the legal form.</summary>
    public ValueDictionary Organisations { get; } = new(null);

    /// <summary>Web site hosts.</summary>
    public ValueDictionary Websites { get; } = new(null);

    /// <summary>As much of a text as comparisons read.</summary>
    private static ReadOnlySpan<char> Start(ReadOnlySpan<char> text) => text[..Math.Min(text.Length, 128)];

    private static uint Metaphone(ReadOnlySpan<char> text) => DoubleMetaphone.Code(text);

    private static uint LongestWord(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> longest = default;
        foreach (Range range in text.Split(' '))
        {
            if (range.End.Value - range.Start.Value > longest.Length)
            {
                longest = text[range];
            }
        }

        return DoubleMetaphone.Code(longest);
    }
}

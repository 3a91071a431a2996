using System.Collections.Frozen;
using System.Globalization;

namespace PartyOrleans.Standardisation;

/// <summary>Numbers in names, whichever way they are written: digits, ordinals, English words, Roman numerals.</summary>
internal static class NumberWords
{
    private const int LargestRoman = 50;

    private static readonly FrozenDictionary<string, int> Words = Build();

    /// <summary>Replaces every number by its digits; "forty four" becomes 44. A lone i, v or x is a letter where it leads.</summary>
    internal static List<string> Read(string[] tokens)
    {
        var read = new List<string>(tokens.Length);
        for (int i = 0; i < tokens.Length; i++)
        {
            int number = ValueOf(tokens[i], leads: i == 0);
            if (number is >= 20 and < 100 && number % 10 == 0 && i + 1 < tokens.Length && ValueOf(tokens[i + 1], leads: true) is > 0 and < 10)
            {
                number += ValueOf(tokens[++i], leads: true);
            }

            read.Add(number > 0 ? number.ToString(CultureInfo.InvariantCulture) : tokens[i]);
        }

        return read;
    }

    /// <summary>The number that a token is, or 0.</summary>
    private static int ValueOf(string token, bool leads)
    {
        if (char.IsAsciiDigit(token[0]))
        {
            int digits = 1;
            while (digits < token.Length && char.IsAsciiDigit(token[digits]))
            {
                digits++;
            }

            bool plain = digits == token.Length || token.AsSpan(digits) is "st" or "nd" or "rd" or "th";
            return plain && digits < 9 ? int.Parse(token.AsSpan(0, digits), CultureInfo.InvariantCulture) : 0;
        }

        return Words.TryGetValue(token, out int value) ? value : leads ? 0 : RomanValue(token);
    }

    private static int RomanValue(string token)
    {
        int value = 0;
        int previous = 0;
        for (int i = token.Length - 1; i >= 0; i--)
        {
            int digit = token[i] switch
            {
                'i' => 1,
                'v' => 5,
                'x' => 10,
                _ => 0,
            };
            if (digit == 0)
            {
                return 0;
            }

            value += digit < previous ? -digit : digit;
            previous = Math.Max(previous, digit);
        }

        return value <= LargestRoman && string.Equals(Roman(value), token, StringComparison.Ordinal) ? value : 0;
    }

    private static string Roman(int value)
    {
        string[] ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
        return value >= LargestRoman ? "" : new string('x', value / 10) + ones[value % 10];
    }

    private static FrozenDictionary<string, int> Build()
    {
        string[] cardinals =
        [
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
            "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ];
        string[] ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"];
        string[] tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
        var words = new Dictionary<string, int>(StringComparer.Ordinal) { ["fourty"] = 40 };
        for (int i = 0; i < cardinals.Length; i++)
        {
            words[cardinals[i]] = i + 1;
        }

        for (int i = 0; i < ordinals.Length; i++)
        {
            words[ordinals[i]] = i + 1;
        }

        for (int i = 0; i < tens.Length; i++)
        {
            words[tens[i]] = (i + 2) * 10;
        }

        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

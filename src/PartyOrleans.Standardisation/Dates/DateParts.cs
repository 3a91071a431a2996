using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace PartyOrleans.Standardisation;

/// <summary>A number within a written date.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Digits">How many digits it was written with.</param>
internal readonly record struct DatePart(long Value, int Digits);

/// <summary>The numbers and the month name of a written date, in their order.</summary>
internal struct DateParts
{
    private const int MaxWordLength = 12;
    private Numbers numbers;

    /// <summary>How many numbers there are, 0 to 3.</summary>
    public int Count { get; private set; }

    /// <summary>1 to 12 where a month is named, else 0.</summary>
    public int MonthWord { get; private set; }

    /// <summary>The first of / . - between the first two numbers, or a space.</summary>
    public char Separator { get; private set; }

    /// <summary>A number by its position.</summary>
    public readonly DatePart this[int index] => numbers[index];

    /// <summary>Takes a text apart; false where it holds words or numbers that no date has.</summary>
    public bool Read(ReadOnlySpan<char> raw)
    {
        Separator = ' ';
        int at = 0;
        while (at < raw.Length)
        {
            char c = raw[at];
            if (char.IsAsciiDigit(c))
            {
                int start = at;
                long value = 0;
                while (at < raw.Length && char.IsAsciiDigit(raw[at]) && at - start < 15)
                {
                    value = (value * 10) + (raw[at++] - '0');
                }

                if (at < raw.Length && raw[at] == ':')
                {
                    // Hours: the time of day begins, and nothing of the date follows.
                    return Count > 0 || MonthWord != 0;
                }

                if (Count == 3)
                {
                    return false;
                }

                numbers[Count++] = new DatePart(value, at - start);
            }
            else if (char.IsLetter(c))
            {
                int start = at;
                while (at < raw.Length && (char.IsLetter(raw[at]) || char.GetUnicodeCategory(raw[at]) == UnicodeCategory.NonSpacingMark))
                {
                    at++;
                }

                if (at - start == 1 && (c is 'T' or 't') && Count is 1 or 3 && at < raw.Length && char.IsAsciiDigit(raw[at]))
                {
                    return true;
                }

                if (!TakeWord(raw[start..at]))
                {
                    return false;
                }
            }
            else
            {
                if (Count == 1 && Separator == ' ' && (c is '/' or '.' or '-' or '\u2013'))
                {
                    Separator = c;
                }

                at++;
            }
        }

        return Count > 0;
    }

    private bool TakeWord(ReadOnlySpan<char> word)
    {
        if (word.Length > MaxWordLength)
        {
            return false;
        }

        Span<char> folded = stackalloc char[MaxWordLength];
        int length = 0;
        foreach (char c in word)
        {
            folded[length] = Fold(c);
            length += folded[length] == '\0' ? 0 : 1;
        }

        if (!DateWords.Lookup.TryGetValue(folded[..length], out int month))
        {
            return false;
        }

        if (month == 0)
        {
            return true;
        }

        if (MonthWord != 0)
        {
            return false;
        }

        MonthWord = month;
        return true;
    }

    /// <summary>Lower-case without the accents that month names bear; NUL for a combining mark.</summary>
    private static char Fold(char c) => c switch
    {
        >= 'A' and <= 'Z' => (char)(c | 0x20),
        'ä' or 'Ä' or 'á' or 'Á' or 'â' => 'a',
        'é' or 'É' or 'è' or 'ê' => 'e',
        'û' or 'Û' or 'ú' or 'ü' => 'u',
        >= '\u0300' and <= '\u036F' => '\0',
        _ => c,
    };

    [InlineArray(3)]
    private struct Numbers
    {
        private DatePart first;
    }
}

/// <summary>The words a date may hold: months with their number, and words that add nothing with 0.</summary>
internal static class DateWords
{
    private static readonly string[] Months =
    [
        "jan january januar janner janv janvier enero ene",
        "feb february februar fev fevr fevrier febrero",
        "mar march marz mrz mars marzo maerz",
        "apr april avr avril abr abril",
        "may mai mayo",
        "jun june juni juin junio",
        "jul july juli juil juillet julio",
        "aug august aout ago agosto",
        "sep sept september septembre septiembre setiembre",
        "oct october okt oktober octobre octubre",
        "nov november novembre noviembre",
        "dec december dez dezember decembre dic diciembre",
    ];

    private const string Ignored = "st nd rd th er o of the de del le den am c ca circa about abt approx est um vers hacia born geb ne nee "
        + "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday z";

    /// <summary>Finds a folded word.</summary>
    public static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Build().GetAlternateLookup<ReadOnlySpan<char>>();

    private static FrozenDictionary<string, int> Build()
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int month = 0; month < Months.Length; month++)
        {
            foreach (string word in Months[month].Split(' '))
            {
                words.Add(word, month + 1);
            }
        }

        foreach (string word in Ignored.Split(' '))
        {
            words.Add(word, 0);
        }

        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

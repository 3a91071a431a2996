using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>The country's sign before a postcode, as mail between the countries of Europe bears it: D-10115 Berlin, FL-9490 Vaduz, NL-1017 GA Amsterdam.</summary>
internal static class PostalPrefixes
{
    private const int LongestSign = 3;

    private static readonly FrozenDictionary<string, (string Country, int Digits)> Signs = Read(
        "at:4:a,at be:4:b,be ch:4:ch cz:5:cz de:5:d,de dk:4:dk es:5:e,es fr:5:f,fr fi:5:fin,fi li:4:fl,li gr:5:gr hu:4:h,hu hr:5:hr it:5:i,it is:3:is lu:4:l,lu lt:5:lt lv:4:lv "
        + "mc:5:mc no:4:n,no nl:4:nl pt:4:p,pt pl:2:pl ro:6:ro se:5:s,se si:4:slo,si sk:5:sk sm:5:sm bg:4:bg ee:5:ee rs:5:rs,srb md:4:md tr:5:tr ua:5:ua cy:4:cy");

    private static readonly FrozenDictionary<string, (string Country, int Digits)>.AlternateLookup<ReadOnlySpan<char>> BySign = Signs.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Takes the sign away where it stands right before digits of that country's number and a place follows: at the start of a part, or behind a number.
    /// </summary>
    /// <param name="line">A whole address.</param>
    /// <param name="country">Its country where known; a sign of another is left. Becomes the sign's country where not known.</param>
    public static string Remove(string line, ref string country)
    {
        for (int hyphen = line.IndexOf('-', StringComparison.Ordinal); hyphen > 0; hyphen = line.IndexOf('-', hyphen + 1))
        {
            int start = hyphen;
            while (start > 0 && char.IsAsciiLetter(line[start - 1]))
            {
                start--;
            }

            if (start == hyphen || hyphen - start > LongestSign || !MayStand(line, start))
            {
                continue;
            }

            Span<char> sign = stackalloc char[LongestSign];
            int length = line.AsSpan(start, hyphen - start).ToLowerInvariant(sign);
            if (!BySign.TryGetValue(sign[..length], out (string Country, int Digits) found) || (country.Length > 0 && country != found.Country)
                || !HasDigits(line.AsSpan(hyphen + 1), found.Digits))
            {
                continue;
            }

            country = found.Country;
            return string.Concat(line.AsSpan(0, start), line.AsSpan(hyphen + 1));
        }

        return line;
    }

    /// <summary>Behind nothing, a comma, the end of a line, or a number; else it is rather a flat ("apt b-1040").</summary>
    private static bool MayStand(string line, int at)
    {
        ReadOnlySpan<char> before = line.AsSpan(0, at);
        ReadOnlySpan<char> trimmed = before.TrimEnd();
        return trimmed.IsEmpty || trimmed[^1] is ',' or ';' || before[trimmed.Length..].ContainsAny('\n', '\r') || (trimmed.Length < at && char.IsAsciiDigit(trimmed[^1]));
    }

    /// <summary>So many digits, parted by one space or hyphen at most, and a word behind them.</summary>
    private static bool HasDigits(ReadOnlySpan<char> text, int wanted)
    {
        int digits = 0;
        int parted = 0;
        int at = 0;
        for (; at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == ' ' && digits < wanted)); at++)
        {
            digits += text[at] == ' ' ? 0 : 1;
            parted += text[at] == ' ' ? 1 : 0;
        }

        bool polish = wanted == 2 && digits == 2 && at + 3 < text.Length && text[at] == '-' && char.IsAsciiDigit(text[at + 1]);
        ReadOnlySpan<char> behind = text[at..].TrimStart();
        return digits == wanted && parted <= 1 && (polish || (behind.Length < text.Length - at && behind.Length > 0 && char.IsLetter(behind[0])));
    }

    private static FrozenDictionary<string, (string Country, int Digits)> Read(string table)
    {
        var signs = new Dictionary<string, (string Country, int Digits)>(StringComparer.Ordinal);
        foreach (string row in table.Split(' '))
        {
            string[] cells = row.Split(':');
            foreach (string sign in cells[2].Split(','))
            {
                signs.Add(sign, (cells[0], cells[1][0] - '0'));
            }
        }

        return signs.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

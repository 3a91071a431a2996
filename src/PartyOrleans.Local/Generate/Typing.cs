namespace PartyOrleans.Local.Generate;

/// <summary>The slips of hands and systems.</summary>
internal static class Typing
{
    private static readonly string[] Rows = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>One slip: a neighbouring key, a letter left out, doubled or swapped with the next. The first letter is mostly spared.</summary>
    public static string Slip(ref SeededRandom random, string text)
    {
        if (text.Length < 3)
        {
            return text;
        }

        int first = random.Chance(900) ? 1 : 0;
        int at = random.Between(first, text.Length - 1);
        char c = text[at];
        switch (random.Below(10))
        {
            case < 4:
                return string.Concat(text.AsSpan(0, at), [Neighbour(ref random, c)], text.AsSpan(at + 1));
            case < 6:
                return string.Concat(text.AsSpan(0, at), text.AsSpan(at + 1));
            case < 7:
                return string.Concat(text.AsSpan(0, at), [c], text.AsSpan(at));
            default:
                at = Math.Min(at, text.Length - 2);
                return text[at] == ' ' || text[at + 1] == ' '
                    ? text
                    : string.Concat(text.AsSpan(0, at), [Cased(text[at + 1], text[at]), Cased(text[at], text[at + 1])], text.AsSpan(at + 2));
        }
    }

    /// <summary>One digit mistyped or two neighbouring ones swapped; other characters keep their places.</summary>
    public static string DigitSlip(ref SeededRandom random, string text)
    {
        int at = random.Below(text.Length), next = (at + 1) % text.Length;
        if (!char.IsAsciiDigit(text[at]))
        {
            return text;
        }

        char[] changed = text.ToCharArray();
        if (random.Chance(400) && char.IsAsciiDigit(text[next]))
        {
            (changed[at], changed[next]) = (changed[next], changed[at]);
        }
        else
        {
            changed[at] = (char)('0' + ((text[at] - '0' + random.Between(1, 9)) % 10));
        }

        return new string(changed);
    }

    /// <summary>A slip in the last seven digits, so that the number stays within the ranges that no subscriber has.</summary>
    public static string PhoneSlip(ref SeededRandom random, string phone) => phone[..^7] + DigitSlip(ref random, phone[^7..]);

    /// <summary>A slip before the @, so that the domain stays a reserved one.</summary>
    public static string MailSlip(ref SeededRandom random, string email)
    {
        int sign = email.IndexOf('@');
        return Slip(ref random, email[..sign]) + email[sign..];
    }

    /// <summary>A date with day and month swapped, one of its parts one off, or the day's digits swapped.</summary>
    public static DateOnly DateSlip(ref SeededRandom random, DateOnly date) => random.Below(4) switch
    {
        0 when date.Day <= 12 => new DateOnly(date.Year, date.Day, date.Month),
        1 when date.Day is > 10 and < 30 && date.Day % 10 is 1 or 2 => new DateOnly(date.Year, date.Month, (date.Day % 10 * 10) + (date.Day / 10)),
        2 => date.AddYears(random.Chance(500) ? 1 : -1),
        _ => date.AddDays(random.Pick<int>([-10, -1, 1, 10])),
    };

    /// <summary>Without accents, as systems that know only ASCII write: Müller becomes Muller or Mueller.</summary>
    public static string Plain(string text, bool spellOut)
    {
        var plain = new System.Text.StringBuilder(text.Length + 2);
        foreach (char c in text)
        {
            _ = c switch
            {
                'ü' => plain.Append(spellOut ? "ue" : "u"),
                'ö' => plain.Append(spellOut ? "oe" : "o"),
                'ä' => plain.Append(spellOut ? "ae" : "a"),
                'ß' => plain.Append("ss"),
                'é' or 'ë' => plain.Append('e'),
                'á' => plain.Append('a'),
                'í' => plain.Append('i'),
                _ => plain.Append(c),
            };
        }

        return plain.ToString();
    }

    private static char Neighbour(ref SeededRandom random, char c)
    {
        char lower = char.ToLowerInvariant(c);
        foreach (string row in Rows)
        {
            int at = row.IndexOf(lower);
            if (at >= 0)
            {
                int next = at == 0 ? 1 : at == row.Length - 1 ? at - 1 : random.Chance(500) ? at + 1 : at - 1;
                return Cased(row[next], c);
            }
        }

        return c;
    }

    private static char Cased(char letter, char like) => char.IsUpper(like) ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter);
}

namespace PartyOrleans.Standardisation;

/// <summary>The forms of postcodes by country.</summary>
internal static class Postcodes
{
    private const int MaxLength = 12;

    /// <summary>Forms by country: 9 is a digit, a is a letter, x is either; spaces and hyphens left out.</summary>
    private static readonly Dictionary<string, string[]> Forms = new(StringComparer.Ordinal)
    {
        ["us"] = ["99999"], ["ca"] = ["a9a9a9"], ["gb"] = ["a99aa", "a999aa", "aa99aa", "aa999aa", "a9a9aa", "aa9a9aa"],
        ["ie"] = ["a99xxxx", "a9axxxx"],
        ["au"] = ["9999"], ["nz"] = ["9999"], ["de"] = ["99999"], ["fr"] = ["99999"], ["nl"] = ["9999aa"], ["be"] = ["9999"], ["ch"] = ["9999"],
        ["at"] = ["9999"], ["it"] = ["99999"], ["es"] = ["99999"], ["pt"] = ["9999999", "9999"], ["se"] = ["99999"], ["no"] = ["9999"],
        ["dk"] = ["9999"], ["fi"] = ["99999"], ["pl"] = ["99999"], ["cz"] = ["99999"], ["sk"] = ["99999"], ["hu"] = ["9999"], ["si"] = ["9999"],
        ["hr"] = ["99999"], ["rs"] = ["99999"], ["ro"] = ["999999"], ["bg"] = ["9999"], ["gr"] = ["99999"], ["cy"] = ["9999"], ["lu"] = ["9999"],
        ["li"] = ["9999"], ["ee"] = ["99999"], ["lv"] = ["9999"], ["lt"] = ["99999"], ["ru"] = ["999999"], ["ua"] = ["99999"], ["by"] = ["999999"],
        ["kz"] = ["999999"], ["jp"] = ["9999999"], ["kr"] = ["99999"], ["cn"] = ["999999"], ["tw"] = ["999", "99999", "999999"], ["in"] = ["999999"],
        ["sg"] = ["999999"], ["my"] = ["99999"], ["th"] = ["99999"], ["id"] = ["99999"], ["ph"] = ["9999"], ["vn"] = ["999999", "99999"],
        ["br"] = ["99999999"], ["mx"] = ["99999"], ["ar"] = ["9999", "a9999aaa"], ["cl"] = ["9999999"], ["co"] = ["999999"], ["pe"] = ["99999"],
        ["za"] = ["9999"], ["eg"] = ["99999"], ["ma"] = ["99999"], ["il"] = ["9999999", "99999"], ["tr"] = ["99999"], ["sa"] = ["99999"], ["ir"] = ["9999999999"],
        ["is"] = ["999"], ["mt"] = ["aaa9999"], ["gg"] = ["aa99aa", "aa999aa"], ["je"] = ["aa99aa", "aa999aa"], ["im"] = ["aa99aa", "aa999aa"],
    };

    /// <summary>Lower case without spaces, hyphens and country prefix (D-10115, FL-2198); US ZIP+4 cut to five digits, lost leading zeros restored.</summary>
    /// <param name="raw">The postcode as it was written.</param>
    /// <param name="country">Lower-case alpha-2 code, or "" where it is not known.</param>
    public static string Standardise(string raw, string country)
    {
        ReadOnlySpan<char> code = Standardise(raw, country, raw.Length <= 64 ? stackalloc char[64] : new char[raw.Length]);
        return code.SequenceEqual(raw) ? raw : code.ToString();
    }

    /// <summary>As the other, without making a string.</summary>
    /// <param name="raw">The postcode as it was written.</param>
    /// <param name="country">Lower-case alpha-2 code, or "" where it is not known.</param>
    /// <param name="room">Where the postcode goes, unless a part of the text is it: as long as the text and at least 5 characters.</param>
    public static ReadOnlySpan<char> Standardise(ReadOnlySpan<char> raw, string country, Span<char> room)
    {
        if (country == "us" && raw.Length is 3 or 4 && CountDigits(raw) == raw.Length)
        {
            room[..5].Fill('0');
            raw.CopyTo(room[(5 - raw.Length)..]);
            return room[..5];
        }

        if (IsStandard(raw))
        {
            return raw.Length == 9 && (country is "us" or "") && CountDigits(raw) == 9 ? raw[..5] : raw;
        }

        int length = 0;
        int hyphen = -1;
        foreach (char c in raw)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                room[length++] = (char)(char.IsAsciiLetterUpper(c) ? c | 0x20 : c);
            }
            else if (c >= 0x80)
            {
                string folded = TextFolding.Fold(raw.ToString()).Replace(" ", "", StringComparison.Ordinal);
                return IsStandard(folded) ? Standardise(folded, country) : folded;
            }
            else if (c is '-')
            {
                hyphen = length;
            }
            else if (c is '.' && length > 0 && IsZeroFraction(raw))
            {
                break;
            }
        }

        ReadOnlySpan<char> code = room[..length];
        if (hyphen is 1 or 2 && length - hyphen is >= 3 and <= 6 && CountDigits(code[hyphen..]) == length - hyphen && CountDigits(code[..hyphen]) == 0)
        {
            code = code[hyphen..];
        }
        else if (code.Length == 9 && CountDigits(code) == 9 && country is "us" or "")
        {
            code = code[..5];
        }

        return code;
    }

    /// <summary>Whether a standard postcode has a form of the country; for countries without a form here, 3 to 10 characters with a digit.</summary>
    public static bool IsOf(ReadOnlySpan<char> code, string country)
    {
        if (!Forms.TryGetValue(country, out string[]? forms))
        {
            return code.Length is >= 3 and <= 10 && CountDigits(code) >= 3;
        }

        foreach (string form in forms)
        {
            if (Matches(code, form))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the code has the British form, as no other country does: sw1a2aa, m11ae.</summary>
    public static bool IsBritish(ReadOnlySpan<char> code) => code.Length is >= 5 and <= 7 && IsOf(code, "gb");

    /// <summary>Whether the code has the Canadian form: k1a0b1.</summary>
    public static bool IsCanadian(ReadOnlySpan<char> code) => Matches(code, "a9a9a9") && code[0] is not ('d' or 'f' or 'i' or 'o' or 'q' or 'u' or 'w' or 'z');

    /// <summary>Whether the code has the Dutch form: 1077xx.</summary>
    public static bool IsDutch(ReadOnlySpan<char> code) => Matches(code, "9999aa") && code[0] != '0';

    /// <summary>Whether an Irish Eircode: d02x285.</summary>
    public static bool IsIrish(ReadOnlySpan<char> code) => code.Length == 7 && IsOf(code, "ie") && !char.IsAsciiDigit(code[3]);

    /// <summary>The number of ASCII digits.</summary>
    internal static int CountDigits(ReadOnlySpan<char> text)
    {
        int digits = 0;
        foreach (char c in text)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits;
    }

    private static bool IsStandard(ReadOnlySpan<char> raw)
    {
        if (raw.Length > MaxLength)
        {
            return false;
        }

        foreach (char c in raw)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>"60302.0", as spreadsheets write whole numbers.</summary>
    private static bool IsZeroFraction(ReadOnlySpan<char> raw)
    {
        ReadOnlySpan<char> text = raw.Trim();
        return text.EndsWith(".0", StringComparison.Ordinal) && CountDigits(text) == text.Length - 1;
    }

    private static bool Matches(ReadOnlySpan<char> code, string form)
    {
        if (code.Length != form.Length)
        {
            return false;
        }

        for (int i = 0; i < code.Length; i++)
        {
            bool fits = form[i] switch
            {
                '9' => char.IsAsciiDigit(code[i]),
                'a' => char.IsAsciiLetterLower(code[i]),
                _ => char.IsAsciiDigit(code[i]) || char.IsAsciiLetterLower(code[i]),
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}

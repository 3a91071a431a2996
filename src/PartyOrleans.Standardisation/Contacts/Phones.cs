using System.Globalization;

namespace PartyOrleans.Standardisation;

/// <summary>Brings telephone numbers to one form: E.164 where the country is known, else the bare national digits.</summary>
public static class Phones
{
    private const int MaxDigits = 15;
    private const int MinDigits = 6;
    private const int Room = 20;

    /// <summary>The most characters of a standardised number.</summary>
    public const int MostLength = MaxDigits + 1;

    /// <summary>Standardises a number; empty where it is unusable (fewer than 6 or more than 15 digits, placeholders).</summary>
    /// <param name="raw">The number as written; an extension is dropped, and of several numbers the first is taken.</param>
    /// <param name="countryIso2">Country of the record, for numbers without a calling code; empty where not known.</param>
    /// <returns>"+442079460123", or "2079460123" where no country is known (without the leading trunk zero).</returns>
    public static string Standardise(string raw, string countryIso2 = "")
    {
        Span<char> standard = stackalloc char[MostLength];
        return Standardise(raw, countryIso2, standard).ToString();
    }

    /// <summary>As the other, without making a string.</summary>
    /// <param name="raw">The number as written.</param>
    /// <param name="countryIso2">Country of the record; empty where not known.</param>
    /// <param name="room">Where the number goes, at least <see cref="MostLength"/> characters.</param>
    public static ReadOnlySpan<char> Standardise(scoped ReadOnlySpan<char> raw, string countryIso2, Span<char> room)
    {
        Span<char> digits = stackalloc char[Room];
        int count = Collect(raw, digits, out bool international, out int firstGroup);
        if (count is < MinDigits or > Room)
        {
            return [];
        }

        Span<char> all = digits[..count];
        int code = CallingCodes.Of(countryIso2);
        if (!international)
        {
            int prefix = InternationalPrefix(all, code);
            if (prefix > 0)
            {
                international = true;
                all = all[prefix..];
            }
        }

        if (international && CallingCodes.Length(all) > 0)
        {
            return International(all, room);
        }

        return code == 0 ? WithoutCountry(all, firstGroup, room) : National(all, code, room);
    }

    /// <summary>The part of a standardised number to compare by: the national significant number without leading zeros.</summary>
    /// <remarks>"+447123456789" and "7123456789" have the same key.</remarks>
    public static string MatchKey(string standardised)
    {
        ReadOnlySpan<char> key = MatchKey(standardised.AsSpan());
        return key.Length == standardised.Length ? standardised : key.ToString();
    }

    /// <summary>The part of a standardised number to compare by, without making a string.</summary>
    public static ReadOnlySpan<char> MatchKey(ReadOnlySpan<char> standardised)
    {
        if (standardised.Length == 0 || standardised[0] != '+')
        {
            return standardised;
        }

        ReadOnlySpan<char> digits = standardised[1..];
        ReadOnlySpan<char> national = digits[CallingCodes.Length(digits)..].TrimStart('0');
        return digits[0] == '1' && national.Length > 10 ? national[^10..] : national;
    }

    /// <summary>Gathers the digits up to an extension or a second number; a count past the room means unusable.</summary>
    private static int Collect(ReadOnlySpan<char> raw, Span<char> digits, out bool international, out int firstGroup)
    {
        international = false;
        firstGroup = 0;
        int count = 0;
        bool openGroup = true;
        for (int at = 0; at < raw.Length; at++)
        {
            char c = raw[at];
            if (char.IsAsciiDigit(c) || (c > 127 && char.IsDigit(c)))
            {
                if (count == Room)
                {
                    return Room + 1;
                }

                digits[count++] = c <= 127 ? c : (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c));
                firstGroup += openGroup ? 1 : 0;
                continue;
            }

            openGroup &= count == 0;
            if (char.IsLetter(c))
            {
                int end = at + 1;
                while (end < raw.Length && char.IsLetter(raw[end]))
                {
                    end++;
                }

                if (IsVanity(digits[..count], end - at))
                {
                    for (int i = at; i < end && count < Room; i++)
                    {
                        digits[count++] = KeypadDigit(raw[i]);
                    }
                }
                else if (count >= MinDigits)
                {
                    return count;
                }

                at = end - 1;
            }
            else if (c is '+' or '\uFF0B')
            {
                if (count > 0)
                {
                    return count;
                }

                international = true;
            }
            else if ((c is ';' or ',' or '#' or '\n' && count >= 7) || (c == '/' && count >= 10))
            {
                return count;
            }
            else if (c == '(' && international && raw[at..].StartsWith("(0)", StringComparison.Ordinal))
            {
                at += 2;
            }
        }

        return count;
    }

    /// <summary>Whether letters that follow these digits spell digits of a North American number (1-800-FLOWERS).</summary>
    private static bool IsVanity(ReadOnlySpan<char> digits, int letters)
    {
        ReadOnlySpan<char> national = digits.Length > 0 && digits[0] == '1' ? digits[1..] : digits;
        if (national.Length is < 3 or >= 10)
        {
            return false;
        }

        bool tollFree = national[0] == '8' && (national[1] == '0' ? national[2] == '0' : national[1] >= '3' && national[1] == national[2]);
        return tollFree ? national.Length + letters >= 5 : national.Length is 3 or 6 && national.Length + letters == 10;
    }

    /// <summary>The digit a letter shares its key with (ITU-T E.161); letters of other scripts give 0.</summary>
    private static char KeypadDigit(char letter)
    {
        const string Keys = "22233344455566677778889999";
        int index = (letter | 0x20) - 'a';
        return index is >= 0 and < 26 ? Keys[index] : '0';
    }

    private static int InternationalPrefix(ReadOnlySpan<char> digits, int code) => code switch
    {
        1 when digits.StartsWith("011", StringComparison.Ordinal) && digits.Length > 11 => 3,
        _ when digits.StartsWith("00", StringComparison.Ordinal) && digits.Length > 9 => 2,
        _ => 0,
    };

    private static Span<char> International(scoped ReadOnlySpan<char> digits, Span<char> room)
    {
        int length = CallingCodes.Length(digits);
        ReadOnlySpan<char> national = digits[length..];
        int code = int.Parse(digits[..length]);
        if (code == 1 && !IsNorthAmerican(national))
        {
            return national.Length == 10 ? Bare(national, room) : [];
        }

        return Compose(code, national, room);
    }

    private static Span<char> National(scoped ReadOnlySpan<char> digits, int code, Span<char> room)
    {
        if (code == 1)
        {
            ReadOnlySpan<char> local = digits.Length == 11 && digits[0] == '1' ? digits[1..] : digits;
            return IsNorthAmerican(local) ? Compose(1, local, room) : Bare(local, room);
        }

        int codeLength = CallingCodes.Length(digits);
        if (digits.Length >= 11 && digits[0] != '0' && codeLength > 0 && int.Parse(digits[..codeLength]) == code && code != 7)
        {
            return International(digits, room);
        }

        ReadOnlySpan<char> national = code switch
        {
            7 when digits.Length == 11 && digits[0] is '7' or '8' => digits[1..],
            36 when digits.StartsWith("06", StringComparison.Ordinal) => digits[2..],
            370 when digits.Length == 9 && digits[0] == '8' => digits[1..],
            375 when digits.Length == 11 && digits.StartsWith("80", StringComparison.Ordinal) => digits[2..],
            _ => digits,
        };
        return Compose(code, national, room);
    }

    private static Span<char> WithoutCountry(scoped ReadOnlySpan<char> digits, int firstGroup, Span<char> room)
    {
        if (digits.Length == 11 && digits[0] == '1' && IsNorthAmerican(digits[1..]))
        {
            return Bare(digits[1..], room);
        }

        // 92-42-7925774: a calling code set apart, the plus left out. Three digits set apart are as often an area code.
        bool codeApart = firstGroup == 2 && digits.Length is >= 11 and <= 13 && CallingCodes.Length(digits) == 2;
        return codeApart ? International(digits, room) : Bare(digits, room);
    }

    private static Span<char> Compose(int code, scoped ReadOnlySpan<char> national, Span<char> room)
    {
        // Italy and a few others dial the zero from abroad as well.
        if (code is not (39 or 225 or 241 or 242 or 378))
        {
            national = national.TrimStart('0');
        }

        int codeLength = code < 10 ? 1 : code < 100 ? 2 : 3;
        if (national.Length < 4 || codeLength + national.Length is < MinDigits or > MaxDigits || IsPlaceholder(national))
        {
            return [];
        }

        room[0] = '+';
        _ = code.TryFormat(room[1..], out int written, default, CultureInfo.InvariantCulture);
        national.CopyTo(room[(1 + written)..]);
        return room[..(1 + written + national.Length)];
    }

    private static Span<char> Bare(scoped ReadOnlySpan<char> digits, Span<char> room)
    {
        ReadOnlySpan<char> national = digits.TrimStart('0');
        if (national.Length is < MinDigits or > MaxDigits || IsPlaceholder(national))
        {
            return [];
        }

        national.CopyTo(room);
        return room[..national.Length];
    }

    /// <summary>Ten digits whose area and exchange codes can exist in the North American Numbering Plan.</summary>
    private static bool IsNorthAmerican(ReadOnlySpan<char> national) =>
        national.Length == 10 && national[0] >= '2' && national[1] != '9' && national[3] >= '2';

    /// <summary>All digits the same, counting up or down throughout, or seven zeros or nines at the end.</summary>
    private static bool IsPlaceholder(ReadOnlySpan<char> national)
    {
        ReadOnlySpan<char> tail = national.Length > 7 ? national[^7..] : national;
        if (!national.ContainsAnyExcept(national[0]) || (tail[0] is '0' or '9' && !tail.ContainsAnyExcept(tail[0])))
        {
            return true;
        }

        bool up = true, down = true;
        for (int i = 1; i < national.Length && (up || down); i++)
        {
            int step = (national[i] - national[i - 1] + 10) % 10;
            up &= step == 1;
            down &= step == 9;
        }

        return up || down;
    }
}

using static PartyOrleans.Standardisation.CheckDigits;

namespace PartyOrleans.Standardisation;

/// <summary>Form and check digits of value added tax numbers, as the tax authorities of each country define them.</summary>
internal static class VatNumbers
{
    /// <summary>Whether a number after its country prefix is well-formed and its check digits hold; null where the country's rule is not known here.</summary>
    public static bool? IsValid(ReadOnlySpan<char> country, ReadOnlySpan<char> body) => country switch
    {
        "AT" => body.Length == 9 && body[0] == 'U' && AllDigits(body[1..]) && Austria(body[1..]),
        "BE" => body.Length == 10 && AllDigits(body) && body[0] is '0' or '1' && Number(body[..8]) % 97 == 97 - Number(body[8..]),
        "DE" => body.Length == 9 && AllDigits(body) && body[0] != '0' && Mod11And10(body),
        "DK" => body.Length == 8 && AllDigits(body) && body[0] != '0' && Weighted(body, "27654321") % 11 == 0,
        "ES" => body.Length == 9 && Spain(body),
        "FI" => body.Length == 8 && AllDigits(body) && (11 - (Weighted(body, "79:5842") % 11)) % 11 == body[7] - '0',
        "FR" => body.Length == 11 && AllDigits(body[2..]) && France(body),
        "GB" or "XI" => UnitedKingdom(body),
        "IE" => body.Length is 8 or 9 && Ireland(body),
        "IT" => body.Length == 11 && AllDigits(body) && Luhn(body),
        "LU" => body.Length == 8 && AllDigits(body) && Number(body[..6]) % 89 == Number(body[6..]),
        "NL" => body.Length == 12 && body[9] == 'B' && AllDigits(body[..9]) && AllDigits(body[10..]) && Netherlands(body),
        "PL" => body.Length == 10 && AllDigits(body) && Weighted(body, "657234567") % 11 == body[9] - '0',
        "PT" => body.Length == 9 && AllDigits(body) && body[0] != '0' && Mod11OrZero(Weighted(body, "98765432")) == body[8] - '0',
        "SE" => body.Length == 12 && AllDigits(body) && Luhn(body[..10]) && Number(body[10..]) is >= 1 and <= 94,
        _ => null,
    };

    private static bool Austria(ReadOnlySpan<char> digits)
    {
        int sum = 4;
        for (int i = 0; i < 7; i++)
        {
            int digit = digits[i] - '0';
            int doubled = digit * 2;
            sum += i % 2 == 0 ? digit : (doubled / 10) + (doubled % 10);
        }

        return (10 - (sum % 10)) % 10 == digits[7] - '0';
    }

    /// <summary>Natural persons (DNI, NIE) bear a letter by modulus 23, legal ones (CIF) a digit or letter by a Luhn-like sum.</summary>
    private static bool Spain(ReadOnlySpan<char> body)
    {
        const string PersonLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
        ReadOnlySpan<char> middle = body[1..8];
        if (!AllDigits(middle))
        {
            return false;
        }

        char first = body[0], last = body[8];
        int lead = first switch
        {
            >= '0' and <= '9' => first - '0',
            'X' or 'K' or 'L' or 'M' => 0,
            'Y' => 1,
            'Z' => 2,
            _ => -1,
        };
        if (lead >= 0)
        {
            return last == PersonLetters[((lead * 10_000_000) + Number(middle)) % 23];
        }

        if (!"ABCDEFGHJNPQRSUVW".Contains(first))
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < 7; i++)
        {
            int digit = middle[i] - '0';
            int doubled = digit * 2;
            sum += i % 2 == 1 ? digit : (doubled / 10) + (doubled % 10);
        }

        int check = (10 - (sum % 10)) % 10;
        return last == '0' + check || last == "JABCDEFGHI"[check];
    }

    /// <summary>A key of two characters before the SIREN; digit keys are (12 + 3 SIREN) mod 97. Monaco's 000 numbers have no Luhn digit.</summary>
    private static bool France(ReadOnlySpan<char> body)
    {
        ReadOnlySpan<char> siren = body[2..];
        bool monaco = siren.StartsWith("000", StringComparison.Ordinal);
        bool keyHolds = !AllDigits(body[..2]) || (12 + (3 * (Number(siren) % 97))) % 97 == Number(body[..2]);
        return keyHolds && (monaco || Luhn(siren));
    }

    private static bool UnitedKingdom(ReadOnlySpan<char> body)
    {
        if (body.Length == 5)
        {
            // Government departments and health authorities bear no check digit.
            return AllDigits(body[2..]) && (body[..2] is "GD" ? body[2] < '5' : body[..2] is "HA" && body[2] >= '5');
        }

        if (body.Length is not (9 or 12) || !AllDigits(body))
        {
            return false;
        }

        int sum = Weighted(body, "8765432") + Number(body[7..9]);
        return sum % 97 == 0 || (sum + 55) % 97 == 0;
    }

    private static bool Ireland(ReadOnlySpan<char> body)
    {
        const string Letters = "WABCDEFGHIJKLMNOPQRSTUV";
        if (AllDigits(body[..7]))
        {
            int second = 0;
            if (body.Length == 9)
            {
                second = body[8] == 'W' ? 0 : body[8] - 'A' + 1;
                if (second is < 0 or > 9)
                {
                    return false;
                }
            }

            return body[7] == Letters[(Weighted(body, "8765432") + (9 * second)) % 23];
        }

        // The form before 2013: a letter in second place, whose number is made of the digits after it and the first one.
        if (body.Length != 8 || !char.IsAsciiDigit(body[0]) || !char.IsAsciiLetterUpper(body[1]) || !AllDigits(body[2..7]))
        {
            return false;
        }

        return body[7] == Letters[(Weighted(body[2..7], "76543") + (2 * (body[0] - '0'))) % 23];
    }

    /// <summary>Modulus 11 of the first nine digits, or since 2020 modulus 97 of the whole with its prefix.</summary>
    private static bool Netherlands(ReadOnlySpan<char> body)
    {
        Span<char> whole = stackalloc char[14];
        "NL".CopyTo(whole);
        body.CopyTo(whole[2..]);
        return Weighted(body, "98765432") % 11 == body[8] - '0' || Mod97(whole) == 1;
    }

    private static int Mod11OrZero(int sum)
    {
        int check = 11 - (sum % 11);
        return check >= 10 ? 0 : check;
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static int Number(ReadOnlySpan<char> digits)
    {
        int value = 0;
        foreach (char c in digits)
        {
            value = (value * 10) + (c - '0');
        }

        return value;
    }
}

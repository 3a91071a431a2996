namespace PartyOrleans.Standardisation;

/// <summary>The check-digit sums that identifiers share.</summary>
internal static class CheckDigits
{
    /// <summary>ISO 7064 MOD 97-10 over digits and upper-case letters (A is 10); a valid code leaves 1. -1 for other characters.</summary>
    /// <param name="code">The code.</param>
    /// <param name="rotate">How many leading characters count as standing at the end (4 for an IBAN).</param>
    public static int Mod97(ReadOnlySpan<char> code, int rotate = 0)
    {
        int remainder = 0;
        for (int i = 0; i < code.Length; i++)
        {
            char c = code[(i + rotate) % code.Length];
            if (char.IsAsciiDigit(c))
            {
                remainder = ((remainder * 10) + (c - '0')) % 97;
            }
            else if (char.IsAsciiLetterUpper(c))
            {
                remainder = ((remainder * 100) + (c - 'A' + 10)) % 97;
            }
            else
            {
                return -1;
            }
        }

        return remainder;
    }

    /// <summary>Luhn's sum (1954) over all digits, the last being the check digit.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[digits.Length - 1 - i] - '0';
            int doubled = digit * 2;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }

    /// <summary>Sum of digits times weights ('0' to '9', ':' for 10).</summary>
    public static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<char> weights)
    {
        int sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += (digits[i] - '0') * (weights[i] - '0');
        }

        return sum;
    }

    /// <summary>ISO 7064 MOD 11,10 over all digits, the last being the check digit.</summary>
    public static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        int product = 10;
        foreach (char c in digits[..^1])
        {
            int sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (product + digits[^1] - '0') % 10 == 1;
    }
}

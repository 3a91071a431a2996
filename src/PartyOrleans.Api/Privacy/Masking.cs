using System.Buffers;
using System.Globalization;
using System.Text;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Api.Privacy;

/// <summary>
/// Masks single values. No mask tells the length of what it hides, and a value that has not the expected shape is hidden whole: of what
/// stays to be seen there is never more than of what is hidden.
/// </summary>
public static class Masking
{
    /// <summary>Stands for hidden text.</summary>
    public const string Hidden = "***";

    private const string HiddenSsn = "***-**-****";
    private const int MostCityWords = 4;

    /// <summary>The value as one kind of mask leaves it.</summary>
    public static string Apply(MaskKind kind, string value) => kind switch
    {
        MaskKind.None => value,
        MaskKind.Year => Year(value),
        MaskKind.LastFour => Last(value, 4, "****", "****", digitsOnly: false),
        MaskKind.Ssn => Last(value, 4, "***-**-", HiddenSsn, digitsOnly: true),
        MaskKind.Phone => Last(value, 3, Hidden, Hidden, digitsOnly: true),
        MaskKind.Email => Email(value),
        MaskKind.Area => Area(value),
        MaskKind.Postcode => Postcode(value),
        MaskKind.Initial => Rune.DecodeFromUtf16(value, out Rune first, out _) == OperationStatus.Done && Rune.IsLetter(first) ? $"{first}{Hidden}" : Hidden,
        _ => Hidden,
    };

    private static string Year(string value)
    {
        DateReadings date = Dates.Parse(value);
        return date.IsEmpty ? Hidden : DateReadings.Year(date.First).ToString("0000", CultureInfo.InvariantCulture);
    }

    /// <summary>The last letters or digits, where at least as many again stay hidden.</summary>
    private static string Last(string value, int shown, string before, string hidden, bool digitsOnly)
    {
        Span<char> tail = stackalloc char[8];
        int at = tail.Length;
        int kept = 0;
        ReadOnlySpan<char> rest = value;
        while (kept < 2 * shown && Rune.DecodeLastFromUtf16(rest, out Rune rune, out int length) == OperationStatus.Done)
        {
            rest = rest[..^length];
            if (!(digitsOnly ? Rune.IsDigit(rune) : Rune.IsLetterOrDigit(rune)))
            {
                continue;
            }

            if (kept++ < shown)
            {
                at -= rune.Utf16SequenceLength;
                rune.EncodeToUtf16(tail[at..]);
            }
        }

        return kept < 2 * shown ? hidden : string.Concat(before, tail[at..]);
    }

    /// <summary>First letter and domain; a domain of other than letters, digits, dots and hyphens hides all.</summary>
    private static string Email(string value)
    {
        int at = value.LastIndexOf('@');
        ReadOnlySpan<char> domain = value.AsSpan(at + 1).TrimEnd();
        if (at <= 0 || !domain.Contains('.') || domain[0] == '.' || domain[^1] == '.' || !Rune.TryGetRuneAt(value, 0, out Rune first) || !Rune.IsLetterOrDigit(first))
        {
            return Hidden;
        }

        foreach (char c in domain)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-'))
            {
                return Hidden;
            }
        }

        Span<char> letter = stackalloc char[2];
        return string.Concat(letter[..first.EncodeToUtf16(letter)], Hidden, "@", domain);
    }

    private static string Area(string value)
    {
        Address address = Addresses.Parse(value);
        bool isCity = address.City.Length > 0 && address.City.AsSpan().Count(' ') < MostCityWords && !address.City.Any(char.IsDigit);
        string area = address.Postcode.Length > 0 ? Postcode(address.Postcode) : Hidden;
        return isCity ? $"{Hidden} {address.City} {area}" : $"{Hidden} {area}";
    }

    /// <summary>What stands before the last part of a British postcode, else the first three letters or digits, two of a short one.</summary>
    private static string Postcode(string value)
    {
        string code = Addresses.StandardisePostcode(value);
        if (code.Length < 4 || code.Length > 10 || !code.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return Hidden;
        }

        bool isBritish = code.Length is >= 5 and <= 7 && char.IsAsciiLetter(code[0])
            && char.IsAsciiDigit(code[^3]) && char.IsAsciiLetter(code[^2]) && char.IsAsciiLetter(code[^1]);
        int shown = isBritish ? code.Length - 3 : code.Length == 4 ? 2 : 3;
        return string.Concat(code[..shown].ToUpperInvariant(), Hidden);
    }
}

using System.Collections.Frozen;
using PartyOrleans.Model;

namespace PartyOrleans.Standardisation;

/// <summary>Brings identifiers to one form and refuses those that cannot be right: a failed check is evidence of nothing.</summary>
public static class Identifiers
{
    private const int MaxLength = 64;
    private const int SsnLength = 9;
    private const int MinForeignSsnDigits = 5;

    /// <summary>The first two digits that the United States' tax office has never given to an employer.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> UnusedEinPrefixes =
        Words("00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97");

    /// <summary>What people write where there is no number, without separators.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Placeholders = Words(
        "NONE NA NULL NIL UNKNOWN UNK NOTAPPLICABLE NOTAVAILABLE NOTKNOWN NOTPROVIDED NOTGIVEN MISSING PENDING TBA TBC TBD TEST NO YES XXX "
        + "APPLIEDFOR REFUSED DECLINED EXEMPT KEINE INCONNU DESCONOCIDO");

    /// <summary>Standardises an identifier of a type of <see cref="Attributes.IdentifierTypes"/>; other types are taken as "other".</summary>
    /// <param name="type">Type.</param>
    /// <param name="raw">The identifier as written.</param>
    /// <param name="countryIso2">Country (or state) that issued it; empty where not known.</param>
    /// <returns>Value empty where it is a placeholder, implausible, or fails its check.</returns>
    public static StandardIdentifier Standardise(string type, string raw, string countryIso2 = "")
    {
        type = Attributes.IdentifierTypes.Contains(type) ? type : "other";
        string country = Upper(countryIso2);
        Span<char> buffer = stackalloc char[MaxLength];
        int length = Compact(raw, buffer);
        if (length < 0)
        {
            return new StandardIdentifier(type, "", country);
        }

        ReadOnlySpan<char> code = buffer[..length];
        if (IsPlaceholder(code))
        {
            return new StandardIdentifier(type, "", country);
        }

        return type switch
        {
            "lei" => new(type, Legal(code) ? Text(code, raw) : "", ""),
            "iban" => Iban(code, raw),
            "bic" => Bic(code, raw),
            "vat" => Vat(code, raw, country),
            "duns" => new(type, Duns(code, raw), ""),
            "ssn" => Ssn(code, raw, country),
            "tax" when country is "US" or "USA" => new(type, IsUnitedStatesTax(code, raw) ? Text(code, raw) : "", "US"),
            _ => new(type, code.Length < 3 ? "" : Text(code, raw), country),
        };
    }

    /// <summary>Whether the identifier has check digits by a rule known here (lei, iban, vat of some countries) and they hold.</summary>
    public static bool HasValidCheckDigits(StandardIdentifier id) => id.Type switch
    {
        "lei" => Legal(id.Value),
        "iban" => Ibans.IsValid(id.Value),
        "vat" => id.Value.Length > 4 && VatNumbers.IsValid(id.Value.AsSpan(0, 2), id.Value.AsSpan(2)) == true,
        _ => false,
    };

    /// <summary>Legal entity identifier (ISO 17442): 18 letters and digits, two check digits by MOD 97-10.</summary>
    private static bool Legal(ReadOnlySpan<char> code) =>
        code.Length == 20 && char.IsAsciiDigit(code[18]) && char.IsAsciiDigit(code[19]) && CheckDigits.Mod97(code) == 1;

    private static StandardIdentifier Iban(ReadOnlySpan<char> code, string raw)
    {
        code = code.StartsWith("IBAN", StringComparison.Ordinal) ? code[4..] : code;
        return Ibans.IsValid(code) ? new("iban", Text(code, raw), code[..2].ToString()) : new("iban", "", "");
    }

    /// <summary>Business identifier code (ISO 9362): four letters, country, two for the place, three for the branch or none for the head office.</summary>
    private static StandardIdentifier Bic(ReadOnlySpan<char> code, string raw)
    {
        bool wellFormed = code.Length is 8 or 11 && !code[..6].ContainsAnyExceptInRange('A', 'Z') && AllAsciiAlphanumeric(code);
        string value = !wellFormed ? "" : code.Length == 11 ? Text(code, raw) : string.Concat(code, "XXX");
        return new("bic", value, wellFormed ? code.Slice(4, 2).ToString() : "");
    }

    private static StandardIdentifier Vat(ReadOnlySpan<char> code, string raw, string country)
    {
        bool prefixed = code.Length > 4 && char.IsAsciiLetterUpper(code[0]) && char.IsAsciiLetterUpper(code[1])
            && (country.Length != 2 || code[..2].SequenceEqual(Prefix(country)) || code[..2].SequenceEqual(country));
        if (!prefixed && country.Length != 2)
        {
            return new("vat", code.Length < 5 ? "" : Text(code, raw), country);
        }

        ReadOnlySpan<char> prefix = prefixed ? Prefix(code[..2]) : Prefix(country);
        ReadOnlySpan<char> body = prefixed ? code[2..] : code;
        bool shortened = prefix is "BE" && body.Length == 9;
        string value = VatNumbers.IsValid(prefix, shortened ? string.Concat("0", body) : body) ?? body.Length is >= 5 and <= 15
            ? string.Concat(prefix, shortened ? "0" : "", body)
            : "";
        return new("vat", string.Equals(value, raw, StringComparison.Ordinal) ? raw : value, CountryOf(prefix));
    }

    /// <summary>Greece writes EL before its numbers.</summary>
    private static ReadOnlySpan<char> Prefix(ReadOnlySpan<char> country) => country is "GR" ? "EL" : country;

    private static string CountryOf(ReadOnlySpan<char> prefix) => prefix switch
    {
        "EL" => "GR",
        "XI" => "GB",
        _ => prefix.ToString(),
    };

    /// <summary>Nine digits; leading zeros that a numeric column has dropped are put back.</summary>
    private static string Duns(ReadOnlySpan<char> code, string raw) =>
        !AllDigits(code) || code.Length is < 7 or > 9 ? ""
        : code.Length == 9 ? Text(code, raw)
        : code.ToString().PadLeft(9, '0');

    private static StandardIdentifier Ssn(ReadOnlySpan<char> code, string raw, string country)
    {
        Span<char> digits = stackalloc char[MaxLength];
        int count = 0;
        foreach (char c in code)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[count++] = c;
            }
        }

        ReadOnlySpan<char> number = digits[..count];
        bool usable = count == SsnLength ? IsSocialSecurity(number) : count >= MinForeignSsnDigits;
        return new("ssn", usable && !IsPlaceholder(number) ? Text(number, raw) : "", count == SsnLength && country.Length == 0 ? "US" : country);
    }

    /// <summary>Area 001 to 899 but 666, a group and a serial that are not zero, and none of the numbers known from advertisements.</summary>
    private static bool IsSocialSecurity(ReadOnlySpan<char> digits) =>
        digits[0] != '9' && digits[..3] is not ("000" or "666") && digits[3..5] is not "00" && digits[5..] is not "0000"
        && digits is not ("123456789" or "078051120" or "219099999");

    /// <summary>An employer's number by its prefix, an individual's (ITIN) by its group, or a social security number written as one.</summary>
    private static bool IsUnitedStatesTax(ReadOnlySpan<char> code, string raw)
    {
        if (code.Length != 9 || !AllDigits(code) || code is "123456789")
        {
            return false;
        }

        bool writtenAsSsn = raw.Length > 6 && raw.AsSpan().Trim() is [_, _, _, '-', _, _, '-', ..];
        bool individual = code[0] == '9' && code[3..5] is var group
            && (group.CompareTo("50", StringComparison.Ordinal) >= 0 && group is not ("66" or "67" or "68" or "69" or "89" or "93"));
        return !UnusedEinPrefixes.Contains(code[..2]) || individual || (writtenAsSsn && IsSocialSecurity(code));
    }

    /// <summary>Upper-case letters and digits only; -1 where there are none or too many.</summary>
    private static int Compact(ReadOnlySpan<char> raw, Span<char> result)
    {
        int length = 0;
        foreach (char c in raw)
        {
            if (!char.IsLetterOrDigit(c))
            {
                continue;
            }

            if (length == result.Length)
            {
                return -1;
            }

            result[length++] = char.IsAsciiLetterLower(c) ? (char)(c & ~0x20) : c < 128 ? c : char.ToUpperInvariant(c);
        }

        return length == 0 ? -1 : length;
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> code) =>
        code.IsEmpty || !code.ContainsAnyExcept(code[0]) || Placeholders.Contains(code);

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static bool AllAsciiAlphanumeric(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(ReadOnlySpan<char> code, string raw) => code.SequenceEqual(raw) ? raw : code.ToString();

    private static string Upper(string country) => country.Length == 0 ? country : country.Trim().ToUpperInvariant();

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}

using System.Text;

namespace PartyOrleans.Standardisation;

/// <summary>Brings postal addresses and their parts to one form, so that spellings of the same address become equal.</summary>
public static partial class Addresses
{
    private const int StackLength = 128;

    /// <summary>
    /// Reads house, street and unit from a street line. Types and directions are written out, ordinals become numbers, the joined and
    /// separate German and Dutch forms become one, remarks ("between ...") and a trailing city are dropped.
    /// </summary>
    /// <returns>Folded parts, "" where absent; a post box gives the street "po box" with its number as house.</returns>
    public static (string House, string Street, string Unit) ParseStreetLine(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> readable = Ascii.IsValid(line) ? line : AddressTokens.ToReadable(line.ToString());
        int bound = readable.Length + 1;
        Span<char> text = bound <= StackLength ? stackalloc char[StackLength] : new char[bound];
        Span<AddressToken> tokens = bound <= StackLength ? stackalloc AddressToken[(StackLength / 2) + 1] : new AddressToken[bound];
        if (bound <= StackLength && readable.Contains('#'))
        {
            tokens = new AddressToken[bound];
        }

        int count = AddressTokens.Cut(readable, text, tokens);
        Span<int> order = count <= StackLength ? stackalloc int[StackLength] : new int[count];
        return new StreetLine(text, tokens[..count], order).Read();
    }

    /// <summary>A house number in its one form: lower case, no spaces, no leading zeros, no "No." before it ("12 A" is 12a).</summary>
    public static string StandardiseHouse(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (raw.Length == 0 || (raw.Length <= 5 && raw[0] != '0' && !raw.AsSpan().ContainsAnyExceptInRange('0', '9')))
        {
            return raw;
        }

        string readable = AddressTokens.ToReadable(raw);
        Span<char> house = readable.Length <= StackLength ? stackalloc char[StackLength] : new char[readable.Length];
        int length = 0;
        int firstDigit = readable.AsSpan().IndexOfAnyInRange('0', '9');
        if (firstDigit > 0 && IsHouseMark(readable.AsSpan(0, firstDigit)))
        {
            readable = readable[firstDigit..];
        }

        foreach (char c in readable)
        {
            if (char.IsAsciiLetterOrDigit(c) || c >= 0x80)
            {
                house[length++] = char.ToLowerInvariant(c);
            }
            else if (c is '-' or '/' && length > 0 && house[length - 1] is not ('-' or '/'))
            {
                house[length++] = c;
            }
            else if (c is '.' && length > 0 && readable.EndsWith(".0", StringComparison.Ordinal) && Postcodes.CountDigits(readable) == readable.Length - 1)
            {
                break;
            }
        }

        while (length > 0 && house[length - 1] is '-' or '/')
        {
            length--;
        }

        return StreetLine.House(house[..length]);
    }

    /// <summary>A unit without its designator: "Suite 100", "Ste 100" and "#100" are 100; floors and buildings keep theirs; names are folded.</summary>
    public static string StandardiseUnit(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (raw.Length == 0)
        {
            return raw;
        }

        (string house, string street, string unit) = ParseStreetLine(raw);
        if (unit.Length > 0 && street.Length == 0 && house.Length == 0)
        {
            return unit;
        }

        return unit.Length == 0 && house.Length == 0 && street.Length > 0 ? street : StandardiseName(raw);
    }

    /// <summary>A city in folded form; st, mt and ft before a name are saint, mount and fort, compass letters before one are written out; well-known cities take their English name.</summary>
    public static string StandardiseCity(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        return CityNames.EnglishOf(StandardiseName(raw));
    }

    /// <summary>The lower-case code of a state or province of us, ca or au ("Nevada" and "NV" are nv); other regions folded.</summary>
    /// <param name="raw">The region as it was written.</param>
    /// <param name="countryIso2">Its country where known; without one the first of us, ca and au that has the region.</param>
    public static string StandardiseRegion(string raw, string countryIso2 = "")
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(countryIso2);
        string folded = TextFolding.Fold(raw);
        string code = countryIso2.Length == 0 ? Regions.CodeOf(folded, out _) : Regions.CodeOf(folded, countryIso2);
        if (code.Length == 0 && folded.Contains(' ') && folded.Length <= 5)
        {
            string joined = folded.Replace(" ", "", StringComparison.Ordinal);
            code = countryIso2.Length == 0 ? Regions.CodeOf(joined, out _) : Regions.CodeOf(joined, countryIso2);
        }

        return code.Length > 0 ? code : folded;
    }

    /// <summary>A postcode in lower case without spaces, hyphens and country prefix; US ZIP+4 cut to five digits.</summary>
    /// <param name="raw">The postcode as it was written.</param>
    /// <param name="countryIso2">Its country where known.</param>
    public static string StandardisePostcode(string raw, string countryIso2 = "")
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(countryIso2);
        return Postcodes.Standardise(raw, countryIso2);
    }

    /// <summary>As the other, without making a string.</summary>
    /// <param name="raw">The postcode as it was written.</param>
    /// <param name="countryIso2">Its country; empty where not known.</param>
    /// <param name="room">Where the postcode goes, unless a part of the text is it: as long as the text and at least 5 characters.</param>
    public static ReadOnlySpan<char> StandardisePostcode(ReadOnlySpan<char> raw, string countryIso2, Span<char> room) =>
        Postcodes.Standardise(raw, countryIso2, room);

    /// <summary>Whether the text before the first digit only announces a house number.</summary>
    private static bool IsHouseMark(ReadOnlySpan<char> before)
    {
        Span<char> word = stackalloc char[16];
        int length = 0;
        foreach (char c in before)
        {
            if (char.IsAsciiLetter(c))
            {
                if (length == word.Length)
                {
                    return false;
                }

                word[length++] = char.ToLowerInvariant(c);
            }
        }

        int at = length == 0 ? -1 : StreetWords.Find(word[..length]);
        return length == 0 || (at >= 0 && StreetWords.At(at).Is(StreetWordKind.HouseMarker));
    }

    private static string StandardiseName(string raw)
    {
        string folded = TextFolding.Fold(raw);
        int space = folded.IndexOf(' ', StringComparison.Ordinal);
        if (space is < 1 or > 2)
        {
            return folded;
        }

        string? first = folded.AsSpan(0, space) switch
        {
            "st" => "saint",
            "mt" => "mount",
            "ft" => "fort",
            "n" => "north",
            "s" => "south",
            "e" => "east",
            "w" => "west",
            _ => null,
        };
        return first is null ? folded : string.Concat(first, folded.AsSpan(space));
    }
}

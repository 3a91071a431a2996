using System.Collections.Frozen;
using System.Globalization;

namespace PartyOrleans.Standardisation;

/// <summary>Countries by their ISO 3166-1 alpha-2 codes in lower case.</summary>
public static class Countries
{
    /// <summary>Members of the North American plan and other shared codes that the telephone tables leave out.</summary>
    private const string SharedCodes =
        """
        ag1 ai1 as1 gd1 gu1 kn1 ky1 lc1 ms1 mp1 sx1 tc1 vc1 vg1 vi1 um1 dm1 gp590 bl590 mf590 gf594 mq596 yt262 ax358 sj47 cx61 cc61 bq599 cw599
        eh212 sh290 fk500 pm508 aw297 fo298 gl299 gm220 mr222 ml223 gn224 bf226 ne227 tg228 bj229 mu230 lr231 sl232 td235 cf236 cv238 st239 gq240
        ga241 cg242 cd243 gw245 io246 sc248 sd249 so252 dj253 ug256 bi257 mw265 ls266 sz268 km269 er291 tl670 nf672 bn673 nr674 pg675 to676 sb677
        vu678 fj679 pw680 wf681 ck682 nu683 ws685 ki686 nc687 tv688 pf689 tk690 fm691 mh692 ss211 pn64
        """;

    private static readonly FrozenDictionary<string, string> ByName = ReadNames();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByNameSpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string> CallingCodesByCountry = ReadCallingCodes();

    /// <summary>The code of a country given by alpha-2, alpha-3 or numeric code, name or usual alias, in English or a main other language.</summary>
    /// <returns>The lower-case alpha-2 code ("us"; "xk" for Kosovo), or "" where the text names no country.</returns>
    public static string ToIso2(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        string folded = TextFolding.Fold(raw);
        string found = FromFolded(folded);
        return found.Length > 0 || !folded.Contains(' ') ? found : FromFolded(Joined(folded));
    }

    /// <summary>The international calling code without plus sign ("44"), or "" where the country is unknown or has none.</summary>
    /// <param name="iso2">A lower-case alpha-2 code.</param>
    public static string CallingCode(string iso2)
    {
        ArgumentNullException.ThrowIfNull(iso2);
        return CallingCodesByCountry.GetValueOrDefault(iso2, "");
    }

    /// <summary>The country whose postcodes alone have this form: gb, ca or nl; "" for all forms that several countries share.</summary>
    /// <param name="standardPostcode">A postcode as <see cref="Addresses.StandardisePostcode(string, string)"/> gives it.</param>
    public static string GuessFromPostcode(ReadOnlySpan<char> standardPostcode)
    {
        if (Postcodes.IsBritish(standardPostcode))
        {
            return "gb";
        }

        return Postcodes.IsCanadian(standardPostcode) ? "ca" : Postcodes.IsDutch(standardPostcode) ? "nl" : "";
    }

    /// <summary>The code of a country given by a folded name or code, "" where there is none.</summary>
    internal static string FromFolded(ReadOnlySpan<char> folded)
    {
        if (folded.StartsWith("the ", StringComparison.Ordinal))
        {
            folded = folded[4..];
        }

        return ByNameSpan.TryGetValue(folded, out string? code) ? code : "";
    }

    /// <summary>"u s a" as "usa"; other texts without their spaces name no country.</summary>
    private static string Joined(string folded) => folded.Length <= 7 ? folded.Replace(" ", "", StringComparison.Ordinal) : "";

    private static FrozenDictionary<string, string> ReadNames()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string row in CountryTable.Rows.Replace("\n|", "|", StringComparison.Ordinal).Split('\n'))
        {
            string code = row[..2];
            names[code] = code;
            names[row[3..6]] = code;
            string number = row[7..10];
            if (number != "000")
            {
                names[number] = code;
                names[int.Parse(number, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)] = code;
            }

            foreach (string name in row[11..].Split('|'))
            {
                string folded = TextFolding.Fold(name);
                names.TryAdd(folded.StartsWith("the ", StringComparison.Ordinal) ? folded[4..] : folded, code);
            }
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, string> ReadCallingCodes()
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in SharedCodes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            codes[entry[..2]] = entry[2..];
        }

        foreach (string country in ByName.Values.Distinct(StringComparer.Ordinal))
        {
            int code = CallingCodes.Of(country);
            if (code > 0)
            {
                codes[country] = code.ToString(CultureInfo.InvariantCulture);
            }
        }

        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

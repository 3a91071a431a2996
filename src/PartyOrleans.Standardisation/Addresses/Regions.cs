using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>States and provinces of the countries whose addresses always name one, by code and folded name.</summary>
internal static class Regions
{
    private const string UnitedStates =
        """
        al=alabama|ala ak=alaska az=arizona|ariz ar=arkansas|ark ca=california|calif|cal co=colorado|colo ct=connecticut|conn de=delaware|del
        dc=district_of_columbia fl=florida|fla ga=georgia hi=hawaii id=idaho il=illinois|ill in=indiana|ind ia=iowa ks=kansas|kan|kans
        ky=kentucky la=louisiana me=maine md=maryland ma=massachusetts|mass mi=michigan|mich mn=minnesota|minn ms=mississippi|miss
        mo=missouri mt=montana|mont ne=nebraska|neb|nebr nv=nevada|nev nh=new_hampshire nj=new_jersey nm=new_mexico ny=new_york|new_york_state
        nc=north_carolina nd=north_dakota oh=ohio ok=oklahoma|okla or=oregon|ore pa=pennsylvania|penn|penna ri=rhode_island sc=south_carolina
        sd=south_dakota tn=tennessee|tenn tx=texas|tex ut=utah vt=vermont va=virginia wa=washington|wash wv=west_virginia wi=wisconsin|wis|wisc
        wy=wyoming|wyo pr=puerto_rico gu=guam vi=virgin_islands as=american_samoa mp=northern_mariana_islands fm=micronesia mh=marshall_islands
        pw=palau aa= ae= ap=
        """;

    private const string Canada =
        """
        ab=alberta|alta bc=british_columbia mb=manitoba|man nb=new_brunswick|nouveau_brunswick nl=newfoundland_and_labrador|newfoundland|nfld
        ns=nova_scotia|nouvelle_ecosse nt=northwest_territories nu=nunavut on=ontario|ont pe=prince_edward_island|pei qc=quebec|que|pq
        sk=saskatchewan|sask yt=yukon|yukon_territory
        """;

    private const string Australia =
        """
        act=australian_capital_territory nsw=new_south_wales nt=northern_territory qld=queensland sa=south_australia tas=tasmania
        vic=victoria wa=western_australia
        """;

    private static readonly FrozenDictionary<string, string> ByUnitedStates = Read(UnitedStates);
    private static readonly FrozenDictionary<string, string> ByCanada = Read(Canada);
    private static readonly FrozenDictionary<string, string> ByAustralia = Read(Australia);

    /// <summary>The code of a folded state or province in a country (us, ca, au), or "".</summary>
    public static string CodeOf(ReadOnlySpan<char> folded, string countryIso2) => countryIso2 switch
    {
        "us" => Find(ByUnitedStates, folded),
        "ca" => Find(ByCanada, folded),
        "au" => Find(ByAustralia, folded),
        _ => "",
    };

    /// <summary>The code of a folded state or province whose country is not known: the first of us, ca and au that has it, or "".</summary>
    public static string CodeOf(ReadOnlySpan<char> folded, out string countryIso2)
    {
        foreach (string country in (ReadOnlySpan<string>)["us", "ca", "au"])
        {
            string code = CodeOf(folded, country);
            if (code.Length > 0)
            {
                countryIso2 = country;
                return code;
            }
        }

        countryIso2 = "";
        return "";
    }

    private static string Find(FrozenDictionary<string, string> regions, ReadOnlySpan<char> folded) =>
        regions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(folded, out string? code) ? code : "";

    private static FrozenDictionary<string, string> Read(string table)
    {
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            string code = entry[..equals];
            regions.TryAdd(code, code);
            foreach (string name in entry[(equals + 1)..].Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                regions.TryAdd(name.Replace('_', ' '), code);
            }
        }

        return regions.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

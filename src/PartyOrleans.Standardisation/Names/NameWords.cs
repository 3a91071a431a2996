using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>Words that stand in personal names without being given or family names; all folded.</summary>
internal static class NameWords
{
    /// <summary>Honorifics and titles that precede a name.</summary>
    internal static readonly FrozenSet<string> Titles = Set(
        """
        mr mrs ms miss mx mister missus master sir madam madame mme mlle monsieur messrs dr doctor prof professor rev reverend fr hon
        honorable honourable sheikh shaikh sheik shaykh haji hajji hadji hajj alhaji alhaj mullah mulla maulana maulavi engineer eng injineer mawlawi mawlavi molvi
        ayatollah hojatoleslam qari hafiz herr frau fraulein doktor ing mag dipl senor senora senorita sr sra srta don dona signor
        signora signorina sig dott dottssa dottore senhor senhora mevr mevrouw dhr meneer pan pani ms mgr msgr monsignor capt captain
        col colonel lt lieutenant sgt sergeant maj gen general cpl cmdr commander adm admiral brig brigadier amb ambassador sen senator
        rep representative gov governor pres president prasident minister lord lady dame baroness count countess viscount viscountess
        hrh hm sri shri smt kumari tan datuk dato datin tun ustad ustaz sayyid sayed syed sayyed gospodin gospodja docteur maitre me
        """);

    /// <summary>Titles that are also common given or family names, and are dropped only where a given and a family name are left.</summary>
    internal static readonly FrozenSet<string> DoubtfulTitles = Set(
        "don general pan gen rep sig mag me fr master lady lord dame count sayyid sayed syed sayyed tan tun sri general pres maj ing hm col");

    /// <summary>Degrees and honours that follow a name.</summary>
    internal static readonly FrozenSet<string> PostNominals = Set(
        "phd md esq esquire mba bsc msc dds dmd jd cpa rn ma ba obe mbe cbe kbe frs qc kc mp dphil edd psyd dvm dr llm llb bcom ret");

    /// <summary>Post-nominals that are just as often family names or given names.</summary>
    internal static readonly FrozenSet<string> DoubtfulPostNominals = Set("ma ba dr mp ret");

    /// <summary>Generation suffixes in all spellings, with the canonical one.</summary>
    internal static readonly FrozenDictionary<string, string> Suffixes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["jr"] = "jr", ["jnr"] = "jr", ["junior"] = "jr", ["jun"] = "jr", ["filho"] = "jr", ["hijo"] = "jr", ["fils"] = "jr",
        ["sr"] = "sr", ["snr"] = "sr", ["senior"] = "sr", ["sen"] = "sr",
        ["i"] = "i", ["1st"] = "i", ["first"] = "i",
        ["ii"] = "ii", ["2nd"] = "ii", ["second"] = "ii", ["2"] = "ii", ["2d"] = "ii",
        ["iii"] = "iii", ["3rd"] = "iii", ["third"] = "iii", ["3"] = "iii", ["3d"] = "iii",
        ["iv"] = "iv", ["4th"] = "iv", ["fourth"] = "iv", ["4"] = "iv", ["iiii"] = "iv",
        ["v"] = "v", ["5th"] = "v", ["fifth"] = "v", ["5"] = "v",
        ["vi"] = "vi", ["6th"] = "vi", ["vii"] = "vii", ["7th"] = "vii",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Suffixes that may be taken off the end of a whole name or a family name; the rest stand only in a cell of their own.</summary>
    internal static readonly FrozenSet<string> TrailingSuffixes = Set("jr jnr junior sr snr senior ii iii iv 2nd 3rd 4th v vi");

    /// <summary>Particles that belong to the family name that follows them.</summary>
    internal static readonly FrozenSet<string> Particles = Set(
        """
        van der den de la las los del della dello delle dei degli di da das do dos du des le lo von zu zum zur vom am ter ten te op
        bin ibn bint binti bte al el ul abu umm ould beni st saint san santa sant sao santo mc mac ap ab fitz af av y e dal dalla
        vd ver na ng
        """);

    /// <summary>Particles that are given names or initials as often: at the start of a two-word name they are particles only in lower case.</summary>
    internal static readonly FrozenSet<string> DoubtfulParticles = Set("y e na ng am ap ab av van san te do le lo");

    /// <summary>Values that stand for the absence of a name.</summary>
    internal static readonly FrozenSet<string> Placeholders = Set(
        """
        unknown unk unkn unknow na n|a none null nil nan anonymous anon test tester testing baby babyboy babygirl nmn nmi nln nfn fnu lnu
        noname no|name not|known not|available not|applicable not|provided not|given not|stated unspecified undisclosed missing blank
        empty x xx xxx xxxx xxxxx tbd tba unnamed unidentified refused withheld redacted confidential deceased dummy placeholder
        asdf baby|boy baby|girl boy|baby girl|baby newborn new|born infant male female john|doe|test unbekannt inconnu inconnue
        desconocido desconocida desconhecido sconosciuto onbekend neizvestno neizvestnyy undefined no|data
        """);

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace('|', ' ')).ToFrozenSet(StringComparer.Ordinal);
}

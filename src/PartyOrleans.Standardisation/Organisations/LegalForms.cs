using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>Legal forms of companies and other bodies by country, with their spellings after folding.</summary>
internal static class LegalForms
{
    /// <summary>The longest spelling, in tokens.</summary>
    internal const int MaxTokens = 6;

    /// <summary>Per line: code, then its spellings. A code stands for the form in all countries that share its name.</summary>
    private const string Table =
        """
        ltd: ltd, limited, co ltd, co limited, company limited, company ltd, ltd co, ltd company, private limited, private ltd
        , pvt ltd, pvt limited, p ltd, ltd liability co
        pte ltd: pte ltd, pte limited, pte
        pty ltd: pty ltd, pty limited, proprietary limited, proprietary ltd, pty, edms bpk, eiendoms beperk
        sdn bhd: sdn bhd, sendirian berhad
        bhd: bhd, berhad
        plc: plc, public limited company, public ltd co, public limited co, ccc, cwmni cyfyngedig cyhoeddus
        llp: llp, limited liability partnership
        lp: lp, limited partnership
        llc: llc, limited liability company, limited liability co, llc co, l l c, wll, with limited liability
        lllp: lllp, limited liability limited partnership
        inc: inc, incorporated, incorporation, incorp
        corp: corp, corporation, corpn
        co: co, company, cie, compagnie, cia, compania, companhia, compagnia
        pc: pc, professional corporation
        pllc: pllc, professional limited liability company
        cic: cic, community interest company
        dac: dac, designated activity company
        clg: clg, company limited by guarantee
        teo: teo, teoranta
        ulc: ulc, unlimited liability company, unlimited company
        ltee: ltee, limitee
        gmbh: gmbh, gesellschaft mit beschrankter haftung, gesellschaft mit beschraenkter haftung, gesmbh, ges m b h, ges mbh, mbh
        , gemeinnutzige gmbh, ggmbh, g m b h, gmb h
        ug: ug, ug haftungsbeschrankt, unternehmergesellschaft, unternehmergesellschaft haftungsbeschrankt
        gmbh co kg: gmbh co kg, gmbh co kommanditgesellschaft, gmbh cie kg, gmbh compagnie kg, gmbh company kg
        ag: ag, aktiengesellschaft
        kgaa: kgaa, kommanditgesellschaft auf aktien, ag co kgaa, se co kgaa, gmbh co kgaa
        kg: kg, kommanditgesellschaft, co kg, cie kg
        ohg: ohg, offene handelsgesellschaft
        gbr: gbr, gesellschaft burgerlichen rechts
        ev: ev, e v, eingetragener verein
        eg: eg, eingetragene genossenschaft
        ek: ek, e k, e kfm, eingetragener kaufmann
        og: og, offene gesellschaft
        se: se, societas europaea
        sa: sa, s a, societe anonyme, sociedad anonima, sociedade anonima, soc anonima, saa, sa de cv, s a de c v, sa cv
        , sociedad anonima de capital variable, sa de capital variable, sociedad anonima cerrada, sac, spolka akcyjna
        , anonymi etaireia, ae, anonymos etaireia
        sarl: sarl, s a r l, sa rl, s a rl, societe a responsabilite limitee, a responsabilite limitee, sarlu
        sas: sas, s a s, societe par actions simplifiee, sasu, sociedad por acciones simplificada
        sci: sci, societe civile immobiliere
        snc: snc, societe en nom collectif, societa in nome collettivo
        eurl: eurl
        scrl: scrl, sccl, cvba
        sprl: sprl, bvba, societe privee a responsabilite limitee, besloten vennootschap met beperkte aansprakelijkheid
        srl: srl, s r l, societa a responsabilita limitata, sociedad de responsabilidad limitada, societate cu raspundere limitata
        , srls, s r l s, s de rl, s de r l, s de rl de cv, s de r l de c v, soc a responsabilita limitata
        spa: spa, s p a, societa per azioni, sociedad por acciones, societa per actiuni
        sapa: sapa, societa in accomandita per azioni
        scarl: scarl, societa consortile a responsabilita limitata, societa cooperativa
        sl: sl, s l, sociedad limitada, slu, sociedad limitada unipersonal, slne
        slp: slp, sociedad limitada profesional
        sau: sau, sociedad anonima unipersonal
        ltda: ltda, limitada, lda, sociedade limitada, sociedade por quotas, eireli, ltda me
        ca: compania anonima, companhia anonima
        bv: bv, b v, besloten vennootschap
        nv: nv, n v, naamloze vennootschap
        vof: vof, v o f, vennootschap onder firma
        stichting: stichting
        asbl: asbl, vzw, association sans but lucratif, vereniging zonder winstoogmerk
        ab: ab, aktiebolag, aktiebolaget, ab publ
        hb: hb, handelsbolag
        kb: kommanditbolag
        as: as, a s, aktieselskab, aksjeselskap, aktsiaselts, akciova spolecnost, akciova spolocnost, anonim sirketi, anonim sirket
        asa: asa, allmennaksjeselskap
        aps: aps, anpartsselskab, ap s
        is: interessentskab
        ks: kommanditselskab, kommandittselskap
        ans: ansvarlig selskap
        oy: oy, osakeyhtio, oy ab
        oyj: oyj, julkinen osakeyhtio, oyj abp, abp
        ky: kommandiittiyhtio
        ehf: ehf, einkahlutafelag
        hf: hf, hlutafelag
        ou: ou, osauhing, osauehing
        uab: uab, uzdaroji akcine bendrove, akcine bendrove
        sia: sia, sabiedriba ar ierobezotu atbildibu
        spzoo: sp z o o, sp z oo, spzoo, spolka z ograniczona odpowiedzialnoscia, spolka z oo, sp zoo, spolka z o o
        spk: sp k, spolka komandytowa
        spj: sp j, spolka jawna
        sro: sro, s r o, spol s r o, spol s ro, spol sro, spolecnost s rucenim omezenym, spolocnost s rucenim obmedzenym, s ro
        vos: verejna obchodni spolecnost
        kft: kft, korlatolt felelossegu tarsasag
        zrt: zrt, zartkoruen mukodo reszvenytarsasag, zartkoru reszvenytarsasag
        nyrt: nyrt, nyilvanosan mukodo reszvenytarsasag
        rt: reszvenytarsasag
        bt: beteti tarsasag
        doo: doo, d o o, drustvo s ogranicenom odgovornoscu, drustvo sa ogranicenom odgovornoscu, druzba z omejeno odgovornostjo
        , d oo, dooel
        dd: dd, d d, dionicko drustvo, delniska druzba
        ad: ad, a d, akcionarsko drustvo, aktsionerno druzhestvo
        eood: eood, ednolichno druzhestvo s ogranichena otgovornost
        ood: ood, druzhestvo s ogranichena otgovornost
        shpk: shpk, sh p k, sh pk, shoqeri me pergjegjesi te kufizuar
        epe: epe, etaireia periorismenis efthynis
        ike: ike, idiotiki kefalaiouchiki etaireia
        ooo: ooo, o o o, obshchestvo s ogranichennoy otvetstvennostyu, obshchestvo s ogranichennoi otvetstvennostyu
        , obschestvo s ogranichennoy otvetstvennostyu, obshchestvo s ogranichennoj otvetstvennostyu
        , obshchestvo s ogranichennoi otvetstvennostiu, obshchestva s ogranichennoy otvetstvennostyu
        ao: ao, aktsionernoe obshchestvo, aktsionernoye obshchestvo, akcionernoe obshchestvo, joint stock company, joint stock co
        , jsc, stock company, ajsc, mkao
        pao: pao, publichnoe aktsionernoe obshchestvo, publichnoye aktsionernoye obshchestvo, public joint stock company, pjsc, pat
        , publichne aktsionerne tovarystvo, public joint stock co
        oao: oao, otkrytoe aktsionernoe obshchestvo, otkrytoye aktsionernoye obshchestvo, open joint stock company, ojsc
        , vidkryte aktsionerne tovarystvo, open joint stock co
        zao: zao, zakrytoe aktsionernoe obshchestvo, zakrytoye aktsionernoye obshchestvo, closed joint stock company, cjsc, zat
        , zakryte aktsionerne tovarystvo, closed joint stock co
        at: aktsionerne tovarystvo, aktsionernoe tovarishchestvo
        tov: tov, tovarystvo z obmezhenoyu vidpovidalnistyu, tovarystvo z obmezhenoiu vidpovidalnistiu, tzov
        too: tovarishchestvo s ogranichennoy otvetstvennostyu, too
        fgup: fgup, federalnoe gosudarstvennoe unitarnoe predpriyatie, federal state unitary enterprise, fsue
        gup: gup, gosudarstvennoe unitarnoe predpriyatie, state unitary enterprise
        odo: odo
        ip: individualnyy predprinimatel
        ltd sti: ltd sti, limited sirketi, limited sirket, ltd sirketi
        fze: fze, free zone establishment
        fzc: fzc, fzco, fz llc, fzllc, free zone company
        sal: sal, s a l, societe anonyme libanaise
        saoc: saoc
        saog: saog
        ksc: ksc, kscc, kscp
        qsc: qsc, qpsc
        sae: s a e
        psc: psc, public shareholding company
        pjs: pjs, private joint stock, private joint stock company
        kk: kk, k k, kabushiki kaisha, kabushiki gaisha, kabushikikaisha
        gk: gk, godo kaisha, godo gaisha
        yk: yugen kaisha, yugen gaisha
        pt: pt, perseroan terbatas, pt tbk
        tbk: tbk
        cv: cv, c v, commanditaire vennootschap
        jsc vn: cong ty co phan, ctcp
        ltd vn: cong ty tnhh, cong ty trach nhiem huu han, tnhh
        pcl: pcl, public company limited, public co ltd
        gie: gie, groupement d interet economique
        oe: omorrythmi etaireia
        scs: scs, societe en commandite simple
        sca: sca, societe en commandite par actions
        scsp: scsp
        est: establishment
        anstalt: anstalt
        npo: npo, nonprofit organization, non profit organization
        cc: close corporation
        """;

    /// <summary>Codes whose short spelling is also a name, an initial or a word: proof of an organisation only when written as a form.</summary>
    internal static readonly FrozenSet<string> Doubtful = FrozenSet.Create(StringComparer.Ordinal,
        "co", "sa", "as", "ab", "ag", "se", "pc", "lp", "kg", "bv", "nv", "sl", "ad", "dd", "ao", "at", "hb", "hf", "eg", "ek", "ev", "og", "ug",
        "ou", "oy", "cv", "pt", "sas", "spa", "ltda", "sal", "asa", "sci", "cic", "sia", "too", "ike", "epe", "zao", "ky", "ks", "is", "bt", "rt", "spk", "dac", "ca", "gk", "kk", "teo",
        "est", "plc", "pao", "odo", "pte ltd", "ans", "sau", "ood", "vos", "cc", "npo", "tov", "sae", "psc");

    /// <summary>Codes that may stand before the name ("OOO Romashka", "PT Astra").</summary>
    private const string Leading =
        "ooo ao pao oao zao at tov too fgup gup odo pt cv uab sia oy ab as sa sarl sas stichting asbl kk gk jsc_vn ltd_vn ou ip tbk sci gie co npo";

    /// <summary>Words that are names when they lead, though their code may lead in other spellings.</summary>
    private static readonly FrozenSet<string> NeverLeading = FrozenSet.Create(StringComparer.Ordinal,
        "co", "company", "cie", "as", "a s", "stock company", "s a", "ab", "pat", "zat", "at");

    private static readonly FrozenSet<string> LeadingCodes =
        Leading.Split(' ').Select(static code => code.Replace('_', ' ')).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Codes = Read();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Codes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Forms of scripts without spaces, longest first: (text, code).</summary>
    internal static readonly (string Text, string Code)[] Joined =
    [
        ("有限责任公司", "ltd"), ("有限責任公司", "ltd"), ("股份有限公司", "ltd"), ("控股有限公司", "ltd"), ("株式会社", "kk"), ("有限会社", "yk"),
        ("合同会社", "gk"), ("合資会社", "goshi"), ("有限公司", "ltd"), ("주식회사", "ltd"), ("유한회사", "ltd"), ("公司", "co"),
    ];

    /// <summary>Whether a form of a script without spaces stands anywhere in the text.</summary>
    internal static bool HasJoined(string folded)
    {
        if (System.Text.Ascii.IsValid(folded))
        {
            return false;
        }

        foreach ((string text, _) in Joined)
        {
            if (folded.Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The code of a trailing spelling, or null.</summary>
    internal static string? Trailing(ReadOnlySpan<char> folded) => Lookup.TryGetValue(folded, out string? code) ? code : null;

    /// <summary>The code of a leading spelling, or null.</summary>
    internal static string? LeadingForm(ReadOnlySpan<char> folded) =>
        Lookup.TryGetValue(folded, out string? code) && LeadingCodes.Contains(code)
            && !NeverLeading.GetAlternateLookup<ReadOnlySpan<char>>().Contains(folded) ? code : null;

    private static FrozenDictionary<string, string> Read()
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Table.Replace("\n,", ",", StringComparison.Ordinal).Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            foreach (string spelling in line[(colon + 1)..].Split(','))
            {
                codes.TryAdd(TextFolding.Fold(spelling), line[..colon]);
            }
        }

        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

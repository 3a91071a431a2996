using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>The table of street words: types, directions, ordinals, units and remarks with their abbreviations, folded.</summary>
internal static class StreetWords
{
    private const string Types =
        """
        street: street, str, strt, stret, streets, straat, strasse, strase, sts
        road: road, rd, roads
        avenue: avenue, ave, av, aven, avenu, avn, avnue, aves, avenues
        boulevard: boulevard, blvd, blv, boul, boulv, bvd, blvrd, boulvard, bulevar, bulevard, bulvar
        drive: drive, drv, driv, drives
        lane: lane, ln
        court: court, crt, ct, cts
        place: place, pl, plc
        way: way, wy
        terrace: terrace, ter, terr, tce, trce
        circle: circle, cir, circ, crcl, circl
        circuit: circuit, cct, circt
        crescent: crescent, cres, cresc, crs, crsnt, crescnt, cr
        close: close, clo, cl
        parkway: parkway, pkwy, pky, pkway, parkwy
        expressway: expressway, expy, expwy
        freeway: freeway, fwy
        trail: trail, trl, trails
        turnpike: turnpike, tpke, tpk
        alley: alley, aly
        mews: mews
        esplanade: esplanade, esp
        parade: parade, pde
        promenade: promenade, prom
        causeway: causeway, cswy
        pike: pike
        plaza: plaza, plz, plza, piazza, pza, pzza
        square: square, sq, sqr, sqre
        extension: extension, ext, extensions
        """;

    private const string NumberedTypes =
        """
        highway: highway, hwy, hiway, hgwy, highwy
        route: route, rte
        interstate: interstate
        """;

    private const string WeakTypes =
        """
        park: park, pk
        hill: hill, hl
        hills: hills, hls
        heights: heights, hts, hgts
        grove: grove, grv, gr
        gardens: gardens, gdns, gdn, garden
        center: center, ctr, centre, cntr
        point: point, pt
        ridge: ridge, rdg
        valley: valley, vly
        view: view, vw
        village: village, vlg, vlge, villg
        crossing: crossing, xing
        junction: junction, jct
        bridge: bridge, brg
        landing: landing, lndg
        meadow: meadow, mdw
        meadows: meadows, mdws
        manor: manor, mnr
        estate: estate, est
        estates: estates, ests
        green: green, grn
        glen: glen, gln
        harbor: harbor, harbour, hbr
        island: island, isl
        lake: lake, lk
        mountain: mountain, mtn
        mount: mount, mt
        orchard: orchard, orch
        shore: shore, shr
        spring: spring, spg
        springs: springs, spgs
        station: station, stn
        summit: summit, smt
        viaduct: viaduct
        vista: vista, vis
        walk: walk, wlk
        retreat: retreat, rtt
        arcade: arcade, arc
        cove: cove, cv
        creek: creek, crk
        corner: corner, cor
        quay: quay, qy
        rise: rise
        row: row
        loop: loop
        run: run
        path: path
        bend: bend, bnd
        cape: cape, cpe
        field: field, fld
        fields: fields, flds
        forest: forest, frst
        fort: fort, ft
        """;

    private const string LeadingTypes =
        """
        rue: rue
        chemin: chemin, chem
        impasse: impasse, imp
        allee: allee
        quai: quai
        faubourg: faubourg, fbg
        cours: cours
        calle: calle, cll
        avenue: avenida, avda, avd
        carrera: carrera, cra, kra
        camino: camino, cno
        carretera: carretera, ctra
        paseo: paseo
        travesia: travesia, trva
        via: via
        viale: viale, vle
        corso: corso, cso
        largo: largo
        vicolo: vicolo
        strada: strada
        rua: rua
        travessa: travessa
        praca: praca, pca
        estrada: estrada, estr
        rodovia: rodovia
        alameda: alameda
        jalan: jalan, jln, jl
        """;

    private const string MovingTypes =
        """
        street: ul, ulica, ulitsa, vul, vulytsia, vulytsya, vulitsya, vulitsa, ulitca
        avenue: prospekt, prospect, prosp, prkt, prospekta
        aleja: aleja, aleje
        lane: pereulok, provulok, per
        embankment: naberezhnaya, nab, emb, embankment, naberezhna, naberezhnaia
        highway: shosse, sh
        square: ploshchad, ploshcha, plac
        passage: proezd, proyezd, passage
        osiedle: osiedle
        """;

    private const string Directions = "north: north, south: south, east: east, west: west, northeast: northeast ne, northwest: northwest nw, "
        + "southeast: southeast se, southwest: southwest sw";

    private const string Numbers =
        "1: first, 2: second, 3: third, 4: fourth, 5: fifth, 6: sixth, 7: seventh, 8: eighth, 9: ninth, 10: tenth, 11: eleventh, 12: twelfth, "
        + "13: thirteenth, 14: fourteenth, 15: fifteenth, 16: sixteenth, 17: seventeenth, 18: eighteenth, 19: nineteenth, 20: twentieth twenty, "
        + "30: thirtieth thirty, 40: fortieth forty, 50: fiftieth fifty, 60: sixtieth sixty, 70: seventieth seventy, 80: eightieth eighty, "
        + "90: ninetieth ninety";

    private static readonly Dictionary<string, StreetWord> Words = Read();
    private static readonly StreetWord[] All = [.. Words.Values];
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Index = Words
        .Select(static (pair, at) => (pair.Key, at))
        .ToFrozenDictionary(static pair => pair.Key, static pair => pair.at, StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The word's place in the table, or -1 where it is not known.</summary>
    internal static int Find(ReadOnlySpan<char> word) => word.Length is > 1 and < 14 && Index.TryGetValue(word, out int at) ? at
        : word.Length == 1 && Index.TryGetValue(word, out at) ? at : -1;

    /// <summary>The word at a place in the table.</summary>
    internal static StreetWord At(int index) => All[index];

    private static Dictionary<string, StreetWord> Read()
    {
        var words = new Dictionary<string, StreetWord>(StringComparer.Ordinal);
        Add(words, Types.Split('\n'), StreetWordKind.Type);
        Add(words, NumberedTypes.Split('\n'), StreetWordKind.Type | StreetWordKind.Numbered);
        Add(words, WeakTypes.Split('\n'), StreetWordKind.WeakType);
        Add(words, LeadingTypes.Split('\n'), StreetWordKind.LeadingType);
        Add(words, MovingTypes.Split('\n'), StreetWordKind.MovingType);
        Add(words, Directions.Split(", "), StreetWordKind.Direction);
        Add(words, Numbers.Split(", "), StreetWordKind.Number);
        Add(words, ["st: st"], StreetWordKind.Type);
        Add(words, ["dr: dr"], StreetWordKind.Type);
        Add(words, ["boulevard: bd, bld"], StreetWordKind.Type | StreetWordKind.Building);
        Add(words, ["unit: unit, apt, apartment, appartment, appt, apmt, suite, ste, flat, room, rm, office, ofc, lot, trlr, trailer, spc, slip, "
            + "kv, kvartira, kom, komnata, of, ofis, pomeshch, pom, top, wohnung, whg, appartement, local, depto, dept, piso, interno, int"],
            StreetWordKind.Unit);
        Add(words, ["floor: floor, fl, flr, level, lvl, etage, etazh, stock, og"], StreetWordKind.Floor);
        Add(words, ["building: building, bldg, bdg, block, blk, korpus, korp, stroenie, stroyeniye, budova, budivlya, tower, edificio"], StreetWordKind.Building);
        Add(words, ["no: no, nr, num, number, nro, numero, dom, bud, budynok, budinok, zd, vld, dvld, house, hs, haus"], StreetWordKind.HouseMarker);
        Add(words, ["near: near, between, opposite, opp, at, off, btwn, bet"], StreetWordKind.Remark);
        Add(words, ["penthouse: penthouse, ph", "basement: basement, bsmt", "lower level: lowerlevel", "rear: rear", "ground floor: groundfloor"],
            StreetWordKind.BareUnit);
        Add(words, ["po box: box, pobox, postfach, postbus, apartado, casella, boite, bp, caixa, postboks"], StreetWordKind.PostBox);
        foreach ((string letter, string direction) in new[] { ("n", "north"), ("s", "south"), ("e", "east"), ("w", "west") })
        {
            words[letter] = new StreetWord(direction, StreetWordKind.ShortDirection);
        }

        return words;
    }

    private static void Add(Dictionary<string, StreetWord> words, IEnumerable<string> lines, StreetWordKind kind)
    {
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            var word = new StreetWord(line[..colon], kind);
            foreach (string spelling in line[(colon + 1)..].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            {
                words.TryAdd(spelling, word);
            }
        }
    }
}

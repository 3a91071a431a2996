using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>Large cities whose names differ between languages, folded, and short names that stand for one city only.</summary>
internal static class CityNames
{
    private const string Table =
        """
        moscow=moskva|moskau|moscou|moscu|mosca|g moskva|m moskva|gorod moskva|moskow
        saint petersburg=sankt peterburg|sankt petersburg|st peterburg|g sankt peterburg|m sankt peterburg|saint petersbourg|san petersburgo|spb
        kyiv=kiev|kiew|kyyiv|m kyyiv|kijow
        minsk=g minsk|m minsk|minsk city
        vienna=wien|vienne|viena
        munich=munchen|muenchen|monaco di baviera
        cologne=koln|koeln
        nuremberg=nurnberg|nuernberg
        hanover=hannover
        frankfurt=frankfurt am main|frankfurt a m|frankfurt main
        zurich=zuerich|zurigo
        geneva=geneve|genf|ginebra|ginevra
        basel=bale|basle
        bern=berne
        lucerne=luzern
        rome=roma|rom
        milan=milano|mailand
        turin=torino
        florence=firenze|florenz
        venice=venezia|venedig
        naples=napoli|neapel
        genoa=genova
        prague=praha|prag|praga
        warsaw=warszawa|warschau|varsovie|varsovia|varshava
        krakow=cracow|krakau
        wroclaw=breslau
        gdansk=danzig
        bucharest=bucuresti|bukarest
        belgrade=beograd|belgrad
        sofia=sofiya
        athens=athina|athen|athenes|atenas
        lisbon=lisboa|lissabon|lisbonne
        seville=sevilla
        brussels=bruxelles|brussel|brussel stad|bruselas
        antwerp=antwerpen|anvers
        ghent=gent|gand
        bruges=brugge
        the hague=den haag|s gravenhage|gravenhage|la haye
        copenhagen=kobenhavn|kopenhagen|copenhague
        gothenburg=goteborg
        helsinki=helsingfors
        tallinn=reval
        damascus=damas|damaskus
        beirut=beyrouth|bayrut
        cairo=le caire|el cairo|kairo|al qahirah
        algiers=alger|argel
        tehran=teheran|tahran
        baghdad=bagdad
        beijing=peking|pekin
        guangzhou=canton
        tokyo=tokio|tokyo to
        mexico city=ciudad de mexico|mexico df|mexico d f|cdmx|mexico cd
        new york=new york city|nyc|new york ny
        mumbai=bombay
        chennai=madras
        kolkata=calcutta
        bengaluru=bangalore
        ho chi minh city=saigon|ho chi minh|tp ho chi minh
        yangon=rangoon
        istanbul=constantinople|istambul
        jerusalem=yerushalayim|al quds
        tbilisi=tiflis
        yerevan=erevan|jerewan
        chisinau=kishinev
        lviv=lvov|lwow|lemberg
        kharkiv=kharkov
        odesa=odessa|m odesa
        washington=washington dc|washington d c
        luxembourg=luxemburg|luxembourg ville
        dunkirk=dunkerque
        """;

    private static readonly FrozenDictionary<string, string> English = Table
        .Split('\n')
        .Select(static line => line.Split(['=', '|']))
        .SelectMany(static names => names.Skip(1).Select(name => (Name: name, City: names[0])))
        .ToFrozenDictionary(static pair => pair.Name, static pair => pair.City, StringComparer.Ordinal);

    /// <summary>The English name of a folded city; other cities stay as they are, without a "g" or "m" (city) before them.</summary>
    internal static string EnglishOf(string folded) =>
        English.TryGetValue(folded, out string? english) ? english
        : folded.Length > 4 && folded[1] == ' ' && folded[0] is 'g' or 'm' ? EnglishOf(folded[2..])
        : folded.StartsWith("misto ", StringComparison.Ordinal) ? EnglishOf(folded[6..])
        : folded;
}

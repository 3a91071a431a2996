using System.Globalization;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching;

/// <summary>
/// Term frequencies that ship: untrained matching knows by them that Smith and London are common and what is not listed is rare.
/// Round figures of general knowledge, not taken from any one set; a trained bundle replaces them with counts of its own data.
/// </summary>
public static partial class CommonTerms
{
    private const double RecordsCounted = 1_000_000;

    /// <summary>
    /// Given names, family names, cities and words of organisation names, all standardised, in ordinal order.
    /// Counts are per million people (words: organisations) of the country that the value is at home in.
    /// </summary>
    public static IReadOnlyList<TermFrequencyTable> Tables { get; } =
    [
        Table(Attributes.NameGiven, GivenRows, unlistedBits: 11),
        Table(Attributes.NameFamily, FamilyRows, unlistedBits: 13),
        Table(Attributes.AddressCity, CityRows, unlistedBits: 10),
        Table(Features.TermModel.OrganisationToken, WordRows, unlistedBits: 13),
    ];

    /// <summary>Large cities: people who live there per million of the country; the largest share is cut to 300,000.</summary>
    internal const string CityRows =
        """
        300000 singapore hong_kong auckland dubai
        280000 lima
        200000 sydney vienna riyadh
        190000 melbourne istanbul
        180000 dublin seoul budapest
        150000 bogota
        130000 london copenhagen prague baghdad
        110000 tokyo helsinki oslo
        100000 brisbane cairo tehran
        95000 stockholm
        90000 moscow ho_chi_minh_city casablanca
        85000 hanoi bucharest
        80000 perth brussels
        75000 toronto
        70000 madrid ankara busan mexico_city buenos_aires kyiv
        60000 athens gothenburg antwerp
        55000 lisbon adelaide amsterdam izmir sao_paulo
        50000 rome zurich
        48000 warsaw aarhus
        45000 montreal berlin rotterdam incheon alexandria
        40000 daegu saint_petersburg calgary
        35000 barcelona malmo the_hague
        32000 paris graz
        30000 yokohama bursa ottawa edmonton
        25000 new_york utrecht antalya
        23000 osaka milan hamburg daejeon gwangju geneva linz
        22000 krakow adana konya uppsala
        20000 gold_coast canberra nagoya lodz basel
        18000 munich wroclaw beijing
        17000 naples valencia shanghai salzburg
        16000 poznan seville mumbai
        15000 turin sapporo zaragoza gaziantep groningen tilburg delhi
        14000 eindhoven glasgow gdansk marseille sunshine_coast vasteras orebro
        13000 cologne fukuoka malaga almere
        12000 leeds novosibirsk wollongong kobe breda nijmegen linkoping cordoba
        11500 los_angeles lyon kawasaki
        11000 palermo kyoto
        10000 yekaterinburg hobart kayseri mersin szczecin murcia geelong
        9500 frankfurt genoa
        9000 sheffield liverpool palma haarlem arnhem enschede guangzhou shenzhen
        8500 newcastle kazan edinburgh bristol lublin bydgoszcz saitama hiroshima
        8000 birmingham chicago stuttgart dusseldorf duesseldorf townsville cairns wuhan
        7500 dortmund essen leipzig toulouse bilbao bologna bengaluru
        7000 bremen dresden hanover houston leicester chengdu tianjin chongqing
        6500 nuremberg florence bari sendai cardiff coventry nizhny_novgorod chelyabinsk
        6000 duisburg nice bradford alicante darwin toowoomba ballarat bendigo hyderabad chennai kolkata
        5500 belfast nottingham samara ufa rostov_na_donu omsk krasnoyarsk catania
        5000 phoenix bochum nantes hull plymouth wolverhampton ahmedabad pune
        4500 philadelphia san_antonio wuppertal montpellier strasbourg stoke_on_trent derby southampton valladolid vigo
        4200 san_diego bielefeld bonn bordeaux lille venice verona swansea
        4000 manchester dallas karlsruhe mannheim augsburg munster muenster portsmouth gijon surat jaipur
        3500 wiesbaden gelsenkirchen monchengladbach moenchengladbach braunschweig chemnitz kiel aachen rennes reims york northampton luton
        3000 austin jacksonville san_jose fort_worth columbus charlotte halle magdeburg freiburg krefeld lubeck luebeck mainz aberdeen dundee reading milton_keynes
        2500 indianapolis san_francisco seattle denver erfurt oberhausen rostock kassel hagen potsdam saarbrucken saarbruecken toulon grenoble dijon angers le_havre
        2000 washington boston nashville el_paso detroit las_vegas portland memphis louisville baltimore oklahoma_city milwaukee albuquerque tucson fresno sacramento atlanta kansas_city miami
        1500 colorado_springs raleigh omaha long_beach oakland minneapolis tulsa tampa arlington new_orleans wichita cleveland honolulu brooklyn bronx staten_island cincinnati pittsburgh saint_louis saint_paul orlando
        1200 springfield buffalo newark lexington lincoln richmond rochester aurora anaheim bakersfield anchorage riverside
        """;

    /// <summary>Words of organisation names in English, German, French, Spanish, Italian and Dutch: organisations with the word per million.</summary>
    internal const string WordRows =
        """
        45000 of
        30000 school center services
        20000 church group
        15000 community association restaurant de management
        12000 children international properties bank solutions first trust
        10000 elementary academy care learning club medical health construction family house home
        9000 child day company council american development systems consulting technology new holdings
        8000 university hotel shop store cafe auto city county public foundation society investments the
        7000 bar college design partners associates law pharmacy trading engineering
        6000 insurance office food market hair beauty clinic hospital capital financial south north art
        5000 west east green pizza grill kitchen cleaning transport education christian baptist dental real estate building head start pre for
        4500 media energy garden park saint global creative enterprises consultants studio fitness
        4000 central national lake valley river hill oak sports fund ventures industries products supply
        3500 general royal state high middle primary catholic methodist lutheran united federal credit union department
        3000 digital marketing software network networks logistics security electric plumbing heating roofing landscaping catering bakery coffee wine
        2800 fashion jewellery jewelry motors cars garage tyres taxi travel tours
        2500 institute research science training recruitment support housing charitable youth kids little nursery kindergarten montessori in at
        2400 verein schule haus gesellschaft stadt deutsche fur
        2200 societe immobiliere ecole maison du des la le les
        2000 sociedad grupo construcciones inversiones servicios el los las del hermanos casa
        1900 azienda impresa costruzioni immobiliare di della
        1800 stichting vereniging beheer van der den het en bouw
        1700 golden star blue red black white silver sun king queen crown
        1600 world europe european asia pacific atlantic british london china india australia australian canada german france italian indian chinese mexican
        1500 communications entertainment productions music film records events photography print printing press publishing books library museum theater gallery
        1400 agency advisors advisory accounting accountants tax legal solicitors wealth asset mortgage finance savings payments
        1300 manufacturing industrial machinery tools steel metal metals plastics chemical pharmaceuticals laboratories bio life sciences
        1200 oil gas petroleum mining water power solar wind environmental recycling waste farm farms agricultural foods meat fish seafood
        1100 retail wholesale import export distribution shipping air marine aviation freight express courier storage
        1000 interiors furniture kitchens bathrooms windows doors glass flooring painting carpentry builders homes apartments residential land village court place street road bridge hills view heights
        900 spa salon nails barber skin yoga gym dance tennis golf football cricket
        800 immobilien verwaltung beratung bau technik handel handels gasthaus apotheke
        700 boulangerie pharmacie conseil gestion investissement patrimoine atelier batiment transports agence
        600 inmobiliaria transportes construccion comercial asesores farmacia panaderia taller promociones
        500 ristorante pizzeria edilizia impianti trasporti commerciale servizi consulenza fratelli
        400 restaurante bistro brasserie trattoria tandoori sushi thai noodle burger chicken kebab fried subway
        """;

    private static TermFrequencyTable Table(string attribute, string rows, double unlistedBits)
    {
        var counts = new SortedList<string, double>(StringComparer.Ordinal);
        foreach ((string term, double count) in Parse(rows))
        {
            counts.Add(term, count);
        }

        return new TermFrequencyTable(attribute, RecordsCounted, Duplicates: 0, unlistedBits, counts);
    }

    /// <summary>Terms with their counts in the order written.</summary>
    internal static IEnumerable<(string Term, double Count)> Parse(string rows)
    {
        foreach (string row in rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] cells = row.Split(' ');
            double count = double.Parse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture);
            foreach (string cell in cells[1..])
            {
                yield return (cell.Replace('_', ' '), count);
            }
        }
    }
}

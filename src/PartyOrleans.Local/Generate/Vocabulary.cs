namespace PartyOrleans.Local.Generate;

/// <summary>The words that generated parties are made of. Frequent ones come first: they are drawn by rank.</summary>
internal static class Vocabulary
{
    public static readonly string[] Male = Words(
        "James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew "
        + "Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott "
        + "Brandon Benjamin Samuel Gregory Frank Alexander Raymond Patrick Jack Dennis Jerry Tyler Aaron José Adam Nathan Henry Douglas Zachary Peter "
        + "Kyle Walter Ethan Jeremy Harold Keith Christian Roger Noah Gerald Carl Terry Sean Arthur Lawrence Dylan Jordan Bruce Albert Gabriel Logan "
        + "Alan Juan Wayne Roy Ralph Randy Eugene Vincent Russell Elijah Louis Philip Johnny Thorsten Jürgen Wolfgang Klaus Mohammed Omar Rajesh Wei "
        + "Hiroshi Mateo Diego Piotr Ivan Sven Liam Callum Rhys Angus Fergus Otto Emil Anton Leon Felix");

    public static readonly string[] Female = Words(
        "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kimberly Emily Donna "
        + "Michelle Carol Amanda Dorothy Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela Emma "
        + "Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn Janet Catherine Maria Heather Diane Ruth Julie Olivia Joyce Virginia Victoria "
        + "Kelly Lauren Christina Joan Evelyn Judith Megan Andrea Cheryl Hannah Jacqueline Martha Gloria Teresa Ann Sara Madison Frances Kathryn Janice "
        + "Jean Abigail Alice Julia Judy Sophia Grace Denise Amber Doris Marilyn Danielle Beverly Isabella Theresa Diana Natalie Brittany Charlotte "
        + "Zoë Chloé Renée Ursula Heike Gisela Fatima Aisha Priya Mei Yuki Sofia Lucía Agnieszka Olga Astrid Ingrid Niamh Siobhán Morag Greta Ida");

    public static readonly string[] Family = Words(
        "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Wilson Anderson Thomas Taylor Moore Jackson Martin "
        + "Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green "
        + "Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart "
        + "Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson "
        + "Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez Müller Schmidt "
        + "Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun "
        + "Krüger Hofmann Hartmann Lange O'Brien O'Connor MacDonald McCarthy Fraser Sinclair Khan Singh Chen Wang Kowalski Novák Andersson Larsen");

    /// <summary>Short forms of given names.</summary>
    public static readonly Dictionary<string, string[]> Nicknames = Pairs(
        "William:Bill,Will,Billy Robert:Bob,Rob,Bobby Richard:Rick,Dick,Rich James:Jim,Jimmy,Jamie John:Jack,Johnny Michael:Mike,Mick Thomas:Tom,Tommy "
        + "Joseph:Joe,Joey Charles:Charlie,Chuck Christopher:Chris,Kit Daniel:Dan,Danny Matthew:Matt Anthony:Tony Steven:Steve Stephen:Steve "
        + "Andrew:Andy,Drew Joshua:Josh Kenneth:Ken Edward:Ed,Ted,Eddie Timothy:Tim Jeffrey:Jeff Nicholas:Nick Jonathan:Jon Benjamin:Ben Samuel:Sam "
        + "Gregory:Greg Alexander:Alex,Sandy Patrick:Pat,Paddy Raymond:Ray Lawrence:Larry Gerald:Gerry Ronald:Ron Donald:Don Douglas:Doug Peter:Pete "
        + "Zachary:Zach Philip:Phil Vincent:Vince Gabriel:Gabe Henry:Harry,Hank Albert:Bert,Al Harold:Harry Walter:Walt Eugene:Gene Frank:Frankie "
        + "Elizabeth:Liz,Beth,Betty,Lizzie Margaret:Maggie,Peggy,Meg Katherine:Kate,Kathy,Katie Catherine:Cathy,Kate Kathryn:Kate,Kathy "
        + "Patricia:Pat,Trish,Patty Jennifer:Jen,Jenny Barbara:Barb,Babs Susan:Sue Jessica:Jess Deborah:Deb,Debbie Debra:Deb Rebecca:Becky,Becca "
        + "Stephanie:Steph Samantha:Sam Christine:Chris,Tina Christina:Tina Victoria:Vicky Kimberly:Kim Theresa:Terry,Tess Teresa:Terry Abigail:Abby "
        + "Frances:Fran Jacqueline:Jackie Amanda:Mandy Melissa:Mel Pamela:Pam Cynthia:Cindy Sandra:Sandy Dorothy:Dot,Dottie Judith:Judy Janice:Jan "
        + "Danielle:Dani Natalie:Nat Alice:Ali Isabella:Bella Wolfgang:Wolf");

    /// <summary>Street names; more are made of syllables.</summary>
    public static readonly string[] Streets = Words(
        "High Church Main Park Victoria Station Mill Manor Oak Maple Cedar Elm Washington Lake Hill Walnut Spring North Ridge Chestnut Meadow Forest "
        + "Sunset River School Bridge Castle Abbey Orchard Grange Kings Queens Albert George Windsor York Clarence Highland Franklin Jefferson Lincoln");

    /// <summary>Kinds of streets with the short form.</summary>
    public static readonly (string Full, string Short)[] StreetTypes =
    [
        ("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Lane", "Ln"), ("Drive", "Dr"), ("Court", "Ct"), ("Close", "Cl"), ("Place", "Pl"),
        ("Crescent", "Cres"), ("Boulevard", "Blvd"), ("Terrace", "Ter"), ("Square", "Sq"),
    ];

    /// <summary>What organisations do.</summary>
    public static readonly string[] Activities =
    [
        "Logistics", "Engineering", "Consulting", "Foods", "Construction", "Software", "Insurance", "Energy", "Textiles", "Pharma", "Motors", "Media",
        "Capital", "Catering", "Timber", "Steel", "Marine", "Printing", "Security", "Dental Care", "Plumbing & Heating", "Travel", "Farms", "Optics",
        "Furniture", "Chemicals", "Property Services", "Research", "Recycling", "Instruments", "Bakery", "Freight", "Systems", "Trading", "Holdings",
    ];

    /// <summary>Legal forms by country, each with its other ways of writing.</summary>
    public static readonly Dictionary<string, string[][]> LegalForms = new(StringComparer.Ordinal)
    {
        ["US"] = [["Inc", "Inc.", "Incorporated"], ["LLC", "L.L.C."], ["Corp", "Corp.", "Corporation"]],
        ["GB"] = [["Limited", "Ltd", "Ltd."], ["plc", "PLC", "Public Limited Company"], ["LLP", "L.L.P."]],
        ["DE"] = [["GmbH", "G.m.b.H.", "Gesellschaft mbH"], ["AG", "Aktiengesellschaft"], ["GmbH & Co. KG", "GmbH & Co KG"]],
    };

    /// <summary>Cities with region and the start of their postcodes, frequent ones first.</summary>
    public static readonly (string Country, string City, string Region, string Postcode)[] Cities =
    [
        ("GB", "London", "Greater London", "SE"), ("US", "Springfield", "IL", "627"), ("GB", "Birmingham", "West Midlands", "B"),
        ("US", "Portland", "OR", "972"), ("DE", "Berlin", "Berlin", "10"), ("US", "Austin", "TX", "787"), ("GB", "Leeds", "West Yorkshire", "LS"),
        ("US", "Columbus", "OH", "432"), ("GB", "Glasgow", "Lanarkshire", "G"), ("US", "Madison", "WI", "537"), ("DE", "München", "Bayern", "80"),
        ("GB", "Bristol", "Avon", "BS"), ("US", "Denver", "CO", "802"), ("GB", "Sheffield", "South Yorkshire", "S"), ("US", "Boise", "ID", "837"),
        ("DE", "Köln", "Nordrhein-Westfalen", "50"), ("GB", "Cardiff", "South Glamorgan", "CF"), ("US", "Raleigh", "NC", "276"),
        ("GB", "Norwich", "Norfolk", "NR"), ("US", "Salem", "OR", "973"), ("DE", "Hamburg", "Hamburg", "20"), ("US", "Tucson", "AZ", "857"),
        ("GB", "Exeter", "Devon", "EX"), ("US", "Omaha", "NE", "681"), ("GB", "York", "North Yorkshire", "YO"), ("US", "Des Moines", "IA", "503"),
        ("DE", "Leipzig", "Sachsen", "04"), ("GB", "Dundee", "Angus", "DD"), ("US", "Burlington", "VT", "054"), ("GB", "Lincoln", "Lincolnshire", "LN"),
        ("US", "Eugene", "OR", "974"), ("DE", "Nürnberg", "Bayern", "90"),
    ];

    private static readonly string[] Onsets = Words(
        "B Br C Ch Cl D Dr F Fr G Gr H J K Kr L M N P Pr R S Sh St T Tr V W Y Z");

    private static readonly string[] Vowels = Words("a e i o u ai ea ie oo ou");
    private static readonly string[] Codas = ["", "n", "r", "l", "s", "t", "m", "ck", "nd", "rt", "ll", "ng", "th"];
    private static readonly string[] Endings = Words("son ton ley man well ford ski er field worth sen ov ing by ham wood");

    /// <summary>The word of a rank beyond the lists: two syllables and an ending, always the same for the same rank.</summary>
    public static string Made(int rank)
    {
        uint value = (uint)rank * 2654435761u;
        string first = Take(Onsets, ref value) + Take(Vowels, ref value) + Take(Codas, ref value);
        string second = rank % 3 == 0 ? "" : Take(Onsets, ref value).ToLowerInvariant() + Take(Vowels, ref value);
        return first + second + Endings[(int)((uint)rank * 40503u >> 8) % Endings.Length];
    }

    /// <summary>A word of a list by rank, or one made where the list is too short.</summary>
    public static string ByRank(string[] list, int rank) => rank < list.Length ? list[rank] : Made(rank);

    private static string Take(string[] parts, ref uint value)
    {
        string part = parts[value % (uint)parts.Length];
        value = (value / (uint)parts.Length) ^ (value << 27);
        return part;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string[]> Pairs(string text) => Words(text)
        .ToDictionary(static entry => entry[..entry.IndexOf(':')], static entry => entry[(entry.IndexOf(':') + 1)..].Split(','), StringComparer.Ordinal);
}

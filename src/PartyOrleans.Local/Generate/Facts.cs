namespace PartyOrleans.Local.Generate;

/// <summary>A postal address in parts; empty where a part is not known.</summary>
internal sealed record Address(string House, string Street, string StreetType, string City, string Region, string Postcode, string Country)
{
    public static readonly Address None = new("", "", "", "", "", "", "");

    /// <summary>House and street in the order of the country.</summary>
    public string Line => Country == "DE" ? Join(Street, House) : Join(Join(House, Street), StreetType);

    /// <summary>The whole address in one line.</summary>
    public string Whole => Country switch
    {
        "US" => JoinComma(Line, JoinComma(City, Join(Region, Postcode))),
        "DE" => JoinComma(Line, Join(Postcode, City)),
        _ => JoinComma(Line, JoinComma(City, Postcode)),
    };

    private static string Join(string left, string right) => left.Length == 0 ? right : right.Length == 0 ? left : $"{left} {right}";

    private static string JoinComma(string left, string right) => left.Length == 0 ? right : right.Length == 0 ? left : $"{left}, {right}";
}

/// <summary>What one record says of a party before its source lays it out.</summary>
internal sealed record Facts
{
    public bool IsOrganisation { get; init; }

    public string Given { get; init; } = "";

    public string Middle { get; init; } = "";

    public string Family { get; init; } = "";

    public string Suffix { get; init; } = "";

    public string Gender { get; init; } = "";

    /// <summary>Birth or registration; null where not given.</summary>
    public DateOnly? Date { get; init; }

    public string Name { get; init; } = "";

    public string TradeName { get; init; } = "";

    public Address Address { get; init; } = Address.None;

    /// <summary>National digits with the trunk zero where the country has one.</summary>
    public string Phone { get; init; } = "";

    public string Email { get; init; } = "";

    public string Website { get; init; } = "";

    /// <summary>Passport of a person, LEI of an organisation.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>Country of the party, ISO 3166 alpha-2.</summary>
    public string Country { get; init; } = "";

    public DateOnly Updated { get; init; }
}

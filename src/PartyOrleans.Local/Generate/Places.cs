namespace PartyOrleans.Local.Generate;

/// <summary>Makes addresses and telephone numbers.</summary>
internal static class Places
{
    private const string PostcodeLetters = "ABDEFGHJLNPQRSTUWXYZ";

    /// <summary>An address, in a country where one is given.</summary>
    public static Address Address(ref SeededRandom random, string country = "")
    {
        (string Country, string City, string Region, string Postcode) city;
        do
        {
            city = Vocabulary.Cities[random.Rank(5, 6) % Vocabulary.Cities.Length];
        }
        while (country.Length > 0 && city.Country != country);

        int houseLimit = random.Between(10, 250);
        string house = random.Between(1, houseLimit).ToString();
        string street = Vocabulary.ByRank(Vocabulary.Streets, random.Rank(12, 10));
        string postcode = city.Country switch
        {
            "US" => city.Postcode + random.Below(100).ToString("D2"),
            "DE" => city.Postcode + random.Below(1000).ToString("D3"),
            _ => $"{city.Postcode}{random.Between(1, 40)} {random.Below(10)}{random.Pick<char>(PostcodeLetters)}{random.Pick<char>(PostcodeLetters)}",
        };
        string type = city.Country == "DE" ? "" : Vocabulary.StreetTypes[random.Rank(3, 3)].Full;
        return new Address(house, city.Country == "DE" ? street + "straße" : street, type, city.City, city.Region, postcode, city.Country);
    }

    /// <summary>
    /// A telephone number from ranges that no subscriber has: area code 555 of the United States, 04 of the United Kingdom,
    /// the test range 031 of Germany.
    /// </summary>
    public static string Phone(ref SeededRandom random, string country) => country switch
    {
        "US" => $"555{random.Between(200, 999)}{random.Below(10_000):D4}",
        "DE" => $"0319{random.Below(10_000_000):D7}",
        _ => $"04{random.Below(100):D2}{random.Below(10_000_000):D7}",
    };
}

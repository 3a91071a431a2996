using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardising;

public sealed class PhonesTests
{
    [Theory]
    [InlineData("07123456789", "", "7123456789")]
    [InlineData("702-919-1300", "", "7029191300")]
    [InlineData("310/246-1501", "", "3102461501")]
    [InlineData("310/ 246-1501.", "", "3102461501")]
    [InlineData("(320) 392-2137", "", "3203922137")]
    [InlineData("18188922818", "", "8188922818")]
    [InlineData("321-3212", "", "3213212")]
    [InlineData("(4812)85-62-34", "", "4812856234")]
    [InlineData("tel: 020 7946 0123", "", "2079460123")]
    [InlineData("Home 702-919-1300", "", "7029191300")]
    [InlineData("702-919-1300 (home)", "", "7029191300")]
    [InlineData("221-2412 home", "", "2212412")]
    [InlineData("312-555-0142 ext 5", "", "3125550142")]
    [InlineData("312-555-0142x5", "", "3125550142")]
    [InlineData("312-555-0142 #12", "", "3125550142")]
    [InlineData("312-555-0142, 312-555-0143", "", "3125550142")]
    [InlineData("312-555-0142 / 312-555-0143", "", "3125550142")]
    [InlineData("1-800-FLOWERS", "", "8003569377")]
    [InlineData("1-800-GO-FEDEX", "us", "+18004633339")]
    [InlineData("512-555-HOME", "", "5125554663")]
    [InlineData("92-42-7925774", "", "+92427925774")]
    [InlineData("225-6710-07961", "", "225671007961")]
    [InlineData("４５-１２３４５６", "", "45123456")]
    public void Standardise_WhenNoCountryIsKnown_GivesTheBareDigits(string raw, string country, string expected) =>
        Phones.Standardise(raw, country).ShouldBe(expected);

    [Theory]
    [InlineData("+44 20 7946 0123", "", "+442079460123")]
    [InlineData("+44 (0)20 7946 0123", "", "+442079460123")]
    [InlineData("0044 20 7946 0123", "", "+442079460123")]
    [InlineData("020 7946 0123", "gb", "+442079460123")]
    [InlineData("020 7946 0123", "GB", "+442079460123")]
    [InlineData("442079460123", "gb", "+442079460123")]
    [InlineData("+39 0352 6553537", "", "+3903526553537")]
    [InlineData("+7(4812)85-62-34", "", "+74812856234")]
    [InlineData("8 (4812) 85-62-34", "ru", "+74812856234")]
    [InlineData("+92 42-7925774", "", "+92427925774")]
    [InlineData("+353 1 496 0123", "", "+35314960123")]
    [InlineData("030 23125 123", "de", "+493023125123")]
    [InlineData("06 1 234 5670", "hu", "+3612345670")]
    [InlineData("(312) 555-0142", "us", "+13125550142")]
    [InlineData("1 312 555 0142", "ca", "+13125550142")]
    [InlineData("011 44 20 7946 0123", "us", "+442079460123")]
    [InlineData("800-111-1234", "us", "8001111234")]
    [InlineData("321-3212", "us", "3213212")]
    [InlineData("321-3212", "zz", "3213212")]
    public void Standardise_WhenTheCountryIsKnown_GivesE164(string raw, string country, string expected) =>
        Phones.Standardise(raw, country).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("12345")]
    [InlineData("0000000000")]
    [InlineData("999-999-9999")]
    [InlineData("1234567890")]
    [InlineData("0123456789")]
    [InlineData("9876543210")]
    [InlineData("312-000-0000")]
    [InlineData("12345678901234567")]
    [InlineData("+1 999 999 9999")]
    public void Standardise_WhenTheNumberIsUnusable_IsEmpty(string raw) => Phones.Standardise(raw).ShouldBe("");

    [Theory]
    [InlineData("+447123456789", "7123456789")]
    [InlineData("7123456789", "7123456789")]
    [InlineData("+3903526553537", "3526553537")]
    [InlineData("+13125550142", "3125550142")]
    [InlineData("+92427925774", "427925774")]
    [InlineData("", "")]
    public void MatchKey_WhenStandardised_IsTheNationalPart(string standardised, string expected) =>
        Phones.MatchKey(standardised).ShouldBe(expected);

    [Theory]
    [InlineData("+44 7123 456789", "07123456789")]
    [InlineData("+39 0352 6553537", "0352 6553537")]
    [InlineData("+7(4812)85-62-34", "(4812)85-62-34")]
    [InlineData("+92 42-7925774", "92-42-7925774")]
    [InlineData("+91 4936 202565", "4936202565")]
    [InlineData("1-312-555-0142", "(312) 555 0142")]
    public void MatchKey_WhenWrittenWithAndWithoutCountry_IsTheSame(string one, string other) =>
        Phones.MatchKey(Phones.Standardise(one)).ShouldBe(Phones.MatchKey(Phones.Standardise(other)));

    [Fact]
    public void Standardise_WhenAppliedTwice_ChangesNothing()
    {
        string[] countries = ["", "us", "gb", "de", "it", "fr", "ru", "in", "au"];
        for (int i = 0; i < 5000; i++)
        {
            ulong hash = Model.StableHash.Of(BitConverter.GetBytes(i));
            string raw = (hash % 10_000_000_000UL).ToString("D10", System.Globalization.CultureInfo.InvariantCulture);
            string once = Phones.Standardise(raw, countries[i % countries.Length]);
            Phones.Standardise(once, countries[i % countries.Length]).ShouldBe(once, raw);
        }
    }

    [SharedDataFact("restaurants-fodors-zagat/fodors.csv")]
    public void MatchKey_WhenRestaurantsAreThoseOfTheOtherGuide_IsTheSameForNearlyAll()
    {
        Dictionary<string, string> fodors = Keys("fodors"), zagats = Keys("zagats");
        string[][] pairs =
        [
            .. File.ReadLines(SharedData.Require("restaurants-fodors-zagat/_truth_pairs.csv")).Skip(1)
                .Select(line => line.Split(',').Select(id => id.Trim('"', ' ')).ToArray()),
        ];
        pairs.Length.ShouldBe(112);
        pairs.Count(pair => fodors[pair[0]] == zagats[pair[1]]).ShouldBeGreaterThan(100);
    }

    /// <summary>Keys by restaurant: the telephone number is the first text that looks like one after the id.</summary>
    private static Dictionary<string, string> Keys(string guide)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(SharedData.Require($"restaurants-fodors-zagat/{guide}.csv")).Skip(1))
        {
            System.Text.RegularExpressions.Match phone = System.Text.RegularExpressions.Regex.Match(line, @"\d{3}[/-] ?\d{3}-+\d{4}");
            keys[line[..line.IndexOf(',')].Trim('"')] = phone.Success ? Phones.MatchKey(Phones.Standardise(phone.Value)) : "";
        }

        return keys;
    }
}

using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardisation;

public sealed class AddressPartsTests
{
    [Theory]
    [InlineData("60302", "us", "60302")]
    [InlineData("60302-1234", "us", "60302")]
    [InlineData("603021234", "us", "60302")]
    [InlineData("60302-1234", "", "60302")]
    [InlineData("60302.0", "", "60302")]
    [InlineData("8030", "us", "08030")]
    [InlineData("K1A 0B1", "ca", "k1a0b1")]
    [InlineData("SW1A 2AA", "gb", "sw1a2aa")]
    [InlineData("sw1a2aa", "gb", "sw1a2aa")]
    [InlineData("D02 X285", "ie", "d02x285")]
    [InlineData("2000", "au", "2000")]
    [InlineData("6011", "nz", "6011")]
    [InlineData("10115", "de", "10115")]
    [InlineData("D-10115", "de", "10115")]
    [InlineData("75001", "fr", "75001")]
    [InlineData("F-75001", "fr", "75001")]
    [InlineData("1077 XX", "nl", "1077xx")]
    [InlineData("B-1000", "be", "1000")]
    [InlineData("CH-8001", "ch", "8001")]
    [InlineData("FL-2198", "li", "2198")]
    [InlineData("A-1010", "at", "1010")]
    [InlineData("00184", "it", "00184")]
    [InlineData("28013", "es", "28013")]
    [InlineData("1000-001", "pt", "1000001")]
    [InlineData("SE-114 55", "se", "11455")]
    [InlineData("0150", "no", "0150")]
    [InlineData("DK-1050", "dk", "1050")]
    [InlineData("FI-00100", "fi", "00100")]
    [InlineData("00-950", "pl", "00950")]
    [InlineData("110 00", "cz", "11000")]
    [InlineData("100-0001", "jp", "1000001")]
    [InlineData("110 001", "in", "110001")]
    [InlineData("01310-100", "br", "01310100")]
    [InlineData("06600", "mx", "06600")]
    [InlineData("109012", "ru", "109012")]
    [InlineData("LV-1050", "lv", "1050")]
    [InlineData("C1425DKE", "ar", "c1425dke")]
    [InlineData("", "us", "")]
    [InlineData(" - ", "", "")]
    public void StandardisePostcode_WhenPostcode_GivesOneForm(string raw, string country, string expected)
    {
        Addresses.StandardisePostcode(raw, country).ShouldBe(expected);
        Addresses.StandardisePostcode(expected, country).ShouldBe(expected);
    }

    [Theory]
    [InlineData("12", "12")]
    [InlineData("12A", "12a")]
    [InlineData("12 A", "12a")]
    [InlineData("012", "12")]
    [InlineData("12 - 14", "12-14")]
    [InlineData("12/3", "12/3")]
    [InlineData("No. 12", "12")]
    [InlineData("#12", "12")]
    [InlineData("Nr 12b", "12b")]
    [InlineData("12.0", "12")]
    [InlineData("123-1/2", "123-1/2")]
    [InlineData("0", "0")]
    [InlineData("", "")]
    public void StandardiseHouse_WhenHouse_GivesOneForm(string raw, string expected)
    {
        Addresses.StandardiseHouse(raw).ShouldBe(expected);
        Addresses.StandardiseHouse(expected).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Suite 100", "100")]
    [InlineData("Ste. 100", "100")]
    [InlineData("#100", "100")]
    [InlineData("100", "100")]
    [InlineData("Apt 4B", "4b")]
    [InlineData("Apt. 050", "50")]
    [InlineData("Unit B", "b")]
    [InlineData("Flat 2", "2")]
    [InlineData("2nd Floor", "floor 2")]
    [InlineData("Floor 2, Suite 100", "floor 2 100")]
    [InlineData("Bldg 3 Apt 5", "building 3 5")]
    [InlineData("Penthouse", "penthouse")]
    [InlineData("Lakefront Retrmnt Vlge", "lakefront retrmnt village")]
    [InlineData("", "")]
    public void StandardiseUnit_WhenUnit_GivesOneForm(string raw, string expected)
    {
        Addresses.StandardiseUnit(raw).ShouldBe(expected);
        Addresses.StandardiseUnit(expected).ShouldBe(expected);
    }

    [Theory]
    [InlineData("St. Louis", "saint louis")]
    [InlineData("Mt Vernon", "mount vernon")]
    [InlineData("Ft. Worth", "fort worth")]
    [InlineData("W. Hollywood", "west hollywood")]
    [InlineData("Kansas City", "kansas city")]
    [InlineData("MÜNCHEN", "munich")]
    [InlineData("Москва", "moscow")]
    [InlineData("г. Москва", "moscow")]
    [InlineData("New York City", "new york")]
    [InlineData("", "")]
    public void StandardiseCity_WhenCity_GivesOneForm(string raw, string expected)
    {
        Addresses.StandardiseCity(raw).ShouldBe(expected);
        Addresses.StandardiseCity(expected).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Nevada", "", "nv")]
    [InlineData("NV", "us", "nv")]
    [InlineData("N.Y.", "us", "ny")]
    [InlineData("District of Columbia", "us", "dc")]
    [InlineData("D. C.", "us", "dc")]
    [InlineData("Ontario", "ca", "on")]
    [InlineData("Québec", "", "qc")]
    [InlineData("New South Wales", "au", "nsw")]
    [InlineData("WA", "au", "wa")]
    [InlineData("Western Australia", "", "wa")]
    [InlineData("Leicestershire", "gb", "leicestershire")]
    [InlineData("Île-de-France", "fr", "ile de france")]
    [InlineData("", "", "")]
    public void StandardiseRegion_WhenRegion_GivesOneForm(string raw, string country, string expected)
    {
        Addresses.StandardiseRegion(raw, country).ShouldBe(expected);
        Addresses.StandardiseRegion(expected, country).ShouldBe(expected);
    }
}

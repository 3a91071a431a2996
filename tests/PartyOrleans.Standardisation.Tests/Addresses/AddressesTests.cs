using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardisation;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("123 Main Street, Las Vegas NV 89132", "123|main street||las vegas|nv|89132|us")]
    [InlineData("123 Main St Las Vegas NV 89132-1234", "123|main street||las vegas|nv|89132|us")]
    [InlineData("123 Main St, Suite 100, Las Vegas, NV, 89132, USA", "123|main street|100|las vegas|nv|89132|us")]
    [InlineData("27 Washington Oak Park IL 60302", "27|washington||oak park|il|60302|us")]
    [InlineData("10 Downing St, London SW1A 2AA", "10|downing street||london||sw1a2aa|gb")]
    [InlineData("10 Downing St London SW1A2AA United Kingdom", "10|downing street||london||sw1a2aa|gb")]
    [InlineData("Hauptstraße 5, 10115 Berlin, Germany", "5|haupt street||berlin||10115|de")]
    [InlineData("Hauptstraße 5 10115 Berlin", "5|haupt street||berlin||10115|")]
    [InlineData("5 Rue de Rivoli 75001 Paris", "5|rue de rivoli||paris||75001|")]
    [InlineData("18 Danver Place, Loughborough, Leicestershire, LE11 1UU, United Kingdom", "18|danver place||loughborough|leicestershire|le111uu|gb")]
    [InlineData("18 Danver Place, Loughborough, Leicestershire, United Kingdom, LE11 1UU", "18|danver place||loughborough|leicestershire|le111uu|gb")]
    [InlineData("169 3rd Ave. Camden, NJ 08030", "169|3 avenue||camden|nj|08030|us")]
    [InlineData("80 Delaware Ave SE Washington DC 40040", "80|delaware avenue southeast||washington|dc|40040|us")]
    [InlineData("1515 Adela Ln, LV, NV", "1515|adela lane||lv|nv||us")]
    [InlineData("638 Downey St, Salem, OR", "638|downey street||salem|or||us")]
    [InlineData("173 John Lane, 08030", "173|john lane||||08030|")]
    [InlineData("5684 BAY ST, APT 648, EMERYVILLE, CA 94608", "5684|bay street|648|emeryville|ca|94608|us")]
    [InlineData("100 Queen St W, Toronto, ON M5H 2N2, Canada", "100|queen street west||toronto|on|m5h2n2|ca")]
    [InlineData("Unit 5/12 High St, Sydney NSW 2000, Australia", "12|high street|5|sydney|nsw|2000|au")]
    [InlineData("Beethovenplein 10, 1077 XX Amsterdam, Netherlands", "10|beethovenplein||amsterdam||1077xx|nl")]
    [InlineData("Baarerstrasse 43, 6300 Zug, Switzerland", "43|baarer street||zug||6300|ch")]
    [InlineData("Belarus, 230771 Grodno, 18 Ordzhonikidze St.", "18|ordzhonikidze street||grodno||230771|by")]
    [InlineData("6 Volgogradskaya str., Minsk, 220012, Belarus", "6|volgogradskaya street||minsk||220012|by")]
    [InlineData("Landstrasse 5, FL-9490 Vaduz", "5|land street||vaduz||9490|li")]
    [InlineData("10 Field Street, FL-2198 Triesen", "10|field street||triesen||2198|li")]
    [InlineData("Hauptstraße 5 D-10115 Berlin", "5|haupt street||berlin||10115|de")]
    [InlineData("Bahnhofstrasse 1, CH-8001 Zürich, Switzerland", "1|bahnhof street||zurich||8001|ch")]
    [InlineData("Storgatan 5, S-111 23 Stockholm", "5|storgatan||stockholm||11123|se")]
    [InlineData("Kerkstraat 5, NL-1017 GA Amsterdam", "5|kerk street||amsterdam||1017ga|nl")]
    [InlineData("Długa 5, PL-00-238 Warszawa", "5|dluga||warsaw||00238|pl")]
    [InlineData("12 Rue Haute, L-1718 Luxembourg", "12|rue haute||||1718|lu")]
    [InlineData("638 Downey St, Wilmington, DE-19801", "638|downey street||wilmington|de|19801|us")]
    [InlineData("10 Main Street Apt B-1040, Salem, OR", "10|main street|b|salem|or||us")]
    [InlineData("Tehran, Iran", "|||tehran|||ir")]
    [InlineData("Російська Федерація, 680018, м. Хабаровськ, вул. Портова, буд. 1", "1|portova street||khabarovsk||680018|ru")]
    [InlineData("220114 Minsk, 117/1 Nezavisimosti Ave.", "117/1|nezavisimosti avenue||minsk||220114|")]
    [InlineData("Chinatown Point, 133 New Bridge Road, 059413 Singapore", "133|new bridge road||||059413|sg")]
    [InlineData("Tolmacheva Ul., bld. 8, appt. 71 Smolensk", "8|tolmacheva street|71|smolensk|||")]
    [InlineData("Germany", "||||||de")]
    [InlineData("", "||||||")]
    public void Parse_WhenFullAddress_TakesItApart(string full, string expected)
    {
        Address address = Addresses.Parse(full);

        string.Join('|', address.House, address.Street, address.Unit, address.City, address.Region, address.Postcode, address.Country).ShouldBe(expected);
    }
}

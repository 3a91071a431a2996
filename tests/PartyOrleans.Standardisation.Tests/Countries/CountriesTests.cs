using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardisation;

public sealed class CountriesTests
{
    [Theory]
    [InlineData("US", "us")]
    [InlineData("usa", "us")]
    [InlineData("U.S.A.", "us")]
    [InlineData("U. S. A.", "us")]
    [InlineData("United States of America", "us")]
    [InlineData("840", "us")]
    [InlineData("UK", "gb")]
    [InlineData("GBR", "gb")]
    [InlineData("England", "gb")]
    [InlineData("Scotland", "gb")]
    [InlineData("Great Britain", "gb")]
    [InlineData("United Kingdom of Great Britain and Northern Ireland", "gb")]
    [InlineData("Deutschland", "de")]
    [InlineData("España", "es")]
    [InlineData("Россия", "ru")]
    [InlineData("Российская Федерация", "ru")]
    [InlineData("RUSSIAN FEDERATION", "ru")]
    [InlineData("Schweiz", "ch")]
    [InlineData("Suisse", "ch")]
    [InlineData("The Netherlands", "nl")]
    [InlineData("Côte d'Ivoire", "ci")]
    [InlineData("Ivory Coast", "ci")]
    [InlineData("UAE", "ae")]
    [InlineData("South Korea", "kr")]
    [InlineData("Korea, Republic of", "kr")]
    [InlineData("Democratic People's Republic of Korea", "kp")]
    [InlineData("Czech Republic", "cz")]
    [InlineData("Czechia", "cz")]
    [InlineData("Türkiye", "tr")]
    [InlineData("Turkey", "tr")]
    [InlineData("IRAN (ISLAMIC REPUBLIC OF)", "ir")]
    [InlineData("Viet Nam", "vn")]
    [InlineData("Vietnam", "vn")]
    [InlineData("004", "af")]
    [InlineData("4", "af")]
    [InlineData("Kosovo", "xk")]
    [InlineData("Atlantis", "")]
    [InlineData("zz", "")]
    [InlineData("", "")]
    public void ToIso2_WhenNameOrCode_GivesAlpha2(string raw, string iso2)
    {
        Countries.ToIso2(raw).ShouldBe(iso2);
    }

    [Theory]
    [InlineData("us", "1")]
    [InlineData("gb", "44")]
    [InlineData("de", "49")]
    [InlineData("ie", "353")]
    [InlineData("ru", "7")]
    [InlineData("kn", "1")]
    [InlineData("aq", "")]
    [InlineData("", "")]
    public void CallingCode_WhenCountry_GivesCode(string iso2, string code)
    {
        Countries.CallingCode(iso2).ShouldBe(code);
    }

    [Theory]
    [InlineData("sw1a2aa", "gb")]
    [InlineData("m11ae", "gb")]
    [InlineData("k1a0b1", "ca")]
    [InlineData("1077xx", "nl")]
    [InlineData("10115", "")]
    [InlineData("d02x285", "")]
    [InlineData("", "")]
    public void GuessFromPostcode_WhenFormIsUnmistakable_GivesCountry(string postcode, string iso2)
    {
        Countries.GuessFromPostcode(postcode).ShouldBe(iso2);
    }

    [Fact]
    public void ToIso2_WhenEveryPairOfLetters_KnowsAllAssignedCodesAndKosovo()
    {
        var letters = Enumerable.Range('a', 26).Select(static c => (char)c).ToArray();

        letters.SelectMany(a => letters.Select(b => $"{a}{b}")).Count(static code => Countries.ToIso2(code) == code).ShouldBe(250);
    }

    [Fact]
    public void CallingCode_WhenEveryPairOfLetters_IsKnownButForUninhabitedTerritories()
    {
        var letters = Enumerable.Range('a', 26).Select(static c => (char)c).ToArray();

        string.Join(' ', letters.SelectMany(a => letters.Select(b => $"{a}{b}"))
            .Where(static code => Countries.ToIso2(code) == code && Countries.CallingCode(code).Length == 0)).ShouldBe("aq bv gs hm tf");
    }
}

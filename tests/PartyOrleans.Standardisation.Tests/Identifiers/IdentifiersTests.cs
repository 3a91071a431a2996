using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardising;

public sealed class IdentifiersTests
{
    [Theory]
    [InlineData("lei", "5493001KJTIIGC8Y1R12", "", "5493001KJTIIGC8Y1R12", "")]
    [InlineData("lei", "5493 001k jtii gc8y 1r12", "US", "5493001KJTIIGC8Y1R12", "")]
    [InlineData("lei", "5493001KJTIIGC8Y1R13", "", "", "")]
    [InlineData("iban", "GB82 WEST 1234 5698 7654 32", "", "GB82WEST12345698765432", "GB")]
    [InlineData("iban", "IBAN de89 3704 0044 0532 0130 00", "", "DE89370400440532013000", "DE")]
    [InlineData("iban", "DE88370400440532013000", "", "", "")]
    [InlineData("iban", "GB82WEST123456987654", "", "", "")]
    [InlineData("bic", "deutdeff", "", "DEUTDEFFXXX", "DE")]
    [InlineData("bic", "DEUTDEFF500", "", "DEUTDEFF500", "DE")]
    [InlineData("bic", "DEUTDEF", "", "", "")]
    [InlineData("bic", "DEUT1EFF", "", "", "")]
    [InlineData("duns", "15-048-3782", "", "150483782", "")]
    [InlineData("duns", "1234567", "", "001234567", "")]
    [InlineData("duns", "1504837821", "", "", "")]
    [InlineData("passport", " ab 123-456 ", "gb", "AB123456", "GB")]
    [InlineData("driving-licence", "V995-1214-98988", "MD", "V995121498988", "MD")]
    [InlineData("national-id", "201012345A", "SG", "201012345A", "SG")]
    [InlineData("registration", "00 123 456", "GB", "00123456", "GB")]
    [InlineData("unheard-of", "ab-1", "", "AB1", "")]
    public void Standardise_WhenGiven_StripsAndChecks(string type, string raw, string country, string value, string issued)
    {
        StandardIdentifier id = Identifiers.Standardise(type, raw, country);
        id.Value.ShouldBe(value);
        id.Country.ShouldBe(issued);
        Identifiers.Standardise(id.Type, id.Value, id.Country).Value.ShouldBe(value);
    }

    [Fact]
    public void Standardise_WhenTheTypeIsUnknown_TakesItAsOther() => Identifiers.Standardise("unheard-of", "ab-1").Type.ShouldBe("other");

    [Theory]
    [InlineData("294-66-9999", "294669999")]
    [InlineData("521212123", "521212123")]
    [InlineData("294-66- 9999", "294669999")]
    [InlineData("000-12-3456", "")]
    [InlineData("666-12-3456", "")]
    [InlineData("912-12-3456", "")]
    [InlineData("294-00-1234", "")]
    [InlineData("294-66-0000", "")]
    [InlineData("123-45-6789", "")]
    [InlineData("078-05-1120", "")]
    [InlineData("111-11-1111", "")]
    [InlineData("6988048", "6988048")]
    [InlineData("3241", "")]
    public void Standardise_WhenASocialSecurityNumber_RefusesImplausibleOnes(string raw, string expected) =>
        Identifiers.Standardise("ssn", raw).Value.ShouldBe(expected);

    [Theory]
    [InlineData("84-1234567", "US", "841234567")]
    [InlineData("13-7654321", "us", "137654321")]
    [InlineData("07-1234567", "US", "")]
    [InlineData("96-1234567", "US", "")]
    [InlineData("961-72-4567", "US", "961724567")]
    [InlineData("078-21-4567", "US", "078214567")]
    [InlineData("84-123456", "US", "")]
    [InlineData("DE123456789", "DE", "DE123456789")]
    [InlineData("32AABCU9603R1ZM", "IN", "32AABCU9603R1ZM")]
    public void Standardise_WhenATaxNumber_ChecksThoseOfTheUnitedStates(string raw, string country, string expected) =>
        Identifiers.Standardise("tax", raw, country).Value.ShouldBe(expected);

    [Theory]
    [InlineData("passport", "NONE")]
    [InlineData("other", "N/A")]
    [InlineData("registration", "unknown")]
    [InlineData("national-id", "000000000")]
    [InlineData("passport", "999999999")]
    [InlineData("driving-licence", "---")]
    [InlineData("tax", "")]
    [InlineData("lei", "Not applicable")]
    [InlineData("other", "ab")]
    public void Standardise_WhenAPlaceholder_IsEmpty(string type, string raw) => Identifiers.Standardise(type, raw).Value.ShouldBe("");

    [Theory]
    [InlineData("lei", "5493001KJTIIGC8Y1R12")]
    [InlineData("lei", "529900T8BM49AURSDO55")]
    [InlineData("iban", "GB82WEST12345698765432")]
    [InlineData("iban", "DE89370400440532013000")]
    [InlineData("iban", "FR1420041010050500013M02606")]
    [InlineData("iban", "NO9386011117947")]
    public void HasValidCheckDigits_WhenAnySingleCharacterChanges_IsFalse(string type, string valid)
    {
        Identifiers.HasValidCheckDigits(new StandardIdentifier(type, valid, "")).ShouldBeTrue();
        for (int i = 0; i < valid.Length; i++)
        {
            foreach (char other in char.IsAsciiDigit(valid[i]) ? "0123456789" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            {
                if (other != valid[i])
                {
                    string changed = string.Concat(valid.AsSpan(0, i), [other], valid.AsSpan(i + 1));
                    Identifiers.HasValidCheckDigits(new StandardIdentifier(type, changed, "")).ShouldBeFalse(changed);
                    Identifiers.Standardise(type, changed).Value.ShouldBe("", changed);
                }
            }
        }
    }

    [Theory]
    [InlineData("passport", "AB123456")]
    [InlineData("bic", "DEUTDEFFXXX")]
    [InlineData("vat", "GR123456789")]
    [InlineData("lei", "")]
    public void HasValidCheckDigits_WhenNoRuleIsKnown_IsFalse(string type, string value) =>
        Identifiers.HasValidCheckDigits(new StandardIdentifier(type, value, "")).ShouldBeFalse();
}

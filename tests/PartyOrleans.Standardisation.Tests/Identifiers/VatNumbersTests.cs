using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardising;

public sealed class VatNumbersTests
{
    /// <summary>Numbers that the authorities or their published rules give as examples.</summary>
    public static TheoryData<string> Valid => new()
    {
        "ATU13585627", "BE0428759497", "DE136695976", "DK13585628", "ESA13585625", "ES54362315K", "ESX2482300W", "FI20774740",
        "FR40303265045", "FR83404833048", "GB980780684", "IE6433435F", "IE6433435OA", "IE8D79739I", "IT00743110157", "LU15027442",
        "NL004495445B01", "PL8567346215", "PT501964843", "SE123456789701",
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Standardise_WhenValid_KeepsItAndKnowsTheCountry(string number)
    {
        StandardIdentifier id = Identifiers.Standardise("vat", number);
        id.ShouldBe(new StandardIdentifier("vat", number, number[..2]));
        Identifiers.HasValidCheckDigits(id).ShouldBeTrue();
        Identifiers.Standardise("vat", number[2..], number[..2].ToLowerInvariant()).ShouldBe(id);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Standardise_WhenTheLastDigitIsWrong_IsEmpty(string number)
    {
        // The Netherlands' and Sweden's last digits count establishments: change the last one that the check covers.
        int last = number[..2] switch { "NL" => 10, "SE" => 11, "IE" => 8, _ => number.Length - 1 };
        char wrong = char.IsAsciiDigit(number[last]) ? (char)('0' + ((number[last] - '0' + 1) % 10)) : number[last] == 'Z' ? 'A' : (char)(number[last] + 1);
        string changed = string.Concat(number.AsSpan(0, last), [wrong], number.AsSpan(last + 1));
        Identifiers.Standardise("vat", changed).Value.ShouldBe("", changed);
    }

    [Theory]
    [InlineData("GB 980 7806 84", "", "GB980780684", "GB")]
    [InlineData("BE 428.759.497", "", "BE0428759497", "BE")]
    [InlineData("XI980780684", "", "XI980780684", "GB")]
    [InlineData("094259216", "GR", "EL094259216", "GR")]
    [InlineData("EL094259216", "GR", "EL094259216", "GR")]
    [InlineData("12345678", "", "12345678", "")]
    [InlineData("GBGD123", "", "GBGD123", "GB")]
    [InlineData("GBHA123", "", "", "GB")]
    public void Standardise_WhenWrittenOtherwise_GivesOneForm(string raw, string country, string value, string issued)
    {
        StandardIdentifier id = Identifiers.Standardise("vat", raw, country);
        id.Value.ShouldBe(value);
        id.Country.ShouldBe(issued);
    }
}

using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardisation;

public sealed class OrganisationNamesTests
{
    [Theory]
    [InlineData("The Coca-Cola Company", "coca cola", "co", "cc")]
    [InlineData("apple pan  the", "apple pan", "", "ap")]
    [InlineData("Johnson & Johnson", "johnson johnson", "", "jj")]
    [InlineData("Johnson and Johnson", "johnson johnson", "", "jj")]
    [InlineData("Procter and Gamble Co.", "procter gamble", "co", "pg")]
    [InlineData("JPMorgan Chase & Co.", "jpmorgan chase", "co", "jc")]
    [InlineData("St. Mary's Hosp.", "saint marys hospital", "", "smh")]
    [InlineData("Intl. Business Machines Corp", "international business machines", "corp", "ibm")]
    [InlineData("Day Care Ctr", "day care center", "", "dcc")]
    [InlineData("Daycare Centre", "day care center", "", "dcc")]
    [InlineData("Smith Bros. Mfg. Co., Inc.", "smith brothers manufacturing", "inc", "sbm")]
    [InlineData("Huawei Technologies Co., Ltd.", "huawei technology", "ltd", "ht")]
    [InlineData("Limited", "limited", "", "")]
    [InlineData("The", "the", "", "")]
    [InlineData("Company Ltd", "company", "ltd", "")]
    [InlineData("", "", "", "")]
    public void Parse_WhenName_GivesCoreFormAndAcronym(string raw, string core, string form, string acronym)
    {
        OrganisationNames.Parse(raw).ShouldBe(new OrganisationName(core, form, acronym, ""));
    }
}

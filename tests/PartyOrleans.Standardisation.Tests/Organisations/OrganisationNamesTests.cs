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

    [Theory]
    [InlineData("Smith Trading Ltd t/a The Corner Shop", "smith trading", "ltd", "corner shop")]
    [InlineData("Smith Trading Ltd trading as The Corner Shop Ltd", "smith trading", "ltd", "corner shop")]
    [InlineData("John Doe d/b/a Doe Plumbing", "john doe", "", "doe plumbing")]
    [InlineData("Acme Inc. DBA Road Runner Svcs", "acme", "inc", "road runner services")]
    [InlineData("Acme Inc doing business as Road Runner", "acme", "inc", "road runner")]
    [InlineData("Meta Platforms, Inc. (formerly Facebook, Inc.)", "meta platforms", "inc", "facebook")]
    [InlineData("Meta Platforms Inc formerly known as Facebook Inc", "meta platforms", "inc", "facebook")]
    [InlineData("Acme f/k/a Beta", "acme", "", "beta")]
    [InlineData("Acme aka Beta", "acme", "", "beta")]
    [InlineData("Acme T A Beta", "acme t a beta", "", "")]
    [InlineData("Formerly Ltd", "formerly", "ltd", "")]
    public void Parse_WhenTradingName_GivesBoth(string raw, string core, string form, string tradingAs)
    {
        OrganisationName name = OrganisationNames.Parse(raw);

        (name.Core, name.LegalForm, name.TradingAs).ShouldBe((core, form, tradingAs));
    }

    [Theory]
    [InlineData("The Coca-Cola Company")]
    [InlineData("St. Mary's Hosp. & Clinic")]
    [InlineData("GmbH & Co. KG")]
    [InlineData("ООО \"Ромашка\"")]
    [InlineData("Limited Limited Limited")]
    [InlineData("株式会社アクメ")]
    [InlineData("Univ. of the State, The")]
    public void Parse_WhenCoreIsParsedAgain_ChangesNothing(string raw)
    {
        string core = OrganisationNames.Parse(raw).Core;

        OrganisationNames.Parse(core).Core.ShouldBe(core);
    }

    [Theory]
    [InlineData("Acme Ltd", true)]
    [InlineData("Siemens AG", true)]
    [InlineData("Nestlé S.A.", true)]
    [InlineData("Airbus SE", true)]
    [InlineData("ООО \"Ромашка\"", true)]
    [InlineData("アクメ株式会社", true)]
    [InlineData("Deutsche Bank", true)]
    [InlineData("First Church of Springfield", true)]
    [InlineData("Ernst & Young", true)]
    [InlineData("7 Eleven", true)]
    [InlineData("Universität Wien", true)]
    [InlineData("Université de Paris", true)]
    [InlineData("Fundación Carolina", true)]
    [InlineData("Ministero della Difesa", true)]
    [InlineData("Gemeente Utrecht", true)]
    [InlineData("Little Angels Family Daycare", true)]
    [InlineData("Bakers Cajun Cafe", true)]
    [InlineData("Romashka OAO Moskva", true)]
    [InlineData("John Smith", false)]
    [InlineData("Maria de la Cruz", false)]
    [InlineData("Charlotte Church", false)]
    [InlineData("Shirley Temple", false)]
    [InlineData("Robert Smith 3rd", false)]
    [InlineData("Maria Sa", false)]
    [InlineData("Noah Co", false)]
    [InlineData("SANG HYUK PARK", false)]
    [InlineData("Yu Yi PAO", false)]
    [InlineData("Nguyen Cao Ky", false)]
    [InlineData("HENAO JARAMILLO, Mario Alberto", false)]
    [InlineData("", false)]
    public void LooksLikeOrganisation_WhenName_TellsPersonsFromOrganisations(string raw, bool organisation)
    {
        OrganisationNames.LooksLikeOrganisation(raw).ShouldBe(organisation);
    }
}

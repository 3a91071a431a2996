using PartyOrleans.Standardisation.Tests.Phonetics;
using PartyOrleans.Tests;

namespace PartyOrleans.Standardisation.Tests.Names;

public sealed class NameSimilarityTests
{
    private const double Threshold = 0.5;

    [Theory]
    [InlineData("John Smith", "john smith")]
    [InlineData("John Smith", "Smith, John")]
    [InlineData("Dr. John Smith", "John Smith Jr.")]
    [InlineData("José Núñez", "Jose Nunez")]
    [InlineData("Анна Каренина", "Anna Karenina")]
    [InlineData("JohnSmith", "John Smith")]
    public void Persons_WhenOneNameInTwoSpellings_IsOne(string a, string b) => Both(a, b).ShouldBe(1);

    [Theory]
    [InlineData("Bill Smith", "William Smith")]
    [InlineData("W. Smith", "William Smith")]
    [InlineData("William Smith", "William Henry Smith")]
    [InlineData("William H. Smith", "William Henry Smith")]
    [InlineData("Wiliam Smith", "William Smith")]
    [InlineData("William Smyth", "William Smith")]
    [InlineData("William Schmidt", "Wilhelm Schmitt")]
    [InlineData("Yusuf al-Masri", "Youssef el Masry")]
    [InlineData("Karl von Linden", "Carl Linden")]
    [InlineData("W1lliam Sm1th", "William Smith")]
    [InlineData("Ana Garcia Garcia", "Ana Garcia")]
    [InlineData("Alexander Petrov", "Alexander Pet rov")]
    public void Persons_WhenVariantOfTheName_IsAtLeastTheThreshold(string a, string b) => Both(a, b).ShouldBeGreaterThanOrEqualTo(Threshold);

    [Theory]
    [InlineData("William Smith", "Robert Smith")]
    [InlineData("William Smith", "William Jones")]
    [InlineData("William Henry Smith", "William George Smith")]
    [InlineData("R. Smith", "William Smith")]
    [InlineData("W. S.", "William Smith")]
    [InlineData("Smith", "William Smith")]
    [InlineData("Ahmad bin Yusuf", "Yusuf bin Ahmad")]
    [InlineData("王伟", "王芳")]
    [InlineData("", "William Smith")]
    [InlineData("", "")]
    public void Persons_WhenTwoNames_IsUnderTheThreshold(string a, string b) => Both(a, b).ShouldBeLessThan(Threshold);

    [Theory]
    [InlineData("Acme Widgets Ltd", "ACME WIDGETS LIMITED")]
    [InlineData("The Acme Widget Company", "Acme Widget Co.")]
    [InlineData("Acme Widgets Inc", "Acme Wigdets Inc")]
    [InlineData("2nd Street Bakery", "Second Street Bakery")]
    [InlineData("Unit Forty-Two", "Unit 42")]
    [InlineData("Acme (Austria) GmbH", "Acme GmbH")]
    [InlineData("WWO", "World Widget Organisation")]
    [InlineData("U.S. Widget Agency", "United States Widget Agency")]
    [InlineData("Wid Get Works", "Widget Works")]
    public void Organisations_WhenVariantOfTheName_IsAtLeastTheThreshold(string a, string b) =>
        BothOrganisations(a, b).ShouldBeGreaterThanOrEqualTo(Threshold);

    [Theory]
    [InlineData("Acme Widgets Ltd", "Acme Bakers Ltd")]
    [InlineData("Acme Widgets", "Acme Widgets Finance")]
    [InlineData("Acme Widgets GmbH", "Acme Widgets AG")]
    [InlineData("Acme of Boston", "Acme of Denver")]
    [InlineData("ABC Aviation", "AXY Aviation")]
    [InlineData("Snow", "Snov")]
    [InlineData("Acme Fund", "Acme Fund II")]
    [InlineData("", "Acme")]
    public void Organisations_WhenTwoNames_IsUnderTheThreshold(string a, string b) => BothOrganisations(a, b).ShouldBeLessThan(Threshold);

    [SharedDataFact("nomenklatura-name-bench/cases.csv")]
    public void Similarity_WhenNameBench_ReachesTheGoldenF1()
    {
        int truePositives = 0;
        int wrong = 0;
        List<string[]> rows = PhoneticVectors.Read("nomenklatura-name-bench/cases.csv");
        foreach (string[] row in rows.Skip(1))
        {
            bool match = row[4] == "true";
            bool found = (row[1] == "Person" ? Both(row[2], row[3]) : BothOrganisations(row[2], row[3])) >= Threshold;
            truePositives += match && found ? 1 : 0;
            wrong += match != found ? 1 : 0;
        }

        rows.Count.ShouldBe(827);
        double f1 = 2.0 * truePositives / ((2 * truePositives) + wrong);
        f1.ShouldBeGreaterThanOrEqualTo(0.82);
        Math.Round(f1, 3).ShouldBe(0.947);
    }

    /// <summary>Company names, ticker symbols among them, which no likeness of letters finds.</summary>
    [SharedDataFact("company-name-matcher-pairs/test_data.csv")]
    public void Organisations_WhenCompanyNamePairs_ReachTheGoldenF1()
    {
        int truePositives = 0;
        int wrong = 0;
        List<string[]> rows = PhoneticVectors.Read("company-name-matcher-pairs/test_data.csv");
        foreach (string[] row in rows.Skip(1))
        {
            bool found = BothOrganisations(row[0], row[1]) >= Threshold;
            truePositives += row[2] == "1" && found ? 1 : 0;
            wrong += (row[2] == "1") != found ? 1 : 0;
        }

        rows.Count.ShouldBe(128);
        Math.Round(2.0 * truePositives / ((2 * truePositives) + wrong), 3).ShouldBe(0.786);
    }

    private static double Both(string a, string b)
    {
        double score = NameSimilarity.Persons(a, b);
        NameSimilarity.Persons(b, a).ShouldBe(score, 1e-12, $"{a} ~ {b}");
        return score;
    }

    private static double BothOrganisations(string a, string b)
    {
        double score = NameSimilarity.Organisations(a, b);
        NameSimilarity.Organisations(b, a).ShouldBe(score, 1e-12, $"{a} ~ {b}");
        return score;
    }
}

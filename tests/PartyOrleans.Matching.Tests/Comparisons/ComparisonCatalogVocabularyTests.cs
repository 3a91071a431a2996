using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests.Comparisons;

public sealed class ComparisonCatalogVocabularyTests
{
    [Fact]
    public void Vocabulary_WhenDefaultBundle_TakesItAndGivesTheSameBytesAgain()
    {
        string json = BundleFile.ToJson(DefaultBundle.Create());

        BundleFile.ToJson(BundleFile.Parse(json, "default", ComparisonCatalog.Vocabulary)).ShouldBe(json);
    }

    [Fact]
    public void Vocabulary_WhenComparisonOfTheOtherPartyType_RefusesIt()
    {
        string json = BundleFile.ToJson(DefaultBundle.Create() with { Organisations = DefaultBundle.Create().Persons });

        BundleException error = Should.Throw<BundleException>(() => BundleFile.Parse(json, "default", ComparisonCatalog.Vocabulary));

        error.Problems[0].ToString().ShouldBe(
            "organisations.comparisons[0].name: \"given\" is unknown; known are organisation, date, address, phone, email, identifier, website");
    }

    [Fact]
    public void Vocabulary_WhenOrganisationToken_IsTheOneThatTermsAreLookedUpBy() =>
        BundleVocabulary.OrganisationToken.ShouldBe(TermModel.OrganisationToken);
}

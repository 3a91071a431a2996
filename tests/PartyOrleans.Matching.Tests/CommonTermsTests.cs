using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Tests;

public sealed class CommonTermsTests
{
    [Fact]
    public void Tables_Always_CoverTheFourAttributes() => Assert.Equal(
        [
            (Attributes.NameGiven, 11.0),
            (Attributes.NameFamily, 13.0),
            (Attributes.AddressCity, 10.0),
            (TermModel.OrganisationToken, 13.0),
        ],
        CommonTerms.Tables.Select(static table => (table.Attribute, table.UnlistedBits)));

    [Theory]
    [InlineData(Attributes.NameGiven)]
    [InlineData(Attributes.NameFamily)]
    [InlineData(Attributes.AddressCity)]
    [InlineData(TermModel.OrganisationToken)]
    public void Tables_ForEveryTerm_HoldItAsStandardised(string attribute)
    {
        string[] changed = [.. TableOf(attribute).Counts.Keys.Where(term => Standardised(attribute, term) != term)];
        Assert.Empty(changed);
    }

    [Theory]
    [InlineData(Attributes.NameGiven)]
    [InlineData(Attributes.NameFamily)]
    [InlineData(Attributes.AddressCity)]
    [InlineData(TermModel.OrganisationToken)]
    public void Tables_ForEveryTerm_HoldItOnceInOrdinalOrder(string attribute)
    {
        string[] written = [.. CommonTerms.Parse(RowsOf(attribute)).Select(static entry => entry.Term).Order(StringComparer.Ordinal)];
        Assert.Equal(written.Distinct(StringComparer.Ordinal), written);
        Assert.Equal(written, TableOf(attribute).Counts.Keys);
    }

    [Theory]
    [InlineData(Attributes.NameGiven)]
    [InlineData(Attributes.NameFamily)]
    [InlineData(Attributes.AddressCity)]
    [InlineData(TermModel.OrganisationToken)]
    public void Tables_ForEveryTerm_CountItWithinBoundsAndAboveTheUnlisted(string attribute)
    {
        TermFrequencyTable table = TableOf(attribute);
        Assert.Equal((1_000_000.0, 0.0), (table.Records, table.Duplicates));
        Assert.All(table.Counts.Values, static count => Assert.InRange(count, 20, 300_000));
        Assert.All(table.Counts.Values, count => Assert.True(TermBits.BitsOf(table, count) < table.UnlistedBits));
    }

    [Theory]
    [InlineData(Attributes.NameFamily, "smith", 9000)]
    [InlineData(Attributes.NameFamily, "mueller", 9500)]
    [InlineData(Attributes.NameFamily, "muller", 9500)]
    [InlineData(Attributes.NameFamily, "garcia", 10000)]
    [InlineData(Attributes.NameGiven, "james", 14000)]
    [InlineData(Attributes.AddressCity, "new york", 25000)]
    [InlineData(Attributes.AddressCity, "london", 130000)]
    [InlineData(TermModel.OrganisationToken, "school", 30000)]
    public void Tables_ForWellKnownTerm_HoldItsCount(string attribute, string term, double count) =>
        Assert.Equal(count, TableOf(attribute).Counts[term]);

    private static TermFrequencyTable TableOf(string attribute) => CommonTerms.Tables.Single(table => table.Attribute == attribute);

    private static string RowsOf(string attribute) => attribute switch
    {
        Attributes.NameGiven => CommonTerms.GivenRows,
        Attributes.NameFamily => CommonTerms.FamilyRows,
        Attributes.AddressCity => CommonTerms.CityRows,
        _ => CommonTerms.WordRows,
    };

    /// <summary>The term as records hold it; a word is read in the middle of a name, and on its own.</summary>
    private static string Standardised(string attribute, string term) => attribute switch
    {
        Attributes.NameGiven => PersonNames.SplitGiven(term) is (var given, "") ? given : "",
        Attributes.NameFamily => PersonNames.SplitFamily(term) is (var family, "") ? family : "",
        Attributes.AddressCity => Addresses.StandardiseCity(term),
        _ => OrganisationNames.Parse(term).Core == term && OrganisationNames.Parse($"zyx {term} xyz").Core == $"zyx {term} xyz" ? term : "",
    };
}

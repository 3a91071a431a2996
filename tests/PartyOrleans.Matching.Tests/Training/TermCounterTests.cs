using PartyOrleans.Matching.Features;
using PartyOrleans.Matching.Training;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests.Training;

public sealed class TermCounterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Count_WhenThreadsShareTheRows_CountsEachDomainOnce(int parallelism)
    {
        const int Records = 40_000;
        var set = new EncodedSet(
        [
            .. Enumerable.Range(0, Records).Select(i => new SourceRecord(
                new RecordKey("s", i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                [new AttributeValue(Attributes.Email, $"person{i}@{(i % 4 == 0 ? "four" : i == 1 ? "once" : "other")}.example")])),
        ]);

        IReadOnlyList<TermFrequencyTable> tables = TermCounter.Count(set.Records.Table, set.Records.Vocabulary, parallelism);

        TermFrequencyTable domains = tables.Single(table => string.Equals(table.Attribute, BundleVocabulary.EmailDomain, StringComparison.Ordinal));
        domains.Records.ShouldBe(Records);
        domains.Counts.OrderBy(term => term.Key, StringComparer.Ordinal).Select(term => (term.Key, term.Value))
            .ShouldBe([("four.example", 10_000.0), ("other.example", 29_999.0)]);
    }

    [Fact]
    public void Count_WhenValuesAreListed_TheirDictionaryKnowsThemAsIfLookedUp()
    {
        var set = new EncodedSet(
        [
            .. Enumerable.Range(0, 300).Select(i => new SourceRecord(
                new RecordKey("s", i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                [new AttributeValue(Attributes.NameGiven, $"given{i % 50}"), new AttributeValue(Attributes.NameFamily, $"family{i / 2 % 140}")])),
        ]);
        ValueDictionary names = set.Records.Vocabulary.Names;

        TermFrequencyTable[] tables = [.. TermCounter.Count(set.Records.Table, set.Records.Vocabulary, 2)
            .Where(static table => table.Attribute is Attributes.NameGiven or Attributes.NameFamily)];

        tables.Select(static table => table.Counts.Count).Order().ShouldBe([50, 140]);
        foreach (TermFrequencyTable table in tables)
        {
            var other = new Dictionary<string, double>(table.Counts, StringComparer.Ordinal); // nothing is remembered of this one
            names.ListedIn(table.Counts).OrderBy(static listed => listed.Id).ShouldBe(names.ListedIn(other).OrderBy(static listed => listed.Id));
            names.ListedIn(table.Counts).Count.ShouldBe(table.Counts.Count);
        }
    }
}

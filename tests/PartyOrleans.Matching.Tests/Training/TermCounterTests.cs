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
}

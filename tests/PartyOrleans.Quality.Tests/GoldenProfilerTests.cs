using PartyOrleans.Model;

namespace PartyOrleans.Quality.Tests;

public sealed class GoldenProfilerTests
{
    private const string Lei = "5493001KJTIIGC8Y1R12";

    [Fact]
    public void Into_WhenGoldenRecordsWentBy_CountsAttributesSizesTypesAndWhatRepeats()
    {
        var profiler = new GoldenProfiler([new Expectation(ExpectationKind.Uniqueness) { Attribute = "identifier.lei" }]);
        profiler.Add(Golden("p1", PartyType.Organisation, 1, ("name.organisation", "Acme"), ("identifier.lei", Lei), ("identifier.lei", Lei.ToLowerInvariant())));
        profiler.Add(Golden("p2", PartyType.Organisation, 3, ("name.organisation", "Acme Ltd"), ("identifier.lei", Lei)));
        profiler.Add(Golden("p3", PartyType.Person, 7, ("name.full", "Ann Lee"), ("phone", "1"), ("phone", "2")));
        profiler.Add(Golden("p4", PartyType.Unknown, 2000, ("identifier.lei", "5493001KJTIIGC8Y1R13")));

        QualityProfile profile = profiler.Into(new QualityProfile { At = default, Commit = 1, Records = 2011, Parties = 4, Reviews = 0, GoldenVersions = 4 });

        profile.Attributes.ShouldBe(
        [
            new AttributeProfile("identifier.lei", 0, 2, 1, 4) { Valid = 3, Distinct = 2, Unique = 1 },
            new AttributeProfile("name.full", 1, 0, 0, 1),
            new AttributeProfile("name.organisation", 0, 2, 0, 2),
            new AttributeProfile("phone", 1, 0, 0, 2),
        ]);
        profile.Sizes.Where(size => size.Parties > 0).ShouldBe([new SizeClass(1, 1), new SizeClass(3, 1), new SizeClass(5, 1), new SizeClass(1000, 1)]);
        profile.LargestParty.ShouldBe(2000);
        profile.Types.ShouldBe([new TypeCount("organisation", 2), new TypeCount("person", 1), new TypeCount("unknown", 1)]);
    }

    private static GoldenRecord Golden(string party, PartyType type, int records, params (string Attribute, string Value)[] cells) => new(
        new PartyId(party), type, [.. Enumerable.Range(0, records).Select(record => new RecordKey(party, $"{record:D5}"))],
        [.. cells.Select((cell, group) => new GoldenCell(cell.Attribute, cell.Value, group, new RecordKey(party, "00000"), "all"))], new byte[16]);
}

using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Survivorship;

namespace PartyOrleans.Resolution.Tests.Survivorship;

public sealed class GoldenBuilderTests
{
    private static readonly PartyId Party = new("P1");

    [Theory]
    // rules in order; records as "source|updated|value"; the value that survives, its record and the rule.
    [InlineData("trust recency", "crm|2024-01-01|f", "erp|2025-01-01|m", "m", "erp/1", "trust")]
    [InlineData("trust recency", "crm|2024-12-01|f", "erp|2025-01-01|m", "f", "crm/0", "trust")]
    [InlineData("recency trust", "crm|2020-01-01|f", "erp|2024-01-01|m", "m", "erp/1", "recency")]
    [InlineData("recency", "crm|2024-01-01|f", "erp||m", "f", "crm/0", "recency")]
    [InlineData("completeness", "crm||f", "erp||female", "female", "erp/1", "completeness")]
    [InlineData("trust", "web||x", "other||a", "x", "web/0", "trust")]
    [InlineData("recency trust", "crm|2024-01-01|f", "erp|2024-01-01|m", "f", "crm/0", "trust")]
    [InlineData("recency", "crm|2024-01-01|m", "erp|2024-01-01|f", "f", "erp/1", "tie")]
    [InlineData("", "crm||m", "erp||f", "f", "erp/1", "tie")]
    [InlineData("trust", "crm||f", "erp||F", "f", "crm/0", "consensus")]
    public void Build_WhenTwoRecordsDiffer_TheFirstRuleThatTellsDecides(
        string rules, string first, string second, string value, string from, string rule)
    {
        GoldenRecord golden = Build(
            BundleOf([new SurvivorshipPolicy("*", rules.Split(' ', StringSplitOptions.RemoveEmptyEntries), "one")]),
            Record(0, Attributes.Gender, first), Record(1, Attributes.Gender, second));

        GoldenCell cell = golden.Cells.Single(cell => cell.Attribute == Attributes.Gender);
        (cell.Value, cell.From.ToString(), cell.Rule).ShouldBe((value, from, rule));
    }

    [Fact]
    public void Build_WhenOneValue_SaysOnly() => Build(BundleOf([]), Record(0, Attributes.Gender, "crm||f")).Cells
        .ShouldBe([new GoldenCell(Attributes.Gender, "f", 0, new RecordKey("crm", "0"), "only")]);

    [Fact]
    public void Build_WhenMostAgree_ConsensusOutvotesThem()
    {
        GoldenRecord golden = Build(
            BundleOf([new SurvivorshipPolicy("*", ["consensus", "trust"], "one")]),
            Record(0, Attributes.Gender, "crm||f"), Record(1, Attributes.Gender, "erp||Male"), Record(2, Attributes.Gender, "web||MALE"));

        golden.Cells.ShouldBe([new GoldenCell(Attributes.Gender, "MALE", 0, new RecordKey("web", "2"), "consensus")]);
    }

    [Theory]
    [InlineData("2024-01-01", "f")]
    // crm (trust 0.9, half-life a year) against erp (0.5, no decay): after 366 days it counts 0.45.
    [InlineData("2023-03-01", "f")]
    [InlineData("2022-12-31", "m")]
    public void Build_WhenTheTrustedSourceAges_ItsTrustDecays(string updated, string survives)
    {
        GoldenRecord golden = Build(
            BundleOf([new SurvivorshipPolicy("*", ["trust"], "one")]),
            Record(0, Attributes.Gender, $"crm|{updated}|f"), Record(1, Attributes.Gender, "erp|2024-01-01|m"));

        golden.Cells.Single(cell => cell.Attribute == Attributes.Gender).Value.ShouldBe(survives);
    }

    [Fact]
    public void Build_WhenNamesDiffer_OneWholeNameSurvives()
    {
        GoldenRecord golden = Build(
            BundleOf([new SurvivorshipPolicy("name", ["completeness"], "one")]),
            Holding(new RecordKey("crm", "0"), [new(Attributes.NameGiven, "Elizabeth"), new(Attributes.NameFamily, "Ray")]),
            Holding(new RecordKey("erp", "1"),
                [new(Attributes.NameFamily, "Lee-Hampton"), new(Attributes.NameGiven, "Liz"), new(Attributes.NameSuffix, "Jr")]));

        RecordKey erp = new("erp", "1");
        golden.Cells.ShouldBe(
        [
            new GoldenCell(Attributes.NameGiven, "Liz", 0, erp, "completeness"),
            new GoldenCell(Attributes.NameFamily, "Lee-Hampton", 0, erp, "completeness"),
            new GoldenCell(Attributes.NameSuffix, "Jr", 0, erp, "completeness"),
        ]);
    }

    [Fact]
    public void Build_WhenARecordHasTwoAddresses_TheirPartsDoNotMix()
    {
        RecordKey crm = new("crm", "0");
        GoldenRecord golden = Build(
            BundleOf([new SurvivorshipPolicy("address", ["completeness"], "one")]),
            Holding(crm,
            [
                new(Attributes.AddressStreet, "1 Mill St"), new(Attributes.AddressStreet, "7 Station Lane", 1),
                new(Attributes.AddressCity, "Bath"), new(Attributes.AddressCity, "Leeds", 1),
            ]));

        golden.Cells.ShouldBe(
        [
            new GoldenCell(Attributes.AddressStreet, "7 Station Lane", 0, crm, "completeness"),
            new GoldenCell(Attributes.AddressCity, "Leeds", 0, crm, "completeness"),
        ]);
    }

    [Fact]
    public void Build_WhenAllAreKept_EveryDistinctValueSurvivesOnceFromItsBestRecord()
    {
        GoldenRecord golden = Build(
            BundleOf([new SurvivorshipPolicy("identifier.*", ["trust"], "all")]),
            Holding(new RecordKey("erp", "1"), [new("identifier.passport", "x1"), new("identifier.passport", "A9")]),
            Holding(new RecordKey("crm", "2"), [new("identifier.passport", "X1")]));

        golden.Cells.ShouldBe(
        [
            new GoldenCell("identifier.passport", "A9", 0, new RecordKey("erp", "1"), "all"),
            new GoldenCell("identifier.passport", "X1", 1, new RecordKey("crm", "2"), "all"),
        ]);
    }

    [Fact]
    public void Build_WhenPayloadIsThere_KeepsItOut() => Build(BundleOf([]), Record(0, "loyalty_tier", "crm||gold")).Cells.ShouldBeEmpty();

    [Fact]
    public void Build_WhenOnlyTheIdDiffers_GivesTheSameHash()
    {
        PartyRecord[] records = [Record(0, Attributes.Gender, "crm||f"), Record(1, Attributes.Gender, "erp||m")];
        var builder = new GoldenBuilder(BundleOf([]));
        byte[] hash = builder.Build(Party, PartyType.Person, records).ContentHash;

        hash.Length.ShouldBe(16);
        builder.Build(new PartyId("P2"), PartyType.Person, records).ContentHash.ShouldBe(hash);
        builder.Build(Party, PartyType.Organisation, records).ContentHash.ShouldNotBe(hash);
        builder.Build(Party, PartyType.Person, [records[0]]).ContentHash.ShouldNotBe(hash);
        builder.Build(Party, PartyType.Person, [records[0], Record(1, Attributes.Gender, "erp||x")]).ContentHash.ShouldBe(hash);
        builder.Build(Party, PartyType.Person, [Record(0, Attributes.Gender, "crm||m"), records[1]]).ContentHash.ShouldNotBe(hash);
    }

    private static GoldenRecord Build(Bundle bundle, params PartyRecord[] records) => new GoldenBuilder(bundle).Build(Party, PartyType.Person, records);

    private static Bundle BundleOf(IReadOnlyList<SurvivorshipPolicy> policies) => DefaultBundle.Create() with
    {
        Survivorship = policies,
        Sources =
        [
            new SourcePolicy("crm", 0.9, TimeSpan.FromDays(365)), new SourcePolicy("erp", 0.5, TimeSpan.Zero), new SourcePolicy("web", 0.6, TimeSpan.Zero),
        ],
    };

    private static PartyRecord Holding(RecordKey key, AttributeValue[] values) => new(key, RecordContent.Encode(values));

    private static PartyRecord Record(int id, string attribute, string text)
    {
        string[] parts = text.Split('|');
        AttributeValue[] updated = parts[1].Length == 0 ? [] : [new AttributeValue(Attributes.RecordUpdated, parts[1])];
        return Holding(
            new RecordKey(parts[0], id.ToString(System.Globalization.CultureInfo.InvariantCulture)), [new AttributeValue(attribute, parts[2]), .. updated]);
    }
}

using PartyOrleans.Local.Generate;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Generate;

public sealed class PartyGeneratorTests
{
    private static readonly GeneratorOptions Usual = new(Records: 3000, Seed: 7);

    [Fact]
    public void Generate_WhenRunTwice_GivesTheSameRecords() =>
        Lines(Usual).ShouldBe(Lines(Usual));

    [Fact]
    public void Generate_WhenTheSeedDiffers_GivesOtherRecords() =>
        Lines(Usual).Intersect(Lines(Usual with { Seed = 8 })).Count().ShouldBe(0);

    [Theory]
    [InlineData(3000, 0.3, 2100)]
    [InlineData(3000, 0, 3000)]
    [InlineData(3000, 0.95, 150)]
    [InlineData(1, 0.9, 1)]
    [InlineData(0, 0.3, 0)]
    public void Generate_WhenSharesDiffer_DescribesEveryEntityAtLeastOnce(int records, double duplicates, int entities)
    {
        GeneratorOptions options = Usual with { Records = records, DuplicateShare = duplicates };
        GeneratedRecord[] all = [.. PartyGenerator.Generate(options)];
        all.Length.ShouldBe(records);
        options.Entities.ShouldBe(entities);
        all.Select(record => record.EntityId).Distinct().Order().ShouldBe(Enumerable.Range(0, entities).Select(entity => (long)entity));
    }

    [Fact]
    public void Generate_WhenRecordsOfAPartyFollow_TheyAreNotNeighbours()
    {
        GeneratedRecord[] all = [.. PartyGenerator.Generate(Usual)];
        int neighbours = all.Zip(all.Skip(1)).Count(pair => pair.First.EntityId == pair.Second.EntityId);
        neighbours.ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3000)]
    public void Generate_WhenOrganisationShareIsAtItsBounds_MakesOneKindOnly(double share, int organisations) =>
        PartyGenerator.Generate(Usual with { OrganisationShare = share }).Count(IsOrganisation).ShouldBe(organisations);

    [Fact]
    public void Generate_WhenOrganisationShareIsAFifth_MakesAboutAFifth() =>
        PartyGenerator.Generate(Usual).Count(IsOrganisation).ShouldBeInRange(500, 700);

    [Theory]
    [InlineData(1, "CRM")]
    [InlineData(3, "BILLING CRM REGISTRY")]
    [InlineData(5, "BILLING BILLING2 CRM CRM2 REGISTRY")]
    public void Generate_WhenThereAreSources_NamesThemByLayout(int sources, string expected) =>
        string.Join(' ', PartyGenerator.Generate(Usual with { Sources = sources }).Select(record => record.Source).Distinct().Order(StringComparer.Ordinal))
            .ShouldBe(expected);

    [Fact]
    public void Generate_WhenRecordsHaveIds_TheyAreUniqueAndAmongTheColumns()
    {
        GeneratedRecord[] all = [.. PartyGenerator.Generate(Usual)];
        all.Select(record => (record.Source, record.RecordId)).Distinct().Count().ShouldBe(all.Length);
        all.ShouldAllBe(record => record.Columns.Any(column => column.Value == record.RecordId));
    }

    [Fact]
    public void Generate_WhenAnLeiIsGiven_ItsCheckDigitsHoldAndNameOneEntity()
    {
        (string Lei, long Entity)[] given = [.. Cells("LEI_NUMBER")];
        given.Length.ShouldBeGreaterThan(100);
        given.ShouldAllBe(cell => Identifiers.HasValidCheckDigits(Identifiers.Standardise("lei", cell.Lei, "")));
        given.GroupBy(cell => cell.Lei).ShouldAllBe(group => group.Select(cell => cell.Entity).Distinct().Count() == 1);
    }

    [Fact]
    public void Generate_WhenContactsAreGiven_TheyAreReservedOnes()
    {
        string[] domains = [.. Cells("EMAIL_ADDRESS").Select(cell => Emails.Domain(cell.Value).ToString()).Distinct()];
        domains.Length.ShouldBeGreaterThan(50);
        domains.ShouldAllBe(domain => domain.EndsWith(".example", StringComparison.Ordinal)
            || domain == "example.org" || domain == "example.net" || domain == "mail.example.com");
        string[] phones = [.. Cells("PHONE_NUMBER").Select(cell => cell.Value)];
        phones.Length.ShouldBeGreaterThan(300);
        phones.ShouldAllBe(phone => phone.StartsWith("+1 555", StringComparison.Ordinal) || phone.StartsWith("+44 4", StringComparison.Ordinal)
            || phone.StartsWith("+49 319", StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_WhenDatesAreWritten_EachSourceHasItsForm()
    {
        GeneratedRecord[] all = [.. PartyGenerator.Generate(Usual)];
        Column(all, "CRM", "date_of_birth").ShouldAllBe(date => date[2] == '/' && date[5] == '/' && !Dates.Parse(date).IsEmpty);
        Column(all, "BILLING", "birth_date").ShouldAllBe(date => date[4] == '-' && !Dates.Parse(date).IsEmpty);
        Column(all, "BILLING", "name").ShouldAllBe(name => name == name.ToUpperInvariant());
    }

    [Theory]
    [InlineData(-1, 1, 0.2, 0.3)]
    [InlineData(100_000_001, 1, 0.2, 0.3)]
    [InlineData(10, 0, 0.2, 0.3)]
    [InlineData(10, 10, 0.2, 0.3)]
    [InlineData(10, 1, 1.1, 0.3)]
    [InlineData(10, 1, -0.1, 0.3)]
    [InlineData(10, 1, double.NaN, 0.3)]
    [InlineData(10, 1, 0.2, 0.96)]
    public void Generate_WhenAnOptionIsOutsideItsBounds_RefusesAtOnce(int records, int sources, double organisations, double duplicates) =>
        Should.Throw<ArgumentOutOfRangeException>(() => PartyGenerator.Generate(new GeneratorOptions(records, 1, sources, organisations, duplicates)));

    private static bool IsOrganisation(GeneratedRecord record) => record.Source switch
    {
        "CRM" => Cell(record, "company").Length > 0,
        "REGISTRY" => Cell(record, "RECORD_TYPE") == "ORGANIZATION",
        _ => !Cell(record, "name").Contains(','),
    };

    private static IEnumerable<(string Value, long Entity)> Cells(string column) =>
        from record in PartyGenerator.Generate(Usual)
        from cell in record.Columns
        where cell.Key == column && cell.Value.Length > 0
        select (cell.Value, record.EntityId);

    private static string[] Column(GeneratedRecord[] records, string source, string column) =>
        [.. records.Where(record => record.Source == source).Select(record => Cell(record, column)).Where(cell => cell.Length > 0)];

    private static string Cell(GeneratedRecord record, string column) => record.Columns.Single(cell => cell.Key == column).Value;

    private static string[] Lines(GeneratorOptions options) =>
    [
        .. PartyGenerator.Generate(options).Select(record =>
            $"{record.Source}/{record.RecordId} {record.EntityId} {string.Join('|', record.Columns.Select(cell => cell.Value))}"),
    ];
}

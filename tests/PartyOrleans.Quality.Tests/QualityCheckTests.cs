namespace PartyOrleans.Quality.Tests;

public sealed class QualityCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly QualityProfile Profile = new()
    {
        At = Now,
        Commit = 9,
        Records = 150,
        Parties = 100,
        Reviews = 4,
        GoldenVersions = 400,
        LargestParty = 12,
        Attributes =
        [
            new AttributeProfile("date.birth", 60, 0, 0, 60),
            new AttributeProfile("identifier.lei", 0, 20, 0, 25) { Valid = 24, Distinct = 20, Unique = 19 },
        ],
        Types = [new TypeCount("organisation", 25), new TypeCount("person", 75)],
        Sizes = [new SizeClass(1, 70), new SizeClass(2, 30)],
        Sources = [new SourceProfile("crm", 100, Now.AddHours(-30), 0), new SourceProfile("web", 50, Now.AddMinutes(-5), 50)],
    };

    [Theory]
    [InlineData(ExpectationKind.Completeness, "date.birth", "person", "", 0.9, 0.5, 0.8, QualityState.Warn)]
    [InlineData(ExpectationKind.Completeness, "date.birth", "", "", 0.6, 0.5, 0.6, QualityState.Ok)]
    [InlineData(ExpectationKind.Completeness, "phone", "", "", 0.6, 0.5, 0.0, QualityState.Fail)]
    [InlineData(ExpectationKind.Completeness, "date.birth", "unknown", "", 0.6, 0.5, null, QualityState.Unknown)]
    [InlineData(ExpectationKind.Validity, "identifier.lei", "", "", 0.99, 0.9, 0.96, QualityState.Warn)]
    [InlineData(ExpectationKind.Validity, "date.birth", "", "", 0.99, 0.9, null, QualityState.Unknown)]
    [InlineData(ExpectationKind.Uniqueness, "identifier.lei", "", "", 1.0, 0.96, 0.95, QualityState.Fail)]
    [InlineData(ExpectationKind.Freshness, "", "", "crm", 86_400.0, 172_800.0, 108_000.0, QualityState.Warn)]
    [InlineData(ExpectationKind.Freshness, "", "", "web", 86_400.0, null, 300.0, QualityState.Ok)]
    [InlineData(ExpectationKind.Freshness, "", "", "none", 86_400.0, null, null, QualityState.Unknown)]
    [InlineData(ExpectationKind.Reviews, "", "", "", 0.04, 0.5, 0.04, QualityState.Ok)]
    [InlineData(ExpectationKind.DeadLetters, "", "", "", 0.1, 0.2, 0.25, QualityState.Fail)]
    [InlineData(ExpectationKind.DeadLetters, "", "", "crm", 0.1, 0.2, 0.0, QualityState.Ok)]
    [InlineData(ExpectationKind.LargestParty, "", "", "", 10.0, 100.0, 12.0, QualityState.Warn)]
    [InlineData(ExpectationKind.SizeDrift, "", "", "", 0.1, null, null, QualityState.Unknown)]
    [InlineData(ExpectationKind.ChangeVolume, "", "", "", 5.0, null, null, QualityState.Unknown)]
    public void Run_WhenLookedAtOnce_IsTheValueAndWhereItLies(
        ExpectationKind kind, string attribute, string partyType, string source, double warn, double? fail, double? value, QualityState state)
    {
        var expectation = new Expectation(kind) { Attribute = attribute, PartyType = partyType, Source = source, Warn = warn, Fail = fail };

        QualityResult result = QualityCheck.Run(Profile, [expectation], []).Single();

        (result.State, result.Value, result.Previous, result.Note.Length > 0).ShouldBe((state, value, null, value is null));
    }

    [Fact]
    public void Run_WhenFreshnessIsOfNoSource_IsThatOfEach()
    {
        IReadOnlyList<QualityResult> results = QualityCheck.Run(Profile, [new Expectation(ExpectationKind.Freshness) { Warn = 3600 }], []);

        results.Select(result => (result.Key, result.State)).ShouldBe([("freshness:crm", QualityState.Warn), ("freshness:web", QualityState.Ok)]);
    }

    [Fact]
    public void Run_WhenSizesAreOtherwiseThanBefore_IsTheirStabilityIndex()
    {
        QualityReport before = Report(1, Profile with { Sizes = [new SizeClass(1, 90), new SizeClass(2, 10)] });

        double drift = QualityCheck.Run(Profile, [new Expectation(ExpectationKind.SizeDrift) { Warn = 0.1, Fail = 0.25 }], [before]).Single().Value!.Value;

        drift.ShouldBe((0.7 - 0.9) * Math.Log(0.7 / 0.9) + (0.3 - 0.1) * Math.Log(0.3 / 0.1), 1e-12);
        QualityCheck.Run(Profile, [new Expectation(ExpectationKind.SizeDrift) { Warn = 0.1 }], [Report(1, Profile)]).Single().Value.ShouldBe(0);
    }

    [Theory]
    [InlineData(400, "390 380 370 360", 1.0)] // 10 each time
    [InlineData(499, "390 380 370 360", 10.0)] // 109 + 1 against 10 + 1
    [InlineData(390, "390 380 370 360", 11.0)] // none, against 10 + 1
    [InlineData(400, "390 380 370", null)]
    [InlineData(421, "400 391 341 332 330", 2.2)] // 21 + 1 against the median of 9, 50, 9, 2, plus 1: 10, and so 2.2
    public void Run_WhenThereAreLooksBefore_ComparesTheVolumeOfChangesWithTheMedian(long versions, string before, double? factor)
    {
        QualityReport[] reports = [.. before.Split(' ').Select((each, index) => Report(9 - index, Profile with { GoldenVersions = long.Parse(each, System.Globalization.CultureInfo.InvariantCulture) }))];

        QualityResult result = QualityCheck.Run(Profile with { GoldenVersions = versions }, [new Expectation(ExpectationKind.ChangeVolume) { Warn = 5 }], reports).Single();

        (result.Value is null).ShouldBe(factor is null);
        (result.Value ?? 0).ShouldBe(factor ?? 0, 1e-12);
    }

    [Fact]
    public void Run_WhenThereIsALookBefore_TellsItsValue()
    {
        var expectation = new Expectation(ExpectationKind.Reviews) { Warn = 0.05 };
        QualityReport before = new(1, Profile, [new QualityResult(expectation.Key, QualityState.Ok) { Value = 0.01 }]);

        QualityResult result = QualityCheck.Run(Profile, [expectation], [before]).Single();

        (result.Value, result.Previous).ShouldBe((0.04, 0.01));
    }

    [Fact]
    public void Parse_WhenWritten_GivesTheSame()
    {
        QualityReport report = new(3, Profile, QualityCheck.Run(Profile, Expectation.Usual, [])) { Origin = "daily/4/quality" };

        QualityReport read = QualityReport.Parse(report.ToJson());

        read.ToJson().ShouldBe(report.ToJson());
        (read.Number, read.Origin, read.State, read.Profile.Sources[0]).ShouldBe((3, "daily/4/quality", QualityState.Fail, Profile.Sources[0]));
        ((Action)(() => QualityReport.Parse("[]"))).ShouldThrow<InvalidDataException>();
    }

    private static QualityReport Report(long number, QualityProfile profile) => new(number, profile, []);
}

using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Quality.Tests;

public sealed class QualityLookTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("party-quality-").FullName;
    private IPartyStore _store = null!;
    private IOperationsStore _documents = null!;

    public async Task InitializeAsync()
    {
        string path = Path.Combine(_folder, "hub.db");
        _store = await PartyStores.OpenAsync(path, new PartyStoreOptions(), _time, None);
        _documents = await PartyGuards.OpenOperationsAsync(path, None);
        HubChange change = StoreFixtures.Created("1", "p1");
        await _store.CommitAsync(change with { DeadLetters = [new DeadLetter(change.Upserted[0].Key.Source, "a.csv", 2, DeadLetterKind.Parse, "broken", "x")] }, None);
        _time.Advance(TimeSpan.FromHours(2));
    }

    public async Task DisposeAsync()
    {
        await _documents.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_WhenTheStoreHoldsSomething_ReportsAndKeepsIt()
    {
        var history = new QualityHistory(_documents);
        var look = new QualityLook(_store, history, _time);
        Expectation[] expectations =
        [
            new(ExpectationKind.DeadLetters) { Warn = 0.4, Fail = 0.6 }, new(ExpectationKind.Freshness) { Fail = 3600 },
            new(ExpectationKind.Completeness) { Attribute = "name.full", Warn = 1 },
        ];

        QualityReport first = await look.RunAsync(expectations, "", None);
        QualityReport second = await look.RunAsync(expectations, "daily/1/quality", None);
        QualityReport again = await look.RunAsync(expectations, "daily/1/quality", None);

        string source = StoreFixtures.Key("1").Source;
        first.Results.Select(result => (result.Key, result.State, result.Value)).ShouldBe(
        [
            ("dead_letters", QualityState.Warn, 0.5), ("freshness:" + source, QualityState.Fail, 7200), ("completeness:name.full", QualityState.Ok, 1),
        ]);
        first.State.ShouldBe(QualityState.Fail);
        (first.Profile.Records, first.Profile.Parties, first.Profile.Sources.Single()).ShouldBe((1, 1, new SourceProfile(source, 1, _time.GetUtcNow() - TimeSpan.FromHours(2), 1)));
        (second.Number, second.Results[0].Previous, again.Number, again.Origin).ShouldBe((2, 0.5, 2, "daily/1/quality"));
        (await history.ReadAsync(10, None)).Select(report => report.ToJson()).ShouldBe([again.ToJson(), first.ToJson()]);
        (await history.FindAsync(1, None))!.ToJson().ShouldBe(first.ToJson());
        (await history.FindAsync(7, None)).ShouldBeNull();
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Api.Tests;

/// <summary>What sources hand in, with how far they have come.</summary>
public sealed class HubIntakeTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ChangeOrigin Origin = new(ChangeKind.Stream, "kafka");

    private readonly string _folder = Directory.CreateTempSubdirectory("party-intake-").FullName;
    private readonly HubInstruments _instruments = new("test");
    private SqlitePartyStore _real = null!;
    private IPartyStore _store = null!;
    private FaultyStore _faults = null!;
    private EmbeddedHub _hub = null!;
    private HubIntake _intake = null!;

    public async Task InitializeAsync()
    {
        _real = await SqlitePartyStore.OpenAsync(Path.Combine(_folder, "hub.db"), new SqliteStoreOptions(), TimeProvider.System, None);
        (_store, _faults) = FaultyStore.Over(_real);
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _real.DisposeAsync();
        _instruments.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task TakeAsync_WhenABatchIsTaken_KeepsItsPlaceWithItsEffects()
    {
        var builder = new IntakeBatchBuilder(Origin);
        builder.Upsert(Named("1", "Ann Lee"), "001");
        builder.Upsert(Named("2", "Bob Ray"), "001");
        builder.Delete(new RecordKey("crm", "3"), "001");
        builder.Reach(new SourcePosition("kafka/a/0", 3, From: 0));

        IntakeResult result = await _intake.TakeAsync(builder.Build(), None);

        result.ShouldBe(new IntakeResult(1) { Created = 2, Unchanged = 1 });
        (await _intake.ReadPositionsAsync("kafka/", None)).ShouldBe([new("kafka/a/0", 3)]);
        (await _intake.FindVersionsAsync([new("crm", "1"), new("crm", "3")], None)).Select(version => version.Version).ShouldBe(["001", "001"]);
        (await _real.FindCommitAsync(1, None))!.Origin.ShouldBe(Origin);
    }

    [Fact]
    public async Task TakeAsync_WhenTheSameComesAgain_ChangesNothingAndTheStreamGoesOn()
    {
        await _intake.TakeAsync(Batch(1, Put("1", "Ann Lee", "001")), None);

        (await _intake.TakeAsync(Batch(2, Put("1", "Ann Lee", "001")), None)).ShouldBe(new IntakeResult(2) { Unchanged = 1 });

        (await _intake.ReadPositionsAsync("s", None)).ShouldBe([new("s", 2)]);
        (await _real.ReadFeedAsync(0, None).CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task TakeAsync_WhenAVersionIsOlder_PassesItOver()
    {
        await _intake.TakeAsync(Batch(1, Put("1", "New", "005")), None);

        (await _intake.TakeAsync(Batch(2, Put("1", "Old", "004"), Put("2", "Bob", "001")), None)).ShouldBe(new IntakeResult(2) { Created = 1, Outdated = 1 });
        (await NameAsync("1")).ShouldBe("New");
        (await _intake.TakeAsync(Batch(3, Put("1", "Same version", "005")), None)).Updated.ShouldBe(1);
        (await _intake.TakeAsync(Batch(4, Put("1", "Unversioned", null)), None)).Updated.ShouldBe(1);
        (await _intake.TakeAsync(Batch(5, Put("1", "Old", "004")), None)).ShouldBe(new IntakeResult(5) { Outdated = 1 });
        (await NameAsync("1")).ShouldBe("Unversioned");
    }

    [Fact]
    public async Task TakeAsync_WhenADeletedRecordsOlderStateComesLate_StaysDeleted()
    {
        await _intake.TakeAsync(Batch(1, Put("1", "Ann", "001")), None);
        await _intake.TakeAsync(Batch(2, Gone("1", "003")), None);

        (await _intake.TakeAsync(Batch(3, Put("1", "Ann Lee", "002")), None)).Outdated.ShouldBe(1);
        (await NameAsync("1")).ShouldBeNull();
        (await _intake.TakeAsync(Batch(4, Put("1", "Ann Again", "004")), None)).Created.ShouldBe(1);
        (await _intake.TakeAsync(Batch(5, Gone("1", "003")), None)).Outdated.ShouldBe(1);
        (await NameAsync("1")).ShouldBe("Ann Again");
    }

    [Fact]
    public async Task TakeAsync_WhenTheNewerVersionIsStillBeingCommitted_PassesTheOlderOver()
    {
        (TaskCompletionSource entered, TaskCompletionSource release) = BlockCommits();
        Task<IntakeResult> newer = _intake.TakeAsync(Batch(1, Put("1", "New", "002")), None);
        await entered.Task;
        Task<IntakeResult> older = _intake.TakeAsync(Batch(2, Put("1", "Old", "001")), None);
        release.SetResult();

        (await newer).Created.ShouldBe(1);
        (await older).Outdated.ShouldBe(1);
        (await NameAsync("1")).ShouldBe("New");
    }

    [Fact]
    public async Task TakeAsync_WhenTheNewerVersionsCommitIsLost_TakesTheOlder()
    {
        _faults.BeforeCommit = _ => Task.FromException(new StoreException("broken", isTransient: false));
        IntakeException lost = await Should.ThrowAsync<IntakeException>(() => _intake.TakeAsync(Batch(2, Put("1", "New", "002")), None));
        lost.IsTransient.ShouldBeTrue();
        _faults.BeforeCommit = static _ => Task.CompletedTask;
        await ReadyAsync();

        (await _intake.TakeAsync(Batch(1, Put("1", "Old", "001")), None)).Created.ShouldBe(1);
        (await _intake.FindVersionsAsync([new("crm", "1")], None)).Single().Version.ShouldBe("001");
        (await _intake.ReadPositionsAsync("", None)).ShouldBe([new("s", 1)]);
    }

    [Fact]
    public async Task TakeAsync_WhenABatchHasToWait_NothingOfItsStreamGetsAheadOfIt()
    {
        var changes = new List<HubChange>();
        (TaskCompletionSource entered, TaskCompletionSource release) = BlockCommits(changes);
        Task<IntakeResult> first = _intake.TakeAsync(Batch(1, Put("x", "X", null)) with { Positions = [] }, None);
        await entered.Task;
        Task<IntakeResult> second = _intake.TakeAsync(Batch(1, Put("y", "Y", null)) with { Positions = [] }, None);
        while (_hub.Status.Waiting > 0)
        {
            await Task.Yield(); // the loop takes the second group, and waits for the commit of the first
        }

        Task<IntakeResult> other = _intake.TakeAsync(Batch(1, Put("a", "From elsewhere", null)) with { Positions = [] }, None);
        Task<IntakeResult> waits = _intake.TakeAsync(Batch(1, Put("a", "From the stream", null)), None);
        Task<IntakeResult> behind = _intake.TakeAsync(Batch(2, Put("b", "B", null)), None);
        release.SetResult();
        await Task.WhenAll(first, second, other, waits, behind);

        (await waits).Commit.ShouldBeGreaterThan((await other).Commit);
        (await behind).Commit.ShouldBeGreaterThanOrEqualTo((await waits).Commit);
        changes.Single(change => change.Upserted.Any(record => record.Key.RecordId == "a") && change.Positions.Count == 0).Upserted.Count.ShouldBe(1);
        (await _intake.ReadPositionsAsync("", None)).ShouldBe([new("s", 2)]);
    }

    [Fact]
    public async Task TakeAsync_WhenManyStreamsHandIn_SharesCommits()
    {
        var changes = new List<HubChange>();
        (TaskCompletionSource entered, TaskCompletionSource release) = BlockCommits(changes);
        Task<IntakeResult> first = _intake.TakeAsync(Batch(1, Put("x", "X", null)), None);
        await entered.Task;
        Task<IntakeResult>[] all =
        [
            .. Enumerable.Range(0, 40).Select(i => _intake.TakeAsync(
                Batch(1, Put("k" + i, "Name", "1")) with { Positions = [new($"t/{i % 6:D2}", i / 6 + 1, From: i / 6)] }, None)),
        ];
        release.SetResult();
        await Task.WhenAll([first, .. all]);

        changes.Count.ShouldBeLessThanOrEqualTo(4);
        (await _intake.ReadPositionsAsync("t/", None)).Select(position => position.Next).ShouldBe([7, 7, 7, 7, 6, 6]);
    }

    [Fact]
    public async Task TakeAsync_WhenItDoesNotGoOnFromWhereTheStreamIs_IsRefused()
    {
        StreamMovedException unknown = await Should.ThrowAsync<StreamMovedException>(
            () => _intake.TakeAsync(Batch(10, Put("1", "Ann", null)) with { Positions = [new("s", 10, From: 5)] }, None));
        await _intake.TakeAsync(Batch(10, Put("1", "Ann", null)) with { Positions = [new("s", 10, From: 0), new("t", 3)] }, None);

        StreamMovedException behind = await Should.ThrowAsync<StreamMovedException>(() => TakeFromAsync(8, 12));
        StreamMovedException ahead = await Should.ThrowAsync<StreamMovedException>(() => TakeFromAsync(11, 12));

        (unknown.Stream, unknown.Next).ShouldBe(("s", 0), "what came before it was not taken");
        (behind.Stream, behind.Next, ahead.Next).ShouldBe(("s", 10, 10));
        (await NameAsync("2")).ShouldBeNull();
        (await _intake.ReadPositionsAsync("", None)).ShouldBe([new("s", 10), new("t", 3)]);
        (await TakeFromAsync(10, 12)).Created.ShouldBe(1);
        (await TakeFromAsync(SourcePosition.Anywhere, 4)).Unchanged.ShouldBe(1);
        (await _intake.ReadPositionsAsync("s", None)).ShouldBe([new("s", 12)]);
        await TakeFromAsync(SourcePosition.Anew, 4);
        (await _intake.ReadPositionsAsync("s", None)).ShouldBe([new("s", 4)]);

        Task<IntakeResult> TakeFromAsync(long from, long next) =>
            _intake.TakeAsync(Batch(0, Put("2", "Bob", null)) with { Positions = [new("s", next, from), new("t", 4)] }, None);
    }

    [Fact]
    public async Task TakeAsync_WhenOneBeforeItFails_IsRefusedToo()
    {
        _faults.BeforeCommit = _ => Task.FromException(new StoreException("broken", isTransient: false));
        Task<IntakeResult>[] all = [.. Enumerable.Range(0, 5).Select(i => _intake.TakeAsync(Batch(0, Put("k" + i, "Name", null)) with { Positions = [new("s", i + 1, i)] }, None))];
        foreach (Task<IntakeResult> one in all)
        {
            (await Should.ThrowAsync<Exception>(() => one)).ShouldSatisfyAllConditions(failure => (failure is IntakeException or StreamMovedException).ShouldBeTrue());
        }

        _faults.BeforeCommit = static _ => Task.CompletedTask;
        await ReadyAsync();
        (await _intake.ReadPositionsAsync("", None)).ShouldBeEmpty();
        (await _real.CountAsync(None)).Records.ShouldBe(0);
        await _intake.TakeAsync(Batch(0, Put("k0", "Name", null)) with { Positions = [new("s", 1, 0)] }, None);
        await Should.ThrowAsync<StreamMovedException>(() => _intake.TakeAsync(Batch(0, Put("k2", "Name", null)) with { Positions = [new("s", 3, 2)] }, None));
    }

    [Fact]
    public async Task TakeAsync_WhenThereIsOnlyAPlace_KeepsIt()
    {
        (await _intake.TakeAsync(Batch(7), None)).ShouldBe(new IntakeResult(1));
        (await _intake.TakeAsync(new IntakeBatch { Origin = Origin }, None)).ShouldBe(new IntakeResult(1));

        await RestartAsync();
        (await _intake.ReadPositionsAsync("", None)).ShouldBe([new("s", 7)]);
        await Should.ThrowAsync<StreamMovedException>(() => _intake.TakeAsync(Batch(9) with { Positions = [new("s", 9, From: 8)] }, None));
    }

    [Fact]
    public async Task TakeAsync_WhenARecordWasErased_RefusesItAloneAndGoesOn()
    {
        _store = _real; // the one that can be asked what was erased
        await RestartAsync();
        await _intake.TakeAsync(Batch(1, Put("1", "Ann", "001"), Put("2", "Bob", "001")), None);
        await _hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch { Deletes = [new RecordKey("crm", "1")] },
                Erased = [new RecordKey("crm", "1")],
                Origin = new ChangeOrigin(ChangeKind.Erasure, "dpo"),
            },
            None);

        _intake.IsErased(new RecordKey("crm", "1")).ShouldBeTrue();
        (await _intake.TakeAsync(Batch(2, Put("1", "Ann", "002"), Put("2", "Bobby", "002")), None))
            .ShouldBe(new IntakeResult(3) { Updated = 1, Erased = 1 });

        (await NameAsync("1")).ShouldBeNull();
        DeadLetter letter = (await _real.ReadDeadLettersAsync(None).ToListAsync()).Single();
        letter.ShouldBe(new DeadLetter("crm", "s", 0, DeadLetterKind.Erased, letter.Reason, ""));
        (await _intake.FindVersionsAsync([new("crm", "1")], None)).ShouldBeEmpty();
        (await _intake.ReadPositionsAsync("", None)).ShouldBe([new("s", 2)]);
    }

    [Fact]
    public async Task TakeAsync_WhenADeadLetterIsReplayed_SettlesItInTheSameCommit()
    {
        await _intake.TakeAsync(Batch(1) with { DeadLetters = [new DeadLetter("crm", "s", 1, DeadLetterKind.Contract, "no name", "{}")] }, None);
        _faults.BeforeCommit = change => change.DeadLetterUpdates.Count > 0
            ? Task.FromException(new StoreException("broken", isTransient: false)) : Task.CompletedTask;
        IntakeBatch replay = Batch(0, Put("1", "Ann", null)) with { Positions = [], DeadLetterUpdates = [new(1, DeadLetterState.Replayed, 2)] };

        await Should.ThrowAsync<IntakeException>(() => _intake.TakeAsync(replay, None));
        (await ((IDeadLetters)_real).FindDeadLetterAsync(1, None))!.State.ShouldBe(DeadLetterState.Open);
        (await NameAsync("1")).ShouldBeNull();
        _faults.BeforeCommit = static _ => Task.CompletedTask;
        await ReadyAsync();
        await _intake.TakeAsync(replay, None);

        (await ((IDeadLetters)_real).FindDeadLetterAsync(1, None))!.State.ShouldBe(DeadLetterState.Replayed);
        (await NameAsync("1")).ShouldBe("Ann");
    }

    [Fact]
    public async Task ReadCheckpointsAsync_WhenLoadsHaveBegun_GivesThem()
    {
        var checkpoint = new LoadCheckpoint("zone/a.csv", "etag", 1, 1, 0, Complete: false);
        await _intake.TakeAsync(Batch(0, Put("1", "Ann", null)) with { Positions = [], Checkpoint = checkpoint }, None);

        (await _intake.ReadCheckpointsAsync("zone/", None).ToListAsync()).Single().Checkpoint.ShouldBe(checkpoint);
        (await _intake.FindCheckpointAsync("zone/a.csv", None)).ShouldBe(checkpoint);
        (await _intake.FindCheckpointAsync("zone/b.csv", None)).ShouldBeNull();
    }

    private static IntakeBatch Batch(long next, params (SourceRecord? Record, RecordKey Key, string? Version)[] changes) => new()
    {
        Origin = Origin,
        Upserts = [.. changes.Select(change => change.Record).OfType<SourceRecord>()],
        Deletes = [.. changes.Where(change => change.Record is null).Select(change => change.Key)],
        Versions = [.. changes.Where(change => change.Version is not null).Select(change => new SourceVersion(change.Key, change.Version!))],
        Positions = [new SourcePosition("s", next)],
    };

    private static (SourceRecord? Record, RecordKey Key, string? Version) Put(string id, string name, string? version) =>
        (Named(id, name), new RecordKey("crm", id), version);

    private static (SourceRecord? Record, RecordKey Key, string? Version) Gone(string id, string version) => (null, new RecordKey("crm", id), version);

    private static SourceRecord Named(string id, string name) => new(new RecordKey("crm", id), [new AttributeValue(Attributes.NameFull, name)]);

    private async Task<string?> NameAsync(string id) => await _real.FindRecordAsync(new RecordKey("crm", id), None) is { } record
        ? RecordContent.Decode(record.Content).Single().Value
        : null;

    private (TaskCompletionSource Entered, TaskCompletionSource Release) BlockCommits(List<HubChange>? changes = null)
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _faults.BeforeCommit = change =>
        {
            changes?.Add(change);
            entered.TrySetResult();
            return release.Task;
        };
        return (entered, release);
    }

    private async Task ReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_hub.Status.State != HubState.Ready)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task RestartAsync()
    {
        await _hub.DisposeAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        Bundle bundle = DefaultBundle.Create();
        _hub = new EmbeddedHub(
            _store, stop => HubSession.RestoreAsync(_store, bundle, NoProgress.Instance, stop), new EmbeddedHubOptions(),
            new HubSurroundings(TimeProvider.System, NullLoggerFactory.Instance, _instruments));
        _intake = new HubIntake(_hub, _store);
        await _hub.ReadyAsync(None);
    }
}

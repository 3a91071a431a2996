using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Api.Tests;

/// <summary>The writing loop where its store falters.</summary>
public sealed class EmbeddedHubTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("party-hub-").FullName;
    private readonly HubInstruments _instruments = new("test");
    private SqlitePartyStore _real = null!;
    private IPartyStore _store = null!;
    private FaultyStore _faults = null!;

    public async Task InitializeAsync()
    {
        _real = await SqlitePartyStore.OpenAsync(Path.Combine(_folder, "hub.db"), new SqliteStoreOptions(), TimeProvider.System, CancellationToken.None);
        (_store, _faults) = FaultyStore.Over(_real);
    }

    public async Task DisposeAsync()
    {
        await _real.DisposeAsync();
        _instruments.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task SubmitAsync_WhenTheStoreFaltersForAMoment_CommitsTheSameChangeInTheEnd()
    {
        await using EmbeddedHub hub = await StartAsync();
        var seen = new List<HubChange>();
        _faults.BeforeCommit = change =>
        {
            seen.Add(change);
            return seen.Count < 3 ? Task.FromException(new StoreException("busy", isTransient: true)) : Task.CompletedTask;
        };

        SubmissionResult result = await hub.SubmitAsync(Put("1"), CancellationToken.None);

        result.Records.Single().Outcome.ShouldBe(RecordOutcome.Created);
        seen.Count.ShouldBe(3);
        seen.Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBe(1);
        (await _real.CountAsync(CancellationToken.None)).Records.ShouldBe(1);
    }

    [Fact]
    public async Task SubmitAsync_WhenACommitIsLost_FailsAndGoesOnFromWhatIsStored()
    {
        await using EmbeddedHub hub = await StartAsync();
        await hub.SubmitAsync(Put("1"), CancellationToken.None);
        _faults.BeforeCommit = _ => Task.FromException(new StoreException("broken", isTransient: false));

        HubUnavailableException lost = await Should.ThrowAsync<HubUnavailableException>(() => hub.SubmitAsync(Put("2"), CancellationToken.None));

        lost.IsOverload.ShouldBeFalse();
        _faults.BeforeCommit = static _ => Task.CompletedTask;
        SubmissionResult again = await SubmitWhenReadyAsync(hub, Put("2"));
        again.Records.Single().Outcome.ShouldBe(RecordOutcome.Created);
        again.Commit.ShouldBe(2);
        hub.Status.Records.ShouldBe(2);
        (await _real.CountAsync(CancellationToken.None)).Records.ShouldBe(2);
    }

    [Fact]
    public async Task SubmitAsync_WhenTheNextGroupIsLostDuringACommit_RestoresWhatThatCommitBrings()
    {
        await using EmbeddedHub hub = await StartAsync();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _faults.BeforeCommit = _ =>
        {
            entered.TrySetResult();
            return release.Task;
        };
        Task<SubmissionResult> first = hub.SubmitAsync(Put("1"), CancellationToken.None);
        await entered.Task;
        _faults.BeforeVersions = static () => throw new StoreException("unreadable", isTransient: false);
        Submission versioned = Put("2") with { Versions = [new SourceVersion(new RecordKey("crm", "2"), "1")] };

        await Should.ThrowAsync<HubUnavailableException>(() => hub.SubmitAsync(versioned, CancellationToken.None));

        release.SetResult();
        (await first).Records.Single().Outcome.ShouldBe(RecordOutcome.Created);
        SubmissionResult again = await SubmitWhenReadyAsync(hub, Put("1"));
        again.Records.Single().Outcome.ShouldBe(RecordOutcome.Unchanged);
        hub.Status.Records.ShouldBe(1);
    }

    [Fact]
    public async Task SubmitAsync_WhenNothingChangesAfterARestart_AnswersTheLastCommit()
    {
        await using (EmbeddedHub hub = await StartAsync())
        {
            await hub.SubmitAsync(Put("1"), CancellationToken.None);
            await hub.SubmitAsync(Put("2"), CancellationToken.None);
        }

        await using EmbeddedHub again = await StartAsync();

        again.Status.LastCommit.ShouldBe(2);
        SubmissionResult result = await again.SubmitAsync(Put("1"), CancellationToken.None);
        result.Records.Single().Outcome.ShouldBe(RecordOutcome.Unchanged);
        result.Commit.ShouldBe(2);
    }

    [Fact]
    public async Task SubmitAsync_WhenManyWait_GroupsThemAndKeepsOneKeyInOrder()
    {
        await using EmbeddedHub hub = await StartAsync();
        var release = new TaskCompletionSource();
        var changes = new List<HubChange>();
        _faults.BeforeCommit = change =>
        {
            changes.Add(change);
            return release.Task;
        };
        Task<SubmissionResult> first = hub.SubmitAsync(Put("0"), CancellationToken.None);
        Task<SubmissionResult>[] rest = [.. Enumerable.Range(1, 50).Select(i => hub.SubmitAsync(Put("k" + i), CancellationToken.None))];
        Task<SubmissionResult>[] same = [.. Enumerable.Range(1, 5).Select(i => hub.SubmitAsync(Put("same", "Name " + i), CancellationToken.None))];

        release.SetResult();
        await Task.WhenAll([first, .. rest]);
        long[] commits = [.. (await Task.WhenAll(same)).Select(result => result.Commit)];

        changes.Count.ShouldBeLessThan(20);
        commits.ShouldBeInOrder();
        commits.Distinct().Count().ShouldBe(5);
        changes.ShouldAllBe(change => change.Upserted.Select(record => record.Key).Distinct().Count() == change.Upserted.Count);
        AttributeValue[] kept = RecordContent.Decode((await _real.FindRecordAsync(new RecordKey("crm", "same"), CancellationToken.None))!.Content);
        kept.Single().Value.ShouldBe("Name 5");
    }

    [Fact]
    public async Task SubmitAsync_WhenTooMuchWaits_SendsAwayAndHoldsStreamsBack()
    {
        await using EmbeddedHub hub = await StartAsync(new EmbeddedHubOptions { MostWaiting = 2 });
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _faults.BeforeCommit = _ =>
        {
            entered.TrySetResult();
            return release.Task;
        };
        var taken = new List<Task<SubmissionResult>> { hub.SubmitAsync(Put("0"), CancellationToken.None) };
        await entered.Task; // the loop applies one more group, waits for the commit, and then two submissions find room
        HubUnavailableException? sentAway = null;
        for (int i = 1; sentAway is null; i++)
        {
            Task<SubmissionResult> next = hub.SubmitAsync(Put("k" + i), CancellationToken.None);
            sentAway = next.IsFaulted ? next.Exception!.InnerException as HubUnavailableException : null;
            if (sentAway is null)
            {
                taken.Add(next);
            }

            i.ShouldBeLessThan(100_000);
        }

        Task<SubmissionResult> stream = hub.SubmitAsync(Put("stream") with { WaitsForRoom = true }, CancellationToken.None);

        sentAway.IsOverload.ShouldBeTrue();
        stream.IsFaulted.ShouldBeFalse();
        release.SetResult();
        (await stream).Records.Single().Outcome.ShouldBe(RecordOutcome.Created);
        await Task.WhenAll(taken);
    }

    [Fact]
    public async Task DisposeAsync_WhenSubmissionsWait_CommitsThemAndTakesNoMore()
    {
        EmbeddedHub hub = await StartAsync();
        Task<SubmissionResult>[] waiting = [.. Enumerable.Range(0, 30).Select(i => hub.SubmitAsync(Put("k" + i), CancellationToken.None))];

        await hub.DisposeAsync();

        (await Task.WhenAll(waiting)).ShouldAllBe(result => result.Records[0].Outcome == RecordOutcome.Created);
        (await _real.CountAsync(CancellationToken.None)).Records.ShouldBe(30);
        hub.Status.State.ShouldBe(HubState.Stopped);
        await Should.ThrowAsync<HubUnavailableException>(() => hub.SubmitAsync(Put("late"), CancellationToken.None));
    }

    [Fact]
    public async Task SubmitAsync_WhenACallerIsOfAnotherName_CommitsApart()
    {
        await using EmbeddedHub hub = await StartAsync();
        var release = new TaskCompletionSource();
        var changes = new List<HubChange>();
        _faults.BeforeCommit = change =>
        {
            changes.Add(change);
            return release.Task;
        };
        Task<SubmissionResult>[] all = [.. Enumerable.Range(0, 12).Select(i => hub.SubmitAsync(Put("k" + i) with { Origin = new ChangeOrigin(ChangeKind.Api, i % 2 == 0 ? "ann" : "bob") }, CancellationToken.None))];

        release.SetResult();
        SubmissionResult[] results = await Task.WhenAll(all);

        Dictionary<long, ChangeOrigin> origins = [];
        foreach (long commit in results.Select(result => result.Commit).Distinct())
        {
            origins.Add(commit, (await _real.FindCommitAsync(commit, CancellationToken.None))!.Origin);
        }

        results.Select(result => origins[result.Commit].Actor).ShouldBe(Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? "ann" : "bob"));
    }

    private static Submission Put(string recordId, string name = "Ann Lee") => new()
    {
        Batch = new InputBatch { Upserts = [new SourceRecord(new RecordKey("crm", recordId), [new AttributeValue(Attributes.NameFull, name)])] },
        Origin = new ChangeOrigin(ChangeKind.Api, "ann"),
    };

    /// <summary>Submits once the hub takes submissions again; until then it says so at once.</summary>
    private static async Task<SubmissionResult> SubmitWhenReadyAsync(EmbeddedHub hub, Submission submission)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (hub.Status.State != HubState.Ready)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return await hub.SubmitAsync(submission, limit.Token);
    }

    private async Task<EmbeddedHub> StartAsync(EmbeddedHubOptions? options = null)
    {
        Bundle bundle = DefaultBundle.Create();
        var hub = new EmbeddedHub(
            _store, stop => HubSession.RestoreAsync(_store, bundle, NoProgress.Instance, stop), options ?? new EmbeddedHubOptions(),
            new HubSurroundings(TimeProvider.System, NullLoggerFactory.Instance, _instruments));
        await hub.ReadyAsync(CancellationToken.None);
        return hub;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;
using PartyOrleans.Api.Loads;
using PartyOrleans.Connectors;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Loads;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests.Loads;

/// <summary>Loads of files on three silos over a real PostgreSQL: they end without help, and the hub holds what an undisturbed run gives.</summary>
[NeedsPostgreSql]
public sealed class ClusterLoadsTests : IDisposable
{
    private static readonly ChangeOrigin Origin = new(ChangeKind.Load, "operator", "first load");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LoadFiles _files = new();
    private readonly Bundle _bundle = DefaultBundle.Create();

    public static TheoryData<string> Victims => ["the file's silo", "the load's silo", "the ledger's silo", "the list's silo"];

    public void Dispose() => _files.Dispose();

    [StoreFact]
    public async Task Start_WhenFilesAreLoaded_HoldsWhatTheEmbeddedEngineHoldsAndTellsHowItWent()
    {
        string[] files = [_files.Write("a.csv", 1, 0, 90, broken: 2), _files.Write("b.csv", 2, 60, 90, broken: 1)];
        await using TestHubCluster cluster = await StartAsync();
        ClusterLoads loads = LoadsOf(cluster, 0);

        LoadStatus started = await loads.StartAsync("people", [.. files.Select(file => new InputFile(file))], "crm", Origin, CancellationToken.None);
        LoadStatus? ended = await loads.EndedAsync(started.Id, CancellationToken.None).WaitAsync(Patience);

        (string state, int letters) = await LoadFiles.ExpectedAsync(_bundle, "crm", files);
        (await cluster.StateAsync(withIds: false)).ShouldBe(state);
        ended.ShouldNotBeNull();
        (ended.State, ended.Read, ended.Rejected, ended.Changed, ended.Input, ended.Failure).ShouldBe((LoadState.Done, 183, letters, 180, "people", ""));
        letters.ShouldBe(3);
        (await cluster.Store.CountAsync(CancellationToken.None)).DeadLetters.ShouldBe(letters);
        LoadStatus listed = (await LoadsOf(cluster, 2).ListAsync(CancellationToken.None)).ShouldHaveSingleItem();
        (listed.Id, listed.State, listed.Read).ShouldBe((started.Id, LoadState.Done, 183));
    }

    [StoreFact]
    public async Task Start_WhenItsOrderCannotBeKept_IsNotBegunBeforeItIs()
    {
        string file = _files.Write("a.csv", 6, 0, 60, broken: 1);
        await using TestHubCluster cluster = await StartAsync();
        ILoadGrain load = cluster.Silos.Client.GetGrain<ILoadGrain>(7);
        var order = new LoadOrder(7, "a.csv", [file], "crm", "operator", "first load");

        cluster.States.FailNext("load");
        await Should.ThrowAsync<OrleansException>(() => load.StartAsync(order));
        (await load.StatusAsync()).ShouldBeNull();

        LoadReport[] twice = await Task.WhenAll(load.StartAsync(order), load.StartAsync(order));
        twice.Select(report => report.Id).ShouldBe([7, 7]);
        LoadStatus? ended = await LoadsOf(cluster, 0).EndedAsync("7", CancellationToken.None).WaitAsync(Patience);
        (ended?.State, ended?.Read).ShouldBe((LoadState.Done, 61));
    }

    [StoreFact]
    public async Task Start_WhenTheLoadCannotBeginNow_IsListedAndEndsWithoutHelp()
    {
        string file = _files.Write("a.csv", 6, 0, 60, broken: 1);
        await using TestHubCluster cluster = await StartAsync(new ClusterLoadOptions { LookInterval = TimeSpan.FromSeconds(1) });
        ClusterLoads loads = LoadsOf(cluster, 0);

        cluster.States.FailNext("load");
        LoadStatus started = await loads.StartAsync("a.csv", [new InputFile(file)], "crm", Origin, CancellationToken.None);
        LoadStatus? ended = await loads.EndedAsync(started.Id, CancellationToken.None).WaitAsync(Patience);
        while (ended is null)
        {
            ended = await loads.EndedAsync(started.Id, CancellationToken.None).WaitAsync(Patience);
        }

        (started.State, ended.State, ended.Read).ShouldBe((LoadState.Running, LoadState.Done, 61));
    }

    [StoreTheory]
    [MemberData(nameof(Victims))]
    public async Task Load_WhenASiloIsKilledMeanwhile_EndsWithoutHelpWithWhatAnUndisturbedRunGives(string victim)
    {
        string[] files = [_files.Write("a.csv", 3, 0, 150, broken: 3), _files.Write("b.csv", 4, 100, 150, broken: 3)];
        await using TestHubCluster cluster = await StartAsync(new ClusterLoadOptions { RecordsPerTurn = 2, LookInterval = TimeSpan.FromSeconds(1) });
        LoadStatus started = await LoadsOf(cluster, 0).StartAsync("people", [.. files.Select(file => new InputFile(file))], "crm", Origin, CancellationToken.None);
        long commit = 0;
        while (commit < 20)
        {
            commit = await cluster.Ledger.CommittedAfterAsync(commit);
        }

        long id = long.Parse(started.Id, System.Globalization.CultureInfo.InvariantCulture);
        IGrainFactory grains = cluster.Silos.Client;
        InProcessSiloHandle killed = victim switch
        {
            "the file's silo" => SiloOf(cluster, grains.GetGrain<ILoadPartitionGrain>($"{id}/0").GetGrainId()),
            "the load's silo" => SiloOf(cluster, grains.GetGrain<ILoadGrain>(id).GetGrainId()),
            "the ledger's silo" => cluster.LedgerSilo,
            _ => SiloOf(cluster, grains.GetGrain<ILoadsGrain>(0).GetGrainId()),
        };
        await cluster.Silos.KillSiloAsync(killed);
        ClusterLoads survivor = cluster.Silos.Silos.First(silo => silo != killed).ServiceProvider.GetRequiredService<ClusterLoads>();
        LoadStatus? ended = await survivor.EndedAsync(started.Id, CancellationToken.None).WaitAsync(Patience);

        (string state, int letters) = await LoadFiles.ExpectedAsync(_bundle, "crm", files);
        ended.ShouldNotBeNull();
        (ended.State, ended.Read, ended.Rejected).ShouldBe((LoadState.Done, 306, letters));
        (await cluster.Store.CountAsync(CancellationToken.None)).Records.ShouldBe(250);
        (await cluster.StateAsync(withIds: false)).ShouldBe(state);
        (await cluster.Store.CountAsync(CancellationToken.None)).DeadLetters.ShouldBe(letters);
    }

    [StoreTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Load_WhenItsFirstTurnsAreLost_HoldsWhatTheyBroughtToo(int lost)
    {
        string file = _files.Write("a.csv", 8, 0, 60, broken: 2);
        int begun = 0;
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(_bundle, 2, configureSilo: silo =>
        {
            silo.Services.AddSingleton(new ClusterLoadOptions { RecordsPerTurn = 10 });
            silo.AddOutgoingGrainCallFilter(call => string.Equals(call.MethodName, nameof(ILedgerGrain.BeginAsync), StringComparison.Ordinal) && Interlocked.Increment(ref begun) <= lost
                ? throw new EpochEndedException("The ledger's silo is gone.", 0)
                : call.Invoke());
        });
        ClusterLoads loads = LoadsOf(cluster, 0);

        LoadStatus started = await loads.StartAsync("a.csv", [new InputFile(file)], "crm", Origin, CancellationToken.None);
        LoadStatus? ended = await loads.EndedAsync(started.Id, CancellationToken.None).WaitAsync(Patience);

        (string state, int letters) = await LoadFiles.ExpectedAsync(_bundle, "crm", file);
        (ended!.State, ended.Read, ended.Rejected, ended.Changed).ShouldBe((LoadState.Done, 62, letters, 60));
        (await cluster.StateAsync(withIds: false)).ShouldBe(state);
        (await cluster.Ledger.StatusAsync()).Records.ShouldBe(60);
        begun.ShouldBeGreaterThan(lost);
    }

    [StoreFact]
    public async Task Cancel_WhenALoadGoesOn_StopsItAndStartedAgainItGoesOnWhereItWas()
    {
        string file = _files.Write("a.csv", 5, 0, 600, broken: 5);
        await using TestHubCluster cluster = await StartAsync(new ClusterLoadOptions { RecordsPerTurn = 2, Folder = _files.Folder });
        ClusterLoads loads = LoadsOf(cluster, 1);
        LoadStatus first = await loads.StartAsync("a.csv", "crm", Origin, CancellationToken.None);
        await cluster.Ledger.CommittedAfterAsync(1);
        await loads.CancelAsync(first.Id, CancellationToken.None);
        LoadStatus? cancelled = await loads.EndedAsync(first.Id, CancellationToken.None).WaitAsync(Patience);
        LoadCheckpoint? left = await cluster.Store.FindCheckpointAsync(Path.GetFullPath(file), CancellationToken.None);

        LoadStatus second = await loads.StartAsync("a.csv", "crm", Origin, CancellationToken.None);
        LoadStatus? ended = await loads.EndedAsync(second.Id, CancellationToken.None).WaitAsync(Patience);

        (string state, int letters) = await LoadFiles.ExpectedAsync(_bundle, "crm", file);
        cancelled!.State.ShouldBe(LoadState.Cancelled);
        (left!.Complete, left.RecordsDone).ShouldBe((false, left.RecordsDone));
        left.RecordsDone.ShouldBeInRange(1, 604);
        (ended!.State, ended.Read, ended.Rejected).ShouldBe((LoadState.Done, 605, letters));
        ended.Changed.ShouldBe(600 - left.Accepted);
        (await cluster.Store.CountAsync(CancellationToken.None)).DeadLetters.ShouldBe(letters);
        (await cluster.StateAsync(withIds: false)).ShouldBe(state);
    }

    [StoreFact]
    public async Task Start_WhenAFileIsNotThere_IsRefusedAndWhereItIsNoDataFails()
    {
        await File.WriteAllBytesAsync(Path.Combine(_files.Folder, "none.csv"), [0, 1, 2, 0, 255]);
        await using TestHubCluster cluster = await StartAsync(new ClusterLoadOptions { Folder = _files.Folder });
        ClusterLoads loads = LoadsOf(cluster, 0);

        await Should.ThrowAsync<LoadRefusedException>(() => loads.StartAsync("absent.csv", null, Origin, CancellationToken.None));
        await Should.ThrowAsync<LoadRefusedException>(() => loads.StartUploadAsync(Stream.Null, "a.csv", null, Origin, CancellationToken.None));
        LoadStatus started = await loads.StartAsync("none.csv", null, Origin, CancellationToken.None);
        LoadStatus? ended = await loads.EndedAsync(started.Id, CancellationToken.None).WaitAsync(Patience);

        ended!.State.ShouldBe(LoadState.Failed);
        ended.Failure.ShouldStartWith("none.csv: ");
        (await loads.FindAsync("7", CancellationToken.None)).ShouldBeNull();
        (await loads.FindAsync("x", CancellationToken.None)).ShouldBeNull();
    }

    [StoreFact]
    public async Task Upload_WhenItIsLoaded_IsGoneAfterwards()
    {
        string file = _files.Write("a.csv", 6, 0, 20);
        string uploads = Path.Combine(_files.Folder, "uploads");
        await using TestHubCluster cluster = await StartAsync(new ClusterLoadOptions { UploadFolder = uploads });
        ClusterLoads loads = LoadsOf(cluster, 0);

        await using FileStream content = File.OpenRead(file);
        LoadStatus started = await loads.StartUploadAsync(content, "a.csv", "crm", Origin, CancellationToken.None);
        LoadStatus? ended = await loads.EndedAsync(started.Id, CancellationToken.None).WaitAsync(Patience);

        (ended!.State, ended.Changed).ShouldBe((LoadState.Done, 20));
        Directory.EnumerateFileSystemEntries(uploads).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task Reminder_WhenNobodyElseLooks_HasTheLoadGoOn()
    {
        string file = _files.Write("a.csv", 7, 0, 200);
        await using TestHubCluster cluster = await StartAsync(new ClusterLoadOptions { RecordsPerTurn = 2, LookInterval = TimeSpan.FromHours(1) });
        ClusterLoads loads = LoadsOf(cluster, 0);
        LoadStatus started = await loads.StartAsync("a", [new InputFile(file)], "crm", Origin, CancellationToken.None);
        await cluster.Ledger.CommittedAfterAsync(1);
        long id = long.Parse(started.Id, System.Globalization.CultureInfo.InvariantCulture);
        ILoadGrain load = cluster.Silos.Client.GetGrain<ILoadGrain>(id);
        await cluster.Silos.DeactivateAsync(cluster.Silos.Client.GetGrain<ILoadPartitionGrain>($"{id}/0"));
        await cluster.Silos.DeactivateAsync(load);

        await load.AsReference<IRemindable>().ReceiveReminder("go-on", default);
        LoadStatus? ended = await loads.EndedAsync(started.Id, CancellationToken.None).WaitAsync(Patience);

        (ended!.State, ended.Read).ShouldBe((LoadState.Done, 200));
        (await cluster.StateAsync(withIds: false)).ShouldBe((await LoadFiles.ExpectedAsync(_bundle, "crm", file)).State);
    }

    [StoreFact]
    public async Task Take_WhenTwoLoadTheSameInput_DoesNothingTwice()
    {
        await using TestHubCluster cluster = await StartAsync();
        ClusterLoadTarget first = TargetOf(cluster, 0, load: 5);
        ClusterLoadTarget revived = TargetOf(cluster, 1, load: 5);
        ClusterLoadTarget second = TargetOf(cluster, 1, load: 6);
        (await revived.FindCheckpointAsync("/in/a.csv", CancellationToken.None)).ShouldBeNull();
        (await first.FindCheckpointAsync("/in/a.csv", CancellationToken.None)).ShouldBeNull();
        (await second.FindCheckpointAsync("/in/a.csv", CancellationToken.None)).ShouldBeNull();

        await first.TakeAsync(PartOf(1), CancellationToken.None);
        await first.CommittedAsync();
        await second.TakeAsync(PartOf(1), CancellationToken.None);
        await Should.ThrowAsync<LoadMovedException>(second.CommittedAsync);
        await revived.TakeAsync(PartOf(1), CancellationToken.None);
        await revived.CommittedAsync();
        await first.TakeAsync(PartOf(2), CancellationToken.None);
        await first.CommittedAsync();

        (await cluster.Store.CountAsync(CancellationToken.None)).DeadLetters.ShouldBe(2);
        (await cluster.Store.FindCheckpointAsync("/in/a.csv", CancellationToken.None))!.RecordsDone.ShouldBe(2);
    }

    private static LoadPart PartOf(int done) => new()
    {
        DeadLetters = [new DeadLetter("crm", "a.csv", done, DeadLetterKind.Parse, "broken", "x")],
        Checkpoint = new LoadCheckpoint("/in/a.csv", "f", done, 0, done, Complete: false),
    };

    private static ClusterLoadTarget TargetOf(TestHubCluster cluster, int silo, long load) =>
        new(((InProcessSiloHandle)cluster.Silos.Silos[silo]).ServiceProvider.GetRequiredService<ClusterLoadParts>(), _ => load, Origin, CancellationToken.None);

    private static ClusterLoads LoadsOf(TestHubCluster cluster, int silo) => ((InProcessSiloHandle)cluster.Silos.Silos[silo]).ServiceProvider.GetRequiredService<ClusterLoads>();

    private static InProcessSiloHandle SiloOf(TestHubCluster cluster, GrainId grain) => cluster.Silos.TryGetGrainContext(grain, out IGrainContext? context)
        ? cluster.Silos.GetSiloForAddress(context.Address.SiloAddress!)!
        : throw new InvalidOperationException($"There is no {grain}.");

    private Task<TestHubCluster> StartAsync(ClusterLoadOptions? loads = null) => TestHubCluster.StartAsync(
        _bundle, 3, configureSilo: silo => silo.Services.AddSingleton(loads ?? new ClusterLoadOptions()));
}

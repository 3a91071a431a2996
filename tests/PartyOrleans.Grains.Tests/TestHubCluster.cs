using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Loads;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests;

/// <summary>A cluster of silos in this process over a database of a real PostgreSQL server.</summary>
internal sealed class TestHubCluster : IAsyncDisposable
{
    private static readonly ChangeOrigin Origin = new(ChangeKind.Api, "test");

    private readonly InProcessTestCluster _cluster;
    private readonly List<ClusterStores> _stores;

    private TestHubCluster(InProcessTestCluster cluster, List<ClusterStores> stores, string database) => (_cluster, _stores, Database) = (cluster, stores, database);

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>The store, open for looking only.</summary>
    public IPartyStore Store => _stores[0].Reader;

    /// <summary>The cluster.</summary>
    public InProcessTestCluster Silos => _cluster;

    /// <summary>The ledger.</summary>
    public ILedgerGrain Ledger => _cluster.Client.GetGrain<ILedgerGrain>(0);

    /// <summary>The silo that holds the ledger, which was called before.</summary>
    public InProcessSiloHandle LedgerSilo => _cluster.TryGetGrainContext(Ledger.GetGrainId(), out Orleans.Runtime.IGrainContext? ledger)
        ? _cluster.GetSiloForAddress(ledger.Address.SiloAddress!)!
        : throw new InvalidOperationException("There is no ledger yet.");

    /// <summary>Starts silos over an empty store with a bundle.</summary>
    public static async Task<TestHubCluster> StartAsync(Bundle bundle, short silos, Func<ClusterOptions, ClusterOptions>? configure = null, Action<ISiloBuilder>? configureSilo = null)
    {
        string database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        await using (IPartyStore store = await PartyStores.OpenAsync(database, new PartyStoreOptions(), TimeProvider.System, CancellationToken.None))
        {
            string json = BundleFile.ToJson(bundle);
            await store.ActivateBundleAsync(BundleFile.Sha256Of(json), json, CancellationToken.None);
        }

        var options = new ClusterOptions { Store = database, Shards = 8 };
        options = configure?.Invoke(options) ?? options;
        var stores = new List<ClusterStores>();
        for (int i = 0; i < silos + 2; i++)
        {
            stores.Add(new ClusterStores(await PartyStores.OpenReadOnlyAsync(database, new PartyStoreOptions(), CancellationToken.None)));
        }

        int next = -1;
        var builder = new InProcessTestClusterBuilder(silos);
        var storage = new SharedGrainStorage();
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseInMemoryReminderService();
            silo.Services.AddKeyedSingleton<IGrainStorage>(ClusterServices.StorageName, storage);
            silo.Services.AddPartyCluster(options, stores[Interlocked.Increment(ref next)]);
            configureSilo?.Invoke(silo);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestHubCluster(cluster, stores, database);
    }

    /// <summary>Submits a batch on a silo.</summary>
    public Task<SubmissionResult> SubmitAsync(int silo, InputBatch batch) => SubmitAsync((InProcessSiloHandle)_cluster.Silos[silo], batch);

    /// <summary>Submits a batch on a silo.</summary>
    public static Task<SubmissionResult> SubmitAsync(InProcessSiloHandle silo, InputBatch batch) =>
        silo.ServiceProvider.GetRequiredService<ClusterIntake>().SubmitAsync(new Submission { Batch = batch, Origin = Origin }, CancellationToken.None);

    /// <summary>What the store holds: parties with their records and golden hashes, and open reviews.</summary>
    public async Task<string> StateAsync(bool withIds)
    {
        var lines = new List<string>();
        await foreach (GoldenRecord golden in Store.ReadGoldenAsync(CancellationToken.None))
        {
            lines.Add($"{(withIds ? golden.Party.Value + " " : "")}{golden.Type}: {string.Join(' ', golden.Records)} = {Convert.ToHexString(golden.ContentHash)}");
        }

        lines.Sort(StringComparer.Ordinal);
        await foreach (ReviewTask review in Store.ReadReviewsAsync(CancellationToken.None))
        {
            lines.Add(FormattableString.Invariant($"? {review.Pair} {review.WeightBits:r}"));
        }

        return string.Join('\n', lines);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (ClusterStores stores in _stores)
        {
            await stores.DisposeAsync();
        }
    }
}

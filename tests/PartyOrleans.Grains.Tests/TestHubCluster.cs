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

    private readonly List<DatabaseLine> _lines;

    private TestHubCluster(InProcessTestCluster cluster, List<ClusterStores> stores, List<DatabaseLine> lines, string database, SharedGrainStorage states) =>
        (_cluster, _stores, _lines, Database, States) = (cluster, stores, lines, database, states);

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>Where the grains keep their state.</summary>
    public SharedGrainStorage States { get; }

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
    /// <param name="bundle">The bundle.</param>
    /// <param name="silos">How many.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="configureSilo">Adds to a silo.</param>
    /// <param name="hasLines">Whether each silo reaches the database over a line of its own, see <see cref="LineOf"/>.</param>
    /// <param name="configureNumbered">Changes the services of a silo, by its number in the order of starts.</param>
    public static async Task<TestHubCluster> StartAsync(
        Bundle bundle, short silos, Func<ClusterOptions, ClusterOptions>? configure = null, Action<ISiloBuilder>? configureSilo = null, bool hasLines = false,
        Action<int, IServiceCollection>? configureNumbered = null)
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
        var lines = new List<DatabaseLine>();
        for (int i = 0; i < silos + 3; i++)
        {
            lines.Add(new DatabaseLine(database));
            stores.Add(new ClusterStores(await PartyStores.OpenReadOnlyAsync(
                hasLines && i > 0 ? lines[i].Database : database, new PartyStoreOptions(), CancellationToken.None)));
        }

        int next = 0; // the first store is the test's own
        var builder = new InProcessTestClusterBuilder(silos);
        var states = new SharedGrainStorage();
        builder.ConfigureSilo((_, silo) =>
        {
            int own = Interlocked.Increment(ref next);
            silo.UseInMemoryReminderService();
            silo.Services.AddKeyedSingleton<IGrainStorage>(ClusterServices.StorageName, states);
            silo.Services.AddPartyCluster(hasLines ? options with { Store = lines[own].Database } : options, stores[own]);
            configureSilo?.Invoke(silo);
            configureNumbered?.Invoke(own - 1, silo.Services);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestHubCluster(cluster, stores, lines, database, states);
    }

    /// <summary>The line over which a silo reaches the database.</summary>
    public DatabaseLine LineOf(InProcessSiloHandle silo) => _lines[_stores.IndexOf(silo.ServiceProvider.GetRequiredService<ClusterStores>())];

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

        foreach (DatabaseLine line in _lines)
        {
            await line.DisposeAsync();
        }
    }
}

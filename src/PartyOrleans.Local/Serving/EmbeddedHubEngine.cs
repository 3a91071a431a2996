using Microsoft.AspNetCore.Builder;
using Npgsql;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Cluster;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Sources;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving.Sources;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <summary>The engine in this process, over a store that this process owns.</summary>
internal sealed class EmbeddedHubEngine : IHubEngine
{
    private readonly IPartyStore _store;
    private readonly EmbeddedHub _hub;
    private readonly EmbeddedBundles _bundles;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStopped;

    private EmbeddedHubEngine(IPartyStore store, Bundle bundle, EmbeddedHub hub, EmbeddedBundles bundles) => (_store, Bundle, _hub, _bundles) = (store, bundle, hub, bundles);

    /// <inheritdoc />
    public IServedHub Hub => _hub;

    /// <inheritdoc />
    public Bundle Bundle { get; }

    /// <inheritdoc />
    public IBundleLifecycle Bundles => _bundles;

    /// <inheritdoc />
    public IHubLoads? Loads => null;

    /// <inheritdoc />
    public ISourceReports Over(HubSources own) => own;

    /// <inheritdoc />
    public IClusterReport? Cluster => null;

    /// <inheritdoc />
    public IStoreKeyring? Keyring => null;

    /// <inheritdoc />
    public ISearchProjection? Search => _store as ISearchProjection;

    /// <inheritdoc />
    public NpgsqlDataSource? Pool => null;

    /// <inheritdoc />
    public IStreamHost? Streams => null;

    /// <inheritdoc />
    public ILoadTargets? LoadTargets => null;

    /// <inheritdoc />
    public ISharedBreakers? Breakers => null;

    /// <inheritdoc />
    public IReadOnlyList<IReadinessCheck> Checks => [];

    /// <inheritdoc />
    public Task<string> EndedAsync => _ended.Task;

    /// <summary>Opens the store as its owner and starts to restore the engine.</summary>
    public static async Task<IHubEngine> OpenAsync(ServiceOptions options, HubSurroundings surroundings, CancellationToken cancellationToken)
    {
        IPartyStore store = await StoreAccess.OpenToWriteAsync(options.Database, cancellationToken);
        try
        {
            Bundle bundle = await BundleChoice.ForStoreAsync(store, options.BundlePath, train: null, cancellationToken);
            surroundings.Instruments.ReviewsFound((await store.CountAsync(cancellationToken)).Reviews);
            var hub = new EmbeddedHub(
                store, async stop => await HubSession.RestoreAsync(store, await BundleChoice.FindActiveAsync(store, stop) ?? bundle, NoProgress.Instance, stop), options.Hub, surroundings);
            return new EmbeddedHubEngine(store, bundle, hub, new EmbeddedBundles(hub, store, options.Bundles, surroundings));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public Task TurnAsync(CancellationToken cancellationToken) => _hub.ReadyAsync(cancellationToken);

    /// <inheritdoc />
    public void Configure(WebApplicationBuilder builder)
    {
        // It has no services of its own.
    }

    /// <inheritdoc />
    public void Map(WebApplication app)
    {
        // The API is all there is.
    }

    /// <inheritdoc />
    public async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await _bundles.DisposeAsync();
            await _hub.DisposeAsync();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _store.DisposeAsync();
    }
}

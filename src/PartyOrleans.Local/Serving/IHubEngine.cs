using Microsoft.AspNetCore.Builder;
using Npgsql;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Cluster;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Sources;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Serving.Sources;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <summary>
/// What a host runs on: its hub, and everything in which one engine differs from another. The rest of a host (API, connections, pipelines,
/// quality, access) is the same over all of them. Disposed of, it stops and closes the store.
/// </summary>
internal interface IHubEngine : IAsyncDisposable
{
    /// <summary>The hub.</summary>
    IServedHub Hub { get; }

    /// <summary>The bundle that was active when it was opened.</summary>
    Bundle Bundle { get; }

    /// <summary>Exchanges the active bundle; null where it cannot.</summary>
    IBundleLifecycle? Bundles { get; }

    /// <summary>Loads of files that go on without the silo that took them; null where the host loads them itself.</summary>
    IHubLoads? Loads { get; }

    /// <summary>What zones are loaded into, where other processes of the hub work for it too; null where this one does so alone.</summary>
    ILoadTargets? LoadTargets { get; }

    /// <summary>The sources as they are to be told: as this process knows them, or with what others over the same store took of them.</summary>
    ISourceReports Over(HubSources own);

    /// <summary>Tells of the cluster that it is; null where it is none.</summary>
    IClusterReport? Cluster { get; }

    /// <summary>Exchanges the store's keys; null where the store does so itself.</summary>
    IStoreKeyring? Keyring { get; }

    /// <summary>The search index that the host is to keep up to date; null where the engine does so itself.</summary>
    ISearchProjection? Search { get; }

    /// <summary>Connections to the store's database that the process shares; null where each part opens its own.</summary>
    NpgsqlDataSource? Pool { get; }

    /// <summary>Reads streams together with the other processes of the hub; null where the host reads them itself, when it is its turn.</summary>
    IStreamHost? Streams { get; }

    /// <summary>Keeps the breakers of sources and sinks together with the other processes of the hub; null where there are none.</summary>
    ISharedBreakers? Breakers { get; }

    /// <summary>How parts of it are.</summary>
    IReadOnlyList<IReadinessCheck> Checks { get; }

    /// <summary>
    /// Completes once the hub is ready and it is this process that does what only one may: following schedules, zones and streams, telling
    /// sinks. Of several processes over one store one has the turn; where it ends, another one gets it.
    /// </summary>
    Task TurnAsync(CancellationToken cancellationToken);

    /// <summary>Completes with a reason once the process has to end and be started anew; never where that cannot happen.</summary>
    Task<string> EndedAsync { get; }

    /// <summary>Adds services of its own to the API's.</summary>
    void Configure(WebApplicationBuilder builder);

    /// <summary>Maps what it has besides the API; requests have passed all guards by then.</summary>
    void Map(WebApplication app);

    /// <summary>Takes no more inputs, and commits what was taken; the store can still be read. Done again it does nothing.</summary>
    Task StopAsync();
}

/// <summary>Opens an engine over the store that the options name.</summary>
/// <exception cref="Commands.CommandException">The store's answers come from another bundle than the one asked for.</exception>
/// <exception cref="StoreException">The store cannot be opened.</exception>
internal delegate Task<IHubEngine> OpenHubEngine(ServiceOptions options, HubSurroundings surroundings, CancellationToken cancellationToken);

using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Aws.S3;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.DeadLetters;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Serving.Pipelines;
using PartyOrleans.Local.Serving.Sinks;
using PartyOrleans.Local.Serving.Sources;
using PartyOrleans.Local.Serving.Streams;
using PartyOrleans.Local.Zones;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Quality;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Local.Serving;

/// <summary>
/// A hub that serves: the store it owns, the engine's loop, and the API over both. It listens before the engine is restored, so that
/// what the store alone can answer is answered at once.
/// </summary>
internal sealed partial class HubService : IAsyncDisposable
{
    private readonly IPartyStore _store;
    private readonly EmbeddedHub _hub;
    private readonly WebApplication _app;
    private readonly ServiceGuard _guard;
    private readonly HubConnections _connections;
    private readonly HubSinks _sinks;
    private readonly IOperationsStore _operations;
    private readonly IReadOnlyList<IDisposable> _watchers;
    private readonly SearchCatchUp? _search;
    private readonly RetentionSchedule? _retention;
    private readonly DeadLetterWatch _letters;

    private HubService(
        (IPartyStore Store, IOperationsStore Operations) stores, EmbeddedHub hub, (WebApplication App, ServiceGuard Guard, HubConnections Connections, HubSinks Sinks) api, HubSurroundings surroundings,
        IReadOnlyList<IDisposable> watchers, TimeSpan retentionInterval)
    {
        (_store, _operations, _hub, _app, _guard, _connections, _sinks, _watchers) = (stores.Store, stores.Operations, hub, api.App, api.Guard, api.Connections, api.Sinks, watchers);
        IPartyStore store = stores.Store;
        ILogger log = surroundings.Logs.CreateLogger<SearchCatchUp>();
        _search = store is not ISearchProjection projection ? null : SearchCatchUp.Start(projection, failure => LogSearchFailed(log, failure), surroundings.Time);
        _retention = RetentionSchedule.Start(api.App.Services.GetRequiredService<HubParts>(), retentionInterval, surroundings);
        _letters = DeadLetterWatch.Start((IDeadLetters)store, surroundings);
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<string> Urls =>
        [.. _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Order(StringComparer.Ordinal)];

    /// <summary>What is mapped.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    /// <summary>What the service is made of.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The active bundle's masks.</summary>
    public MaskingPolicy Masking => _guard.Parts.Masking;

    /// <summary>Who is let in.</summary>
    public IAccessStore Access => _guard.Parts.Access;

    /// <summary>The way in of a start that this machine alone can reach; null elsewhere.</summary>
    public LocalLink? Link => _guard.Link;

    /// <summary>The hub.</summary>
    public EmbeddedHub Hub => _hub;

    /// <summary>The systems that it is connected to.</summary>
    public HubConnections Connections => _connections;

    /// <summary>The relays of its outbox.</summary>
    public OutboxRelays Sinks => _sinks.Relays;

    /// <summary>Its pipelines.</summary>
    public PipelineService Pipelines => _app.Services.GetRequiredService<HubParts>().Pipelines!;

    /// <summary>Its loads of files.</summary>
    public HubLoads Loads => (HubLoads)_app.Services.GetRequiredService<HubParts>().Loads!;

    /// <summary>Opens the store and starts to listen.</summary>
    /// <exception cref="CommandException">The store's answers come from another bundle than the one asked for, or an address cannot be used.</exception>
    /// <exception cref="StoreException">The store cannot be opened, or another hub owns it.</exception>
    public static async Task<HubService> StartAsync(ServiceOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<MakeConnection> planned = options.ConnectionsFile is { } file ? ConnectionsFile.Read(file, Environment.GetEnvironmentVariables()) : [];
        ILoggerFactory logs = HubLogs.Create(options);
        var instruments = new HubInstruments(options.Telemetry.MeterName);
        var telemetry = new HubTelemetry(options.Telemetry);
        var pipelineInstruments = new PipelineInstruments(options.Telemetry.MeterName);
        var topics = new TopicConfirmation();
        var streamInstruments = new StreamInstruments(options.Telemetry.MeterName);
        ulong seed = StableHash.Of(Encoding.UTF8.GetBytes(PartyStores.LocalPathOf(options.Database)));
        var breakers = new CircuitBreakers(time, logs.CreateLogger<CircuitBreakers>(), options.Telemetry.MeterName, seed);
        var qualityInstruments = new QualityInstruments(options.Telemetry.MeterName);
        IReadOnlyList<IDisposable> watchers = [topics, telemetry, instruments, pipelineInstruments, qualityInstruments, streamInstruments, breakers, logs];
        var surroundings = new HubSurroundings(time, logs, instruments);
        IPartyStore store = await StoreAccess.OpenToWriteAsync(options.Database, cancellationToken);
        EmbeddedHub? hub = null;
        WebApplication? app = null;
        ServiceGuard? guard = null;
        EmbeddedBundles? bundles = null;
        HubConnections? connections = null;
        IOperationsStore? operations = null;
        HubSinks? sinks = null;
        HubSources? sources = null;
        try
        {
            operations = await PartyGuards.OpenOperationsAsync(options.Database, cancellationToken);
            var quality = new QualityLook(store, new QualityHistory(operations), time);
            quality.Looked += qualityInstruments.Looked;
            PipelineService pipelines = HubPipelines.Create(operations, pipelineInstruments, surroundings, followsSchedules: !options.IsOneOff);
            Bundle bundle = await BundleChoice.ForStoreAsync(store, options.BundlePath, train: null, cancellationToken);
            hub = new EmbeddedHub(
                store, async stop => await HubSession.RestoreAsync(store, await BundleChoice.FindActiveAsync(store, stop) ?? bundle, NoProgress.Instance, stop), options.Hub, surroundings);
            sources = await HubSources.StartAsync(hub, bundle, operations, (surroundings, options.Telemetry.MeterName), cancellationToken);
            var loads = new HubLoads(
                hub, store, sources.Contracts, new LoadOptions { Folder = options.LoadFolder, UploadFolder = PartyStores.LocalPathOf(options.Database) + ".uploads" }, surroundings);
            instruments.ReviewsFound((await store.CountAsync(cancellationToken)).Reviews);
            guard = await ServiceGuard.OpenAsync(options, bundle.Privacy, time, cancellationToken);
            MaskingPolicy masking = guard.Parts.Masking;
            hub.BundleChanged += active => masking.Policy = active.Privacy;
            bundles = new EmbeddedBundles(hub, store, options.Bundles, surroundings);
            sinks = new HubSinks(hub, (store, operations), breakers, options.Telemetry.MeterName, surroundings);
            connections = await HubConnections.MakeAsync(
                planned,
                new ConnectionParts
                {
                    Hub = hub, Store = store, Operations = operations, Loads = loads, Masking = masking, Pipelines = pipelines, Quality = quality, Surroundings = surroundings, Options = options,
                    Breakers = breakers, Contracts = sources.Contracts, StreamInstruments = streamInstruments, Sinks = sinks.Relays,
                });
            PipelineSection.Check(pipelines);
            ContractsInForce contracts = sources.Contracts;
            var desk = new DeadLetterDesk(hub, store, () => ContractedLetters.By(contracts.Current, contracts.Ledger));
            watchers = [desk, .. watchers];
            app = ApiPipeline.Build(
                options.Api,
                new HubParts
                {
                    Hub = hub,
                    Store = store,
                    ReadModel = (IPartyReadModel)store,
                    History = (IPartyHistory)store,
                    Search = store as IPartySearch,
                    Timeline = store as IPartyTimeline,
                    Loads = loads,
                    Zones = HubZones.Of(connections.All.OfType<RawZone>(), topics),
                    DeadLetters = desk,
                    Sources = sources,
                    Vocabulary = ContractsInForce.Vocabulary,
                    Bundles = bundles,
                    Pipelines = pipelines,
                    Sinks = sinks.Relays,
                    Quality = quality,
                    Telemetry = telemetry,
                    Security = guard.Parts,
                    ReadinessChecks =
                    [
                        sources, .. connections.Checks, .. planned.Count == 0 ? [] : new[] { new SourcesCheck(breakers) },
                        new DiskCheck(Path.GetDirectoryName(Path.GetFullPath(PartyStores.LocalPathOf(options.Database)))!, options.MinFreeBytes),
                    ],
                },
                builder => HubLogs.Configure(builder.Logging, options));
            await app.StartAsync(cancellationToken);
            connections.StartWhenReady(hub, connection => !options.IsOneOff || connection is PipelineConnection);
            return new HubService((store, operations), hub, (app, guard, connections, sinks), surroundings, watchers, options.RetentionInterval);
        }
        catch (Exception failure)
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            if (connections is not null)
            {
                await connections.StopIntakeAsync();
                await connections.DisposeAsync();
            }

            if (sinks is not null)
            {
                await sinks.DisposeAsync();
            }

            if (bundles is not null)
            {
                await bundles.DisposeAsync();
            }

            if (hub is not null)
            {
                await hub.DisposeAsync();
            }

            if (sources is not null)
            {
                await sources.DisposeAsync();
            }

            if (guard is not null)
            {
                await guard.DisposeAsync();
            }

            if (operations is not null)
            {
                await operations.DisposeAsync();
            }

            await store.DisposeAsync();
            DisposeAll(watchers);
            throw failure is IOException && app is not null
                ? new CommandException(ExitCode.Usage, $"cannot listen at {string.Join(", ", options.Api.Urls)}: {failure.Message}", failure)
                : failure;
        }
    }

    /// <summary>Stops listening, lets requests under way end within their bound, commits what was taken, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        if (_search is not null)
        {
            await _search.DisposeAsync();
        }

        if (_retention is not null)
        {
            await _retention.DisposeAsync();
        }

        await _connections.StopIntakeAsync();
        await _letters.DisposeAsync();
        await Loads.DisposeAsync();
        await ((EmbeddedBundles)_app.Services.GetRequiredService<HubParts>().Bundles!).DisposeAsync();
        await _hub.DisposeAsync();
        await ((HubSources)_app.Services.GetRequiredService<HubParts>().Sources!).DisposeAsync();
        await _connections.DisposeAsync();
        await _sinks.DisposeAsync();
        await _app.DisposeAsync();
        await _guard.DisposeAsync();
        await _operations.DisposeAsync();
        await _store.DisposeAsync();
        DisposeAll(_watchers);
    }

    private static void DisposeAll(IReadOnlyList<IDisposable> watchers)
    {
        foreach (IDisposable watcher in watchers)
        {
            watcher.Dispose();
        }
    }

    [LoggerMessage(EventId = 1020, Level = LogLevel.Warning, Message = "The search index could not be brought on; trying again.")]
    private static partial void LogSearchFailed(ILogger log, Exception failure);
}

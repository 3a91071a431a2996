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
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.DeadLetters;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Serving.Pipelines;
using PartyOrleans.Local.Serving.Sinks;
using PartyOrleans.Local.Serving.Sources;
using PartyOrleans.Local.Serving.Streams;
using PartyOrleans.Local.Zones;
using PartyOrleans.Model;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Quality;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Backups;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Local.Serving;

/// <summary>
/// A hub that serves: an engine over its store, what the hub is connected to, and the API over both. It listens before the engine is ready, so
/// that what the store alone can answer is answered at once.
/// </summary>
internal sealed partial class HubService : IAsyncDisposable
{
    private readonly StopOrder _stops;
    private readonly IHubEngine _engine;
    private readonly WebApplication _app;
    private readonly ServiceGuard _guard;
    private readonly HubParts _parts;

    private HubService(StopOrder stops, IHubEngine engine, WebApplication app, ServiceGuard guard, HubConnections connections)
    {
        (_stops, _engine, _app, _guard, Connections) = (stops, engine, app, guard, connections);
        _parts = app.Services.GetRequiredService<HubParts>();
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
    public IServedHub Hub => _engine.Hub;

    /// <summary>What it runs on.</summary>
    public IHubEngine Engine => _engine;

    /// <summary>The systems that it is connected to.</summary>
    public HubConnections Connections { get; }

    /// <summary>The relays of its outbox.</summary>
    public OutboxRelays Sinks => _parts.Sinks!;

    /// <summary>Its pipelines.</summary>
    public PipelineService Pipelines => _parts.Pipelines!;

    /// <summary>Its loads of files.</summary>
    public HubLoads Loads => (HubLoads)_parts.Loads!;

    /// <summary>Opens the store as its owner and starts to listen.</summary>
    /// <exception cref="CommandException">The store's answers come from another bundle than the one asked for, or an address cannot be used.</exception>
    /// <exception cref="StoreException">The store cannot be opened, or another hub owns it.</exception>
    public static Task<HubService> StartAsync(ServiceOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(options, EmbeddedHubEngine.OpenAsync, time, cancellationToken);

    /// <summary>Opens an engine and starts to listen.</summary>
    /// <exception cref="CommandException">The store's answers come from another bundle than the one asked for, or an address cannot be used.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public static async Task<HubService> StartAsync(ServiceOptions options, OpenHubEngine open, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<MakeConnection> planned = options.ConnectionsFile is { } file ? ConnectionsFile.Read(file, Environment.GetEnvironmentVariables()) : [];
        var stops = new StopOrder();
        WebApplication? app = null;
        try
        {
            ILoggerFactory logs = stops.Add(HubLogs.Create(options));
            string meter = options.Telemetry.MeterName;
            ulong seed = StableHash.Of(Encoding.UTF8.GetBytes(PartyStores.LocalPathOf(options.Database)));
            StreamInstruments streamInstruments = stops.Add(new StreamInstruments(meter));
            QualityInstruments qualityInstruments = stops.Add(new QualityInstruments(meter));
            PipelineInstruments pipelineInstruments = stops.Add(new PipelineInstruments(meter));
            HubInstruments instruments = stops.Add(new HubInstruments(meter));
            HubTelemetry telemetry = stops.Add(new HubTelemetry(options.Telemetry));
            TopicConfirmation topics = stops.Add(new TopicConfirmation());
            var surroundings = new HubSurroundings(time, logs, instruments);

            IHubEngine engine = stops.AddStopping(await open(options, surroundings, cancellationToken));
            CircuitBreakers breakers = stops.Add(new CircuitBreakers(time, logs.CreateLogger<CircuitBreakers>(), meter, seed, engine.Breakers));
            (IServedHub hub, IPartyStore store) = (engine.Hub, engine.Hub.Store);
            IOperationsStore operations = stops.AddStopping(await PartyGuards.OpenOperationsAsync(options.Database, engine.Pool, cancellationToken));
            var quality = new QualityLook(store, new QualityHistory(operations), time);
            quality.Looked += qualityInstruments.Looked;
            PipelineService pipelines = HubPipelines.Create(operations, pipelineInstruments, surroundings, followsSchedules: !options.IsOneOff);
            ServiceGuard guard = stops.AddStopping(await ServiceGuard.OpenAsync(options, engine, time, cancellationToken));
            MaskingPolicy masking = guard.Parts.Masking;
            hub.BundleChanged += active => masking.Policy = active.Privacy;
            HubSinks sinks = stops.AddStopping(new HubSinks(hub, (store, operations), breakers, meter, surroundings));
            HubSources sources = await HubSources.StartAsync(hub, engine.Bundle, operations, (surroundings, meter), cancellationToken);
            var loads = new HubLoads(
                hub, store, sources.Contracts, new LoadOptions { Folder = options.LoadFolder, UploadFolder = PartyStores.LocalPathOf(options.Database) + ".uploads" }, surroundings);
            HubConnections connections;
            try
            {
                connections = stops.AddStopping(await HubConnections.MakeAsync(
                    planned,
                    new ConnectionParts
                    {
                        Hub = hub, Store = store, Operations = operations, Loads = loads, Masking = masking, Pipelines = pipelines, Quality = quality, Surroundings = surroundings,
                        Options = options, Breakers = breakers, Contracts = sources.Contracts, StreamInstruments = streamInstruments, Sinks = sinks.Relays, StreamHost = engine.Streams, LoadTargets = engine.LoadTargets,
                    }));
            }
            finally
            {
                stops.AddStopping(sources); // It counts what the last connection brings, so it ends after the engine and before the connections that outlive that.
            }

            stops.Add(async () => await engine.StopAsync());
            PipelineSection.Check(pipelines);
            ContractsInForce contracts = sources.Contracts;
            var leaving = new LeaveNotice();
            DeadLetterDesk desk = stops.Add(new DeadLetterDesk(hub, store, () => ContractedLetters.By(contracts.Current, contracts.Ledger)));
            app = stops.AddStopping(ApiPipeline.Build(
                options.Api,
                new HubParts
                {
                    Hub = hub,
                    Store = store,
                    ReadModel = (IPartyReadModel)store,
                    History = (IPartyHistory)store,
                    Search = store as IPartySearch,
                    Timeline = store as IPartyTimeline,
                    Loads = engine.Loads ?? loads,
                    Cluster = engine.Cluster,
                    Zones = HubZones.Of(connections.All.OfType<RawZone>(), topics),
                    DeadLetters = desk,
                    Sources = engine.Over(sources),
                    Vocabulary = ContractsInForce.Vocabulary,
                    Bundles = engine.Bundles,
                    Keyring = engine.Keyring,
                    Pipelines = pipelines,
                    Sinks = sinks.Relays,
                    Quality = quality,
                    Backups = new BackupNotes(operations),
                    BackupWithin = options.BackupWithin,
                    Telemetry = telemetry,
                    Security = guard.Parts,
                    ReadinessChecks =
                    [
                        sources, leaving, .. engine.Checks, .. connections.Checks, .. planned.Count == 0 ? [] : new[] { new SourcesCheck(breakers) },
                        new DiskCheck(Path.GetDirectoryName(Path.GetFullPath(PartyStores.LocalPathOf(options.Database)))!, options.MinFreeBytes),
                    ],
                },
                builder =>
                {
                    HubLogs.Configure(builder.Logging, options);
                    engine.Configure(builder);
                },
                engine.Map));
            stops.AddStopping(loads);
            stops.AddStopping(DeadLetterWatch.Start((IDeadLetters)store, surroundings));
            stops.Add(async () => await connections.StopIntakeAsync());
            await app.StartAsync(cancellationToken);
            connections.StartOnTurn(engine.TurnAsync, connection => !options.IsOneOff || connection is PipelineConnection);
            if (RetentionSchedule.Start(app.Services.GetRequiredService<HubParts>(), options.RetentionInterval, engine.TurnAsync, surroundings) is { } retention)
            {
                stops.AddStopping(retention);
            }

            if (engine.Search is { } projection)
            {
                ILogger log = logs.CreateLogger<SearchCatchUp>();
                stops.AddStopping(SearchCatchUp.Start(projection, failure => LogSearchFailed(log, failure), time));
            }

            if (store is SqlitePartyStore reviewed)
            {
                _ = reviewed.PrepareReviewsAsync(CancellationToken.None); // beside the restart; where it fails the first list does it
            }

            WebApplication started = app;
            stops.Add(async () => await started.StopAsync(CancellationToken.None));
            stops.Add(async () => await leaving.GiveAsync(options.LeaveNotice, time));
            return new HubService(stops, engine, app, guard, connections);
        }
        catch (Exception failure)
        {
            await stops.DisposeAsync();
            throw failure is IOException && app is not null
                ? new CommandException(ExitCode.Usage, $"cannot listen at {string.Join(", ", options.Api.Urls)}: {failure.Message}", failure)
                : failure;
        }
    }

    /// <summary>Stops listening, lets requests under way end within their bound, commits what was taken, and closes the store.</summary>
    public ValueTask DisposeAsync() => _stops.DisposeAsync();

    [LoggerMessage(EventId = 1020, Level = LogLevel.Warning, Message = "The search index could not be brought on; trying again.")]
    private static partial void LogSearchFailed(ILogger log, Exception failure);
}

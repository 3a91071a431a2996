using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Cluster;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Sources;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Grains.Breakers;
using PartyOrleans.Grains.Bundles;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Loads;
using PartyOrleans.Grains.Report;
using PartyOrleans.Grains.Sources;
using PartyOrleans.Grains.Streams;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Sources;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Silo.Dashboard;
using PartyOrleans.Silo.Duties;
using PartyOrleans.Storage;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Silo.Clustering;

/// <summary>The cluster as the engine of a host: this silo reads the store, and changes go through the cluster's ledger, wherever that is.</summary>
internal sealed partial class ClusterEngine : IHubEngine
{
    /// <summary>What a silo that was told to hurry still gets.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly StopOrder _stops;
    private readonly ServedCluster _hub;
    private readonly IHost _silo;
    private readonly DutyHolder _duties;
    private readonly IServiceCollection _services;
    private readonly DutyForwarding _forwarding;
    private readonly ServiceOptions _options;
    private readonly HubSurroundings _surroundings;
    private readonly ILogger _log;
    private bool _isStopped;
    private bool _isLeft;

    private ClusterEngine(StopOrder stops, ServedCluster hub, Bundle bundle, NpgsqlDataSource pool, (IHost Host, IServiceCollection Services) silo, (DutyHolder Holder, DutyForwarding Forwarding) duties, (ServiceOptions Options, HubSurroundings Surroundings) by)
    {
        (_stops, _hub, Bundle, Pool, _silo, _services, _duties, _forwarding, _options) = (stops, hub, bundle, pool, silo.Host, silo.Services, duties.Holder, duties.Forwarding, by.Options);
        (_surroundings, _log) = (by.Surroundings, by.Surroundings.Logs.CreateLogger<ClusterEngine>());
        Checks = [new MembershipCheck(silo.Host.Services.GetRequiredService<Orleans.Runtime.IClusterMembershipService>()), _duties];
    }

    /// <inheritdoc />
    public IServedHub Hub => _hub;

    /// <inheritdoc />
    public Bundle Bundle { get; }

    /// <inheritdoc />
    public IBundleLifecycle? Bundles => Services.GetRequiredService<ClusterBundles>();

    /// <inheritdoc />
    public IHubLoads? Loads => Services.GetRequiredService<ClusterLoads>();

    /// <inheritdoc />
    public ILoadTargets? LoadTargets => Services.GetRequiredService<ClusterLoadTargets>().By(() => _duties.Term);

    /// <inheritdoc />
    public ISourceReports Over(HubSources own)
    {
        ClusterSources sources = Services.GetRequiredService<ClusterSources>();
        sources.Looked += totals =>
        {
            foreach ((string name, SourceTotals all) in totals)
            {
                if (all.LastAcceptedAt is { } last)
                {
                    own.Contracts.Ledger.For(name).Accept(0, last); // what another silo took is fresh here too
                }
            }
        };
        return sources.Over(own);
    }

    /// <inheritdoc />
    public IClusterReport? Cluster => Services.GetRequiredService<ClusterReport>();

    /// <inheritdoc />
    public IStoreKeyring? Keyring => Services.GetRequiredService<ClusterKeys>();

    /// <inheritdoc />
    public ISearchProjection? Search => null;

    /// <inheritdoc />
    public NpgsqlDataSource? Pool { get; }

    /// <inheritdoc />
    public IStreamHost? Streams => _silo.Services.GetService<HubStreams>();

    /// <inheritdoc />
    public ISharedBreakers? Breakers => Services.GetRequiredService<ClusterBreakers>();

    /// <inheritdoc />
    public IReadOnlyList<IReadinessCheck> Checks { get; }

    /// <inheritdoc />
    public Task<string> EndedAsync => _duties.LostAsync;

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _silo.Services;

    /// <summary>Makes the store where there is none, and joins the cluster.</summary>
    public static async Task<IHubEngine> OpenAsync(ServiceOptions options, HubSurroundings surroundings, CancellationToken cancellationToken)
    {
        if (!PartyStores.IsServer(options.Database))
        {
            throw new CommandException(ExitCode.Usage, $"--db: a cluster needs a PostgreSQL database (Host=...;Database=... or postgres://...), not the file {options.Database}.");
        }

        var stops = new StopOrder();
        try
        {
            NpgsqlDataSource pool = stops.AddStopping(PostgreSqlPool.Open(options.Database, options.Silo.Connections, "party-hub silo"));
            (IPartyStore reader, Bundle bundle) = await StoreBirth.OpenAsync(options.Database, options.BundlePath, pool, surroundings.Time, cancellationToken);
            ClusterStores stores = stops.AddStopping(new ClusterStores(reader));
            await ClusterTables.ApplyAsync(pool, cancellationToken);
            (IHost silo, IServiceCollection services) = await SiloHost.BuildAsync(options, pool, stores, surroundings, cancellationToken);
            ClusterEngine? engine = null;
            stops.Add(() => engine is { _isLeft: true } ? ValueTask.CompletedTask : ((IAsyncDisposable)silo).DisposeAsync());
            await silo.StartAsync(cancellationToken);
            var hub = new ServedCluster(silo.Services.GetRequiredService<ClusterHub>(), silo.Services.GetRequiredService<ClusterSources>(), reader, surroundings);
            DutyHolder duties = stops.AddStopping(new DutyHolder(options.Database, surroundings));
            DutyForwarding forwarding = stops.Add(new DutyForwarding(duties, pool, surroundings));
            return engine = new ClusterEngine(stops, hub, bundle, pool, (silo, services), (duties, forwarding), (options, surroundings));
        }
        catch
        {
            await stops.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        await _hub.ReadyAsync(cancellationToken);
        await _duties.HeldAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Configure(WebApplicationBuilder builder)
    {
        if (_options.Silo.HasDashboard)
        {
            ClusterDashboard.AddTo(builder.Services, _services, _silo.Services);
        }
    }

    /// <inheritdoc />
    public void Map(WebApplication app)
    {
        app.Use(_forwarding.InvokeAsync);
        if (_options.Silo.HasDashboard)
        {
            ClusterDashboard.Map(app);
        }

        // The duties are asked for once it is known where this silo answers, since others send what concerns them here.
        app.Lifetime.ApplicationStarted.Register(() => _ = StartDutiesAsync(app));
    }

    /// <summary>
    /// Hands over what this silo holds of the cluster; what it has taken is committed by then. The duties end later, with what is told outside. A silo whose
    /// database is gone would wait for it without end, to take itself off the list of members: it is left as it is then, and ends with the process.
    /// </summary>
    public async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            _hub.Stop();
            using var bound = new CancellationTokenSource(_options.Silo.HandOverTime, _surroundings.Time);
            try
            {
                await _silo.StopAsync(bound.Token).WaitAsync(_options.Silo.HandOverTime + Grace, _surroundings.Time);
            }
            catch (TimeoutException)
            {
                _isLeft = true;
                LogLeft(_options.Silo.HandOverTime.TotalSeconds);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _stops.DisposeAsync();
    }

    private async Task StartDutiesAsync(WebApplication app)
    {
        string address = _options.Silo.ApiAddress.Length > 0
            ? _options.Silo.ApiAddress
            : ApiAddress.Of(app.Urls, (await SiloHost.AddressAsync(_options, CancellationToken.None)).ToString());
        _duties.Start(address);
    }

    [LoggerMessage(2132, LogLevel.Warning, "The silo could not hand over within {Seconds} s and ends without; the others take it for dead")]
    private partial void LogLeft(double seconds);
}

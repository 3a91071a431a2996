using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Health;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Silo.Duties;
using PartyOrleans.Storage;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Silo.Clustering;

/// <summary>The cluster as the engine of a host: this silo reads the store, and changes go through the cluster's ledger, wherever that is.</summary>
internal sealed class ClusterEngine : IHubEngine
{
    private readonly StopOrder _stops;
    private readonly ServedCluster _hub;
    private readonly IHost _silo;
    private readonly DutyHolder _duties;
    private readonly TimeSpan _handOver;
    private bool _isStopped;

    private ClusterEngine(StopOrder stops, ServedCluster hub, Bundle bundle, NpgsqlDataSource pool, IHost silo, DutyHolder duties, TimeSpan handOver)
    {
        (_stops, _hub, Bundle, Pool, _silo, _duties, _handOver) = (stops, hub, bundle, pool, silo, duties, handOver);
        Checks = [new MembershipCheck(silo.Services.GetRequiredService<Orleans.Runtime.IClusterMembershipService>()), duties];
    }

    /// <inheritdoc />
    public IServedHub Hub => _hub;

    /// <inheritdoc />
    public Bundle Bundle { get; }

    /// <inheritdoc />
    public IBundleLifecycle? Bundles => null;

    /// <inheritdoc />
    public ISearchProjection? Search => null;

    /// <inheritdoc />
    public NpgsqlDataSource? Pool { get; }

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
            IHost silo = stops.Add(await SiloHost.BuildAsync(options, pool, stores, surroundings, cancellationToken));
            await silo.StartAsync(cancellationToken);
            var hub = new ServedCluster(silo.Services.GetRequiredService<ClusterHub>(), reader, surroundings);
            DutyHolder duties = DutyHolder.Start(options.Database, surroundings);
            return new ClusterEngine(stops, hub, bundle, pool, silo, duties, options.Silo.HandOverTime);
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
    }

    /// <inheritdoc />
    public void Map(WebApplication app)
    {
    }

    /// <summary>Gives the duties to another silo, and what this one holds of the cluster; what it has taken is committed by then.</summary>
    public async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            _hub.Stop();
            await _duties.DisposeAsync();
            using var bound = new CancellationTokenSource(_handOver);
            await _silo.StopAsync(bound.Token);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _stops.DisposeAsync();
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Audit;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Cluster;
using PartyOrleans.Api.DeadLetters;
using PartyOrleans.Api.Documents;
using PartyOrleans.Api.Erasure;
using PartyOrleans.Api.Events;
using PartyOrleans.Api.Explanations;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Parties;
using PartyOrleans.Api.Pipelines;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Quality;
using PartyOrleans.Api.Records;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Sinks;
using PartyOrleans.Api.Sources;
using PartyOrleans.Api.Stewardship;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Api.Timeline;
using PartyOrleans.Api.Zones;
using PartyOrleans.Storage;

namespace PartyOrleans.Api;

/// <summary>Puts the service together: what a request goes through, in its order, and where everything is mapped.</summary>
public static class ApiPipeline
{
    /// <summary>Makes the service; it listens once it is started.</summary>
    /// <param name="options">Bounds.</param>
    /// <param name="parts">What it stands on.</param>
    /// <param name="configure">Adds what the host has besides.</param>
    /// <param name="map">Maps what the host has besides; requests have passed all guards by then.</param>
    public static WebApplication Build(ApiOptions options, HubParts parts, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ApiPipeline).Assembly.GetName().Name });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTime);
        builder.Services.AddSingleton(options);
        AddParts(builder.Services, parts);
        builder.Services.AddRouting();
        builder.Services.AddApiDocument();
        AddGuards(builder.Services, options, parts.Security);
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ProblemMiddleware>();
        if (options.Urls.All(ListenPolicy.IsLocal))
        {
            app.UseMiddleware<LocalHosts>();
        }

        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<CallerMiddleware>(parts.Security);
        app.UseRateLimiter();
        app.UseMiddleware<ScopeMiddleware>(parts.Security);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = options.SocketKeepAlive });
        Map(app);
        map?.Invoke(app);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, ApiOptions options)
    {
        kestrel.AddServerHeader = false;
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.RequestHeadersTimeout = options.SlowTime;
        limits.MinRequestBodyDataRate = new MinDataRate(options.MinBytesPerSecond, options.SlowTime);
        limits.MinResponseDataRate = new MinDataRate(options.MinBytesPerSecond, options.SlowTime);
    }

    /// <summary>Other sites' pages may call only where their origin is named.</summary>
    private static void AddGuards(IServiceCollection services, ApiOptions options, SecurityParts security)
    {
        services.AddSingleton(security.Audit);
        services.AddRateLimiter(limiter => RequestBudgets.Configure(limiter, security));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. security.Options.CorsOrigins]).AllowAnyHeader().WithMethods("GET", "PUT", "POST", "DELETE").SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    private static void AddParts(IServiceCollection services, HubParts parts)
    {
        services.AddSingleton(parts);
        services.AddSingleton(parts.Hub);
        services.AddSingleton(parts.ReadModel);
        services.AddSingleton(parts.Store);
        services.AddSingleton(parts.History);
        services.AddSingleton(parts.Telemetry);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<EventFeed>();
        services.AddSingleton<ReviewClaims>();
        services.AddSingleton<KeyExchange>();
        services.AddSingleton(new HubReadiness(parts.Hub, ChecksOf(parts), TimeProvider.System));
        services.AddSingleton(_ => new ConditionInstruments(parts.Telemetry.MeterName, parts.BackupWithin, TimeProvider.System));
        services.AddHostedService<ConditionWatch>();
        if (parts.Search is not null)
        {
            services.AddSingleton(parts.Search);
        }
    }

    private static IEnumerable<IReadinessCheck> ChecksOf(HubParts parts) =>
    [
        new StoreCheck(parts.ReadModel),
        new AuditCheck(parts.Security.Audit),
        .. parts.Store is ISearchProjection projection ? new[] { new SearchCheck(projection) } : [],
        .. parts.ReadinessChecks,
    ];

    private static void Map(WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        app.MapApiDocument();
        RouteGroupBuilder v1 = app.MapGroup("/v1");
        v1.MapRecords();
        v1.MapParties();
        v1.MapTimeline();
        v1.MapExplanations();
        v1.MapStewardship();
        v1.MapLoads();
        v1.MapSources();
        v1.MapCluster();
        v1.MapPipelines();
        v1.MapQuality();
        v1.MapZones();
        v1.MapDeadLetters();
        v1.MapBundle();
        v1.MapEvents();
        v1.MapSinks();
        v1.MapErasure();
        v1.MapAudit();
    }
}

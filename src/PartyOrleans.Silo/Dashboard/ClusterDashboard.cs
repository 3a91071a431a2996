using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Silo.Dashboard;

/// <summary>The dashboard of Orleans at <c>/cluster/</c>: silos, grains, calls and reminders, to callers of the scope <c>operate</c>. What shows the inside of grains or the log is left out.</summary>
internal static class ClusterDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/cluster";

    private static readonly PathString[] LeftOut = [Path + "/GrainState", Path + "/Trace"];

    /// <summary>How it is set up.</summary>
    public static void Configure(DashboardOptions options) => options.HideTrace = true;

    /// <summary>Gives the API's services those of the dashboard, which live in the silo's.</summary>
    /// <param name="services">The API's services.</param>
    /// <param name="descriptors">What the silo's services are.</param>
    /// <param name="silo">The silo's services.</param>
    public static void AddTo(IServiceCollection services, IServiceCollection descriptors, IServiceProvider silo)
    {
        services.Configure<DashboardOptions>(Configure);
        foreach (Type type in descriptors.Where(IsOfDashboard).Select(descriptor => descriptor.ServiceType).Distinct())
        {
            services.AddSingleton(type, silo.GetRequiredService(type));
        }
    }

    /// <summary>Maps it.</summary>
    public static void Map(WebApplication app)
    {
        RouteGroupBuilder dashboard = app.MapOrleansDashboard(Path);
        dashboard.WithMetadata(new ScopeRequirement(Scopes.Operate)).ExcludeFromDescription();
        dashboard.AddEndpointFilter((context, next) => LeftOut.Any(path => context.HttpContext.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
            ? ValueTask.FromResult<object?>(Results.NotFound())
            : next(context));
    }

    private static bool IsOfDashboard(ServiceDescriptor descriptor) =>
        descriptor is { Lifetime: ServiceLifetime.Singleton, IsKeyedService: false, ServiceType.IsGenericType: false }
        && descriptor.ServiceType.Namespace?.StartsWith("Orleans.Dashboard", StringComparison.Ordinal) == true;
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Telemetry;

/// <summary>Gives the metrics to a Prometheus server.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", static (HubTelemetry telemetry) => Results.Text(telemetry.Scrape(), PrometheusText.ContentType))
            .RequireScope(Scopes.Operate)
            .WithTags("health").WithName("getMetrics").WithSummary("Metrics in the Prometheus text format.");
}

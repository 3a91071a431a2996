using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Health;

/// <summary>Whether the process lives, and whether the hub takes inputs.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", (Delegate)(static (HttpContext context) => JsonBody.WriteAsync(context, StatusCodes.Status200OK, "live", static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("status", state);
            json.WriteEndObject();
        }))).WithMetadata(new OpenToAll()).WithTags("health").WithName("getLive").WithSummary("Whether the process lives.");
        app.MapGet("/health/ready", static (HttpContext context, IPartyHub hub) =>
        {
            HubStatus status = hub.Status;
            return JsonBody.WriteAsync(
                context,
                status.State == HubState.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
                status,
                static (json, status) =>
                {
                    json.WriteStartObject();
                    json.WriteString("status", NameOf(status.State));
                    if (status.Cause.Length > 0)
                    {
                        json.WriteString("cause", status.Cause);
                    }

                    json.WriteNumber("waiting", status.Waiting);
                    json.WriteEndObject();
                });
        }).WithMetadata(new OpenToAll()).WithTags("health").WithName("getReady").WithSummary("Whether the hub takes inputs, and why not.");
    }

    private static string NameOf(HubState state) => state switch
    {
        HubState.Starting => "starting",
        HubState.Ready => "ready",
        HubState.Recovering => "recovering",
        HubState.Stopping => "stopping",
        _ => "stopped",
    };
}

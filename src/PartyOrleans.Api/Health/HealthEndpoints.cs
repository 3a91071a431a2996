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
        app.MapGet("/health/ready", (Delegate)ReadyAsync).WithMetadata(new OpenToAll()).WithTags("health").WithName("getReady")
            .WithSummary("Whether the hub should be given requests, and why not, part by part.");
    }

    private static async Task ReadyAsync(HttpContext context, IPartyHub hub, HubReadiness readiness)
    {
        IReadOnlyList<Readiness> parts = await readiness.LookAsync(context.RequestAborted);
        await JsonBody.WriteAsync(
            context,
            parts.Any(part => part.State == ReadinessState.Failed) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK,
            (hub.Status, parts),
            static (json, state) =>
            {
                json.WriteStartObject();
                json.WriteString("status", NameOf(state.Status.State));
                json.WriteNumber("waiting", state.Status.Waiting);
                json.WriteStartArray("parts");
                foreach (Readiness part in state.parts)
                {
                    json.WriteStartObject();
                    json.WriteString("name", part.Name);
                    json.WriteString("state", part.State switch { ReadinessState.Ok => "ok", ReadinessState.Degraded => "degraded", _ => "failed" });
                    if (part.Cause.Length > 0)
                    {
                        json.WriteString("cause", part.Cause);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
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

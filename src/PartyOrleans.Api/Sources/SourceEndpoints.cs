using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Sources;

/// <summary>Sources: contracts, freshness, what came of them, and what differs from what they promised.</summary>
internal static class SourceEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapSources(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder sources = v1.MapGroup("/sources").WithTags("sources");
        sources.MapGet("", (Delegate)ListAsync).RequireScope(Scopes.Operate).WithName("getSources")
            .WithSummary("The sources, with their contracts, when they last brought a record, and how what they send differs from their contracts.");
        sources.MapGet("/{source}", (Delegate)GetAsync).RequireScope(Scopes.Operate).WithName("getSource").WithSummary("One source.");
    }

    private static Task ListAsync(HttpContext context, HubParts parts) => JsonBody.WriteAsync(context, StatusCodes.Status200OK, ReportsOf(parts).List(), static (json, sources) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (SourceStatus source in sources)
        {
            SourceJsonWriter.Write(json, source);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Task GetAsync(string source, HttpContext context, HubParts parts) =>
        ReportsOf(parts).List().FirstOrDefault(status => string.Equals(status.Name, source, StringComparison.Ordinal)) is { } found
            ? JsonBody.WriteAsync(context, StatusCodes.Status200OK, found, SourceJsonWriter.Write)
            : ProblemWriter.WriteAsync(context, ProblemType.NotFound, "The source has no contract, and nothing came of it since the hub started.");

    private static ISourceReports ReportsOf(HubParts parts) => parts.Sources ?? throw new ProblemException(ProblemType.Unavailable, "This hub does not watch its sources.");
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Quality;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Quality;

/// <summary>Quality of what the hub holds: the latest report, those before, and a look now.</summary>
internal static class QualityEndpoints
{
    private const int UsualLimit = 50;

    /// <summary>Maps the endpoints.</summary>
    public static void MapQuality(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder quality = v1.MapGroup("/quality").WithTags("quality");
        quality.MapGet("", (Delegate)GetAsync).RequireScope(Scopes.Operate).WithName("getQuality").WithSummary("The latest report on the quality of what the hub holds.");
        quality.MapGet("/history", (Delegate)HistoryAsync).RequireScope(Scopes.Operate).WithName("getQualityHistory").WithSummary("The reports that are kept, newest first, without their profiles.");
        quality.MapPost("", (Delegate)LookAsync).RequireScope(Scopes.Operate).WithName("checkQuality").WithSummary("Look at all golden records now, by the usual expectations, and keep the report.");
    }

    private static async Task GetAsync(HttpContext context, HubParts parts)
    {
        IReadOnlyList<QualityReport> reports = await HistoryOf(parts).ReadAsync(1, context.RequestAborted);
        if (reports.Count == 0)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.NotFound, "Nobody has looked yet.");
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, reports[0], static (json, report) => QualityJsonWriter.Write(json, report, withProfile: true));
    }

    private static async Task HistoryAsync([FromQuery] int? limit, HttpContext context, HubParts parts)
    {
        if (limit is < 1 or > PageRequest.MaxLimit)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"limit must be a whole number from 1 to {PageRequest.MaxLimit}.");
        }

        IReadOnlyList<QualityReport> reports = await HistoryOf(parts).ReadAsync(limit ?? UsualLimit, context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, reports, static (json, reports) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (QualityReport report in reports)
            {
                QualityJsonWriter.Write(json, report, withProfile: false);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task LookAsync(HttpContext context, HubParts parts)
    {
        QualityLook look = parts.Quality ?? throw NoQuality();
        QualityReport report = await look.RunAsync(Expectation.Usual, "", context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, report, static (json, report) => QualityJsonWriter.Write(json, report, withProfile: true));
    }

    private static QualityHistory HistoryOf(HubParts parts) => parts.Quality?.History ?? throw NoQuality();

    private static ProblemException NoQuality() => new(ProblemType.Unavailable, "This hub does not look at quality.");
}

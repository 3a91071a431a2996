using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Storage.Audit;

namespace PartyOrleans.Api.Audit;

/// <summary>Reads the audit log.</summary>
internal static class AuditEndpoints
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;

    /// <summary>Maps the endpoints.</summary>
    public static void MapAudit(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder audit = v1.MapGroup("/audit").WithTags("audit");
        audit.MapGet("", (Delegate)ReadAsync).RequireScope(Scopes.Admin).WithName("readAudit")
            .WithSummary("Who read or changed what, and why, newest first.");
        audit.MapGet("/proof", (Delegate)VerifyAsync).RequireScope(Scopes.Admin).WithName("verifyAudit")
            .WithSummary("Checks every entry against the chain of hashes.");
    }

    private static async Task ReadAsync([AsParameters] AuditFilter filter, HttpContext context, IAuditLog log)
    {
        AuditPage page = await log.ReadAsync(QueryOf(filter), context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, page, static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (AuditRow row in page.Rows)
            {
                json.WriteStartObject();
                json.WriteNumber("sequence", row.Sequence);
                AuditEntryJson.WriteMembers(json, row.Entry);
                json.WriteString("hash", Convert.ToHexStringLower(row.Hash));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (page.Before is { } before)
            {
                json.WriteString("next", before.ToString(CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        });
    }

    private static async Task VerifyAsync(HttpContext context, IAuditLog log)
    {
        AuditProof proof = await log.VerifyAsync(context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, proof, static (json, proof) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("holds", proof.BrokenAt is null);
            json.WriteNumber("entries", proof.Entries);
            json.WriteString("head", proof.Head);
            if (proof.BrokenAt is { } broken)
            {
                json.WriteNumber("broken_at", broken);
            }

            json.WriteEndObject();
        });
    }

    private static AuditQuery QueryOf(AuditFilter filter) => new()
    {
        Before = filter.Cursor is not { } cursor ? 0
            : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long before) && before > 0 ? before
            : throw new ProblemException(ProblemType.InvalidCursor, ""),
        Limit = filter.Limit is not { } limit ? UsualLimit
            : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most is > 0 and <= MostLimit ? most
            : throw new ProblemException(ProblemType.InvalidRequest, $"limit must be 1 to {MostLimit}."),
        Actor = filter.Actor,
        Action = filter.Action,
        Party = filter.Party,
        Record = filter.Record,
        From = TimeOf(filter.From, "from"),
        Until = TimeOf(filter.Until, "until"),
    };

    private static DateTimeOffset? TimeOf(string? text, string name) =>
        text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw new ProblemException(ProblemType.InvalidRequest, $"{name} must be a time, such as 2026-01-31T12:00:00Z.");

    /// <summary>Which entries to read; every part may be left out.</summary>
    private sealed record AuditFilter(
        [FromQuery(Name = "actor")] string? Actor, [FromQuery(Name = "action")] string? Action, [FromQuery(Name = "party")] string? Party,
        [FromQuery(Name = "record")] string? Record, [FromQuery(Name = "from")] string? From, [FromQuery(Name = "until")] string? Until,
        [FromQuery(Name = "cursor")] string? Cursor, [FromQuery(Name = "limit")] string? Limit);
}

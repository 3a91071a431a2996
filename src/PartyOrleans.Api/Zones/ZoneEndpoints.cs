using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Zones;

/// <summary>Zones of objects: how they are, what was loaded of them, and the news that there is more.</summary>
internal static class ZoneEndpoints
{
    private const int MostBytes = 1 << 20;
    private const int UsualEntries = 50;

    private static readonly string[] States = ["idle", "scanning", "failing"];

    /// <summary>Maps the endpoints.</summary>
    public static void MapZones(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder zones = v1.MapGroup("/zones").WithTags("zones");
        zones.MapGet("", (Delegate)ListAsync).RequireScope(Scopes.Operate).WithName("getZones").WithSummary("The zones, and what their last scan did.");
        zones.MapGet("/{zone}/objects", (Delegate)ManifestAsync).RequireScope(Scopes.Operate).WithName("getZoneObjects")
            .WithSummary("The manifest of a zone: the objects that were loaded, or begun, sorted by key.");
        zones.MapPost("/{zone}/scan", (Delegate)ScanAsync).RequireScope(Scopes.Operate).WithName("scanZone")
            .WithSummary("Have a zone looked through: what is new or changed is loaded, in the background.");
        zones.MapPost("/{zone}/events", (Delegate)NotifyAsync).RequireScope(Scopes.Operate).WithName("notifyZone").WithMetadata(new TakesBasic())
            .Accepts<string>("application/json", "text/plain")
            .WithSummary("Tell that objects were written: S3 event notifications, EventBridge, SNS, or {\"keys\":[...]}.");
    }

    private static Task ListAsync(HttpContext context, HubParts parts) => JsonBody.WriteAsync(context, StatusCodes.Status200OK, ZonesOf(parts).List(), static (json, zones) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (ZoneStatus zone in zones)
        {
            Write(json, zone);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static async Task ManifestAsync(
        string zone, [FromQuery] string? prefix, [FromQuery] string? cursor, [FromQuery] int? limit, HttpContext context, HubParts parts)
    {
        int most = limit ?? UsualEntries;
        if (most is < 1 or > PageRequest.MaxLimit)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"limit must be 1 to {PageRequest.MaxLimit}.");
        }

        IReadOnlyList<ZoneEntry> entries = await ZonesOf(parts).ReadManifestAsync(zone, prefix ?? "", cursor ?? "", most, context.RequestAborted) ?? throw NoSuchZone();
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (entries, most), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (ZoneEntry entry in page.entries)
            {
                json.WriteStartObject();
                json.WriteString("key", entry.Key);
                json.WriteNumber("size", entry.Size);
                json.WriteString("etag", entry.ETag);
                json.WriteNumber("accepted", entry.Accepted);
                json.WriteNumber("rejected", entry.Rejected);
                json.WriteBoolean("complete", entry.IsComplete);
                json.WriteString("at", entry.At);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (page.entries.Count == page.most)
            {
                json.WriteString("next", page.entries[^1].Key);
            }

            json.WriteEndObject();
        });
    }

    private static Task ScanAsync(string zone, [FromQuery] string? prefix, HttpContext context, HubParts parts) => JsonBody.WriteAsync(
        context, StatusCodes.Status202Accepted, ZonesOf(parts).StartScan(zone, prefix ?? "", Caller.OriginOf(context, ChangeKind.Load)) ?? throw NoSuchZone(), Write);

    private static async Task NotifyAsync(string zone, HttpContext context, HubParts parts)
    {
        ZoneNotification news;
        try
        {
            news = ZoneNotification.Read(await ReadAsync(context));
        }
        catch (FormatException failure)
        {
            throw new ProblemException(ProblemType.InvalidRequest, failure.Message);
        }

        IHubZones zones = ZonesOf(parts);
        bool? isConfirmed = null;
        if (news.Topic is { } topic)
        {
            isConfirmed = await zones.ConfirmAsync(zone, topic, news.Token, context.RequestAborted) ?? throw NoSuchZone();
            if (isConfirmed == false)
            {
                throw new ProblemException(ProblemType.InvalidRequest, "The subscription is not confirmed: the zone's configuration does not name the topic, or the topic does not answer.");
            }
        }

        int taken = zones.Notify(zone, news.Objects, Caller.OriginOf(context, ChangeKind.Load)) ?? throw NoSuchZone();
        await JsonBody.WriteAsync(
            context, StatusCodes.Status202Accepted, (taken, Passed: news.Objects.Count - taken + news.Others, isConfirmed), static (json, answer) =>
            {
                json.WriteStartObject();
                json.WriteNumber("taken", answer.taken);
                json.WriteNumber("passed_over", answer.Passed);
                if (answer.isConfirmed is { } confirmed)
                {
                    json.WriteBoolean("confirmed", confirmed);
                }

                json.WriteEndObject();
            });
    }

    /// <summary>The body, whatever it calls itself: SNS says that its JSON is plain text.</summary>
    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        for (int got = await context.Request.Body.ReadAsync(buffer, context.RequestAborted); got > 0; got = await context.Request.Body.ReadAsync(buffer, context.RequestAborted))
        {
            await body.WriteAsync(buffer.AsMemory(0, got), context.RequestAborted);
            if (body.Length > MostBytes)
            {
                throw new ProblemException(ProblemType.TooLarge, $"A message may have {MostBytes} bytes.");
            }
        }

        return body.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ZoneStatus zone)
    {
        json.WriteStartObject();
        json.WriteString("name", zone.Name);
        json.WriteString("location", zone.Location);
        json.WriteString("state", States[(int)zone.State]);
        json.WriteNumber("waiting", zone.Waiting);
        if (zone.LastScan is { } scan)
        {
            json.WriteStartObject("last_scan");
            json.WriteString("started_at", scan.StartedAt);
            if (scan.EndedAt is { } ended)
            {
                json.WriteString("ended_at", ended);
            }

            json.WriteNumber("listed", scan.Listed);
            json.WriteNumber("loaded", scan.Loaded);
            json.WriteNumber("unchanged", scan.Unchanged);
            json.WriteNumber("failed", scan.Failed);
            json.WriteNumber("records", scan.Records);
            json.WriteNumber("rejected", scan.Rejected);
            json.WriteNumber("changed", scan.Changed);
            json.WriteStartArray("failures");
            foreach (string failure in scan.Failures)
            {
                json.WriteStringValue(failure);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (zone.Failure.Length > 0)
        {
            json.WriteString("failure", zone.Failure);
        }

        json.WriteEndObject();
    }

    private static ProblemException NoSuchZone() => new(ProblemType.NotFound, "There is no such zone.");

    private static IHubZones ZonesOf(HubParts parts) => parts.Zones ?? throw new ProblemException(ProblemType.NotFound, "This hub has no zones; its connections file names them.");
}

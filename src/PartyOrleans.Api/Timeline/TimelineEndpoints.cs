using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Parties;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Records;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Timeline;

/// <summary>What the hub said at a past instant, and where each cell comes from.</summary>
internal static class TimelineEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapTimeline(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/parties/{partyId}/lineage", (Delegate)GetLineageAsync).WithTags("parties").RequireScope(Scopes.Read).WithName("getPartyLineage")
            .WithSummary("Where each cell of the golden record comes from: record, rule, and the commits that brought them.");
        v1.MapGet("/records/{source}/{recordId}/versions", (Delegate)GetVersionsAsync).WithTags("records").RequireScope(Scopes.Read).WithName("getRecordVersions")
            .WithSummary("Everything that a record ever said, oldest first.");
    }

    /// <summary>Answers with a party as it was.</summary>
    public static async Task WritePartyAsync(HttpContext context, PartyId party, string asOf, HubParts parts, bool withRecords)
    {
        DateTimeOffset at = TimeOf(asOf);
        PartyAsOf? found = await TimelineOf(parts).FindPartyAsOfAsync(party, at, context.RequestAborted);
        if (found is not { Golden: not null })
        {
            await ProblemWriter.WriteAsync(context, found is null ? ProblemType.PartyNotFound : ProblemType.PartyGone, "");
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (found, at, withRecords, Caller.Of(context).Mask), static (json, state) =>
        {
            if (state.withRecords)
            {
                TimelineJsonWriter.WriteRecords(json, state.found, state.at, state.Mask);
            }
            else
            {
                TimelineJsonWriter.WriteParty(json, state.found, state.at, state.Mask);
            }
        });
    }

    /// <summary>Answers with a record as it was.</summary>
    public static async Task WriteRecordAsync(HttpContext context, RecordKey key, string asOf, HubParts parts)
    {
        RecordVersion? found = await TimelineOf(parts).FindRecordAsOfAsync(key, TimeOf(asOf), context.RequestAborted);
        if (found is null)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.RecordNotFound, "");
            return;
        }

        await JsonBody.WriteAsync(
            context, StatusCodes.Status200OK, (found, Caller.Of(context).Mask), static (json, state) => TimelineJsonWriter.WriteVersion(json, state.found, state.Mask));
    }

    private static async Task GetLineageAsync(string partyId, HttpContext context, HubParts parts)
    {
        PartyView? view = await parts.ReadModel.FindPartyAsync(PartyEndpoints.IdOf(context, partyId), context.RequestAborted);
        if (await PartyEndpoints.RefuseAsync(context, view))
        {
            return;
        }

        IReadOnlyList<CellLineage> lineage = await TimelineOf(parts).FindLineageAsync(view!.Current, context.RequestAborted) ?? [];
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (view, lineage, Caller.Of(context).Mask), static (json, state) =>
        {
            json.WriteStartObject();
            PartyJsonWriter.WriteIds(json, state.view);
            state.Mask.Tell(state.view.Current);
            json.WriteStartArray("cells");
            foreach (CellLineage cell in state.lineage)
            {
                TimelineJsonWriter.WriteLineage(json, cell, state.Mask);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task GetVersionsAsync(string source, string recordId, HttpContext context, HubParts parts)
    {
        IReadOnlyList<RecordVersion> versions =
            await TimelineOf(parts).ReadRecordVersionsAsync(RecordEndpoints.KeyOf(context, source, recordId), context.RequestAborted);
        if (versions.Count == 0)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.RecordNotFound, "");
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (versions, Caller.Of(context).Mask), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (RecordVersion version in state.versions)
            {
                TimelineJsonWriter.WriteVersion(json, version, state.Mask);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static IPartyTimeline TimelineOf(HubParts parts) =>
        parts.Timeline ?? throw new ProblemException(ProblemType.Unavailable, "This store cannot say what it held at past times.");

    private static DateTimeOffset TimeOf(string asOf) =>
        DateTimeOffset.TryParse(asOf, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? at.ToUniversalTime()
            : throw new ProblemException(ProblemType.InvalidRequest, "asOf must be a time, such as 2026-01-31T12:00:00Z.");
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Events;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Records;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Timeline;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Parties;

/// <summary>Parties: the golden record, the records side by side, its versions and events.</summary>
internal static class PartyEndpoints
{
    private const int MostIdCharacters = 200;

    /// <summary>Maps the endpoints.</summary>
    public static void MapParties(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder parties = v1.MapGroup("/parties").WithTags("parties");
        parties.MapGet("", (Delegate)SearchEndpoint.GetAsync).RequireScope(Scopes.Read).WithName("searchParties")
            .WithSummary("Parties by words of their names, addresses, contacts, dates and identifiers (q), best first; without q all, sorted by id.");
        parties.MapGet("/{partyId}", (Delegate)GetAsync).RequireScope(Scopes.Read).WithName("getParty")
            .WithSummary("The golden record of a party, now or as of a past time (asOf); the id of one that was merged away leads to the one that stands for it.");
        parties.MapGet("/{partyId}/records", (Delegate)GetRecordsAsync).RequireScope(Scopes.Read).WithName("getPartyRecords")
            .WithSummary("A party with its source records side by side, now or as of a past time (asOf).");
        parties.MapGet("/{partyId}/history", (Delegate)GetHistoryAsync).RequireScope(Scopes.Read).WithName("getPartyHistory")
            .WithSummary("The versions of the golden record under this id, newest first; redirects are not followed.");
        parties.MapGet("/{partyId}/events", (Delegate)GetEventsAsync).RequireScope(Scopes.Read).WithName("getPartyEvents")
            .WithSummary("What happened to the party of this id, newest first; redirects are not followed.");
    }

    private static async Task GetAsync(string partyId, [FromQuery] string? asOf, HttpContext context, HubParts parts)
    {
        if (asOf is not null)
        {
            await TimelineEndpoints.WritePartyAsync(context, IdOf(context, partyId), asOf, parts, withRecords: false);
            return;
        }

        PartyView? view = await parts.ReadModel.FindPartyAsync(IdOf(context, partyId), context.RequestAborted);
        if (await RefuseAsync(context, view))
        {
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (view!, Caller.Of(context).Mask), static (json, state) =>
        {
            json.WriteStartObject();
            PartyJsonWriter.WriteView(json, state.Item1, state.Mask);
            json.WriteEndObject();
        });
    }

    private static async Task GetRecordsAsync(string partyId, [FromQuery] string? asOf, HttpContext context, HubParts parts)
    {
        if (asOf is not null)
        {
            await TimelineEndpoints.WritePartyAsync(context, IdOf(context, partyId), asOf, parts, withRecords: true);
            return;
        }

        PartyWithRecords? party = await parts.ReadModel.FindPartyWithRecordsAsync(IdOf(context, partyId), context.RequestAborted);
        if (await RefuseAsync(context, party?.Party))
        {
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (party!, Caller.Of(context).Mask), static (json, state) =>
        {
            (PartyWithRecords party, IValueMask mask) = state;
            json.WriteStartObject();
            PartyJsonWriter.WriteIds(json, party.Party);
            json.WriteStartArray("records");
            foreach (StoredRecord record in party.Records)
            {
                RecordJsonWriter.Write(json, record, mask);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task GetHistoryAsync(string partyId, [AsParameters] PageQuery page, HttpContext context, IPartyReadModel reads)
    {
        PartyId party = IdOf(context, partyId);
        Page<GoldenVersion> versions = await reads.ReadHistoryAsync(party, page.Request, context.RequestAborted);
        if (versions.Items.Count == 0 && page.Cursor is null && await RefuseUnknownAsync(context, party, reads))
        {
            return;
        }

        await PageBody.WriteAsync(context, versions, Caller.Of(context).Mask, static (json, version, mask) =>
        {
            json.WriteString("committed_at", version.CommittedAt);
            PartyJsonWriter.WriteMembers(json, version.Golden, mask);
        });
    }

    private static async Task GetEventsAsync(string partyId, [AsParameters] PageQuery page, HttpContext context, IPartyReadModel reads)
    {
        PartyId party = IdOf(context, partyId);
        Page<FeedEntry> events = await reads.ReadPartyEventsAsync(party, page.Request, context.RequestAborted);
        if (events.Items.Count == 0 && page.Cursor is null && await RefuseUnknownAsync(context, party, reads))
        {
            return;
        }

        await PageBody.WriteAsync(context, events, 0, static (json, entry, _) => EventJsonWriter.WriteMembers(json, entry));
    }

    /// <summary>The id that a path names.</summary>
    /// <exception cref="ProblemException">No party can have it.</exception>
    public static PartyId IdOf(HttpContext context, string partyId)
    {
        string id = RecordPath.Unescape(context, partyId);
        string reason = RecordEndpoints.ReasonAgainst(id, MostIdCharacters, "party id");
        return reason.Length == 0 ? new PartyId(id) : throw new ProblemException(ProblemType.InvalidRequest, $"The path names no party: {reason}.");
    }

    /// <summary>Answers for a party that is not there; says whether it did.</summary>
    public static async Task<bool> RefuseAsync(HttpContext context, PartyView? view)
    {
        if (view is { Golden: not null })
        {
            return false;
        }

        await ProblemWriter.WriteAsync(context, view is null ? ProblemType.PartyNotFound : ProblemType.PartyGone, "");
        return true;
    }

    private static async Task<bool> RefuseUnknownAsync(HttpContext context, PartyId party, IPartyReadModel reads)
    {
        if (await reads.FindPartyAsync(party, context.RequestAborted) is not null)
        {
            return false;
        }

        await ProblemWriter.WriteAsync(context, ProblemType.PartyNotFound, "");
        return true;
    }
}

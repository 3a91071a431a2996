using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Parties;

/// <summary>Parties: the golden record and what it stands for.</summary>
internal static class PartyEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapParties(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder parties = v1.MapGroup("/parties").WithTags("parties");
        parties.MapGet("/{partyId}", (Delegate)GetAsync).RequireScope(Scopes.Read).WithName("getParty")
            .WithSummary("The golden record of a party; the id of one that was merged away leads to the one that stands for it.");
    }

    private static async Task GetAsync(string partyId, HttpContext context, IPartyStore store)
    {
        GoldenRecord? golden = await store.FindGoldenAsync(new PartyId(partyId), context.RequestAborted);
        if (golden is null)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.PartyNotFound, "");
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (golden, Caller.Of(context).Mask), static (json, state) =>
        {
            json.WriteStartObject();
            PartyJsonWriter.WriteMembers(json, state.golden, state.Mask);
            json.WriteEndObject();
        });
    }
}

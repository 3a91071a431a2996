using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Parties;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Records;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Api.Erasure;

/// <summary>Erasure of parties with its receipts, retention, and the store's keys.</summary>
internal static class ErasureEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapErasure(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/parties/{partyId}/erase", (Delegate)EraseAsync).WithTags("privacy").RequireScope(Scopes.Admin).WithName("eraseParty")
            .Accepts<EraseRequest>("application/json")
            .WithSummary("Destroy everything held of a party, its whole history included; its records are refused from then on.");
        RouteGroupBuilder erasures = v1.MapGroup("/erasures").WithTags("privacy");
        erasures.MapGet("", (Delegate)ReadAsync).RequireScope(Scopes.Admin).WithName("getErasures").WithSummary("The signed receipts of erasures, newest first.");
        erasures.MapPost("/lift", (Delegate)LiftAsync).RequireScope(Scopes.Admin).WithName("liftErasure").Accepts<LiftRequest>("application/json")
            .WithSummary("Let an erased record come again; what was erased stays erased.");
        v1.MapPost("/retention/run", (Delegate)RetainAsync).WithTags("privacy").RequireScope(Scopes.Admin).WithName("runRetention")
            .Accepts<RetentionRequest>("application/json").WithSummary("Drop the values that passed the age which the bundle allows them, also from the history.");
        RouteGroupBuilder keys = v1.MapGroup("/keys").WithTags("privacy");
        keys.MapGet("", (Delegate)ReadKeysAsync).RequireScope(Scopes.Admin).WithName("getKeys")
            .WithSummary("How the store's keys stand, never the secrets, and the public key of its receipts.");
        keys.MapPost("/rotate", (Delegate)RotateAsync).RequireScope(Scopes.Admin).WithName("rotateKeys")
            .WithSummary("Exchange the data key and the key that wraps it, and seal every row anew.");
    }

    private static IErasures ErasuresOf(IPartyStore store) =>
        store as IErasures ?? throw new ProblemException(ProblemType.Unavailable, "This store cannot erase.");

    private static async Task EraseAsync(string partyId, HttpContext context, IPartyHub hub, IPartyStore store)
    {
        PartyId party = PartyEndpoints.IdOf(context, partyId);
        IErasures erasures = ErasuresOf(store);
        string reason = ErasureRequests.RequireReason((await ErasureRequests.ReadAsync(context, ErasureRequests.Default.EraseRequest)).Reason);
        ChangeOrigin origin = Caller.OriginOf(context, ChangeKind.Erasure, reason);
        ErasurePlan? done = null;
        SubmissionResult result = await hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch(),
                Origin = origin,
                Plan = async (owned, stop) =>
                {
                    done = await ErasurePlan.MakeAsync(owned, party, stop) ?? throw new ProblemException(ProblemType.PartyNotFound, "");
                    return new Submission { Batch = done.Batch, Origin = origin, Erased = done.Records };
                },
            },
            context.RequestAborted);
        string receipt = await erasures.FindReceiptAsync(result.Commit, CancellationToken.None)
            ?? throw new InvalidOperationException("An erasure left no receipt.");
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (done!, result.Commit, receipt), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("party_id", state.Item1.Party.Value);
            json.WriteNumber("commit", state.Commit);
            json.WriteNumber("records", state.Item1.Records.Count);
            json.WritePropertyName("receipt");
            json.WriteRawValue(state.receipt);
            json.WriteEndObject();
        });
    }

    private static async Task ReadAsync([AsParameters] PageQuery page, HttpContext context, IPartyStore store)
    {
        PageRequest request = page.Request;
        long before = request.Cursor is not { } cursor ? long.MaxValue
            : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long commit) ? commit
            : throw new ProblemException(ProblemType.InvalidCursor, "");
        IReadOnlyList<KeptReceipt> receipts = await ErasuresOf(store).ReadReceiptsAsync(before, request.Limit + 1, context.RequestAborted);
        bool more = receipts.Count > request.Limit;
        KeptReceipt[] items = [.. receipts.Take(request.Limit)];
        await PageBody.WriteAsync(
            context,
            new Page<KeptReceipt>(items, more ? items[^1].Commit.ToString(CultureInfo.InvariantCulture) : null),
            0,
            static (json, kept, _) =>
            {
                json.WriteNumber("commit", kept.Commit);
                json.WritePropertyName("receipt");
                json.WriteRawValue(kept.Receipt);
            });
    }

    private static async Task LiftAsync(HttpContext context, IPartyHub hub, IPartyStore store)
    {
        LiftRequest request = await ErasureRequests.ReadAsync(context, ErasureRequests.Default.LiftRequest);
        if (request is not { Source: { } source, RecordId: { } recordId })
        {
            throw new ProblemException(ProblemType.InvalidRequest, "source and record_id must name a record.");
        }

        string against = RecordEndpoints.ReasonAgainst(source, recordId);
        if (against.Length > 0)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"They name no record: {against}.");
        }

        var key = new RecordKey(source, recordId);
        ChangeOrigin origin = Caller.OriginOf(context, ChangeKind.Erasure, ErasureRequests.RequireReason(request.Reason));
        IErasures erasures = ErasuresOf(store);
        SubmissionResult result = await hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch(),
                Origin = origin,
                Plan = (_, _) => erasures.IsErased(key)
                    ? Task.FromResult(new Submission { Batch = new InputBatch(), Origin = origin, Lifted = [key] })
                    : throw new ProblemException(ProblemType.NotFound, "The record is not among the erased ones."),
            },
            context.RequestAborted);
        Caller.Of(context).Mask.Tell(key);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, result.Commit, static (json, commit) =>
        {
            json.WriteStartObject();
            json.WriteNumber("commit", commit);
            json.WriteEndObject();
        });
    }

    private static async Task RetainAsync(HttpContext context, HubParts parts, TimeProvider time)
    {
        bool dryRun = (await ErasureRequests.ReadAsync(context, ErasureRequests.Default.RetentionRequest)).DryRun;
        RetentionCounts counts = await RetentionRun.RunAsync(
            parts, time.GetUtcNow(), dryRun, Caller.OriginOf(context, ChangeKind.Retention), context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (dryRun, counts), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("dry_run", state.dryRun);
            json.WriteNumber("records", state.counts.Records);
            json.WriteNumber("deleted", state.counts.Deleted);
            json.WriteNumber("values", state.counts.Values);
            json.WriteEndObject();
        });
    }

    private static async Task ReadKeysAsync(HttpContext context, IPartyStore store, KeyExchange exchange)
    {
        KeyringStatus status = await exchange.Keyring.ReadKeysAsync(context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (status, ErasuresOf(store).ReceiptKey), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("rotating", state.status.IsRotating);
            json.WriteStartArray("keys");
            foreach (KeyInfo key in state.status.Keys)
            {
                json.WriteStartObject();
                json.WriteNumber("id", key.Id);
                json.WriteString("purpose", key.Purpose);
                json.WriteString("wrapped_by", key.WrappedBy);
                json.WriteString("created", key.Created);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("receipt_key", state.ReceiptKey);
            json.WriteEndObject();
        });
    }

    private static async Task RotateAsync(HttpContext context, KeyExchange exchange)
    {
        long rows = await exchange.RunAsync(context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, rows, static (json, rows) =>
        {
            json.WriteStartObject();
            json.WriteNumber("rows", rows);
            json.WriteEndObject();
        });
    }
}

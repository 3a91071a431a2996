using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Timeline;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Records;

/// <summary>Source records: put, delete, get.</summary>
internal static class RecordEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapRecords(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder records = v1.MapGroup("/records").WithTags("records");
        records.MapPut("/{source}/{recordId}", (Delegate)PutAsync).RequireScope(Scopes.Write).WithName("putRecord")
            .WithSummary("Insert or replace a record.");
        v1.MapPost("/records:bulk", (Delegate)BulkRecords.RunAsync).WithTags("records").RequireScope(Scopes.Write).WithName("bulkRecords")
            .WithSummary("A stream of records as JSON Lines in, a line of result for each out, as it is committed.")
            .Accepts<string>("application/x-ndjson").Produces<string>(StatusCodes.Status200OK, "application/x-ndjson");
        records.MapDelete("/{source}/{recordId}", (Delegate)DeleteAsync).RequireScope(Scopes.Write).WithName("deleteRecord")
            .WithSummary("Delete a record.");
        records.MapGet("/{source}/{recordId}", (Delegate)GetAsync).RequireScope(Scopes.Read).WithName("getRecord")
            .WithSummary("A record with the party that it belongs to, now or as of a past time (asOf).");
    }

    private static async Task PutAsync(string source, string recordId, HttpContext context, IPartyHub hub)
    {
        RecordKey key = KeyOf(context, source, recordId);
        (AttributeValue[] values, IdempotencyToken? token) = await RequestBody.ReadAsync(context, (key, context), static (body, state) =>
        {
            (RecordKey key, HttpContext context) = state;
            if (!new RecordJsonReader().TryRead(body, out GivenRecord given, out string reason))
            {
                throw new ProblemException(ProblemType.InvalidRecord, $"The record cannot be taken: {reason}.");
            }

            if (given.IsDelete
                || (given.Source is { } source && !string.Equals(source, key.Source, StringComparison.Ordinal))
                || (given.RecordId is { } recordId && !string.Equals(recordId, key.RecordId, StringComparison.Ordinal)))
            {
                throw new ProblemException(ProblemType.InvalidRecord, "The body names another record than the path, or a deletion.");
            }

            return (given.Values, IdempotencyKey.TokenOf(context, body));
        });
        SubmissionResult result = await hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch { Upserts = [new SourceRecord(key, values)] },
                Origin = Caller.OriginOf(context, ChangeKind.Api),
                Idempotency = token,
            },
            context.RequestAborted);
        await AnswerAsync(context, result);
    }

    private static async Task DeleteAsync(string source, string recordId, HttpContext context, IPartyHub hub)
    {
        SubmissionResult result = await hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch { Deletes = [KeyOf(context, source, recordId)] },
                Origin = Caller.OriginOf(context, ChangeKind.Api),
                Idempotency = IdempotencyKey.TokenOf(context, default),
            },
            context.RequestAborted);
        await AnswerAsync(context, result);
    }

    private static async Task GetAsync(string source, string recordId, [FromQuery] string? asOf, HttpContext context, HubParts parts)
    {
        if (asOf is not null)
        {
            await TimelineEndpoints.WriteRecordAsync(context, KeyOf(context, source, recordId), asOf, parts);
            return;
        }

        StoredRecord? record = await parts.ReadModel.FindRecordAsync(KeyOf(context, source, recordId), context.RequestAborted);
        if (record is null)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.RecordNotFound, "");
            return;
        }

        await JsonBody.WriteAsync(
            context, StatusCodes.Status200OK, (record, Caller.Of(context).Mask), static (json, state) => RecordJsonWriter.Write(json, state.record, state.Mask));
    }

    private static Task AnswerAsync(HttpContext context, SubmissionResult result)
    {
        IdempotencyKey.Mark(context, result);
        return JsonBody.WriteAsync(
            context,
            result.Records[0].Outcome == RecordOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            result,
            static (json, result) => RecordResultJsonWriter.Write(json, result.Records[0], result.Commit));
    }

    /// <summary>The key that a path names.</summary>
    /// <exception cref="ProblemException">A part is too long, or not one that a store can keep.</exception>
    public static RecordKey KeyOf(HttpContext context, string source, string recordId)
    {
        (source, recordId) = (RecordPath.Unescape(context, source), RecordPath.Unescape(context, recordId));
        string reason = ReasonAgainst(source, recordId);
        return reason.Length == 0 ? new RecordKey(source, recordId) : throw new ProblemException(ProblemType.InvalidRequest, $"The path names no record: {reason}.");
    }

    /// <summary>What speaks against a key; empty where nothing does.</summary>
    public static string ReasonAgainst(string source, string recordId) =>
        ReasonAgainst(source, RecordLimits.MostSourceCharacters, "source") is { Length: > 0 } reason
            ? reason
            : ReasonAgainst(recordId, RecordLimits.MostRecordIdCharacters, "record id");

    /// <summary>What speaks against an id; empty where nothing does.</summary>
    public static string ReasonAgainst(string id, int mostCharacters, string what) =>
        id.Length == 0 || id.Length > mostCharacters ? $"the {what} must have 1 to {mostCharacters} characters"
        : id.Contains('\0', StringComparison.Ordinal) || !IsWhole(id) ? $"the {what} holds U+0000 or half a character"
        : id.AsSpan().Trim().Length != id.Length ? $"the {what} may not begin or end with blanks"
        : "";

    private static bool IsWhole(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}

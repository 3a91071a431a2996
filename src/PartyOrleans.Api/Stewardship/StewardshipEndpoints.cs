using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Stewardship;

/// <summary>Review tasks and judgements. An answer to a review is a judgement, which is input like a record: durable, and revoked by undoing it.</summary>
internal static class StewardshipEndpoints
{
    private static readonly TimeSpan UsualClaim = TimeSpan.FromMinutes(15);
    private const int MostClaimMinutes = 480;

    /// <summary>Maps the endpoints.</summary>
    public static void MapStewardship(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder reviews = v1.MapGroup("/reviews").WithTags("reviews");
        reviews.MapGet("", (Delegate)ReadReviewsAsync).RequireScope(Scopes.Steward).WithName("getReviews")
            .WithSummary("Pairs for a steward to decide, by expected benefit, with who works on them.");
        Post(reviews, "claim", ClaimAsync, "Claim a pair for a while, so that no other steward decides it.");
        Post(reviews, "release", ReleaseAsync, "Give a claim back.");
        Post(reviews, "confirm", (context, hub, reads, claims, time) => DecideAsync(context, hub, reads, claims, time, JudgementKind.MustLink), "The two records are one party.");
        Post(reviews, "reject", (context, hub, reads, claims, time) => DecideAsync(context, hub, reads, claims, time, JudgementKind.CannotLink), "The two records are two parties.");
        Post(reviews, "undo", UndoAsync, "Take a decision back; the pair is judged by its weight again.");

        RouteGroupBuilder judgements = v1.MapGroup("/judgements").WithTags("judgements");
        judgements.MapGet("", (Delegate)ReadJudgementsAsync).RequireScope(Scopes.Read).WithName("getJudgements")
            .WithSummary("The judgements in force, sorted by pair.");
        judgements.MapGet("/history", (Delegate)ReadJudgementHistoryAsync).RequireScope(Scopes.Read).WithName("getJudgementHistory")
            .WithSummary("Every judgement made about a pair (left and right as source/record id), oldest first.");
        judgements.MapPut("", (Delegate)PutJudgementAsync).RequireScope(Scopes.Steward).WithName("putJudgement").Accepts<PairRequest>("application/json")
            .WithSummary("Make or replace the judgement of a pair; the records need not be there yet.");
        judgements.MapDelete("", (Delegate)DeleteJudgementAsync).RequireScope(Scopes.Steward).WithName("deleteJudgement")
            .WithSummary("Revoke the judgement of a pair (left and right as source/record id).");
    }

    private delegate Task ReviewAction(HttpContext context, IPartyHub hub, IPartyReadModel reads, ReviewClaims claims, TimeProvider time);

    private static void Post(RouteGroupBuilder reviews, string action, ReviewAction run, string summary) => reviews
        .MapPost("/" + action, (HttpContext context, IPartyHub hub, IPartyReadModel reads, ReviewClaims claims, TimeProvider time) => run(context, hub, reads, claims, time))
        .RequireScope(Scopes.Steward).WithName(action + "Review").WithSummary(summary).Accepts<PairRequest>("application/json");

    private static async Task ReadReviewsAsync([AsParameters] PageQuery page, HttpContext context, IPartyReadModel reads, ReviewClaims claims) => await PageBody.WriteAsync(
        context, await reads.ReadReviewPageAsync(page.Request, context.RequestAborted), claims,
        static (json, item, claims) => StewardshipJsonWriter.WriteMembers(json, item, claims.Find(item.Task.Pair)));

    private static async Task ClaimAsync(HttpContext context, IPartyHub hub, IPartyReadModel reads, ReviewClaims claims, TimeProvider time)
    {
        (PairRequest request, RecordPair pair) = await PairRequest.ReadAsync(context);
        if (request.Minutes is < 1 or > MostClaimMinutes)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"minutes must be from 1 to {MostClaimMinutes}.");
        }

        TimeSpan duration = request.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : UsualClaim;
        if (!claims.TryClaim(pair, Caller.Of(context).Name, duration, out ReviewClaim claim))
        {
            throw new ProblemException(ProblemType.Conflict, "Another steward has claimed the pair.");
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (pair, claim), static (json, state) =>
        {
            json.WriteStartObject();
            StewardshipJsonWriter.WritePair(json, state.pair);
            StewardshipJsonWriter.WriteClaim(json, state.claim);
            json.WriteEndObject();
        });
    }

    private static async Task ReleaseAsync(HttpContext context, IPartyHub hub, IPartyReadModel reads, ReviewClaims claims, TimeProvider time)
    {
        (_, RecordPair pair) = await PairRequest.ReadAsync(context);
        if (!claims.Release(pair, Caller.Of(context).Name))
        {
            throw new ProblemException(ProblemType.NotFound, "The caller holds no claim on the pair.");
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task DecideAsync(
        HttpContext context, IPartyHub hub, IPartyReadModel reads, ReviewClaims claims, TimeProvider time, JudgementKind kind)
    {
        (PairRequest request, RecordPair pair) = await PairRequest.ReadAsync(context);
        RequireFree(context, claims, pair);
        await JudgeAsync(context, hub, reads, JudgementOf(context, pair, kind, request.Reason, time));
        claims.Release(pair, Caller.Of(context).Name);
    }

    private static async Task UndoAsync(HttpContext context, IPartyHub hub, IPartyReadModel reads, ReviewClaims claims, TimeProvider time)
    {
        (PairRequest request, RecordPair pair) = await PairRequest.ReadAsync(context);
        RequireFree(context, claims, pair);
        await RevokeAsync(context, hub, reads, pair, request.Reason ?? "");
    }

    private static async Task PutJudgementAsync(HttpContext context, IPartyHub hub, IPartyReadModel reads, TimeProvider time)
    {
        (PairRequest request, RecordPair pair) = await PairRequest.ReadAsync(context);
        JudgementKind kind = request.Kind switch
        {
            "must-link" => JudgementKind.MustLink,
            "cannot-link" => JudgementKind.CannotLink,
            _ => throw new ProblemException(ProblemType.InvalidRequest, "kind must be must-link or cannot-link."),
        };
        await JudgeAsync(context, hub, reads, JudgementOf(context, pair, kind, request.Reason, time));
    }

    private static async Task DeleteJudgementAsync(
        [FromQuery] string? left, [FromQuery] string? right, [FromQuery] string? reason, HttpContext context, IPartyHub hub, IPartyReadModel reads) =>
        await RevokeAsync(context, hub, reads, PairRequest.PairOf(left, right), reason ?? "");

    private static async Task ReadJudgementsAsync([AsParameters] PageQuery page, HttpContext context, IPartyStore store)
    {
        PageRequest request = page.Request;
        RecordPair? after = request.Cursor is { } cursor ? PairCursor.Read(cursor) : null;
        var judgements = new List<Judgement>();
        bool more = false;
        await foreach (Judgement judgement in store.ReadJudgementsAsync(context.RequestAborted))
        {
            if (after is { } seen && judgement.Pair.CompareTo(seen) <= 0)
            {
                continue;
            }

            if (judgements.Count == request.Limit)
            {
                more = true;
                break;
            }

            judgements.Add(judgement);
        }

        var answer = new Page<Judgement>(judgements, more ? PairCursor.Write(judgements[^1].Pair) : null);
        await PageBody.WriteAsync(context, answer, 0, static (json, judgement, _) => StewardshipJsonWriter.WriteMembers(json, judgement));
    }

    private static async Task ReadJudgementHistoryAsync([FromQuery] string? left, [FromQuery] string? right, HttpContext context, IPartyStore store)
    {
        var periods = new List<JudgementPeriod>();
        await foreach (JudgementPeriod period in store.ReadJudgementHistoryAsync(PairRequest.PairOf(left, right), context.RequestAborted))
        {
            periods.Add(period);
        }

        await PageBody.WriteAsync(context, new Page<JudgementPeriod>(periods, null), 0, static (json, period, _) =>
        {
            StewardshipJsonWriter.WriteMembers(json, period.Judgement);
            json.WriteString("from", period.From);
            if (period.Until is { } until)
            {
                json.WriteString("until", until);
            }
        });
    }

    private static void RequireFree(HttpContext context, ReviewClaims claims, RecordPair pair)
    {
        if (claims.Find(pair) is { } claim && !string.Equals(claim.By, Caller.Of(context).Name, StringComparison.Ordinal))
        {
            throw new ProblemException(ProblemType.Conflict, "Another steward has claimed the pair.");
        }
    }

    private static Judgement JudgementOf(HttpContext context, RecordPair pair, JudgementKind kind, string? reason, TimeProvider time) =>
        new(pair, kind, Caller.Of(context).Name, reason ?? "", time.GetUtcNow());

    private static async Task JudgeAsync(HttpContext context, IPartyHub hub, IPartyReadModel reads, Judgement judgement)
    {
        SubmissionResult result = await hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch { Judgements = [judgement] },
                Origin = Caller.OriginOf(context, ChangeKind.Judgement, judgement.Reason),
            },
            context.RequestAborted);
        await AnswerAsync(context, reads, judgement.Pair, StewardshipJsonWriter.KindText(judgement.Kind), result);
    }

    private static async Task RevokeAsync(HttpContext context, IPartyHub hub, IPartyReadModel reads, RecordPair pair, string reason)
    {
        SubmissionResult result = await hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch { Revocations = [pair] },
                Origin = Caller.OriginOf(context, ChangeKind.Judgement, reason),
            },
            context.RequestAborted);
        if (result.Judgements == 0)
        {
            throw new ProblemException(ProblemType.NotFound, "No judgement of the pair is in force.");
        }

        await AnswerAsync(context, reads, pair, "none", result);
    }

    /// <summary>Answers with what holds for the pair now, and the parties that its records belong to.</summary>
    private static async Task AnswerAsync(HttpContext context, IPartyReadModel reads, RecordPair pair, string kind, SubmissionResult result)
    {
        StoredRecord? left = await reads.FindRecordAsync(pair.Left, context.RequestAborted);
        StoredRecord? right = await reads.FindRecordAsync(pair.Right, context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (pair, kind, result, left, right), static (json, state) =>
        {
            json.WriteStartObject();
            StewardshipJsonWriter.WritePair(json, state.pair);
            json.WriteString("kind", state.kind);
            json.WriteNumber("commit", state.result.Commit);
            if (state.left is { } left)
            {
                json.WriteString("left_party_id", left.Party.Value);
            }

            if (state.right is { } right)
            {
                json.WriteString("right_party_id", right.Party.Value);
            }

            json.WriteEndObject();
        });
    }
}

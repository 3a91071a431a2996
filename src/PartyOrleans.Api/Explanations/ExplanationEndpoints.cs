using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Parties;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Records;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Explanations;

/// <summary>Why two are together or apart, how a party came to be, and whom a record would match.</summary>
internal static class ExplanationEndpoints
{
    private const int UsualTop = 10;
    private const int MostTop = 100;

    /// <summary>Source of the key that a record without one is given while it is matched.</summary>
    private const string ProbeSource = "probe";

    /// <summary>Maps the endpoints.</summary>
    public static void MapExplanations(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/why", (Delegate)WhyAsync).WithTags("explanations").RequireScope(Scopes.Read).WithName("why")
            .WithSummary("Why two records (source/record id) or parties are together or apart: the waterfall of their strongest pair, the way between them, and the smallest change that would alter the decision.");
        v1.MapGet("/parties/{partyId}/how", (Delegate)HowAsync).WithTags("explanations").RequireScope(Scopes.Read).WithName("how")
            .WithSummary("The merges that made a party, in order.");
        v1.MapPost("/match", (Delegate)MatchAsync).WithTags("explanations").RequireScope(Scopes.Read).WithName("match")
            .WithSummary("Score a record against the hub without storing it: the best parties, with reasons.");
    }

    private static async Task WhyAsync([FromQuery] string? left, [FromQuery] string? right, HttpContext context, IPartyHub hub, IPartyReadModel reads)
    {
        IReadOnlyList<RecordKey> lefts = await KeysOfAsync(context, left, "left", reads);
        IReadOnlyList<RecordKey> rights = await KeysOfAsync(context, right, "right", reads);
        if (lefts.SequenceEqual(rights))
        {
            throw new ProblemException(ProblemType.InvalidRequest, "left and right are the same.");
        }

        RecordPairAnswer? answer = await hub.WhyAsync(lefts, rights, context.RequestAborted);
        if (answer is null)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.RecordNotFound, "");
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (answer, Caller.Of(context).Mask), static (json, state) =>
        {
            json.WriteStartObject();
            ExplanationJsonWriter.Write(json, state.answer, state.Mask);
            json.WriteEndObject();
        });
    }

    private static async Task HowAsync(string partyId, HttpContext context, IPartyHub hub, IPartyReadModel reads)
    {
        PartyView? view = await reads.FindPartyAsync(PartyEndpoints.IdOf(context, partyId), context.RequestAborted);
        if (await PartyEndpoints.RefuseAsync(context, view))
        {
            return;
        }

        IReadOnlyList<PartyStep> steps = await hub.HowAsync(view!.Current, context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (view, steps, Caller.Of(context).Mask), static (json, state) =>
        {
            json.WriteStartObject();
            PartyJsonWriter.WriteIds(json, state.view);
            json.WriteStartArray("steps");
            foreach (PartyStep step in state.steps)
            {
                json.WriteStartObject();
                ExplanationJsonWriter.WriteMembers(json, step, state.Mask);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task MatchAsync([FromQuery] int? top, HttpContext context, IPartyHub hub)
    {
        if (top is < 1 or > MostTop)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"top must be from 1 to {MostTop}.");
        }

        SourceRecord probe = await RequestBody.ReadAsync(context, 0, static (body, _) =>
            new RecordJsonReader().TryRead(body, out GivenRecord given, out string reason) && !given.IsDelete
                ? new SourceRecord(new RecordKey(given.Source ?? ProbeSource, given.RecordId ?? ProbeSource), given.Values)
                : throw new ProblemException(ProblemType.InvalidRecord, $"The record cannot be matched: {(reason.Length > 0 ? reason : "it is a deletion")}."));
        IValueMask mask = Caller.Of(context).Mask;
        string[] ignored = [.. probe.Values.Select(value => value.Attribute).Where(attribute => !mask.Shows(attribute)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (ignored.Length > 0)
        {
            // A score would tell whether a guess of a value that the caller may not see is right.
            probe = new SourceRecord(probe.Key, [.. probe.Values.Where(value => mask.Shows(value.Attribute))]);
        }

        IReadOnlyList<MatchCandidate> candidates = await hub.MatchAsync(probe, top ?? UsualTop, context.RequestAborted);
        Thresholds? thresholds = hub.Bundle?.Thresholds;
        await JsonBody.WriteAsync(
            context, StatusCodes.Status200OK, (candidates, thresholds?.MatchBits ?? 0, mask, ignored), static (json, state) =>
            {
                json.WriteStartObject();
                json.WriteStartArray("candidates");
                foreach (MatchCandidate candidate in state.candidates)
                {
                    json.WriteStartObject();
                    ExplanationJsonWriter.WriteMembers(json, candidate, state.Item2, state.mask);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                if (state.ignored.Length > 0)
                {
                    json.WriteStartArray("ignored");
                    foreach (string attribute in state.ignored)
                    {
                        json.WriteStringValue(attribute);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            });
    }

    /// <summary>The records that a subject stands for: <c>source/record id</c> is one, anything without a slash is the id of a party.</summary>
    private static async Task<IReadOnlyList<RecordKey>> KeysOfAsync(HttpContext context, string? subject, string parameter, IPartyReadModel reads)
    {
        if (string.IsNullOrEmpty(subject))
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"{parameter} is needed: a record as source/record id, or the id of a party.");
        }

        int slash = subject.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            (string source, string recordId) = (subject[..slash], subject[(slash + 1)..]);
            string reason = RecordEndpoints.ReasonAgainst(source, recordId);
            return reason.Length == 0
                ? [new RecordKey(source, recordId)]
                : throw new ProblemException(ProblemType.InvalidRequest, $"{parameter} names no record: {reason}.");
        }

        PartyView? view = await reads.FindPartyAsync(PartyEndpoints.IdOf(context, subject), context.RequestAborted);
        return view is { Golden: { } golden }
            ? golden.Records
            : throw new ProblemException(view is null ? ProblemType.PartyNotFound : ProblemType.PartyGone, $"{parameter} names no current party.");
    }
}

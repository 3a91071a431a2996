using System.Globalization;
using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.DeadLetters;

/// <summary>Dead letters: list, inspect, mend, replay, discard.</summary>
internal static class DeadLetterEndpoints
{
    private const int MostTextBytes = 1 << 20;

    /// <summary>Maps the endpoints.</summary>
    public static void MapDeadLetters(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder letters = v1.MapGroup("/dead-letters").WithTags("dead letters");
        letters.MapGet("", (Delegate)ListAsync).RequireScope(Scopes.Operate).WithName("getDeadLetters")
            .WithSummary("The inputs that were refused, in the order in which they were, without their texts.");
        letters.MapGet("/counts", (Delegate)CountAsync).RequireScope(Scopes.Operate).WithName("getDeadLetterCounts")
            .WithSummary("How many dead letters there are of each source, kind and state, and since when.");
        letters.MapGet("/{letter}", (Delegate)GetAsync).RequireScope(Scopes.Operate).WithName("getDeadLetter")
            .WithSummary("A dead letter with its texts, which only callers see who may see every value.");
        letters.MapPut("/{letter}/text", (Delegate)EditAsync).RequireScope(Scopes.Operate).WithName("editDeadLetter").Accepts<EditLetterRequest>("application/json")
            .WithSummary("Keep a mended text beside the raw one; replaying reads it instead.");
        letters.MapPost("/replay", (Delegate)ReplayAsync).RequireScope(Scopes.Operate).WithName("replayDeadLetters").Accepts<LettersRequest>("application/json")
            .WithSummary("Read open dead letters again, and take what can be taken now.");
        letters.MapPost("/discard", (Delegate)DiscardAsync).RequireScope(Scopes.Operate).WithName("discardDeadLetters").Accepts<LettersRequest>("application/json")
            .WithSummary("Settle open dead letters that are not needed.");
    }

    private static async Task ListAsync([AsParameters] LetterQuery query, [AsParameters] PageQuery page, HttpContext context, IPartyStore store) => await PageBody.WriteAsync(
        context,
        await LettersOf(store).ReadDeadLetterPageAsync(query.Filter, page.Request, context.RequestAborted),
        0,
        static (json, entry, _) => DeadLetterJsonWriter.WriteMembers(json, entry));

    private static async Task CountAsync(HttpContext context, IPartyStore store) => await JsonBody.WriteAsync(
        context, StatusCodes.Status200OK, await LettersOf(store).CountDeadLettersAsync(context.RequestAborted), DeadLetterJsonWriter.Write);

    private static async Task GetAsync(string letter, HttpContext context, IPartyStore store) =>
        await WriteAsync(context, await LettersOf(store).FindDeadLetterAsync(NumberOf(letter), context.RequestAborted) ?? throw NotThere());

    private static async Task EditAsync(string letter, HttpContext context, IPartyStore store, HubParts parts)
    {
        EditLetterRequest request = await ReadAsync(context, DeadLetterRequests.Default.EditLetterRequest);
        if (request.Text is { } text && System.Text.Encoding.UTF8.GetByteCount(text) > MostTextBytes)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"text may have at most {MostTextBytes} bytes of UTF-8.");
        }

        DeadLetterEntry? edited = await DeskOf(parts).EditAsync(NumberOf(letter), request.Text, OriginOf(context, request.Reason), context.RequestAborted);
        if (edited is null)
        {
            throw await LettersOf(store).FindDeadLetterAsync(NumberOf(letter), context.RequestAborted) is { } settled
                ? new ProblemException(ProblemType.Conflict, $"The dead letter was {DeadLetterNames.Of(settled.State)} already.")
                : NotThere();
        }

        await WriteAsync(context, edited);
    }

    /// <summary>The number that a path names; a text that is none names no letter.</summary>
    private static long NumberOf(string letter) =>
        long.TryParse(letter, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw NotThere();

    private static async Task ReplayAsync(HttpContext context, HubParts parts)
    {
        LettersRequest request = await ReadAsync(context, DeadLetterRequests.Default.LettersRequest);
        DeadLetterRun run = await DeskOf(parts).ReplayAsync(request.Selection(), request.DryRun, OriginOf(context, request.Reason), context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, run, DeadLetterJsonWriter.Write);
    }

    private static async Task DiscardAsync(HttpContext context, HubParts parts)
    {
        LettersRequest request = await ReadAsync(context, DeadLetterRequests.Default.LettersRequest);
        DeadLetterRun run = await DeskOf(parts).DiscardAsync(request.Selection(), request.DryRun, OriginOf(context, request.Reason), context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, run, DeadLetterJsonWriter.Write);
    }

    private static Task WriteAsync(HttpContext context, DeadLetterEntry entry) => JsonBody.WriteAsync(
        context, StatusCodes.Status200OK, (entry, Caller.Of(context).Mask), static (json, state) => DeadLetterJsonWriter.WriteWhole(json, state.entry, state.Mask));

    private static Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) => RequestBody.ReadAsync(context, type, static (body, type) =>
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonSerializer.Deserialize(ref reader, type) is { } request && !reader.Read() ? request : throw new JsonException();
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new ProblemException(ProblemType.InvalidRequest, "A JSON object is expected, of members that are known here, each of its own type.");
        }
    });

    private static ChangeOrigin OriginOf(HttpContext context, string? reason)
    {
        const int MostReasonCharacters = 2000;
        return reason is null || (reason.Length <= MostReasonCharacters && !reason.Contains('\0', StringComparison.Ordinal))
            ? Caller.OriginOf(context, ChangeKind.DeadLetters, reason ?? "")
            : throw new ProblemException(ProblemType.InvalidRequest, $"reason may have up to {MostReasonCharacters} characters, without U+0000.");
    }

    private static ProblemException NotThere() => new(ProblemType.NotFound, "There is no such dead letter; of those that were settled long ago none is kept.");

    private static IDeadLetters LettersOf(IPartyStore store) =>
        store as IDeadLetters ?? throw new ProblemException(ProblemType.Unavailable, "This store keeps no dead letters.");

    private static IDeadLetterDesk DeskOf(HubParts parts) =>
        parts.DeadLetters ?? throw new ProblemException(ProblemType.Unavailable, "This hub cannot settle dead letters.");
}

/// <summary>Which dead letters a caller wants to see.</summary>
internal readonly struct LetterQuery
{
    /// <summary>Of this source.</summary>
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    /// <summary>That came in this file or stream.</summary>
    [FromQuery(Name = "input")]
    public string? Input { get; init; }

    /// <summary>Of this kind.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>In this state.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    /// <summary>Of this time or later.</summary>
    [FromQuery(Name = "from")]
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    [FromQuery(Name = "until")]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The filter.</summary>
    /// <exception cref="ProblemException">A kind or state is none.</exception>
    public DeadLetterFilter Filter => new()
    {
        Source = Source,
        Input = Input,
        Kind = Kind is null ? null : DeadLetterNames.KindOf(Kind),
        State = State is null ? null : DeadLetterNames.StateOf(State),
        From = From,
        Before = Until,
    };
}

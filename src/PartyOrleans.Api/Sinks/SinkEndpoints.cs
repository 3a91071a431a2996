using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Sinks;

/// <summary>Where events go: how each sink is, and what an operator may ask of it; and the schemas of events, open to all who receive them.</summary>
internal static class SinkEndpoints
{
    private const int MostReasonCharacters = 2000;

    /// <summary>Maps the endpoints.</summary>
    public static void MapSinks(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder sinks = v1.MapGroup("/sinks").WithTags("sinks");
        sinks.MapGet("", (Delegate)ListAsync).RequireScope(Scopes.Operate).WithName("getSinks").WithSummary("How every sink is, by name.");
        sinks.MapGet("/{sink}", (Delegate)GetAsync).RequireScope(Scopes.Operate).WithName("getSink").WithSummary("How a sink is.");
        sinks.MapPost("/{sink}/enable", (Delegate)EnableAsync).RequireScope(Scopes.Operate).WithName("enableSink")
            .WithSummary("Deliver to a sink again, from where it stopped; tries at once.");
        sinks.MapPost("/{sink}/disable", (Delegate)DisableAsync).RequireScope(Scopes.Operate).WithName("disableSink").Accepts<SinkDisableRequest>("application/json")
            .WithSummary("Deliver nothing to a sink until it is enabled; what it is to be told waits.");
        sinks.MapPost("/{sink}/rewind", (Delegate)RewindAsync).RequireScope(Scopes.Operate).WithName("rewindSink").Accepts<SinkRewindRequest>("application/json")
            .WithSummary("Go on from another place: an earlier one tells again what was told, a later one leaves out what lies between.");
        RouteGroupBuilder schemas = v1.MapGroup("/schemas").WithTags("schemas");
        schemas.MapGet("", (Delegate)ListSchemasAsync).WithMetadata(new OpenToAll()).WithName("getSchemas").WithSummary("The types of events that leave the hub.");
        schemas.MapGet("/{eventType}", (Delegate)GetSchemaAsync).WithMetadata(new OpenToAll()).WithName("getSchema").WithSummary("The JSON Schema of a type of event.");
    }

    private static async Task ListAsync(HttpContext context, HubParts parts)
    {
        IReadOnlyList<SinkStatus> statuses = parts.Sinks is { } sinks ? await sinks.LookAsync(context.RequestAborted) : [];
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, statuses, static (json, statuses) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (SinkStatus status in statuses)
            {
                SinkJsonWriter.Write(json, status);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Task GetAsync(string sink, HttpContext context, HubParts parts) => ActAsync(sink, context, parts, _ => Task.CompletedTask);

    private static Task EnableAsync(string sink, HttpContext context, HubParts parts) =>
        ActAsync(sink, context, parts, relay => relay.EnableAsync(Caller.Of(context).Name, context.RequestAborted));

    private static async Task DisableAsync(string sink, HttpContext context, HubParts parts)
    {
        SinkDisableRequest request = await ReadAsync(context, SinkJson.Default.SinkDisableRequest, static request => request.Reason is { Length: > 0 and <= MostReasonCharacters })
            ?? throw new ProblemException(ProblemType.InvalidRequest, $"A JSON object with reason, up to {MostReasonCharacters} characters, is expected.");
        await ActAsync(sink, context, parts, relay => relay.DisableAsync(Caller.Of(context).Name, request.Reason!, context.RequestAborted));
    }

    private static async Task RewindAsync(string sink, HttpContext context, HubParts parts)
    {
        SinkRewindRequest request = await ReadAsync(
                context, SinkJson.Default.SinkRewindRequest, static request => request.To is null ? request is { Event: >= 0, Review: >= 0 } : request is { To: "beginning" or "end", Event: null, Review: null })
            ?? throw new ProblemException(
                ProblemType.InvalidRequest, "A JSON object with to, which is beginning or end, or with the whole numbers event and review, from 0, is expected.");
        OutboxPosition end = await ((IOutbox)parts.Store).FindOutboxEndAsync(context.RequestAborted);
        OutboxPosition place = request.To switch
        {
            "beginning" => default,
            "end" => end,
            _ => new OutboxPosition(request.Event!.Value, request.Review!.Value),
        };
        if (place.Event > end.Event || place.Review > end.Review)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"The outbox ends at event {end.Event} and review {end.Review}; a place beyond that is not there.");
        }

        await ActAsync(sink, context, parts, relay => relay.RewindAsync(place, Caller.Of(context).Name, context.RequestAborted));
    }

    /// <summary>Does what was asked of a sink, and tells how it is then.</summary>
    private static async Task ActAsync(string sink, HttpContext context, HubParts parts, Func<OutboxRelay, Task> act)
    {
        if (parts.Sinks?.Find(sink) is not { } relay)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.NotFound, "There is no such sink.");
            return;
        }

        try
        {
            await act(relay);
        }
        catch (DeliveryException failure)
        {
            throw new ProblemException(ProblemType.Unavailable, failure.Message);
        }

        IReadOnlyList<SinkStatus> statuses = await parts.Sinks.LookAsync(context.RequestAborted);
        await JsonBody.WriteAsync(
            context, StatusCodes.Status200OK, statuses.First(status => string.Equals(status.Name, sink, StringComparison.Ordinal)), SinkJsonWriter.Write);
    }

    private static Task ListSchemasAsync(HttpContext context) => JsonBody.WriteAsync(context, StatusCodes.Status200OK, EventTypes.All, static (json, types) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (string type in types)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("id", EventSchemas.UriOf(type));
            json.WriteString("path", "/v1/schemas/" + type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static async Task GetSchemaAsync(string eventType, HttpContext context)
    {
        if (EventSchemas.Find(eventType) is not { } schema)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.NotFound, "There is no such type of event.");
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(schema, context.RequestAborted);
    }

    private static Task<T?> ReadAsync<T>(HttpContext context, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, bool> check)
        where T : class => RequestBody.ReadAsync(context, (type, check), static (body, state) =>
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonSerializer.Deserialize(ref reader, state.type) is { } request && !reader.Read() && state.check(request) ? request : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    });
}

/// <summary>A sink to disable.</summary>
/// <param name="Reason">Why.</param>
public sealed record SinkDisableRequest(string? Reason);

/// <summary>Where a sink is to go on from: either a word, or a place.</summary>
/// <param name="To"><c>beginning</c> or <c>end</c>.</param>
/// <param name="Event">Number of the last event of a party not to be told; as <c>delivered</c> of a sink names it.</param>
/// <param name="Review">Number of the last event of a review task not to be told.</param>
public sealed record SinkRewindRequest(string? To = null, long? Event = null, long? Review = null);

/// <summary>How requests about sinks are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SinkDisableRequest))]
[JsonSerializable(typeof(SinkRewindRequest))]
internal sealed partial class SinkJson : JsonSerializerContext;

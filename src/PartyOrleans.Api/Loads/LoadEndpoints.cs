using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Sources;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Loads;

/// <summary>Loads of whole files: start, progress, cancel.</summary>
internal static class LoadEndpoints
{
    private static readonly string[] States = ["running", "done", "cancelled", "failed"];

    /// <summary>Maps the endpoints.</summary>
    public static void MapLoads(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder loads = v1.MapGroup("/loads").WithTags("loads");
        loads.MapPost("", (Delegate)StartAsync).RequireScope(Scopes.Operate).WithName("startLoad").Accepts<LoadRequest>("application/json")
            .WithSummary("Start to load a file that lies below the folder that the hub may load from.");
        loads.MapPost("/upload", (Delegate)UploadAsync).RequireScope(Scopes.Operate).WithName("uploadLoad").Accepts<string>("application/octet-stream", "text/csv")
            .WithSummary("Send a file (CSV, TSV, JSON Lines, each also gzipped) and start to load it.");
        loads.MapGet("", (Delegate)ListAsync).RequireScope(Scopes.Operate).WithName("getLoads").WithSummary("The loads since the hub started, newest first.");
        loads.MapGet("/{loadId}", (Delegate)GetAsync).RequireScope(Scopes.Operate).WithName("getLoad").WithSummary("How far a load has come.");
        loads.MapPost("/{loadId}/cancel", (Delegate)CancelAsync).RequireScope(Scopes.Operate).WithName("cancelLoad")
            .WithSummary("Stop a load; what it has committed stays.");
    }

    private static async Task StartAsync(HttpContext context, HubParts parts)
    {
        LoadRequest request = await RequestBody.ReadAsync(context, 0, static (body, _) =>
        {
            try
            {
                var reader = new Utf8JsonReader(body);
                return JsonSerializer.Deserialize(ref reader, LoadJson.Default.LoadRequest) is { Path: not null } request && !reader.Read() ? request : null;
            }
            catch (Exception broken) when (broken is JsonException or InvalidOperationException)
            {
                return null;
            }
        }) ?? throw new ProblemException(ProblemType.InvalidRequest, "A JSON object with path, and source where wanted, is expected.");
        await AnswerAsync(context, () => LoadsOf(parts).StartAsync(request.Path!, request.Source, OriginOf(context), context.RequestAborted));
    }

    private static async Task UploadAsync([FromQuery] string? name, [FromQuery] string? source, HttpContext context, HubParts parts)
    {
        IHubLoads loads = LoadsOf(parts);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = loads.MostUploadBytes;
        }

        if (string.IsNullOrEmpty(name))
        {
            throw new ProblemException(ProblemType.InvalidRequest, "name is needed: the file's name.");
        }

        await AnswerAsync(context, () => loads.StartUploadAsync(context.Request.Body, name, source, OriginOf(context), context.RequestAborted));
    }

    private static async Task ListAsync(HttpContext context, HubParts parts) => await JsonBody.WriteAsync(context, StatusCodes.Status200OK, await LoadsOf(parts).ListAsync(context.RequestAborted), static (json, loads) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (LoadStatus load in loads)
        {
            Write(json, load);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static async Task GetAsync(string loadId, HttpContext context, HubParts parts) =>
        await WriteAsync(context, await LoadsOf(parts).FindAsync(loadId, context.RequestAborted), StatusCodes.Status200OK);

    private static async Task CancelAsync(string loadId, HttpContext context, HubParts parts) =>
        await WriteAsync(context, await LoadsOf(parts).CancelAsync(loadId, context.RequestAborted), StatusCodes.Status200OK);

    private static async Task AnswerAsync(HttpContext context, Func<Task<LoadStatus>> start)
    {
        LoadStatus load;
        try
        {
            load = await start();
        }
        catch (LoadRefusedException refused)
        {
            throw new ProblemException(refused.IsOverload ? ProblemType.Overloaded : ProblemType.InvalidRequest, refused.Message);
        }

        context.Response.Headers.Location = "/v1/loads/" + load.Id;
        await WriteAsync(context, load, StatusCodes.Status202Accepted);
    }

    private static Task WriteAsync(HttpContext context, LoadStatus? load, int status) =>
        load is null ? ProblemWriter.WriteAsync(context, ProblemType.NotFound, "There is no such load.") : JsonBody.WriteAsync(context, status, load, Write);

    private static void Write(Utf8JsonWriter json, LoadStatus load)
    {
        json.WriteStartObject();
        json.WriteString("id", load.Id);
        json.WriteString("input", load.Input);
        json.WriteString("state", States[(int)load.State]);
        json.WriteNumber("read", load.Read);
        json.WriteNumber("rejected", load.Rejected);
        json.WriteNumber("changed", load.Changed);
        json.WriteString("started_at", load.StartedAt);
        if (load.EndedAt is { } ended)
        {
            json.WriteString("ended_at", ended);
        }

        if (load.Failure.Length > 0)
        {
            json.WriteString("failure", load.Failure);
        }

        if (load.Drift is { } drift)
        {
            SourceJsonWriter.WriteDrift(json, drift);
        }

        json.WriteEndObject();
    }

    private static ChangeOrigin OriginOf(HttpContext context) => Caller.OriginOf(context, ChangeKind.Load);

    private static IHubLoads LoadsOf(HubParts parts) => parts.Loads ?? throw new ProblemException(ProblemType.Unavailable, "This hub loads no files.");
}

/// <summary>A file to load.</summary>
/// <param name="Path">Its path below the folder that the hub may load from.</param>
/// <param name="Source">Source of records that name none themselves.</param>
public sealed record LoadRequest(string? Path, string? Source = null);

/// <summary>How requests for loads are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LoadRequest))]
internal sealed partial class LoadJson : JsonSerializerContext;

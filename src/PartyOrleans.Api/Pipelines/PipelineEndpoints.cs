using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Pipelines;

/// <summary>Pipelines and their runs: what there is, start, resume, cancel.</summary>
internal static class PipelineEndpoints
{
    private const int UsualLimit = 50;

    /// <summary>Maps the endpoints.</summary>
    public static void MapPipelines(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder pipelines = v1.MapGroup("/pipelines").WithTags("pipelines");
        pipelines.MapGet("", (Delegate)ListAsync).RequireScope(Scopes.Operate).WithName("getPipelines")
            .WithSummary("The pipelines, with what each is made of, its last run and when it is due next.");
        pipelines.MapGet("/{pipeline}/runs", (Delegate)RunsAsync).RequireScope(Scopes.Operate).WithName("getPipelineRuns").WithSummary("The runs of a pipeline that are kept, newest first.");
        pipelines.MapPost("/{pipeline}/runs", (Delegate)StartAsync).RequireScope(Scopes.Operate).WithName("startPipelineRun").WithSummary("Start a run, or have it wait for its turn.");
        pipelines.MapGet("/{pipeline}/runs/{number}", (Delegate)GetAsync).RequireScope(Scopes.Operate).WithName("getPipelineRun")
            .WithSummary("A run with its steps, counts and durations.");
        pipelines.MapPost("/{pipeline}/runs/{number}/resume", (Delegate)ResumeAsync).RequireScope(Scopes.Operate).WithName("resumePipelineRun")
            .WithSummary("Go on with a run that ended and is not done, at the steps that are not done.");
        pipelines.MapPost("/{pipeline}/runs/{number}/cancel", (Delegate)CancelAsync).RequireScope(Scopes.Operate).WithName("cancelPipelineRun")
            .WithSummary("Stop a run; what its steps have committed stays.");
    }

    private static Task ListAsync(HttpContext context, HubParts parts) => JsonBody.WriteAsync(context, StatusCodes.Status200OK, ServiceOf(parts).List(), static (json, pipelines) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (PipelineStatus pipeline in pipelines)
        {
            PipelineJsonWriter.Write(json, pipeline);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Task RunsAsync(string pipeline, [FromQuery] int? limit, HttpContext context, HubParts parts)
    {
        if (limit is < 1 or > PageRequest.MaxLimit)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"limit must be a whole number from 1 to {PageRequest.MaxLimit}.");
        }

        IEnumerable<PipelineRun> runs = (ServiceOf(parts).Runs(pipeline) ?? throw new ProblemException(ProblemType.NotFound, "There is no such pipeline.")).Take(limit ?? UsualLimit);
        return JsonBody.WriteAsync(context, StatusCodes.Status200OK, runs, static (json, runs) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (PipelineRun run in runs)
            {
                PipelineJsonWriter.Write(json, run);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Task GetAsync(string pipeline, string number, HttpContext context, HubParts parts) => ServiceOf(parts).FindRun(pipeline, NumberOf(number)) is { } run
        ? WriteAsync(context, StatusCodes.Status200OK, run)
        : ProblemWriter.WriteAsync(context, ProblemType.NotFound, "There is no such run.");

    private static async Task StartAsync(string pipeline, HttpContext context, HubParts parts)
    {
        string reason = await RequestBody.ReadAsync(context, 0, static (body, _) => ReasonOf(body)) ?? throw new ProblemException(
            ProblemType.InvalidRequest, "Nothing, or a JSON object with reason, is expected.");
        PipelineRun run = await AskAsync(() => ServiceOf(parts).StartRunAsync(
            pipeline, new RunRequest(RunTrigger.Api) { Actor = Caller.Of(context).Name, Detail = reason }, context.RequestAborted));
        await AcceptAsync(context, run);
    }

    private static async Task ResumeAsync(string pipeline, string number, HttpContext context, HubParts parts) =>
        await AcceptAsync(context, await AskAsync(() => ServiceOf(parts).ResumeAsync(pipeline, NumberOf(number), context.RequestAborted)));

    private static async Task CancelAsync(string pipeline, string number, HttpContext context, HubParts parts) =>
        await WriteAsync(context, StatusCodes.Status200OK, await AskAsync(() => ServiceOf(parts).CancelAsync(pipeline, NumberOf(number), context.RequestAborted)));

    private static long NumberOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new ProblemException(ProblemType.NotFound, "There is no such run.");

    private static Task AcceptAsync(HttpContext context, PipelineRun run)
    {
        context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/v1/pipelines/{Uri.EscapeDataString(run.Pipeline)}/runs/{run.Number}");
        return WriteAsync(context, StatusCodes.Status202Accepted, run);
    }

    private static Task WriteAsync(HttpContext context, int status, PipelineRun run) => JsonBody.WriteAsync(context, status, run, PipelineJsonWriter.Write);

    private static async Task<PipelineRun> AskAsync(Func<Task<PipelineRun>> ask)
    {
        try
        {
            return await ask();
        }
        catch (PipelineRefusedException refused)
        {
            throw new ProblemException(refused.IsUnknown ? ProblemType.NotFound : refused.IsTransient ? ProblemType.Unavailable : ProblemType.Conflict, refused.Message);
        }
    }

    /// <summary>Why the run is started; empty where nothing is said, null where the body is not what it should be.</summary>
    private static string? ReasonOf(ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty)
        {
            return "";
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            string? reason = "";
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                reason = member.NameEquals("reason") && member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: <= 500 } text ? text : null;
                if (reason is null)
                {
                    return null;
                }
            }

            return reason;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static PipelineService ServiceOf(HubParts parts) => parts.Pipelines ?? throw new ProblemException(ProblemType.Unavailable, "This hub runs no pipelines.");
}

/// <summary>A start of a run.</summary>
/// <param name="Reason">Why; kept with the run.</param>
public sealed record PipelineRunRequest(string? Reason = null);

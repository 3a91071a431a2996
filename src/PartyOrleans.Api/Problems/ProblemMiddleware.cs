using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Problems;

/// <summary>The one edge where failures become answers; nothing of an exception but a detail made for callers leaves the hub.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await ProblemWriter.WriteAsync(context, ProblemType.OfStatus(context.Response.StatusCode), "");
            }
        }
        catch (Exception failure)
        {
            await AnswerAsync(context, failure);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception failure)
    {
        bool hadStarted = context.Response.HasStarted;
        switch (failure)
        {
            case OperationCanceledException or ConnectionAbortedException when context.RequestAborted.IsCancellationRequested:
            case ConnectionResetException:
                return;
            case ProblemException problem:
                await ProblemWriter.WriteAsync(context, problem.Type, problem.Message);
                break;
            case HubUnavailableException unavailable:
                await ProblemWriter.WriteAsync(
                    context, unavailable.IsOverload ? ProblemType.Overloaded : ProblemType.Unavailable, unavailable.Message, unavailable.RetryAfter);
                break;
            case RecordErasedException erased:
                await ProblemWriter.WriteAsync(context, ProblemType.RecordErased, erased.Message);
                break;
            case IdempotencyConflictException conflict:
                await ProblemWriter.WriteAsync(context, ProblemType.IdempotencyKeyReused, conflict.Message);
                break;
            case InvalidCursorException cursor:
                await ProblemWriter.WriteAsync(context, ProblemType.InvalidCursor, cursor.Message);
                break;
            case BadHttpRequestException bad:
                await ProblemWriter.WriteAsync(context, ProblemType.OfStatus(bad.StatusCode), bad.StatusCode == 413 ? "" : "The request could not be read.");
                break;
            case StoreException store:
                LogStoreFailed(store);
                await ProblemWriter.WriteAsync(context, ProblemType.Unavailable, "The store cannot be used now.", StoreRetry);
                break;
            default:
                LogFailed(failure, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "");
                await ProblemWriter.WriteAsync(context, ProblemType.Internal, "");
                break;
        }

        if (hadStarted)
        {
            context.Abort(); // an answer that broke off must not look whole
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFailed(Exception failure, string method, string endpoint);

    [LoggerMessage(2002, LogLevel.Error, "The store failed")]
    private partial void LogStoreFailed(Exception failure);
}

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Api.Json;

namespace PartyOrleans.Api.Problems;

/// <summary>Writes problems as RFC 9457 has them.</summary>
public static class ProblemWriter
{
    private const string MediaType = "application/problem+json";

    /// <summary>When to try again where too much waits and nobody knows better.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    /// <summary>Answers a request with a problem; does nothing where the answer has begun already.</summary>
    /// <param name="context">The request.</param>
    /// <param name="type">What kind of failure it is.</param>
    /// <param name="detail">This occurrence, without personal data; empty for none.</param>
    /// <param name="retryAfter">When to try again, where that may help; a caller that asks for too much is always told.</param>
    public static Task WriteAsync(HttpContext context, ProblemType type, string detail, TimeSpan? retryAfter = null)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        if ((retryAfter ?? (type.Status == StatusCodes.Status429TooManyRequests ? UsualWait : null)) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return JsonBody.WriteAsync(context, type.Status, (type, detail, context.TraceIdentifier), static (json, problem) =>
        {
            json.WriteStartObject();
            json.WriteString("type", problem.type.Uri);
            json.WriteString("title", problem.type.Title);
            json.WriteNumber("status", problem.type.Status);
            if (problem.detail.Length > 0)
            {
                json.WriteString("detail", problem.detail);
            }

            json.WriteString("trace_id", problem.TraceIdentifier);
            json.WriteEndObject();
        }, MediaType);
    }
}

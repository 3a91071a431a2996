using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using PartyOrleans.Api.Problems;

namespace PartyOrleans.Api.Json;

/// <summary>Reads request bodies whole; Kestrel's limit bounds them.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body to its end and gives it to a function, which must not keep it.</summary>
    /// <exception cref="ProblemException">The body is of another media type.</exception>
    /// <exception cref="BadHttpRequestException">It is larger than allowed, or broke off.</exception>
    public static async Task<TResult> ReadAsync<TState, TResult>(
        HttpContext context, TState state, Func<ReadOnlySequence<byte>, TState, TResult> read)
    {
        RequireJson(context.Request);
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(context.RequestAborted);
            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                return read(result.Buffer, state);
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        if (request.ContentType is not { } given)
        {
            return; // many clients send none
        }

        if (!MediaTypeHeaderValue.TryParse(given, out MediaTypeHeaderValue? type)
            || !(type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ProblemException(ProblemType.UnsupportedMediaType, "The body must be application/json.");
        }
    }
}

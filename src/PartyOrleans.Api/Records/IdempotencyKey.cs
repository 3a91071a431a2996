using System.Buffers;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Records;

/// <summary>The header by which a caller names a request, after draft-ietf-httpapi-idempotency-key-header.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";
    private const int MostCharacters = 200;

    /// <summary>The token of a request; null where the caller gives none.</summary>
    /// <exception cref="ProblemException">The key is empty, too long, or given twice.</exception>
    public static IdempotencyToken? TokenOf(HttpContext context, ReadOnlySequence<byte> body)
    {
        Microsoft.Extensions.Primitives.StringValues given = context.Request.Headers[Header];
        if (given.Count == 0)
        {
            return null;
        }

        if (given.Count > 1 || given[0] is not { Length: >= 1 and <= MostCharacters } key)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"{Header} must be given once, with 1 to {MostCharacters} characters.");
        }

        return IdempotencyToken.Of(Caller.Of(context).Name, key, $"{context.Request.Method} {context.Request.Path}", body);
    }

    /// <summary>Says in the answer that it is one given before.</summary>
    public static void Mark(HttpContext context, SubmissionResult result)
    {
        if (result.IsReplayed)
        {
            context.Response.Headers[ReplayedHeader] = "true";
        }
    }
}

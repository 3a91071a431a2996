using System.Net;

namespace PartyOrleans.Client;

/// <summary>The hub refused a request, or could not answer it; what RFC 9457 calls a problem.</summary>
public sealed class HubProblemException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="problem">What the hub said; null where it said nothing readable.</param>
    internal HubProblemException(HttpStatusCode status, HubProblem? problem)
        : base(problem is null
            ? $"The hub answered {(int)status}."
            : $"The hub answered {(int)status}, {problem.Title}{(problem.Detail is { Length: > 0 } detail ? $": {detail}" : "")}")
    {
        Status = status;
        Type = problem?.Type ?? "about:blank";
        TraceId = problem?.TraceId;
        Detail = problem?.Detail;
    }

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>A stable name of the kind of problem, such as <c>urn:party-hub:problem:party-not-found</c>.</summary>
    public string Type { get; }

    /// <summary>What was wrong this time; null where the kind says it all.</summary>
    public string? Detail { get; }

    /// <summary>Finds the request in the hub's logs and traces.</summary>
    public string? TraceId { get; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}

/// <summary>The body of a problem.</summary>
internal sealed record HubProblem(string? Type, string? Title, int Status, string? Detail, string? TraceId);

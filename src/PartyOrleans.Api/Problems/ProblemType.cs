namespace PartyOrleans.Api.Problems;

/// <summary>A kind of failure that callers can tell apart; part of the contract, so never renamed.</summary>
/// <param name="Slug">Last part of its type URI.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What it is, the same for every occurrence.</param>
public sealed record ProblemType(string Slug, int Status, string Title)
{
    private const string UriPrefix = "urn:party-hub:problem:";

    /// <summary>The body, a parameter or a header is not what the endpoint takes.</summary>
    public static readonly ProblemType InvalidRequest = new("invalid-request", 400, "The request is not valid.");

    /// <summary>The body is no record that the hub can take.</summary>
    public static readonly ProblemType InvalidRecord = new("invalid-record", 400, "The record cannot be taken.");

    /// <summary>A cursor that the hub did not make, or that belongs to another query.</summary>
    public static readonly ProblemType InvalidCursor = new("invalid-cursor", 400, "The cursor is not valid here.");

    /// <summary>No credentials, or ones that do not hold.</summary>
    public static readonly ProblemType Unauthenticated = new("unauthenticated", 401, "Valid credentials are needed.");

    /// <summary>The caller may not do this.</summary>
    public static readonly ProblemType Forbidden = new("forbidden", 403, "The caller may not do this.");

    /// <summary>There is no such endpoint.</summary>
    public static readonly ProblemType NoSuchPath = new("no-such-path", 404, "There is nothing at this path.");

    /// <summary>There is no such record.</summary>
    public static readonly ProblemType RecordNotFound = new("record-not-found", 404, "There is no such record.");

    /// <summary>There is no such party.</summary>
    public static readonly ProblemType PartyNotFound = new("party-not-found", 404, "There is no such party.");

    /// <summary>There is no such thing of another kind.</summary>
    public static readonly ProblemType NotFound = new("not-found", 404, "It is not there.");

    /// <summary>The path does not take the method.</summary>
    public static readonly ProblemType MethodNotAllowed = new("method-not-allowed", 405, "The path does not take this method.");

    /// <summary>The state of what is asked for does not allow it.</summary>
    public static readonly ProblemType Conflict = new("conflict", 409, "The current state does not allow this.");

    /// <summary>The record was erased, and may not come again until that is lifted.</summary>
    public static readonly ProblemType RecordErased = new("record-erased", 409, "The record was erased.");

    /// <summary>An Idempotency-Key was used before with another request.</summary>
    public static readonly ProblemType IdempotencyKeyReused = new("idempotency-key-reused", 409, "The Idempotency-Key belongs to another request.");

    /// <summary>The party is gone, and nothing stands for it.</summary>
    public static readonly ProblemType PartyGone = new("party-gone", 410, "The party has no records any more.");

    /// <summary>The body is larger than allowed.</summary>
    public static readonly ProblemType TooLarge = new("too-large", 413, "The request is too large.");

    /// <summary>The body is of a type that the endpoint does not take.</summary>
    public static readonly ProblemType UnsupportedMediaType = new("unsupported-media-type", 415, "The endpoint does not take this media type.");

    /// <summary>Too much waits already.</summary>
    public static readonly ProblemType Overloaded = new("overloaded", 429, "Too much is waiting; try again later.");

    /// <summary>Something went wrong inside.</summary>
    public static readonly ProblemType Internal = new("internal", 500, "The hub failed to answer.");

    /// <summary>The hub is starting, stopping or recovering, or its store cannot be used.</summary>
    public static readonly ProblemType Unavailable = new("unavailable", 503, "The hub is not available now; try again later.");

    /// <summary>Its URI.</summary>
    public string Uri => UriPrefix + Slug;

    /// <summary>The type that stands for a bare status.</summary>
    public static ProblemType OfStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NoSuchPath,
        405 => MethodNotAllowed,
        413 => TooLarge,
        415 => UnsupportedMediaType,
        429 => Overloaded,
        503 => Unavailable,
        >= 500 => Internal,
        _ => InvalidRequest with { Status = status },
    };
}

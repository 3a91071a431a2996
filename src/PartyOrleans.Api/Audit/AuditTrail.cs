using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Storage.Audit;

namespace PartyOrleans.Api.Audit;

/// <summary>
/// What one request leaves in the audit log; a feature of the request. Whoever writes an answer asks it first: the entry is durable before the
/// answer leaves, and where it cannot be written the answer does not leave.
/// </summary>
internal sealed class AuditTrail(IAuditLog log, Identity caller, Disclosure disclosure, string purpose, TimeProvider time)
{
    private bool _isTold;

    /// <summary>Why the caller asks; empty where nothing was said.</summary>
    public string Purpose => purpose;

    /// <summary>The trail of a request; null where nobody is known to have made it.</summary>
    public static AuditTrail? Of(HttpContext context) => context.Features.Get<AuditTrail>();

    /// <summary>Whether an answer must wait for an entry: it holds values of a party, or the request asked for a change.</summary>
    public bool MustTell(HttpContext context) => !_isTold && (disclosure.IsAny || IsChange(context));

    /// <summary>Writes the entry of the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status of the answer.</param>
    /// <exception cref="PartyOrleans.Storage.StoreException">It could not be written.</exception>
    public Task TellAsync(HttpContext context, int status)
    {
        _isTold = true;
        return AppendAsync(context, status, disclosure.Parties, disclosure.Records, disclosure.Others);
    }

    /// <summary>Writes the entry of a part of a request that works for long, such as a stream of records.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="records">Records read or changed, as <c>source/record id</c>.</param>
    /// <exception cref="PartyOrleans.Storage.StoreException">It could not be written.</exception>
    public Task TellPartAsync(HttpContext context, int status, IReadOnlyList<string> records)
    {
        _isTold = true;
        return AppendAsync(context, status, [], records, 0);
    }

    private Task AppendAsync(HttpContext context, int status, IReadOnlyList<string> parties, IReadOnlyList<string> records, long others)
    {
        RouteValueDictionary route = context.Request.RouteValues;
        if (parties.Count == 0 && route.TryGetValue("partyId", out object? party) && party is string partyId)
        {
            parties = [partyId];
        }

        if (records.Count == 0 && route.TryGetValue("source", out object? source) && route.TryGetValue("recordId", out object? recordId))
        {
            records = [$"{source}/{recordId}"];
        }

        return log.AppendAsync(new AuditEntry
        {
            At = time.GetUtcNow(),
            Actor = caller.Name,
            Via = caller.Via,
            Action = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "unknown",
            Parties = parties,
            Records = records,
            Others = others,
            Unmasked = disclosure.Unmasked,
            Result = status,
            Purpose = purpose,
            TraceId = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
        }, CancellationToken.None);
    }

    /// <summary>Whoever needs more than the right to read changes something, or asks to.</summary>
    private static bool IsChange(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ScopeRequirement>() is { } requirement && requirement.Scope is not (Scopes.Read or Scopes.ReadPersonal);
}

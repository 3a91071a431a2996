using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Security;

/// <summary>Who makes a request and what of it may be seen; a feature of the request that authentication sets.</summary>
/// <param name="Name">The caller, as audit log and origin of changes name it.</param>
/// <param name="Mask">How values leave for this caller.</param>
public sealed record Caller(string Name, IValueMask Mask)
{
    /// <summary>Whoever comes without a name, on a hub that asks for none.</summary>
    private static readonly Caller Anonymous = new("anonymous", NoMask.Instance);

    /// <summary>The caller of a request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Anonymous;

    /// <summary>The origin of a change that a request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What kind of work it is.</param>
    /// <param name="reason">Why, in the caller's words; empty where none was given.</param>
    public static ChangeOrigin OriginOf(HttpContext context, ChangeKind kind, string reason = "") =>
        new(kind, Of(context).Name, reason, Activity.Current?.TraceId.ToHexString() ?? "");
}

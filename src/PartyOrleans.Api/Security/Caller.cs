using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Api.Audit;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Api.Security;

/// <summary>Who makes a request and what of it may be seen; a feature of the request that authentication sets.</summary>
/// <param name="Name">The caller, as audit log and origin of changes name it.</param>
/// <param name="Mask">How values leave for this caller.</param>
public sealed record Caller(string Name, IValueMask Mask)
{
    /// <summary>What callers see who are not known; only endpoints that are open to all meet them.</summary>
    private static readonly ValueMask Strangers = new(PrivacyPolicy.Default, ScopeSet.None);

    /// <summary>The caller of a request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? new Caller("anonymous", new Disclosure(Strangers));

    /// <summary>The origin of a change that a request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What kind of work it is.</param>
    /// <param name="reason">Why, in the caller's words; empty for what <c>X-Purpose</c> says.</param>
    public static ChangeOrigin OriginOf(HttpContext context, ChangeKind kind, string reason = "") =>
        new(kind, Of(context).Name, reason.Length > 0 ? reason : AuditTrail.Of(context)?.Purpose ?? "", Activity.Current?.TraceId.ToHexString() ?? "");
}

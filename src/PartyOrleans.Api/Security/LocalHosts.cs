using Microsoft.AspNetCore.Http;
using PartyOrleans.Api.Problems;

namespace PartyOrleans.Api.Security;

/// <summary>
/// On a hub that this machine alone can reach, takes only requests for this machine's names: a page whose own name was made to lead here
/// (DNS rebinding) is of the same origin as far as a browser knows.
/// </summary>
internal sealed class LocalHosts(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        ListenPolicy.IsLocalHost(context.Request.Host.Host)
            ? next(context)
            : ProblemWriter.WriteAsync(context, ProblemType.InvalidRequest, "The hub answers to localhost, 127.0.0.1 and [::1] alone.");
}

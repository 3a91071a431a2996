using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using PartyOrleans.Api.Problems;

namespace PartyOrleans.Api.Security;

/// <summary>How much each caller may ask for: every caller has a bucket for ordinary calls and one for those that take much work.</summary>
internal static class RequestBudgets
{
    private enum Kind : byte
    {
        Ordinary,
        Expensive,
        Anonymous,
    }

    /// <summary>Sets the budgets up.</summary>
    public static void Configure(RateLimiterOptions limiter, SecurityParts parts)
    {
        SecurityOptions options = parts.Options;
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = static async (rejected, _) => await ProblemWriter.WriteAsync(
            rejected.HttpContext, ProblemType.Overloaded, "The budget of this caller is used up.",
            rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1));
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (Kind, string)>(context =>
            RateLimitPartition.Get(PartitionOf(context), partition => new ClientBudget(
                partition.Item1 switch { Kind.Ordinary => options.Ordinary, Kind.Expensive => options.Expensive, _ => options.Anonymous }, parts.Time)));
    }

    private static (Kind, string) PartitionOf(HttpContext context)
    {
        if (context.Features.Get<Identity>() is not { } caller)
        {
            return (Kind.Anonymous, context.Connection.RemoteIpAddress?.ToString() ?? "");
        }

        return (context.GetEndpoint() is { } endpoint && ScopeTable.Find(endpoint)?.IsExpensive == true ? Kind.Expensive : Kind.Ordinary, caller.Client);
    }
}

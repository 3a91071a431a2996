using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Audit;
using PartyOrleans.Api.Problems;

namespace PartyOrleans.Api.Security;

/// <summary>Lets through who may: an endpoint that says neither whom it is for nor that it is open is closed to all.</summary>
internal sealed class ScopeMiddleware(RequestDelegate next, SecurityParts parts)
{
    private const string Realm = "Bearer realm=\"party-hub\"";

    public async Task InvokeAsync(HttpContext context)
    {
        Endpoint? endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            await next(context);
            return;
        }

        if (context.Features.Get<Identity>() is not { } caller)
        {
            bool isGiven = context.Request.Headers.Authorization.Count > 0 || context.Request.Headers["X-Api-Key"].Count > 0;
            string asked = isGiven ? Realm + ", error=\"invalid_token\"" : Realm;
            context.Response.Headers.WWWAuthenticate = endpoint?.Metadata.GetMetadata<TakesBasic>() is null ? asked : $"{asked}, {TakesBasic.Realm}";
            await ProblemWriter.WriteAsync(context, ProblemType.Unauthenticated, "");
            return;
        }

        if (endpoint is not (null or RouteEndpoint))
        {
            await next(context); // routing's own answer: the path does not take this method or media type
            return;
        }

        string? scope = endpoint is null ? Scopes.Read : endpoint.Metadata.GetMetadata<ScopeRequirement>()?.Scope;
        if (scope is null || !caller.Scopes.Holds(scope))
        {
            await RefuseAsync(context, scope);
            return;
        }

        if (parts.Options.RequiresPurpose && caller.Scopes.Holds(Scopes.ReadPersonal) && scope == Scopes.Read && AuditTrail.Of(context)!.Purpose.Length == 0)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.InvalidRequest, $"Who may see personal values must say why, in {CallerMiddleware.PurposeHeader}.");
            return;
        }

        if (endpoint is not null && ScopeTable.Find(endpoint)?.IsToldAtStart == true)
        {
            await AuditTrail.Of(context)!.TellAsync(context, StatusCodes.Status200OK);
        }

        await next(context);
    }

    private static async Task RefuseAsync(HttpContext context, string? scope)
    {
        if (scope is not null)
        {
            context.Response.Headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\", scope=\"{scope}\"";
        }

        await AuditTrail.Of(context)!.TellAsync(context, StatusCodes.Status403Forbidden);
        await ProblemWriter.WriteAsync(context, ProblemType.Forbidden, scope is null ? "" : $"The scope {scope} is needed.");
    }
}

/// <summary>Metadata of an endpoint whose callers may send an API key as the password of basic authentication, being able to send nothing else.</summary>
internal sealed class TakesBasic
{
    /// <summary>How it is asked for; some callers send it only then.</summary>
    public const string Realm = "Basic realm=\"party-hub\"";
}

/// <summary>Metadata of an endpoint that answers without credentials.</summary>
internal sealed class OpenToAll;

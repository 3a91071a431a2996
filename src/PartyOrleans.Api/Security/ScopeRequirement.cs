using Microsoft.AspNetCore.Builder;

namespace PartyOrleans.Api.Security;

/// <summary>The scope that a caller needs for an endpoint; metadata of the endpoint.</summary>
/// <param name="Scope">One of <see cref="Scopes"/>.</param>
public sealed record ScopeRequirement(string Scope);

/// <summary>What a caller may be allowed to do.</summary>
public static class Scopes
{
    /// <summary>Read parties, records and events, personal values masked.</summary>
    public const string Read = "read";

    /// <summary>Read personal values unmasked.</summary>
    public const string ReadPersonal = "read:pii";

    /// <summary>Write records.</summary>
    public const string Write = "write";

    /// <summary>Decide reviews and judgements.</summary>
    public const string Steward = "steward";

    /// <summary>Run loads, see how the hub is.</summary>
    public const string Operate = "operate";

    /// <summary>Change bundles, keys and callers.</summary>
    public const string Admin = "admin";
}

/// <summary>Says which scope an endpoint needs.</summary>
internal static class ScopeRequirementExtensions
{
    /// <summary>Requires a scope of whoever calls the endpoints.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoints, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new ScopeRequirement(scope));
}

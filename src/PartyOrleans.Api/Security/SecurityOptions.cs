namespace PartyOrleans.Api.Security;

/// <summary>Who is let in, how much each may ask for, and what browsers may do.</summary>
public sealed record SecurityOptions
{
    /// <summary>OpenID Connect authority whose tokens are taken, an https URL; null (default) for none.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Audience that a token must name; default <c>party-hub</c>.</summary>
    public string Audience { get; init; } = LocalTokens.DefaultAudience;

    /// <summary>By how much the clocks of issuers and hub may differ; default 30 s. More keeps ended tokens alive longer.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an accepted token or key is taken without another look; default 2 s, which is how soon a revoked key ends.</summary>
    public TimeSpan Recheck { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether requests that show unmasked personal values must say why in <c>X-Purpose</c>; default no.</summary>
    public bool RequiresPurpose { get; init; }

    /// <summary>Origins whose pages may call the hub, <c>https://example.org</c> each; none by default.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Requests of one caller.</summary>
    public Budget Ordinary { get; init; } = new(20_000, 40_000);

    /// <summary>Requests of one caller that take much work: search, match, why, bundle diffs, exports.</summary>
    public Budget Expensive { get; init; } = new(500, 1_000);

    /// <summary>Requests of one address without accepted credentials, health included.</summary>
    public Budget Anonymous { get; init; } = new(50, 200);
}

/// <summary>A token bucket.</summary>
/// <param name="PerSecond">Requests that it gains a second, above 0.</param>
/// <param name="Burst">Requests that it holds at most, at least 1; a caller that was quiet may send so many at once.</param>
public readonly record struct Budget(double PerSecond, double Burst);

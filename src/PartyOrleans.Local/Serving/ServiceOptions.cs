using PartyOrleans.Api;

namespace PartyOrleans.Local.Serving;

/// <summary>What a hub that serves is made of.</summary>
internal sealed record ServiceOptions
{
    /// <summary>The store; made where there is none.</summary>
    public required string Database { get; init; }

    /// <summary>The bundle that a new store is to start with; null for the one shipped.</summary>
    public string? BundlePath { get; init; }

    /// <summary>Bounds of the API.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Bounds of the writing loop.</summary>
    public EmbeddedHubOptions Hub { get; init; } = new();
}

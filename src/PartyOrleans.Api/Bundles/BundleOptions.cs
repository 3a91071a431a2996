namespace PartyOrleans.Api.Bundles;

/// <summary>How another bundle is accepted.</summary>
public sealed record BundleOptions
{
    /// <summary>Share of the parties, 0 to 1, that a bundle may change where its caller names none; default 0.2. Raising it guards less against a wrong bundle.</summary>
    public double MostChangedShare { get; init; } = 0.2;
}

using PartyOrleans.Storage;

namespace PartyOrleans.Api.Bundles;

/// <summary>Which bundle was active when.</summary>
public static class BundleHistory
{
    /// <summary>The bundle that was active last before the active one; null where none was. Rolling back twice leads back.</summary>
    public static string? Before(IReadOnlyList<KeptBundle> bundles)
    {
        ArgumentNullException.ThrowIfNull(bundles);
        string[] latest = [.. bundles.Where(bundle => bundle.Activations.Count > 0).OrderByDescending(bundle => bundle.Activations[^1].Number).Select(bundle => bundle.Sha256)];
        return latest.Length < 2 ? null : latest[1];
    }
}

using PartyOrleans.Model;

namespace PartyOrleans.Api.Bundles;

/// <summary>
/// How another bundle becomes the active one: all records are replayed under it beside the hub that serves, what that would change is shown,
/// and only then it is accepted. Accepting commits the change and the activation in one transaction.
/// </summary>
public interface IBundleLifecycle
{
    /// <summary>The comparison that was started last; null where none was since the hub started.</summary>
    BundleDiff? Diff { get; }

    /// <summary>Keeps a bundle without making it the active one.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="cancellationToken">Stops before it is kept.</param>
    Task KeepAsync(BundleText bundle, CancellationToken cancellationToken);

    /// <summary>Starts to compare a bundle that the store keeps with what the hub holds; done again for the same bundle it brings the comparison up to date.</summary>
    /// <param name="sha256">The bundle.</param>
    /// <param name="cancellationToken">Stops before it is started.</param>
    /// <exception cref="BundleRefusedException">The store keeps no such bundle, it is active already, or another comparison is under way.</exception>
    Task<BundleDiff> CompareAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Makes a bundle the active one, and the hub's parties and golden records those that follow from it.</summary>
    /// <param name="acceptance">The bundle, and under which conditions.</param>
    /// <param name="cancellationToken">Stops waiting; what was handed to the store is committed.</param>
    /// <returns>What changed, and the number of the commit.</returns>
    /// <exception cref="BundleRefusedException">A condition does not hold; nothing is changed.</exception>
    Task<(BundleReport Report, long Commit)> AcceptAsync(BundleAcceptance acceptance, CancellationToken cancellationToken);
}

/// <summary>A bundle to accept, and under which conditions.</summary>
/// <param name="Sha256">The bundle.</param>
/// <param name="Origin">Who accepts it, and why.</param>
public sealed record BundleAcceptance(string Sha256, ChangeOrigin Origin)
{
    /// <summary>Digest of the report that was reviewed: the bundle is refused where it would change anything else by now. Null only with <see cref="Recompute"/>.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether it is accepted whatever it changes by now, and compared first where it was not.</summary>
    public bool Recompute { get; init; }

    /// <summary>Share of the parties, 0 to 1, that may change at most; null for the hub's setting.</summary>
    public double? MostChangedShare { get; init; }
}

/// <summary>How a comparison is.</summary>
public enum BundleDiffState
{
    /// <summary>The records are being replayed.</summary>
    Running,

    /// <summary>The report is there.</summary>
    Done,

    /// <summary>It could not be made.</summary>
    Failed,
}

/// <summary>A comparison of a bundle with what the hub holds.</summary>
/// <param name="Sha256">The bundle.</param>
/// <param name="State">How it is.</param>
/// <param name="Records">Records replayed so far.</param>
/// <param name="StartedAt">When it was started (UTC).</param>
/// <param name="Report">What it found; null before it is done.</param>
/// <param name="Failure">Why it failed; empty where it did not.</param>
public sealed record BundleDiff(string Sha256, BundleDiffState State, long Records, DateTimeOffset StartedAt, BundleReport? Report, string Failure);

/// <summary>A bundle cannot be compared or accepted now; nothing is changed.</summary>
public sealed class BundleRefusedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, and what helps.</param>
    /// <param name="isUnknown">Whether there is no such bundle, as opposed to a state that does not allow it.</param>
    public BundleRefusedException(string message, bool isUnknown = false)
        : base(message) => IsUnknown = isUnknown;

    /// <summary>Whether there is no such bundle.</summary>
    public bool IsUnknown { get; }
}

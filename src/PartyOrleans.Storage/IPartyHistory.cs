using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>What the hub said at past instants, and who changed it; read beside commits, never blocked by them.</summary>
public interface IPartyHistory
{
    /// <summary>A commit by its number, or null.</summary>
    Task<CommitInfo?> FindCommitAsync(long number, CancellationToken cancellationToken);
}

/// <summary>One commit.</summary>
/// <param name="Number">Ascending from 1.</param>
/// <param name="At">When it was made (UTC).</param>
/// <param name="Origin">Who made it, by what and why.</param>
public sealed record CommitInfo(long Number, DateTimeOffset At, ChangeOrigin Origin);

namespace PartyOrleans.Storage;

/// <summary>How far a search index has come.</summary>
/// <param name="IndexedVersions">Golden versions that it has taken in.</param>
/// <param name="CommittedVersions">Golden versions that are committed.</param>
/// <param name="Parties">Parties that it holds.</param>
/// <param name="IsComplete">Whether it holds all that is committed.</param>
public sealed record SearchProgress(long IndexedVersions, long CommittedVersions, long Parties, bool IsComplete);

/// <summary>
/// The search index of a store as a projection: small commits keep it up to date in their own transaction, a bulk load leaves it behind and
/// it catches up afterwards, in transactions of its own that survive a crash one by one.
/// </summary>
public interface ISearchProjection
{
    /// <summary>How far it has come.</summary>
    Task<SearchProgress> ReadSearchProgressAsync(CancellationToken cancellationToken);

    /// <summary>Takes in the next golden versions that were left out; after a long way, tidies up step by step.</summary>
    /// <param name="versions">How many at most; other writes wait while these are written, some 20 us each.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <returns>Whether there is more to do.</returns>
    /// <exception cref="StoreException">The store could not write; the index is as it was.</exception>
    Task<bool> AdvanceSearchAsync(int versions, CancellationToken cancellationToken);
}

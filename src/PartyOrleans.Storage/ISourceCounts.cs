namespace PartyOrleans.Storage;

/// <summary>What each source has in a store.</summary>
public interface ISourceCounts
{
    /// <summary>Every source that has records, sorted by name (ordinal).</summary>
    Task<IReadOnlyList<SourceCount>> CountSourcesAsync(CancellationToken cancellationToken);
}

/// <summary>What a source has in a store.</summary>
/// <param name="Source">The source.</param>
/// <param name="Records">Its current records.</param>
/// <param name="ChangedAt">When one of these was last new or changed (UTC); records sent again as they were do not count.</param>
public sealed record SourceCount(string Source, long Records, DateTimeOffset ChangedAt);

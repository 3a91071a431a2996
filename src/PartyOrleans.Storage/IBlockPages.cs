using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>
/// Keeps what the shards of a cluster hold of blocks, in pages, so that a shard made anew reads its own and computes what changed since. A cache:
/// whatever of it is missing, is of another form or cannot be opened is made again from the records. Several silos write side by side.
/// </summary>
public interface IBlockPages
{
    /// <summary>Where the store is now.</summary>
    Task<StoreMarks> ReadMarksAsync(CancellationToken cancellationToken);

    /// <summary>The shards of a form that were saved whole, none before the last erasure, sorted.</summary>
    Task<IReadOnlyList<SavedShard>> ReadShardsAsync(long form, CancellationToken cancellationToken);

    /// <summary>Says that all pages of a shard are there; what was saved later stays.</summary>
    Task WriteShardAsync(long form, SavedShard shard, CancellationToken cancellationToken);

    /// <summary>Pages of a shard; those that are not there, not of the form, or cannot be opened are left out.</summary>
    Task<IReadOnlyList<SavedPage>> ReadPagesAsync(long form, int shard, IReadOnlyCollection<int> pages, CancellationToken cancellationToken);

    /// <summary>Writes pages of a shard, each as of a commit; what is there of a later one stays.</summary>
    /// <returns>The pages that were written.</returns>
    Task<IReadOnlyList<int>> WritePagesAsync(long form, long commit, int shard, IReadOnlyList<SavedPage> pages, CancellationToken cancellationToken);

    /// <summary>Empties pages, so that nothing of an earlier commit can be written there any more, and drops pages of other forms.</summary>
    /// <param name="form">The form.</param>
    /// <param name="commit">The commit before which nothing may be written again.</param>
    /// <param name="place">The shard and how many there are.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task EmptyPagesAsync(long form, long commit, (int Shard, int Shards) place, IReadOnlyCollection<int> pages, CancellationToken cancellationToken);

    /// <summary>The keys of records that were changed or deleted since, but not erased.</summary>
    Task<IReadOnlyList<RecordKey>> ReadPastKeysAsync(StoreMarks since, CancellationToken cancellationToken);

    /// <summary>The records that came or changed since, as they are now: key and content.</summary>
    IAsyncEnumerable<KeyValuePair<RecordKey, byte[]>> ReadChangedRecordsAsync(StoreMarks since, CancellationToken cancellationToken);
}

/// <summary>A moment of a store.</summary>
/// <param name="Commit">The last commit.</param>
/// <param name="Record">The last number of a record.</param>
/// <param name="Past">The last number of a past state of a record.</param>
public readonly record struct StoreMarks(long Commit, long Record, long Past);

/// <summary>A shard that was saved whole.</summary>
/// <param name="Shard">Its number.</param>
/// <param name="Marks">All that was committed by then is in its pages; later changes may be.</param>
/// <param name="Pages">The pages that there are, sorted; 0 to 65,535.</param>
public sealed record SavedShard(int Shard, StoreMarks Marks, IReadOnlyList<int> Pages);

/// <summary>A page of a shard.</summary>
/// <param name="Page">Its number, 0 to 65,535.</param>
/// <param name="Bytes">What it says.</param>
public readonly record struct SavedPage(int Page, byte[] Bytes);

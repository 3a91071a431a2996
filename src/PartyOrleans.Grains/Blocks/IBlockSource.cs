using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Blocks;

/// <summary>Reads the members of blocks from the store.</summary>
internal interface IBlockSource
{
    /// <summary>The members of the blocks of a shard as of the last commit; its last turn is the one of the opening.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="opening">The epoch that begins.</param>
    /// <param name="mostBytes">Bytes that it is to hold at most; the rest is put away.</param>
    Task<LoadedShard> LoadAsync(int shard, ShardOpening opening, long mostBytes);
}

/// <summary>A shard that was read.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Changed">Memberships that were computed from records, instead of read from its pages.</param>
/// <param name="IsFromPages">Whether it has pages that it was read from.</param>
internal sealed record LoadedShard(BlockShard Shard, long Changed, bool IsFromPages);

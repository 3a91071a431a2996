using PartyOrleans.Resolution.Parts;
using StableHash = PartyOrleans.Model.StableHash;

namespace PartyOrleans.Grains.Blocks;

/// <summary>What pages of blocks are made with: of another bundle, another number of shards or another format they are of no use.</summary>
internal static class BlockForm
{
    /// <summary>Goes up where keys, their hashes or the bytes of a page change their meaning.</summary>
    private const ulong Format = 1;

    /// <summary>The form of an epoch's pages.</summary>
    public static long Of(ShardOpening opening) => (long)StableHash.Combine(
        StableHash.Combine(StableHash.Of(opening.Bundle), (ulong)opening.Shards), StableHash.Combine(Format, BlockShard.PageCount));
}

using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Blocks;

/// <summary>Reads the members of blocks from the store.</summary>
internal interface IBlockSource
{
    /// <summary>The members of the blocks of a shard as of the last commit; its last turn is the one of the opening.</summary>
    Task<BlockShard> LoadAsync(int shard, ShardOpening opening);
}

using PartyOrleans.Matching;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.Standardisation;
using StableHash = PartyOrleans.Model.StableHash;

namespace PartyOrleans.Grains.Blocks;

/// <summary>
/// What pages of blocks are made with: of another bundle, another number of shards, another format, or a program that may compute other keys under the same
/// bundle, they are of no use.
/// </summary>
internal static class BlockForm
{
    /// <summary>Goes up where keys, their hashes or the bytes of a page change their meaning.</summary>
    private const ulong Format = 1;

    /// <summary>Of the code that computes keys: the compiler gives the same to the same code.</summary>
    private static readonly ulong Program = new[] { typeof(Dates), typeof(BundleMatcher), typeof(BlockShard) }
        .Aggregate(0UL, static (hash, type) => StableHash.Of(type.Module.ModuleVersionId.ToByteArray(), hash));

    /// <summary>The form of an epoch's pages.</summary>
    public static long Of(ShardOpening opening) => (long)StableHash.Combine(
        StableHash.Combine(StableHash.Of(opening.Bundle), (ulong)opening.Shards), StableHash.Combine(Format ^ Program, BlockShard.PageCount));
}

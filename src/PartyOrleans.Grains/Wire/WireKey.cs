using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;
using StableHash = PartyOrleans.Model.StableHash;

namespace PartyOrleans.Grains.Wire;

/// <summary>A record key between silos.</summary>
/// <param name="Source">The source.</param>
/// <param name="RecordId">The record id.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.record-key")]
public readonly record struct WireKey([property: Id(0)] string Source, [property: Id(1)] string RecordId)
{
    /// <summary>Puts a key on the wire.</summary>
    public static WireKey Of(RecordKey key) => new(key.Source, key.RecordId);

    /// <summary>The key.</summary>
    public RecordKey ToKey() => new(Source, RecordId);
}

/// <summary>Where the contents of records that are not committed yet are kept between silos.</summary>
internal static class WireHome
{
    /// <summary>The shard that is the home of a record key.</summary>
    public static int ShardOf(RecordKey key, int shards) => (int)(StableHash.Of(key.RecordId, StableHash.Of(key.Source)) % (ulong)shards);
}

/// <summary>Blocks between silos: the rule in the upper half, the key in the lower.</summary>
internal static class WireBlock
{
    /// <summary>Puts a block on the wire.</summary>
    public static long Of(BlockId block) => ((long)block.Rule << 32) | block.Key;

    /// <summary>The block.</summary>
    public static BlockId ToBlock(long wire) => new((int)(wire >> 32), (uint)wire);

    /// <summary>The shard of a block: by its content, so that it is the same on every silo and after every restart.</summary>
    public static int ShardOf(BlockId block, int shards) => (int)(StableHash.Combine((ulong)block.Rule, block.Key) % (ulong)shards);
}

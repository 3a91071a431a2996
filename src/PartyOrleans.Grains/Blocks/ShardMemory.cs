using System.Collections.Concurrent;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Telemetry;

namespace PartyOrleans.Grains.Blocks;

/// <summary>The memory that a silo may use for members of blocks, shared by the shards that it has.</summary>
internal sealed class ShardMemory(ClusterOptions options, ClusterInstruments instruments)
{
    private readonly ConcurrentDictionary<BlockShardGrain, long> _held = [];

    /// <summary>Bytes that a shard may hold.</summary>
    public long ShareBytes => options.MostMemberBytes / Math.Max(1, _held.Count);

    /// <summary>Says what a shard holds.</summary>
    public void Tell(BlockShardGrain shard, long bytes)
    {
        instruments.MembersHeld(bytes - _held.GetValueOrDefault(shard));
        _held[shard] = bytes;
    }

    /// <summary>Says that a shard goes.</summary>
    public void Leave(BlockShardGrain shard)
    {
        if (_held.TryRemove(shard, out long bytes))
        {
            instruments.MembersHeld(-bytes);
        }
    }
}

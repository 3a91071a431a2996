namespace PartyOrleans.Grains.Blocks;

/// <summary>A shard of the block keys as whoever looks after its memory sees it; what it does here by order it does by itself from time to time.</summary>
[Alias("party.block-shard-upkeep")]
[Orleans.CodeGeneration.Version(ClusterVersions.Current)]
public interface IBlockShardUpkeepGrain : IGrainWithIntegerKey
{
    /// <summary>Keeps in the store what it holds, so that a shard made anew need not compute it.</summary>
    /// <returns>Whether all is kept; false where the ledger is recovering, or records are being erased.</returns>
    [Alias("save")]
    Task<bool> SaveAsync();

    /// <summary>Puts away all that no turn is using, keeping it in the store first.</summary>
    [Alias("put-away")]
    Task PutAwayAsync();

    /// <summary>Bytes that it holds, about.</summary>
    [Alias("held")]
    Task<long> HeldBytesAsync();
}

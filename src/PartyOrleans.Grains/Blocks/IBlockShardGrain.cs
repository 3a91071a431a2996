using PartyOrleans.Grains.Wire;

namespace PartyOrleans.Grains.Blocks;

/// <summary>
/// The members of the blocks of one shard of all block keys. A shard instead of a grain per key: a hub of a million records has some ten million
/// keys, most with one record. Turns of one epoch come in the order of their numbers, on every shard the same.
/// </summary>
[Alias("party.block-shard")]
[Orleans.CodeGeneration.Version(ClusterVersions.Current)]
public interface IBlockShardGrain : IGrainWithIntegerKey
{
    /// <summary>Begins an epoch: what turns after the confirmed one did is undone, or, where nothing is there, the members are read from the store.</summary>
    /// <returns>The blocks that are oversize then.</returns>
    /// <exception cref="EpochEndedException">A later epoch has begun.</exception>
    [Alias("open")]
    Task<long[]> OpenAsync(ShardOpening opening);

    /// <summary>Takes a turn, once all before it were taken.</summary>
    /// <exception cref="EpochEndedException">The turn is of another epoch than the one under way.</exception>
    [Alias("take")]
    Task<ShardReply> TakeAsync(ShardTurn turn);

    /// <summary>Takes a turn as <see cref="TakeAsync"/> does, in the form that travels at less cost.</summary>
    /// <exception cref="EpochEndedException">The turn is of another epoch than the one under way.</exception>
    [Alias("take-batch")]
    Task<ShardFinding> TakeBatchAsync(ShardBatch batch);

    /// <summary>What records hold that were put in by turns which were not committed when they were found; this shard is the home of their keys.</summary>
    /// <returns>For each its content; null where the store has it by now.</returns>
    [Alias("contents")]
    Task<byte[]?[]> ContentsAsync(WireVersion[] records);

    /// <summary>The records of some blocks that are not oversize.</summary>
    [Alias("find")]
    Task<WireMember[]> FindAsync(long[] blocks);
}

/// <summary>Begins an epoch on a shard.</summary>
/// <param name="Epoch">Its number, greater than any before.</param>
/// <param name="Shards">Shards of the hub.</param>
/// <param name="Turn">The last turn that is committed.</param>
/// <param name="Commit">The last commit of the store.</param>
/// <param name="Bundle">SHA-256 of the bundle that decides.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.shard-opening")]
public sealed record ShardOpening(
    [property: Id(0)] long Epoch, [property: Id(1)] int Shards, [property: Id(2)] long Turn, [property: Id(3)] long Commit, [property: Id(4)] string Bundle);

/// <summary>A turn on a shard.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Number">The turn's number; the one before it must have been taken.</param>
/// <param name="Confirmed">The last turn that was committed when it began.</param>
/// <param name="Entries">The records that enter or leave blocks of the shard; empty where none does.</param>
/// <param name="Contents">What records hold from now on whose keys have their home on the shard: each content travels once, not to every shard.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.shard-turn")]
public sealed record ShardTurn(
    [property: Id(0)] long Epoch, [property: Id(1)] long Number, [property: Id(2)] long Confirmed, [property: Id(3)] WireEntry[] Entries, [property: Id(4)] WireContent[] Contents)
{
    /// <summary>Whether it erases records or values: nothing of them may be kept in pages once it is committed.</summary>
    [Id(5)]
    public bool Erases { get; init; }
}

/// <summary>A record that enters or leaves blocks.</summary>
/// <param name="Record">The record.</param>
/// <param name="Version">Hash of what it holds from now on.</param>
/// <param name="Left">Blocks it was in.</param>
/// <param name="Entered">Blocks it is in from now on.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.block-entry")]
public sealed record WireEntry([property: Id(0)] WireKey Record, [property: Id(1)] ulong Version, [property: Id(2)] long[] Left, [property: Id(3)] long[] Entered);

/// <summary>A record as it was at one time.</summary>
/// <param name="Record">The record.</param>
/// <param name="Version">Hash of what it holds.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.record-version")]
public readonly record struct WireVersion([property: Id(0)] WireKey Record, [property: Id(1)] ulong Version);

/// <summary>What a record holds.</summary>
/// <param name="Record">The record.</param>
/// <param name="Content">Its values, encoded.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.record-content")]
public readonly record struct WireContent([property: Id(0)] WireVersion Record, [property: Id(1)] byte[] Content);

/// <summary>A record found in a block.</summary>
/// <param name="Record">The record.</param>
/// <param name="IsCommitted">Whether the store has it so.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.block-member")]
public readonly record struct WireMember([property: Id(0)] WireVersion Record, [property: Id(1)] bool IsCommitted);

/// <summary>A block that crossed the limit.</summary>
/// <param name="Block">The block.</param>
/// <param name="Grew">Whether it is oversize now.</param>
/// <param name="Members">Its records.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.crossed-block")]
public sealed record WireCrossed([property: Id(0)] long Block, [property: Id(1)] bool Grew, [property: Id(2)] WireKey[] Members);

/// <summary>What a shard answers to a turn.</summary>
/// <param name="Members">The records that are candidates of any entry, each once.</param>
/// <param name="Candidates">For each entry the places in <paramref name="Members"/> of the records that share a block with it.</param>
/// <param name="Crossed">Blocks that crossed the limit.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.shard-reply")]
public sealed record ShardReply([property: Id(0)] WireMember[] Members, [property: Id(1)] int[][] Candidates, [property: Id(2)] WireCrossed[] Crossed);

/// <summary>An epoch ended before what belongs to it was done: nothing of it is kept, and it is to be begun again.</summary>
[GenerateSerializer]
[Alias("party.epoch-ended")]
public sealed class EpochEndedException : Exception
{
    /// <summary>Makes the exception.</summary>
    public EpochEndedException(string message, long epoch = 0)
        : base(message) => Epoch = epoch;

    /// <summary>The epoch under way, where it is known; 0 otherwise.</summary>
    [Id(0)]
    public long Epoch { get; private set; }
}

using PartyOrleans.Grains.Wire;

namespace PartyOrleans.Grains.Blocks;

/// <summary>
/// The members of the blocks of one shard of all block keys. A shard instead of a grain per key: a hub of a million records has some ten million
/// keys, most with one record. Turns of one epoch come in the order of their numbers, on every shard the same.
/// </summary>
[Alias("party.block-shard")]
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
[GenerateSerializer]
[Immutable]
[Alias("party.shard-turn")]
public sealed record ShardTurn([property: Id(0)] long Epoch, [property: Id(1)] long Number, [property: Id(2)] long Confirmed, [property: Id(3)] WireEntry[] Entries);

/// <summary>A record that enters or leaves blocks.</summary>
/// <param name="Record">The record.</param>
/// <param name="Content">What it holds from now on; empty where it goes.</param>
/// <param name="Left">Blocks it was in.</param>
/// <param name="Entered">Blocks it is in from now on.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.block-entry")]
public sealed record WireEntry([property: Id(0)] WireKey Record, [property: Id(1)] byte[] Content, [property: Id(2)] long[] Left, [property: Id(3)] long[] Entered);

/// <summary>A record found in a block.</summary>
/// <param name="Record">The record.</param>
/// <param name="Version">Hash of what it holds.</param>
/// <param name="Content">What it holds, where the store may not have it yet; null elsewhere.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.block-member")]
public readonly record struct WireMember([property: Id(0)] WireKey Record, [property: Id(1)] ulong Version, [property: Id(2)] byte[]? Content);

/// <summary>A block that crossed the limit.</summary>
/// <param name="Block">The block.</param>
/// <param name="Grew">Whether it is oversize now.</param>
/// <param name="Members">Its records.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.crossed-block")]
public sealed record WireCrossed([property: Id(0)] long Block, [property: Id(1)] bool Grew, [property: Id(2)] WireMember[] Members);

/// <summary>What a shard answers to a turn.</summary>
/// <param name="Candidates">For each entry the records that share a block with it.</param>
/// <param name="Crossed">Blocks that crossed the limit.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.shard-reply")]
public sealed record ShardReply([property: Id(0)] WireMember[][] Candidates, [property: Id(1)] WireCrossed[] Crossed);

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

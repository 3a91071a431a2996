using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Intake;

/// <summary>A turn of which it is known what it changes.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Bundle">The bundle that decides.</param>
/// <param name="Submission">What it is to do.</param>
/// <param name="Contents">The encoded values of the records that it puts, in their order.</param>
/// <param name="Keys">The keys of its records: of those put, then of those deleted.</param>
/// <param name="Changed">The records that it really changes.</param>
internal sealed record PreparedTurn(Turn Turn, Bundle Bundle, Submission Submission, byte[][] Contents, RecordKey[] Keys, List<ChangedRecord> Changed);

/// <summary>What submissions are about.</summary>
internal static class SubmissionKeys
{
    /// <summary>The keys of its records: of those put, then of those deleted.</summary>
    public static RecordKey[] Keys(this Submission submission) => [.. submission.Batch.Upserts.Select(record => record.Key), .. submission.Batch.Deletes];
}

/// <summary>A record that changes, with its blocks by shard.</summary>
internal sealed class ChangedRecord(RecordKey key, byte[]? now, byte[]? was)
{
    /// <summary>Its key.</summary>
    public RecordKey Key => key;

    /// <summary>What it holds from now on; null where it goes.</summary>
    public (RecordVersion Record, byte[] Content)? Now { get; } = now is null ? null : (new RecordVersion(key, BlockShard.VersionOf(now)), now);

    /// <summary>What it held before; null where it was not there.</summary>
    public (RecordVersion Record, byte[] Content)? Was { get; } = was is null ? null : (new RecordVersion(key, BlockShard.VersionOf(was)), was);

    /// <summary>Both of these, those that are there.</summary>
    public IEnumerable<(RecordVersion Record, byte[] Content)> Contents
    {
        get
        {
            if (Now is { } put)
            {
                yield return put;
            }

            if (Was is { } held)
            {
                yield return held;
            }
        }
    }

    /// <summary>Its blocks of each shard that has any.</summary>
    public SortedDictionary<int, (List<long> Left, List<long> Entered)> Shards { get; } = [];

    /// <summary>Says which blocks it was in.</summary>
    public void Leaves(IReadOnlyList<BlockId> blocks, int shards)
    {
        foreach (BlockId block in blocks)
        {
            Of(WireBlock.ShardOf(block, shards)).Left.Add(WireBlock.Of(block));
        }
    }

    /// <summary>Says which blocks it will be in.</summary>
    public void Enters(IReadOnlyList<BlockId> blocks, int shards)
    {
        foreach (BlockId block in blocks)
        {
            Of(WireBlock.ShardOf(block, shards)).Entered.Add(WireBlock.Of(block));
        }
    }

    private (List<long> Left, List<long> Entered) Of(int shard)
    {
        if (!Shards.TryGetValue(shard, out (List<long> Left, List<long> Entered) blocks))
        {
            Shards.Add(shard, blocks = ([], []));
        }

        return blocks;
    }
}

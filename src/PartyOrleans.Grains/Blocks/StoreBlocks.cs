using System.Collections.Concurrent;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Blocks;

/// <summary>
/// Reads the records of the store once for all shards that a silo is to hold, and computes their block keys on all its processors. Nothing is
/// committed while an epoch begins, so all shards see the same.
/// </summary>
internal sealed class StoreBlocks(ClusterStores stores) : IBlockSource
{
    /// <summary>Records that a bench takes before it is thrown away.</summary>
    private const int MostRows = 100_000;

    private readonly Lock _lock = new();
    private (long Epoch, Task<List<StoredBlocks>[]> Members) _read;

    /// <inheritdoc />
    public async Task<BlockShard> LoadAsync(int shard, ShardOpening opening)
    {
        Task<List<StoredBlocks>[]> reading;
        lock (_lock)
        {
            if (_read.Epoch != opening.Epoch)
            {
                _read = (opening.Epoch, Task.Run(() => ReadAsync(opening)));
            }

            reading = _read.Members;
        }

        Bundle bundle = await stores.BundleAsync(opening.Bundle, CancellationToken.None);
        var members = new BlockShard(bundle.Blocking.MaxBlockRecords);
        List<StoredBlocks> own = (await reading)[shard];
        foreach (StoredBlocks record in own)
        {
            members.Restore(record.Record, record.Version, record.Blocks);
        }

        own.Clear();
        own.TrimExcess(); // a shard is read once in an epoch
        members.Begin(opening.Turn);
        return members;
    }

    private async Task<List<StoredBlocks>[]> ReadAsync(ShardOpening opening)
    {
        Bundle bundle = await stores.BundleAsync(opening.Bundle, CancellationToken.None);
        var shards = new List<StoredBlocks>[opening.Shards];
        for (int i = 0; i < shards.Length; i++)
        {
            shards[i] = [];
        }

        var benches = new ConcurrentBag<MatchBench>();
        await Parallel.ForEachAsync(stores.Reader.ReadRecordsAsync(withPayload: false, CancellationToken.None), (batch, _) =>
        {
            if (!benches.TryTake(out MatchBench? bench) || bench.Rows > MostRows)
            {
                bench = new MatchBench(bundle);
            }

            var found = new List<(int Shard, StoredBlocks Record)>();
            foreach (StoredRecord record in batch)
            {
                foreach (IGrouping<int, BlockId> blocks in bench.BlocksOf(bench.Encode(record.Key, record.Content)).GroupBy(block => WireBlock.ShardOf(block, opening.Shards)))
                {
                    found.Add((blocks.Key, new StoredBlocks(record.Key, BlockShard.VersionOf(record.Content), [.. blocks])));
                }
            }

            benches.Add(bench);
            lock (shards)
            {
                foreach ((int shard, StoredBlocks record) in found)
                {
                    shards[shard].Add(record);
                }
            }

            return ValueTask.CompletedTask;
        });
        return shards;
    }

    /// <summary>A record with its blocks of one shard.</summary>
    private readonly record struct StoredBlocks(RecordKey Record, ulong Version, BlockId[] Blocks);
}

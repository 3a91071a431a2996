using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Blocks;

/// <summary>
/// Reads shards from their pages in the store, and computes the block keys of the records that changed since on all processors of the silo; where
/// a shard has no pages, those of all records. What is computed is computed once for all shards that a silo is to hold. Nothing is committed
/// while an epoch begins, so all shards see the same.
/// </summary>
internal sealed class StoreBlocks(ClusterStores stores) : IBlockSource
{
    /// <summary>Records that a bench takes before it is thrown away.</summary>
    private const int MostRows = 100_000;

    private const int ChunkRecords = 2048;

    /// <summary>Pages that are read at once.</summary>
    private const int ChunkPages = 32;

    private readonly Lock _lock = new();
    private EpochReading? _reading;

    /// <inheritdoc />
    public async Task<LoadedShard> LoadAsync(int shard, ShardOpening opening, long mostBytes)
    {
        EpochReading reading;
        lock (_lock)
        {
            reading = _reading = _reading?.Epoch == opening.Epoch ? _reading : new EpochReading(this, opening);
        }

        Bundle bundle = await stores.BundleAsync(opening.Bundle, CancellationToken.None);
        SinceSaved since = await reading.SinceAsync();
        LoadedShard loaded = since.Saved.TryGetValue(shard, out SavedShard? saved)
            && await FromPagesAsync(saved, since, opening, bundle, mostBytes) is { } read
            ? read
            : FromRecords((await reading.AllAsync())[shard], bundle);
        loaded.Shard.Begin(opening.Turn);
        return loaded;
    }

    /// <summary>Null where a page is missing.</summary>
    private async Task<LoadedShard?> FromPagesAsync(SavedShard saved, SinceSaved since, ShardOpening opening, Bundle bundle, long mostBytes)
    {
        var shard = new BlockShard(bundle.Blocking.MaxBlockRecords);
        List<StoredBlocks> changed = since.Blocks[saved.Shard];
        ILookup<int, StoredBlocks> byPage = changed.SelectMany(record => record.Blocks.GroupBy(BlockShard.PageOf), (record, page) => (page.Key, Record: record with { Blocks = [.. page] }))
            .ToLookup(pair => pair.Key, pair => pair.Record);
        HashSet<int> kept = [.. saved.Pages];
        foreach (int[] part in Enumerable.Range(0, BlockShard.PageCount).Chunk(ChunkPages))
        {
            int[] wanted = [.. part.Where(kept.Contains)];
            IReadOnlyList<SavedPage> pages = await stores.Pages.ReadPagesAsync(BlockForm.Of(opening), saved.Shard, wanted, CancellationToken.None);
            if (pages.Count < wanted.Length)
            {
                return null;
            }

            foreach (SavedPage page in pages)
            {
                shard.Load(new PageCopy(page.Page, page.Bytes), since.Keys.Contains);
            }

            foreach (int page in part)
            {
                foreach (StoredBlocks record in byPage[page])
                {
                    shard.Restore(record.Record, record.Version, record.Blocks);
                }
            }

            foreach (int page in part.TakeWhile(_ => shard.HeldBytes > mostBytes))
            {
                shard.PutAway(page);
            }
        }

        long restored = changed.Sum(record => (long)record.Blocks.Length);
        changed.Clear();
        changed.TrimExcess(); // a shard is read once in an epoch
        return new LoadedShard(shard, restored, IsFromPages: true);
    }

    private static LoadedShard FromRecords(List<StoredBlocks> own, Bundle bundle)
    {
        var shard = new BlockShard(bundle.Blocking.MaxBlockRecords);
        foreach (StoredBlocks record in own)
        {
            shard.Restore(record.Record, record.Version, record.Blocks);
        }

        own.Clear();
        own.TrimExcess(); // a shard is read once in an epoch
        return new LoadedShard(shard, shard.Memberships, IsFromPages: false);
    }

    /// <summary>The shards that were saved, and what changed since the first of them was.</summary>
    private async Task<SinceSaved> ReadSinceAsync(ShardOpening opening)
    {
        IReadOnlyList<SavedShard> saved = await stores.Pages.ReadShardsAsync(BlockForm.Of(opening), CancellationToken.None);
        if (saved.Count == 0)
        {
            return new SinceSaved([], [], []);
        }

        var since = new StoreMarks(saved.Min(shard => shard.Marks.Commit), saved.Min(shard => shard.Marks.Record), saved.Min(shard => shard.Marks.Past));
        HashSet<RecordKey> keys = [.. await stores.Pages.ReadPastKeysAsync(since, CancellationToken.None)];
        var changed = new ConcurrentBag<RecordKey>();
        List<StoredBlocks>[] blocks = await ComputeAsync(ChangedAsync(since, changed), opening);
        keys.UnionWith(changed);
        return new SinceSaved(saved.ToDictionary(shard => shard.Shard), keys, blocks);
    }

    private async IAsyncEnumerable<IReadOnlyList<KeyValuePair<RecordKey, byte[]>>> ChangedAsync(StoreMarks since, ConcurrentBag<RecordKey> keys)
    {
        var chunk = new List<KeyValuePair<RecordKey, byte[]>>(ChunkRecords);
        await foreach (KeyValuePair<RecordKey, byte[]> record in stores.Pages.ReadChangedRecordsAsync(since, CancellationToken.None))
        {
            keys.Add(record.Key);
            chunk.Add(record);
            if (chunk.Count == ChunkRecords)
            {
                yield return chunk;
                chunk = new List<KeyValuePair<RecordKey, byte[]>>(ChunkRecords);
            }
        }

        yield return chunk;
    }

    private async IAsyncEnumerable<IReadOnlyList<KeyValuePair<RecordKey, byte[]>>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (IReadOnlyList<StoredRecord> batch in stores.Reader.ReadRecordsAsync(withPayload: false, cancellationToken))
        {
            yield return [.. batch.Select(record => KeyValuePair.Create(record.Key, record.Content))];
        }
    }

    /// <summary>Computes the block keys of records, for each shard its own.</summary>
    private async Task<List<StoredBlocks>[]> ComputeAsync(IAsyncEnumerable<IReadOnlyList<KeyValuePair<RecordKey, byte[]>>> records, ShardOpening opening)
    {
        Bundle bundle = await stores.BundleAsync(opening.Bundle, CancellationToken.None);
        var shards = new List<StoredBlocks>[opening.Shards];
        for (int i = 0; i < shards.Length; i++)
        {
            shards[i] = [];
        }

        var benches = new ConcurrentBag<MatchBench>();
        await Parallel.ForEachAsync(records, (batch, _) =>
        {
            if (!benches.TryTake(out MatchBench? bench) || bench.Rows > MostRows)
            {
                bench = new MatchBench(bundle);
            }

            var found = new List<(int Shard, StoredBlocks Record)>();
            foreach ((RecordKey key, byte[] content) in batch)
            {
                foreach (IGrouping<int, BlockId> blocks in bench.BlocksOf(bench.Encode(key, content)).GroupBy(block => WireBlock.ShardOf(block, opening.Shards)))
                {
                    found.Add((blocks.Key, new StoredBlocks(key, BlockShard.VersionOf(content), [.. blocks])));
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

    /// <summary>What one epoch's shards are read from.</summary>
    private sealed class EpochReading(StoreBlocks blocks, ShardOpening opening)
    {
        private readonly Lock _lock = new();
        private Task<SinceSaved>? _since;
        private Task<List<StoredBlocks>[]>? _all;

        public long Epoch => opening.Epoch;

        /// <summary>The shards that were saved, and what they lack.</summary>
        public Task<SinceSaved> SinceAsync()
        {
            lock (_lock)
            {
                return _since ??= Task.Run(() => blocks.ReadSinceAsync(opening));
            }
        }

        /// <summary>All records, for each shard its own.</summary>
        public Task<List<StoredBlocks>[]> AllAsync()
        {
            lock (_lock)
            {
                return _all ??= Task.Run(() => blocks.ComputeAsync(blocks.ReadAllAsync(), opening));
            }
        }
    }

    /// <summary>What shards that were saved lack.</summary>
    /// <param name="Saved">The shards.</param>
    /// <param name="Keys">Records that changed: what pages say of them does not hold.</param>
    /// <param name="Blocks">For each shard the records that are there now.</param>
    private sealed record SinceSaved(Dictionary<int, SavedShard> Saved, HashSet<RecordKey> Keys, List<StoredBlocks>[] Blocks);

    /// <summary>A record with its blocks of one shard.</summary>
    private readonly record struct StoredBlocks(RecordKey Record, ulong Version, BlockId[] Blocks);
}

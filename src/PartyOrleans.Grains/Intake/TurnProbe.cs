using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Telemetry;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Intake;

/// <summary>
/// Finds what a turn touches: which of its records really change, with their block keys before and after; from the shards the candidates; and of
/// these the ones that match well enough to matter to the ledger. Standardised records are remembered by the silo, since they come again.
/// </summary>
internal sealed class TurnProbe(IGrainFactory grains, ClusterStores stores, ClusterOptions options, ClusterInstruments instruments)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (string Bundle, CandidateBench Bench) _bench = ("", null!);

    /// <summary>Finds what a turn changes; where it fails, no shard has heard of the turn.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="submission">What it is to do.</param>
    public async Task<PreparedTurn> PrepareAsync(Turn turn, Submission submission)
    {
        long since = instruments.Now;
        Bundle bundle = await stores.BundleAsync(turn.Bundle, CancellationToken.None);
        byte[][] contents = [.. submission.Batch.Upserts.Select(record => RecordContent.Encode(record.Values))];
        RecordKey[] keys = submission.Keys();
        List<ChangedRecord> changed = await ChangedAsync(turn, bundle, submission, contents, keys);
        instruments.Passed(TurnStage.Blocks, ref since);
        return new PreparedTurn(turn, bundle, submission, contents, keys, changed);
    }

    /// <summary>Finds what a turn touches.</summary>
    public async Task<TurnSubmission> ProbeAsync(PreparedTurn prepared)
    {
        long since = instruments.Now;
        ShardFinding[] found = await Task.WhenAll(TurnsOf(prepared)
            .Select((part, shard) => grains.GetGrain<IBlockShardGrain>(shard).TakeBatchAsync(new ShardBatch(part))));
        ShardReply[] replies = [.. found.Select(finding => finding.ToReply())];
        instruments.Passed(TurnStage.Probe, ref since);
        var neighbours = new SortedSet<RecordKey>(replies.SelectMany(reply => reply.Crossed).SelectMany(crossed => crossed.Members).Select(key => key.ToKey()));
        neighbours.UnionWith(await EdgesAsync(prepared.Turn, prepared.Bundle, prepared.Changed, replies));
        instruments.Passed(TurnStage.Score, ref since);
        return new TurnSubmission
        {
            Epoch = prepared.Turn.Epoch,
            Number = prepared.Turn.Number,
            Submission = WireSubmission.Encode(prepared.Submission, prepared.Contents),
            Neighbours = [.. neighbours.Select(WireKey.Of)],
            Grew = [.. replies.SelectMany(reply => reply.Crossed).Where(crossed => crossed.Grew).Select(crossed => crossed.Block)],
            Shrank = [.. replies.SelectMany(reply => reply.Crossed).Where(crossed => !crossed.Grew).Select(crossed => crossed.Block)],
        };
    }

    /// <summary>The records that the submission really changes, with the blocks they were in and will be in.</summary>
    private async Task<List<ChangedRecord>> ChangedAsync(Turn turn, Bundle bundle, Submission submission, byte[][] contents, RecordKey[] keys)
    {
        Dictionary<RecordKey, StoredRecord> before = (await stores.Parts.FindRecordsAsync(keys, CancellationToken.None)).ToDictionary(record => record.Key);
        var changed = new List<ChangedRecord>(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            StoredRecord? was = before.GetValueOrDefault(keys[i]);
            bool isPut = i < contents.Length;
            if (isPut ? was is null || !was.ContentHash.AsSpan().SequenceEqual(RecordContent.Hash(contents[i], submission.Batch.Upserts[i].Payload)) : was is not null)
            {
                changed.Add(new ChangedRecord(keys[i], isPut ? contents[i] : null, was?.Content));
            }
        }

        if (changed.Count > 0)
        {
            await AtBenchAsync(turn, bundle, bench =>
            {
                if (bench.Held > options.MostHeldContents)
                {
                    bench.Forget();
                }

                bench.Add(changed.SelectMany(record => record.Contents));
                SetBlocks(bench, changed, turn.Shards);
                return true;
            });
        }

        return changed;
    }

    private static void SetBlocks(CandidateBench bench, List<ChangedRecord> changed, int shards)
    {
        RecordVersion[] versions = [.. changed.SelectMany(record => record.Contents).Select(content => content.Record)];
        IReadOnlyList<BlockId>[] blocks = bench.BlocksOf(versions);
        int next = 0;
        foreach (ChangedRecord record in changed)
        {
            record.Enters(record.Now is null ? [] : blocks[next++], shards);
            record.Leaves(record.Was is null ? [] : blocks[next++], shards);
        }
    }

    /// <summary>The part of each shard.</summary>
    private static ShardTurn[] TurnsOf(PreparedTurn prepared)
    {
        (Turn turn, List<ChangedRecord> changed) = (prepared.Turn, prepared.Changed);
        bool erases = prepared.Submission.Erased.Count + prepared.Submission.Redacted.Count > 0;
        var entries = new List<WireEntry>[turn.Shards];
        var contents = new List<WireContent>[turn.Shards];
        for (int shard = 0; shard < turn.Shards; shard++)
        {
            (entries[shard], contents[shard]) = ([], []);
        }

        foreach (ChangedRecord record in changed)
        {
            var key = WireKey.Of(record.Key);
            foreach ((int shard, (List<long> left, List<long> entered)) in record.Shards)
            {
                entries[shard].Add(new WireEntry(key, record.Now?.Record.Version ?? 0, [.. left], [.. entered]));
            }

            if (record.Now is { } now)
            {
                contents[WireHome.ShardOf(record.Key, turn.Shards)].Add(new WireContent(new WireVersion(key, now.Record.Version), now.Content));
            }
        }

        return [.. entries.Zip(contents, (own, held) => new ShardTurn(turn.Epoch, turn.Number, turn.Confirmed, [.. own], [.. held]) { Erases = erases })];
    }

    /// <summary>The candidates that match well enough.</summary>
    private async Task<IReadOnlyList<RecordKey>> EdgesAsync(Turn turn, Bundle bundle, List<ChangedRecord> changed, ShardReply[] replies)
    {
        var found = new FoundCandidates(replies);
        if (found.Records.Count == 0)
        {
            return [];
        }

        List<(RecordVersion, int[])> pairs = found.PairsOf(changed);
        var contents = new Dictionary<RecordVersion, byte[]>(changed.SelectMany(record => record.Contents).DistinctBy(content => content.Record)
            .Select(content => KeyValuePair.Create(content.Record, content.Content)));
        while (true)
        {
            (int[] missing, int[] edges) = await AtBenchAsync(turn, bundle, bench =>
            {
                bench.Add(contents.Select(content => (content.Key, content.Value)));
                int[] rows = bench.RowsOf(found.Records);
                int[] missing = [.. Enumerable.Range(0, rows.Length).Where(place => rows[place] < 0)];
                return (missing, missing.Length > 0 ? [] : bench.EdgesOf(pairs, rows).ToArray());
            });
            if (missing.Length == 0)
            {
                instruments.ContentsFound(found.Records.Count, 0);
                return [.. edges.Distinct().Select(place => found.Records[place].Key)];
            }

            try
            {
                await FetchAsync(turn, missing, found, contents);
            }
            catch (Storage.StoreException unreachable) when (unreachable.IsTransient)
            {
                return [.. found.Records.Select(record => record.Key).Distinct()]; // the ledger looks at all of them, which costs it time alone
            }
        }
    }

    /// <summary>What candidates hold: those not committed are asked of their home, what is committed by then is read from the store.</summary>
    private async Task FetchAsync(Turn turn, int[] missing, FoundCandidates found, Dictionary<RecordVersion, byte[]> contents)
    {
        var stored = new Dictionary<RecordKey, ulong>();
        await Task.WhenAll(missing.GroupBy(place => found.IsCommitted(place) ? -1 : WireHome.ShardOf(found.Records[place].Key, turn.Shards)).Select(async home =>
        {
            RecordVersion[] wanted = [.. home.Select(place => found.Records[place])];
            byte[]?[] held = home.Key < 0
                ? new byte[wanted.Length][]
                : await grains.GetGrain<IBlockShardGrain>(home.Key).ContentsAsync([.. wanted.Select(record => new WireVersion(WireKey.Of(record.Key), record.Version))]);
            lock (stored)
            {
                for (int i = 0; i < wanted.Length; i++)
                {
                    if (held[i] is { } content)
                    {
                        contents[wanted[i]] = content;
                    }
                    else
                    {
                        stored[wanted[i].Key] = wanted[i].Version;
                    }
                }
            }
        }));
        if (stored.Count == 0)
        {
            return;
        }

        instruments.ContentsFound(0, stored.Count);
        foreach (StoredRecord record in await stores.Parts.FindRecordsAsync([.. stored.Keys.Order()], CancellationToken.None))
        {
            if (stored.Remove(record.Key, out ulong version) && BlockShard.VersionOf(record.Content) == version)
            {
                contents[new RecordVersion(record.Key, version)] = record.Content;
            }
            else
            {
                throw new EpochEndedException("The store does not hold a candidate as its shard does.", turn.Epoch);
            }
        }

        if (stored.Count > 0)
        {
            throw new EpochEndedException("The store does not hold a candidate that its shard has.", turn.Epoch);
        }
    }

    /// <summary>Does something at the bench of the turn's bundle, alone, away from the caller's thread.</summary>
    private async Task<T> AtBenchAsync<T>(Turn turn, Bundle bundle, Func<CandidateBench, T> work)
    {
        await _gate.WaitAsync();
        try
        {
            if (!string.Equals(_bench.Bundle, turn.Bundle, StringComparison.Ordinal))
            {
                _bench = (turn.Bundle, new CandidateBench(bundle, Environment.ProcessorCount));
            }

            return await Task.Run(() => work(_bench.Bench));
        }
        finally
        {
            _gate.Release();
        }
    }
}

using System.Diagnostics;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.Local.Bench;

/// <summary>Latencies and rates of changes to a loaded hub.</summary>
/// <param name="Restart">Opening the store and warming up all indexes.</param>
/// <param name="InMemoryMean">One upsert, engine alone, mean.</param>
/// <param name="InMemoryP99">The same, 99th percentile.</param>
/// <param name="DurableP50">One upsert until it is committed, median.</param>
/// <param name="DurableP99">The same, 99th percentile.</param>
/// <param name="BatchRecordsPerSecond">Records a second in committed batches of 1,000.</param>
internal sealed record UpsertFigures(
    TimeSpan Restart, TimeSpan InMemoryMean, TimeSpan InMemoryP99, TimeSpan DurableP50, TimeSpan DurableP99, double BatchRecordsPerSecond)
{
    private const int WarmUps = 20_000;
    private const int InMemoryUpserts = 5_000;
    private const int DurableUpserts = 500;
    private const int WarmUpBatches = 5;
    private const int Batches = 15;
    private const int BatchRecords = 1_000;

    /// <summary>Measures on a store that is loaded; the store holds more records afterwards.</summary>
    public static async Task<UpsertFigures> MeasureAsync(string database, WorkProgress progress, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        await using HubSession session = await HubSession.OpenAsync(database, bundlePath: null, train: null, progress, cancellationToken);
        TimeSpan restart = Stopwatch.GetElapsedTime(began);
        List<SourceRecord> variants = Variants(session, WarmUps + InMemoryUpserts + DurableUpserts + ((WarmUpBatches + Batches) * BatchRecords));

        // The variants are the bench's own: they must not be moved about by the collector while upserts are timed.
        GC.Collect();

        // What the engine alone is given would be missing in the store, so each of these changes is deleted again by the engine.
        var inMemory = new List<TimeSpan>(InMemoryUpserts);
        for (int i = 0; i < WarmUps + InMemoryUpserts; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            session.Engine.Apply(new InputBatch { Upserts = [variants[i]] }, cancellationToken);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            if (i >= WarmUps)
            {
                inMemory.Add(took);
            }
        }

        session.Engine.Apply(new InputBatch { Deletes = [.. variants.Take(WarmUps + InMemoryUpserts).Select(record => record.Key)] }, cancellationToken);
        var durable = new List<TimeSpan>(DurableUpserts);
        int next = WarmUps + InMemoryUpserts;
        for (int i = 0; i < DurableUpserts; i++, next++)
        {
            long start = Stopwatch.GetTimestamp();
            await session.ApplyAsync(new InputBatch { Upserts = [variants[next]] }, [], null, cancellationToken);
            await session.CommittedAsync();
            durable.Add(Stopwatch.GetElapsedTime(start));
        }

        await CommitBatchesAsync(session, variants.GetRange(next, WarmUpBatches * BatchRecords), cancellationToken);
        next += WarmUpBatches * BatchRecords;
        long batchesBegan = Stopwatch.GetTimestamp();
        await CommitBatchesAsync(session, variants.GetRange(next, Batches * BatchRecords), cancellationToken);
        TimeSpan batches = Stopwatch.GetElapsedTime(batchesBegan);
        inMemory.Sort();
        durable.Sort();
        return new UpsertFigures(
            restart,
            TimeSpan.FromTicks((long)inMemory.Average(time => time.Ticks)),
            inMemory[(int)(inMemory.Count * 0.99)],
            durable[durable.Count / 2],
            durable[(int)(durable.Count * 0.99)],
            Batches * BatchRecords / batches.TotalSeconds);
    }

    private static async Task CommitBatchesAsync(HubSession session, List<SourceRecord> records, CancellationToken cancellationToken)
    {
        for (int i = 0; i < records.Count; i += BatchRecords)
        {
            await session.ApplyAsync(new InputBatch { Upserts = records.GetRange(i, BatchRecords) }, [], null, cancellationToken);
        }

        await session.CommittedAsync();
    }

    /// <summary>New records that resemble those there: copies, spread over all records, half of them with the values of their neighbour's last attribute.</summary>
    private static List<SourceRecord> Variants(HubSession session, int count)
    {
        RecordKey[] keys = [.. session.Engine.Memberships.Select(member => member.Key)];
        var variants = new List<SourceRecord>(count);
        for (int i = 0; i < count; i++)
        {
            AttributeValue[] values = session.Engine.ValuesOf(keys[(int)((long)i * 7919 % keys.Length)])!;
            AttributeValue[] other = session.Engine.ValuesOf(keys[(int)(((long)i * 7919 + 1) % keys.Length)])!;
            if (i % 2 == 0 && values.Length > 0 && other.Length > 0)
            {
                values = [.. values[..^1], other[^1]];
            }

            variants.Add(new SourceRecord(new RecordKey("bench", $"{i:D7}"), values));
        }

        return variants;
    }
}

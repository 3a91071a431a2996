using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Training;

/// <summary>
/// Rows in the order of the hash of their record keys, equal hashes by key: a random order that depends on the set of records alone.
/// Only as much of it is put in order as is asked for.
/// </summary>
internal static class HashOrder
{
    private const int Buckets = 1024;
    private const int BucketShift = 64 - 10;
    private const int RowsPerPart = 4096;

    /// <summary>The rows of a party type.</summary>
    /// <param name="records">The records.</param>
    /// <param name="type">Their type.</param>
    /// <param name="asked">Which ranks are asked for, given the number of rows: stretches that go on at the start where they reach the end.</param>
    /// <param name="parallelism">Threads at most.</param>
    /// <returns>The row of each rank; at ranks that were not asked for it means nothing.</returns>
    public static int[] Of(EncodedRecords records, PartyType type, Func<int, IEnumerable<(int Start, int Length)>> asked, int parallelism)
    {
        int[] rows = records.RowsOf(type, parallelism);
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism };
        var hashes = new ulong[rows.Length];
        Parallel.For(0, (hashes.Length + RowsPerPart - 1) / RowsPerPart, options, part =>
        {
            for (int i = part * RowsPerPart; i < Math.Min(hashes.Length, (part + 1) * RowsPerPart); i++)
            {
                hashes[i] = records.HashOfKey(rows[i]);
            }
        });

        // By the top bits into buckets, and those that hold a rank that is asked for are sorted, each for itself.
        var starts = new int[Buckets + 1];
        foreach (ulong hash in hashes)
        {
            starts[(hash >> BucketShift) + 1]++;
        }

        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            starts[bucket + 1] += starts[bucket];
        }

        bool[] wanted = Wanted(starts, asked(hashes.Length));
        int[] next = [.. starts];
        var order = new int[hashes.Length];
        for (int i = 0; i < hashes.Length; i++)
        {
            ulong bucket = hashes[i] >> BucketShift;
            if (wanted[bucket])
            {
                order[next[bucket]++] = i;
            }
        }

        Parallel.For(0, Buckets, options, bucket =>
        {
            if (wanted[bucket])
            {
                Sort(order.AsSpan(starts[bucket]..starts[bucket + 1]), hashes, rows, records);
            }
        });
        return order;
    }

    private static bool[] Wanted(int[] starts, IEnumerable<(int Start, int Length)> asked)
    {
        int count = starts[^1];
        var wanted = new bool[Buckets];
        foreach ((int start, int length) in asked)
        {
            int end = start + length;
            for (int bucket = 0; bucket < Buckets; bucket++)
            {
                wanted[bucket] |= (starts[bucket] < end && starts[bucket + 1] > start) || starts[bucket] < end - count;
            }
        }

        return wanted;
    }

    /// <summary>Sorts the places of some hashes, and makes rows of them.</summary>
    private static void Sort(Span<int> places, ulong[] hashes, int[] rows, EncodedRecords records)
    {
        var keys = new ulong[places.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = hashes[places[i]];
            places[i] = rows[places[i]];
        }

        keys.AsSpan().Sort(places);
        for (int start = 0; start < keys.Length;)
        {
            int end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            places[start..end].Sort(records.CompareKeys);
            start = end;
        }
    }
}

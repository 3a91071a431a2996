using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <content>
/// Sorting rows by key, fast for millions: ids mostly share a prefix, so the source's rank and what follows that prefix are packed into
/// 8 bytes that compare as numbers, and only ties compare keys.
/// </content>
internal sealed partial class RecordKeys
{
    /// <summary>Fewer rows than this are not worth a thread.</summary>
    private const int RowsPerPart = 1 << 14;

    /// <summary>Sources whose rank fits beside the packed bytes.</summary>
    private const int MostRanked = 256;

    private const int Buckets = 64;
    private const int SampledPerBucket = 64;

    /// <summary>Sorts rows by their keys.</summary>
    public void Sort(int[] rows, int parallelism)
    {
        if (IsAscending(rows))
        {
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism };
        var packed = new ulong[rows.Length];
        if (!TryPack(rows, packed, options))
        {
            rows.AsSpan().Sort(Compare);
            return;
        }

        // Rows go into buckets bounded by keys of a sample, and each bucket is sorted for itself.
        ulong[] bounds = BoundsOf(packed);
        var starts = new int[Buckets + 1];
        var buckets = new byte[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int found = Array.BinarySearch(bounds, packed[i]);
            buckets[i] = (byte)(found < 0 ? ~found : found);
            starts[buckets[i] + 1]++;
        }

        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            starts[bucket + 1] += starts[bucket];
        }

        int[] next = [.. starts];
        var sorted = new int[rows.Length];
        var keys = new ulong[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int at = next[buckets[i]]++;
            (sorted[at], keys[at]) = (rows[i], packed[i]);
        }

        Parallel.For(0, Buckets, options, bucket =>
        {
            Range range = starts[bucket]..starts[bucket + 1];
            SortBucket(keys.AsSpan(range), sorted.AsSpan(range));
        });
        sorted.CopyTo(rows, 0);
    }

    private void SortBucket(Span<ulong> packed, Span<int> rows)
    {
        packed.Sort(rows);
        for (int start = 0; start < rows.Length;)
        {
            int end = start + 1;
            while (end < rows.Length && packed[end] == packed[start])
            {
                end++;
            }

            rows[start..end].Sort(Compare);
            start = end;
        }
    }

    private bool IsAscending(int[] rows)
    {
        for (int i = 1; i < rows.Length; i++)
        {
            if (Compare(rows[i - 1], rows[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Packs the keys of rows; false where their bytes do not sort as the keys do, or there are too many sources.</summary>
    private bool TryPack(int[] rows, ulong[] packed, ParallelOptions options)
    {
        int parts = (rows.Length + RowsPerPart - 1) / RowsPerPart;
        var prefixes = new byte[parts][];
        var sources = new SortedSet<string>(StringComparer.Ordinal);
        Parallel.For(0, parts, options, part =>
        {
            (byte[] prefix, HashSet<string> seen) = Survey(Part(rows, part));
            prefixes[part] = prefix;
            lock (sources)
            {
                sources.UnionWith(seen);
            }
        });
        if (sources.Count > MostRanked)
        {
            return false;
        }

        int shared = prefixes[0].Length;
        foreach (byte[] prefix in prefixes)
        {
            shared = Math.Min(shared, prefixes[0].AsSpan().CommonPrefixLength(prefix));
        }

        Dictionary<string, ulong> ranks = new(StringComparer.Ordinal);
        foreach (string source in sources)
        {
            ranks.Add(source, (ulong)ranks.Count);
        }

        bool ascii = true;
        Parallel.For(0, parts, options, part =>
        {
            ReadOnlySpan<int> some = Part(rows, part);
            ulong bits = 0;
            for (int i = 0; i < some.Length; i++)
            {
                ReadOnlySpan<byte> id = AnyIdOf(some[i], out string source);
                ulong text = 0;
                for (int at = shared; at < shared + sizeof(ulong); at++)
                {
                    text = (text << 8) | (at < id.Length ? id[at] : 0u);
                }

                bits |= text;
                packed[(part * RowsPerPart) + i] = ranks.Count == 1 ? text : (ranks[source] << 56) | (text >> 8);
            }

            if ((bits & 0x8080808080808080) != 0)
            {
                Volatile.Write(ref ascii, false);
            }
        });
        return ascii;
    }

    /// <summary>The bytes that the ids of some rows begin with, and their sources.</summary>
    private (byte[] Prefix, HashSet<string> Sources) Survey(ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<byte> prefix = AnyIdOf(rows[0], out string last);
        HashSet<string> sources = [last];
        foreach (int row in rows)
        {
            prefix = prefix[..prefix.CommonPrefixLength(AnyIdOf(row, out string source))];
            if (!ReferenceEquals(source, last))
            {
                sources.Add(last = source);
            }
        }

        return (prefix.ToArray(), sources);
    }

    /// <summary>The id of a row as UTF-8, however it is kept.</summary>
    public ReadOnlySpan<byte> AnyIdOf(int row, out string source)
    {
        ReadOnlySpan<byte> id = IdOf(row, out string? of);
        if (of is not null)
        {
            source = of;
            return id;
        }

        RecordKey key = Of(row);
        source = key.Source;
        return Encoding.UTF8.GetBytes(key.RecordId);
    }

    private static ReadOnlySpan<int> Part(int[] rows, int part) =>
        rows.AsSpan(part * RowsPerPart, Math.Min(RowsPerPart, rows.Length - (part * RowsPerPart)));

    /// <summary>Keys that part all of them into buckets of about the same size.</summary>
    private static ulong[] BoundsOf(ulong[] packed)
    {
        var sample = new ulong[Buckets * SampledPerBucket];
        for (int i = 0; i < sample.Length; i++)
        {
            sample[i] = packed[(int)((long)i * packed.Length / sample.Length)];
        }

        Array.Sort(sample);
        var bounds = new ulong[Buckets - 1];
        for (int i = 0; i < bounds.Length; i++)
        {
            bounds[i] = sample[(i + 1) * SampledPerBucket];
        }

        return bounds;
    }
}

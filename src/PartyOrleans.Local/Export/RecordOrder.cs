using System.Buffers.Binary;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Export;

/// <summary>
/// The order of records by source, then record id (both ordinal), fast for millions: the ids of a source mostly share a prefix, so what
/// follows it is packed into 8 bytes that compare as numbers, and only ties compare text.
/// </summary>
internal static class RecordOrder
{
    /// <summary>Fewer keys than this are not worth a thread.</summary>
    private const int ParallelAbove = 50_000;

    /// <summary>Positions of the keys in ascending order; equal keys by position.</summary>
    public static int[] Of(RecordKey[] keys)
    {
        int[] order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (IsAscending(keys))
        {
            return order;
        }

        int at = 0;
        foreach (int[] ofSource in BySource(keys))
        {
            SortIds(keys, ofSource);
            ofSource.CopyTo(order, at);
            at += ofSource.Length;
        }

        return order;
    }

    private static bool IsAscending(RecordKey[] keys)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            if (keys[i - 1].CompareTo(keys[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<int[]> BySource(RecordKey[] keys)
    {
        var bySource = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        string? lastSource = null;
        List<int> last = [];
        for (int i = 0; i < keys.Length; i++)
        {
            string source = keys[i].Source;
            if (lastSource is null || !string.Equals(source, lastSource, StringComparison.Ordinal))
            {
                lastSource = source;
                if (!bySource.TryGetValue(source, out last!))
                {
                    bySource.Add(source, last = []);
                }
            }

            last.Add(i);
        }

        return bySource.Values.Select(positions => positions.ToArray());
    }

    private static void SortIds(RecordKey[] keys, int[] positions)
    {
        int shared = SharedPrefix(keys, positions);
        ulong[] packed = new ulong[positions.Length];
        bool ascii = true;
        for (int i = 0; i < positions.Length; i++)
        {
            packed[i] = Pack(keys[positions[i]].RecordId.AsSpan(shared), ref ascii);
        }

        for (int i = 0; i < positions.Length && !ascii; i++)
        {
            packed[i] = PackWide(keys[positions[i]].RecordId.AsSpan(shared));
        }

        SortPacked(packed, positions);
        for (int start = 0; start < positions.Length;)
        {
            int end = start + 1;
            while (end < positions.Length && packed[end] == packed[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                Array.Sort(positions, start, end - start, Comparer<int>.Create((a, b) =>
                {
                    int byId = string.CompareOrdinal(keys[a].RecordId, keys[b].RecordId);
                    return byId != 0 ? byId : a.CompareTo(b);
                }));
            }

            start = end;
        }
    }

    private static int SharedPrefix(RecordKey[] keys, int[] positions)
    {
        string first = keys[positions[0]].RecordId;
        int shared = first.Length;
        foreach (int position in positions)
        {
            shared = Math.Min(shared, first.AsSpan(0, shared).CommonPrefixLength(keys[position].RecordId));
        }

        return shared;
    }

    /// <summary>The first 8 characters as bytes; NUL is never in an id that a reader lets through, so the end sorts first.</summary>
    private static ulong Pack(ReadOnlySpan<char> text, ref bool ascii)
    {
        ulong packed = 0;
        for (int i = 0; i < 8; i++)
        {
            char c = i < text.Length ? text[i] : '\0';
            ascii &= c < 256;
            packed = (packed << 8) | (byte)c;
        }

        return packed;
    }

    private static ulong PackWide(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        for (int i = 0; i < 4 && i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes[(2 * i)..], text[i]);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private static void SortPacked(ulong[] packed, int[] positions)
    {
        int parts = packed.Length < ParallelAbove ? 1 : Math.Clamp(Environment.ProcessorCount, 1, 16);
        if (parts == 1)
        {
            Array.Sort(packed, positions);
            return;
        }

        int[] bounds = [.. Enumerable.Range(0, parts + 1).Select(part => (int)((long)packed.Length * part / parts))];
        Parallel.For(0, parts, part => Array.Sort(packed, positions, bounds[part], bounds[part + 1] - bounds[part]));
        while (bounds.Length > 2)
        {
            int[] from = bounds;
            ulong[] mergedKeys = new ulong[packed.Length];
            int[] mergedPositions = new int[packed.Length];
            Parallel.For(0, from.Length / 2, pair =>
            {
                int start = from[2 * pair];
                int middle = from[(2 * pair) + 1];
                int end = (2 * pair) + 2 < from.Length ? from[(2 * pair) + 2] : middle;
                Merge(packed, positions, start, middle, end, mergedKeys, mergedPositions);
            });
            mergedKeys.CopyTo(packed, 0);
            mergedPositions.CopyTo(positions, 0);
            bounds = [.. from.Where((_, i) => i % 2 == 0 || i == from.Length - 1)];
        }
    }

    private static void Merge(ulong[] keys, int[] values, int start, int middle, int end, ulong[] toKeys, int[] toValues)
    {
        int left = start, right = middle;
        for (int at = start; at < end; at++)
        {
            bool takeLeft = right >= end || (left < middle && keys[left] <= keys[right]);
            int from = takeLeft ? left++ : right++;
            toKeys[at] = keys[from];
            toValues[at] = values[from];
        }
    }
}

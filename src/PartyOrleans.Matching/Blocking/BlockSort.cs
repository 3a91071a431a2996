using System.Runtime.CompilerServices;

namespace PartyOrleans.Matching.Blocking;

/// <summary>
/// Sorts (key, row) entries of which the upper bits of the keys are the same already. Where the rows ascend, two passes that put each
/// entry in its place by eleven bits of its key are enough, and take a third of the time of sorting by comparison.
/// </summary>
internal static class BlockSort
{
    private const int FewestForPasses = 128;
    private const int PassBits = 11;
    private const int Places = 1 << PassBits;

    /// <summary>Sorts in place.</summary>
    /// <param name="entries">Entries, the key in the upper half; the upper <paramref name="sameBits"/> bits are the same in all.</param>
    /// <param name="spare">Room for as many entries.</param>
    /// <param name="sameBits">Bits of the key that are the same, at least 10.</param>
    [SkipLocalsInit]
    public static void Sort(Span<ulong> entries, Span<ulong> spare, int sameBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sameBits, 32 - (2 * PassBits));
        if (entries.Length < FewestForPasses || !RowsAscend(entries))
        {
            entries.Sort();
            return;
        }

        Span<int> counts = stackalloc int[2 * Places];
        counts.Clear();
        Span<int> low = counts[..Places];
        Span<int> high = counts[Places..];
        foreach (ulong entry in entries)
        {
            low[Low(entry)]++;
            high[High(entry)]++;
        }

        MakeStarts(low);
        MakeStarts(high);
        spare = spare[..entries.Length];
        foreach (ulong entry in entries)
        {
            spare[low[Low(entry)]++] = entry;
        }

        foreach (ulong entry in spare)
        {
            entries[high[High(entry)]++] = entry;
        }
    }

    private static int Low(ulong entry) => (int)(entry >> 32) & (Places - 1);

    private static int High(ulong entry) => (int)(entry >> (32 + PassBits)) & (Places - 1);

    private static void MakeStarts(Span<int> counts)
    {
        int start = 0;
        foreach (ref int count in counts)
        {
            int next = start + count;
            count = start;
            start = next;
        }
    }

    private static bool RowsAscend(ReadOnlySpan<ulong> entries)
    {
        for (int i = 1; i < entries.Length; i++)
        {
            if ((uint)entries[i - 1] > (uint)entries[i])
            {
                return false;
            }
        }

        return true;
    }
}

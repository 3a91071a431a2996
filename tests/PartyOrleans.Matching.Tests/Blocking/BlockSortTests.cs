using PartyOrleans.Matching.Blocking;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Tests.Blocking;

public sealed class BlockSortTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 3)]
    [InlineData(128, 1)]
    [InlineData(5000, 5000)]
    [InlineData(5000, 7)]
    public void Sort_WhenRowsAscend_SortsByKeyAndRow(int count, int keys)
    {
        ulong[] entries = [.. Enumerable.Range(0, count).Select(row => Entry(row % keys, row))];
        Check(entries);
    }

    [Fact]
    public void Sort_WhenRowsDoNotAscend_SortsByKeyAndRow() =>
        Check([.. Enumerable.Range(0, 1000).Select(row => Entry(row % 11, 1000 - row)), Entry(5, 3), Entry(5, 2)]);

    private static void Check(ulong[] entries)
    {
        ulong[] expected = [.. entries.Order()];
        BlockSort.Sort(entries, new ulong[entries.Length], 10);
        entries.ShouldBe(expected);
    }

    /// <summary>An entry whose key has its lower 22 bits by hash and its upper ten in common with all others.</summary>
    private static ulong Entry(int key, int row) =>
        ((0x2A5UL << 22) | (StableHash.Combine((ulong)key, 1) & ((1 << 22) - 1))) << 32 | (uint)row;
}

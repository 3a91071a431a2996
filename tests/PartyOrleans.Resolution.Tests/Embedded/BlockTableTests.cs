using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Tests.Embedded;

public sealed class BlockTableTests
{
    /// <summary>Rows of a block up to which it lies in a room, and some more, so that blocks grow and shrink over every size.</summary>
    private const int MostRows = 4300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AddAndRemove_WhenDoneInAnyOrder_HoldWhatSetsHold(int seed)
    {
        var random = new Random(seed);
        var table = new BlockTable();
        var expected = new Dictionary<uint, HashSet<int>>();
        for (int step = 0; step < 60_000; step++)
        {
            // Few keys have many rows, many have few; some keys are alike in their upper bits.
            uint key = (uint)((random.Next(4) == 0 ? random.Next(1, 4000) : random.Next(1, 12)) * 2);
            HashSet<int> rows = expected.TryGetValue(key, out HashSet<int>? known) ? known : expected[key] = [];
            int row = random.Next(200);
            if (rows.Add(row))
            {
                table.Add(key, row).ShouldBe(rows.Count - 1);
            }
            else
            {
                table.Remove(key, row).ShouldBe(rows.Count);
                rows.Remove(row);
            }
        }

        foreach ((uint key, HashSet<int> rows) in expected)
        {
            RowsOf(table, key).ShouldBe(rows.Order());
        }
    }

    [Fact]
    public void AddAndRemove_WhenABlockGrowsToThousandsAndGoes_CountsAndHoldsEachRow()
    {
        var table = new BlockTable();
        for (int row = 0; row < MostRows; row++)
        {
            table.Add(2, row).ShouldBe(row);
            table.Add(4, row).ShouldBe(row);
            table.CountOf(2).ShouldBe(row + 1);
        }

        for (int row = 0; row < MostRows; row++)
        {
            table.Remove(2, row).ShouldBe(MostRows - row);
        }

        for (int row = MostRows - 1; row > 0; row--)
        {
            table.Remove(4, row).ShouldBe(row + 1);
            table.CountOf(4).ShouldBe(row);
        }

        RowsOf(table, 2).ShouldBeEmpty();
        RowsOf(table, 4).ShouldBe([0]);
        table.Add(2, 7).ShouldBe(0);
        RowsOf(table, 2).ShouldBe([7]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(9000)]
    public void Put_WhenABlockHasSoManyRows_HoldsThemAndTakesMore(int count)
    {
        var table = new BlockTable();
        table.EnsureCapacity(3);
        ulong[] entries = [.. Enumerable.Range(10, count).Select(static row => (7UL << 32) | (uint)row)];
        table.Put(6, entries);

        RowsOf(table, 6).ShouldBe(Enumerable.Range(10, count));
        table.Add(6, 3).ShouldBe(count);
        table.Remove(6, 10).ShouldBe(count + 1);
        RowsOf(table, 6).ShouldBe([3, .. Enumerable.Range(11, count - 1)]);
        table.Find(8).ShouldBe(BlockTable.None);
        table.CountOf(8).ShouldBe(0);
    }

    private static int[] RowsOf(BlockTable table, uint key)
    {
        int reference = table.Find(key);
        return [.. table.RowsAt(ref reference).ToArray().Order()];
    }
}

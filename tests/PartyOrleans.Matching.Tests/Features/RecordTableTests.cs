using PartyOrleans.Matching.Features;

namespace PartyOrleans.Matching.Tests.Features;

public sealed class RecordTableTests
{
    private const int Rows = 40_000; // more than two chunks

    [Fact]
    public void DropKeys_WhenKeysWereWritten_LeavesNoneAndTheValues()
    {
        var table = new RecordTable();
        table.Reserve(Rows);
        for (int row = 0; row < Rows; row += 10_000)
        {
            table.Row(row)[(int)Slot.Given] = row + 1;
            table.KeysToWrite(row)[3] = (uint)row + 7;
        }

        table.Keys(30_000)[3].ShouldBe(30_007u);
        table.Keys(30_001).ToArray().ShouldAllBe(key => key == 0);
        table.DropKeys();

        for (int row = 0; row < Rows; row += 10_000)
        {
            table.Keys(row).ToArray().ShouldAllBe(key => key == 0);
            table.Row(row)[(int)Slot.Given].ShouldBe(row + 1);
        }

        table.KeysToWrite(10_000)[0] = 5;
        table.Keys(10_000)[0].ShouldBe(5u);
        table.Keys(30_000)[0].ShouldBe(0u);
    }

    [Fact]
    public void Clear_WhenKeysWereWrittenOrNot_LeavesNone()
    {
        var table = new RecordTable();
        table.Reserve(Rows);
        table.KeysToWrite(1)[2] = 9;
        table.KeysToWrite(2)[2] = 8;
        table.Row(Rows - 1)[0] = 4;

        table.Clear(1);
        table.Clear(Rows - 1);

        table.Keys(1)[2].ShouldBe(0u);
        table.Keys(2)[2].ShouldBe(8u);
        table.Row(Rows - 1)[0].ShouldBe(0);
    }
}

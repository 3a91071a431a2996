using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Features;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>
/// Sorts rows by the place of their blocks in the table of a rule, so that the table is filled from its start to its end and those of one
/// block are met together. One per thread, used again for every rule.
/// </summary>
/// <param name="rows">Rows at most.</param>
internal sealed class BlockOrder(int rows)
{
    private const int PartBits = 10;
    private const int RowsAhead = 8;

    private readonly ulong[] _read = GC.AllocateUninitializedArray<ulong>(rows);
    private readonly ulong[] _sorted = GC.AllocateUninitializedArray<ulong>(rows);
    private readonly int[] _ends = new int[1 << PartBits];

    /// <summary>Sorts the rows that have a key of a rule.</summary>
    /// <returns>Entries, valid until the next call: in the upper half <see cref="BlockTable.PlaceOf"/>, in the lower one the row.</returns>
    public ReadOnlySpan<ulong> Sort(RecordTable table, int rule, int[] rows)
    {
        Array.Clear(_ends);
        int count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i + RowsAhead < rows.Length)
            {
                table.PrefetchKeys(rows[i + RowsAhead]);
            }

            uint key = table.Keys(rows[i])[rule];
            if (key != 0)
            {
                uint place = BlockTable.PlaceOf(key);
                _read[count++] = ((ulong)place << 32) | (uint)rows[i];
                _ends[PartOf(place)]++;
            }
        }

        int start = 0;
        foreach (ref int end in _ends.AsSpan())
        {
            (start, end) = (start + end, start);
        }

        foreach (ulong entry in _read.AsSpan(0, count))
        {
            _sorted[_ends[PartOf((uint)(entry >> 32))]++] = entry;
        }

        start = 0;
        foreach (int end in _ends)
        {
            BlockSort.Sort(_sorted.AsSpan(start, end - start), _read, PartBits);
            start = end;
        }

        return _sorted.AsSpan(0, count);
    }

    private static int PartOf(uint place) => (int)(place >> (32 - PartBits));
}

using System.Buffers.Binary;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Rows;

/// <summary>
/// The record moves of an event. Where they are the records of a golden version that the same commit wrote for the same party, as for
/// nearly every new party, the row is a 0 and the version's number (8 bytes, little-endian): what becomes of the version becomes of the
/// event. Elsewhere it is a sealed list of keys.
/// </summary>
internal static class EventRow
{
    private const int ReferenceBytes = 9;

    /// <summary>Writes an event's list of records as one sealed row.</summary>
    /// <returns>False where a symbol is unknown; nothing is then written.</returns>
    public static bool TryWrite(RowBuffer buffer, PartyEvent happened, SymbolTable.Snapshot symbols, StoreKeys keys)
    {
        int start = buffer.Length;
        if (!GoldenRow.TryWriteKeyList(buffer, happened.Records, symbols))
        {
            return false;
        }

        buffer.Seal(start, SealedKind.Event, RowOwner.Of(happened.Party), keys);
        buffer.EndRow();
        return true;
    }

    /// <summary>The row of an event whose records are those of a golden version.</summary>
    public static void Refer(Span<byte> to, long golden)
    {
        to[0] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(to[1..], golden);
    }

    /// <summary>Bytes of a row that refers to a golden version.</summary>
    public static int Length => ReferenceBytes;

    /// <summary>The golden version whose records are the event's, or 0 where the row lists them itself.</summary>
    public static long GoldenOf(ReadOnlySpan<byte> row) =>
        row.Length == ReferenceBytes && row[0] == 0 ? BinaryPrimitives.ReadInt64LittleEndian(row[1..]) : 0;

    /// <summary>What the chain holds of a row: the reference, or the commitment.</summary>
    public static ReadOnlySpan<byte> CommitmentOf(ReadOnlySpan<byte> row) => GoldenOf(row) != 0 ? row : RowSeal.CommitmentOf(row);

    /// <summary>Opens and reads a row that lists its records; none where it was shredded.</summary>
    public static RecordKey[] Open(PartyId party, ReadOnlySpan<byte> row, SymbolTable.Snapshot symbols, StoreKeys keys) =>
        RowSeal.Open(row, SealedKind.Event, RowOwner.Of(party), keys) is { } text ? GoldenRow.ReadKeys(text, symbols) : [];
}

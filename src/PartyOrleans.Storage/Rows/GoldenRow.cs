using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Rows;

/// <summary>
/// The bytes of golden records and of lists of record keys. A golden row is: content hash (16 bytes), type (1 byte), record keys, number of cells, then per cell
/// attribute, group, record (its place in the keys from 1; 0 means a key follows), rule, value. Attributes, sources and rules are symbols,
/// keys are a number followed by source and record id each. Rows stand alone: they stay readable when their records are gone.
/// </summary>
internal static class GoldenRow
{
    /// <summary>Writes a golden record as one row.</summary>
    /// <returns>False where a symbol is unknown; nothing is then written.</returns>
    public static bool TryWrite(RowBuffer buffer, GoldenRecord golden, SymbolTable.Snapshot symbols, StoreKeys? keys = null)
    {
        int start = buffer.Length;
        if (golden.ContentHash.Length != RecordRow.HashBytes)
        {
            throw new ArgumentException($"Golden record {golden.Party} has a content hash of {golden.ContentHash.Length} bytes, not {RecordRow.HashBytes}.");
        }

        buffer.Write(golden.ContentHash);
        buffer.WriteByte((byte)golden.Type);
        if (!TryWriteKeyList(buffer, golden.Records, symbols))
        {
            return false;
        }

        buffer.WriteNumber((uint)golden.Cells.Count);
        for (int i = 0; i < golden.Cells.Count; i++)
        {
            GoldenCell cell = golden.Cells[i];
            if (!symbols.Codes.TryGetValue(cell.Attribute, out int attribute) || !symbols.Codes.TryGetValue(cell.Rule, out int rule))
            {
                buffer.DropRow();
                return false;
            }

            buffer.WriteNumber((uint)attribute);
            buffer.WriteNumber((uint)cell.Group);
            int from = IndexOf(golden.Records, cell.From);
            buffer.WriteNumber((uint)(from + 1));
            if (from < 0 && !TryWriteKey(buffer, cell.From, symbols))
            {
                buffer.DropRow();
                return false;
            }

            buffer.WriteNumber((uint)rule);
            buffer.WriteText(cell.Value);
        }

        if (keys is not null)
        {
            buffer.Seal(start, SealedKind.Golden, RowOwner.Of(golden.Party), keys);
        }

        buffer.EndRow();
        return true;
    }

    /// <summary>Reads a golden record.</summary>
    public static GoldenRecord Read(PartyId party, ReadOnlySpan<byte> row, SymbolTable.Snapshot symbols)
    {
        byte[] contentHash = row[..RecordRow.HashBytes].ToArray();
        var reader = new RowReader(row[RecordRow.HashBytes..]);
        var type = (PartyType)reader.ReadByte();
        RecordKey[] records = ReadKeys(ref reader, symbols);
        var cells = new GoldenCell[reader.ReadNumber()];
        for (int i = 0; i < cells.Length; i++)
        {
            string attribute = symbols.NameOf((int)reader.ReadNumber());
            int group = (int)reader.ReadNumber();
            uint from = reader.ReadNumber();
            RecordKey key = from == 0 ? ReadKey(ref reader, symbols)
                : from <= records.Length ? records[from - 1]
                : throw new InvalidDataException($"A golden row names record {from} of {records.Length}.");
            string rule = symbols.NameOf((int)reader.ReadNumber());
            cells[i] = new GoldenCell(attribute, reader.ReadText(), group, key, rule);
        }

        return new GoldenRecord(party, type, records, cells, contentHash);
    }

    /// <summary>Opens and reads a sealed golden record; null where it was shredded.</summary>
    public static GoldenRecord? Open(PartyId party, ReadOnlySpan<byte> row, SymbolTable.Snapshot symbols, StoreKeys keys) =>
        RowSeal.Open(row, SealedKind.Golden, RowOwner.Of(party), keys) is { } text ? Read(party, text, symbols) : null;

    /// <summary>The content hash of a sealed golden record; empty where it was shredded.</summary>
    public static byte[] OpenHash(PartyId party, ReadOnlySpan<byte> row, StoreKeys keys) =>
        RowSeal.Open(row, SealedKind.Golden, RowOwner.Of(party), keys) is { } text ? text[..RecordRow.HashBytes] : [];

    /// <summary>Writes a list of keys as one row.</summary>
    /// <returns>False where a symbol is unknown; nothing is then written.</returns>
    public static bool TryWriteKeys(RowBuffer buffer, IReadOnlyList<RecordKey> keys, SymbolTable.Snapshot symbols)
    {
        if (!TryWriteKeyList(buffer, keys, symbols))
        {
            return false;
        }

        buffer.EndRow();
        return true;
    }

    /// <summary>Reads a list of keys.</summary>
    public static RecordKey[] ReadKeys(ReadOnlySpan<byte> row, SymbolTable.Snapshot symbols)
    {
        var reader = new RowReader(row);
        return ReadKeys(ref reader, symbols);
    }

    private static RecordKey[] ReadKeys(ref RowReader reader, SymbolTable.Snapshot symbols)
    {
        var keys = new RecordKey[reader.ReadNumber()];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ReadKey(ref reader, symbols);
        }

        return keys;
    }

    private static RecordKey ReadKey(ref RowReader reader, SymbolTable.Snapshot symbols)
    {
        string source = symbols.NameOf((int)reader.ReadNumber());
        return new RecordKey(source, reader.ReadText());
    }

    /// <summary>Writes a list of keys, without ending the row.</summary>
    /// <returns>False where a symbol is unknown; what was written of the row is then dropped.</returns>
    public static bool TryWriteKeyList(RowBuffer buffer, IReadOnlyList<RecordKey> keys, SymbolTable.Snapshot symbols)
    {
        buffer.WriteNumber((uint)keys.Count);
        for (int i = 0; i < keys.Count; i++)
        {
            if (!TryWriteKey(buffer, keys[i], symbols))
            {
                buffer.DropRow();
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteKey(RowBuffer buffer, RecordKey key, SymbolTable.Snapshot symbols)
    {
        if (!symbols.Codes.TryGetValue(key.Source, out int source))
        {
            return false;
        }

        buffer.WriteNumber((uint)source);
        buffer.WriteText(key.RecordId);
        return true;
    }

    /// <summary>Place of a key in a sorted list, or below 0.</summary>
    private static int IndexOf(IReadOnlyList<RecordKey> sorted, RecordKey key)
    {
        int low = 0;
        int high = sorted.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = sorted[middle].CompareTo(key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}

using PartyOrleans.Standardisation;
using System.Buffers.Binary;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Rows;

/// <summary>
/// A record as workers prepare it: party (8 bytes, 0 where still to be found), length of the record id (4 bytes), number of places in the
/// blind index (4 bytes), record id, places (8 bytes each), body. The body is what the store keeps: content hash (16 bytes), then content, sealed.
/// </summary>
internal readonly ref struct RecordRow(ReadOnlySpan<byte> row)
{
    /// <summary>Bytes of a content hash.</summary>
    public const int HashBytes = 16;

    private const int HeadBytes = 16;

    private readonly ReadOnlySpan<byte> _row = row;

    /// <summary>Number of the party's row, or 0.</summary>
    public long Party => BinaryPrimitives.ReadInt64LittleEndian(_row);

    /// <summary>UTF-8 of the record id.</summary>
    public ReadOnlySpan<byte> RecordId => _row.Slice(HeadBytes, RecordIdBytes);

    /// <summary>Content hash and content.</summary>
    public ReadOnlySpan<byte> Body => _row[(HeadBytes + RecordIdBytes + (PlaceCount * sizeof(long)))..];

    /// <summary>Places of its sensitive identifiers in the blind index.</summary>
    public int PlaceCount => BinaryPrimitives.ReadInt32LittleEndian(_row[12..]);

    private int RecordIdBytes => BinaryPrimitives.ReadInt32LittleEndian(_row[8..]);

    /// <summary>One of these places.</summary>
    public long PlaceAt(int index) => BinaryPrimitives.ReadInt64LittleEndian(_row[(HeadBytes + RecordIdBytes + (index * sizeof(long)))..]);

    /// <summary>Writes a record as one row.</summary>
    /// <exception cref="ArgumentException">Its content hash is not 16 bytes long.</exception>
    public static bool Write(RowBuffer buffer, StoredRecord record, PartyLookup parties, StoreKeys? keys = null)
    {
        if (record.ContentHash.Length != HashBytes)
        {
            throw new ArgumentException($"Record {record.Key} has a content hash of {record.ContentHash.Length} bytes, not {HashBytes}.");
        }

        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt64LittleEndian(head, parties.Find(record.Party));
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], System.Text.Encoding.UTF8.GetByteCount(record.Key.RecordId));
        List<long> places = keys is null ? [] : BlindIndex.PlacesOf(record.Content, keys);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], places.Count);
        buffer.Write(head);
        buffer.WriteBareText(record.Key.RecordId);
        buffer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(places)));
        int start = buffer.Length;
        buffer.Write(record.ContentHash);
        buffer.Write(record.Content);
        if (keys is not null)
        {
            buffer.Seal(start, SealedKind.Record, RowOwner.Of(record.Key), keys);
        }

        buffer.EndRow();
        return true;
    }

    /// <summary>Since when a content holds true by its own account (UTC); null where it does not say.</summary>
    public static DateTimeOffset? UpdatedOf(byte[] content)
    {
        foreach (AttributeValue value in RecordContent.Decode(content))
        {
            if (value.Attribute == Attributes.RecordUpdated && Dates.Parse(value.Value).First is var day and not 0)
            {
                return new DateTimeOffset(DateReadings.Year(day), Math.Max(1, DateReadings.Month(day)), Math.Max(1, day % 100), 0, 0, 0, TimeSpan.Zero);
            }
        }

        return null;
    }
}

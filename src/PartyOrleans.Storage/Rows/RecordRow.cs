using PartyOrleans.Standardisation;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Rows;

/// <summary>
/// A record as workers prepare it: party (8 bytes, 0 where still to be found), length of the record id (4 bytes), number of places in the
/// blind index (4 bytes), length of the body (4 bytes), record id, places (8 bytes each), body, payload. The body is what the store keeps:
/// content hash (16 bytes), then content, sealed. The payload is the record's raw text, sealed; nothing where it has none or it was not asked for.
/// </summary>
internal readonly ref struct RecordRow(ReadOnlySpan<byte> row)
{
    /// <summary>Bytes of a content hash.</summary>
    public const int HashBytes = 16;

    private const int HeadBytes = 20;
    private const int BodyBytesAt = 16;

    private readonly ReadOnlySpan<byte> _row = row;

    /// <summary>Number of the party's row, or 0.</summary>
    public long Party => BinaryPrimitives.ReadInt64LittleEndian(_row);

    /// <summary>UTF-8 of the record id.</summary>
    public ReadOnlySpan<byte> RecordId => _row.Slice(HeadBytes, RecordIdBytes);

    /// <summary>Content hash and content.</summary>
    public ReadOnlySpan<byte> Body => _row.Slice(BodyAt, BodyBytes);

    /// <summary>The raw text, sealed; empty where there is none or it was not asked for.</summary>
    public ReadOnlySpan<byte> Payload => _row[(BodyAt + BodyBytes)..];

    /// <summary>Places of its sensitive identifiers in the blind index.</summary>
    public int PlaceCount => BinaryPrimitives.ReadInt32LittleEndian(_row[12..]);

    private int BodyAt => HeadBytes + RecordIdBytes + (PlaceCount * sizeof(long));

    private int BodyBytes => BinaryPrimitives.ReadInt32LittleEndian(_row[BodyBytesAt..]);

    private int RecordIdBytes => BinaryPrimitives.ReadInt32LittleEndian(_row[8..]);

    /// <summary>One of these places.</summary>
    public long PlaceAt(int index) => BinaryPrimitives.ReadInt64LittleEndian(_row[(HeadBytes + RecordIdBytes + (index * sizeof(long)))..]);

    /// <summary>Writes a record as one row.</summary>
    /// <param name="buffer">Gets the row.</param>
    /// <param name="record">The record.</param>
    /// <param name="parties">The parties known.</param>
    /// <param name="withPayload">Whether the row is to hold the raw text too.</param>
    /// <param name="keys">The store's keys.</param>
    /// <exception cref="ArgumentException">Its content hash is not 16 bytes long.</exception>
    public static bool Write(RowBuffer buffer, StoredRecord record, PartyLookup parties, bool withPayload, StoreKeys keys)
    {
        if (record.ContentHash.Length != HashBytes)
        {
            throw new ArgumentException($"Record {record.Key} has a content hash of {record.ContentHash.Length} bytes, not {HashBytes}.");
        }

        Span<byte> room = stackalloc byte[256];
        ReadOnlySpan<byte> owner = RowOwner.Of(record.Key, room);
        int row = buffer.Length;
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt64LittleEndian(head, parties.Find(record.Party));
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], Encoding.UTF8.GetByteCount(record.Key.RecordId));
        List<long> places = BlindIndex.PlacesOf(record.Content, keys);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], places.Count);
        buffer.Write(head);
        buffer.WriteBareText(record.Key.RecordId);
        buffer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(places)));
        int body = buffer.Length;
        buffer.Write(record.ContentHash);
        buffer.Write(record.Content);
        buffer.Seal(body, SealedKind.Record, owner, keys);
        int payload = buffer.Length;
        buffer.Overwrite(row + BodyBytesAt, payload - body);
        if (withPayload && record.Payload.Length > 0)
        {
            buffer.WriteBareText(record.Payload);
            buffer.Seal(payload, SealedKind.Payload, owner, keys);
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

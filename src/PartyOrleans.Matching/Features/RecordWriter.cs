using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// Writes records into rows as they are read, value by value, without making objects of them. One thread at a time; many writers may
/// write at once. Rows that a writer reserved and did not fill stay free.
/// </summary>
public sealed class RecordWriter
{
    private const int RowsReserved = 256;

    private readonly EncodedRecords _records;
    private readonly RecordEncoder _encoder;
    private readonly RecordKeys.Writer _keys;
    private int _next;
    private int _end;

    internal RecordWriter(EncodedRecords records, RecordKeys keys)
    {
        _records = records;
        _encoder = new RecordEncoder(records.Vocabulary, records.Table);
        _keys = keys.NewWriter();
    }

    /// <summary>Starts a record; one that was not finished is forgotten.</summary>
    public void Begin() => _encoder.Begin();

    /// <summary>Adds a value, see <see cref="RecordEncoder.Add"/>.</summary>
    public void Add(in EncodedAttribute attribute, ReadOnlySpan<byte> utf8, int group) => _encoder.Add(attribute, utf8, group);

    /// <summary>Writes the record and returns its row.</summary>
    /// <param name="source">Source.</param>
    /// <param name="recordId">Record id, UTF-8.</param>
    public int Finish(string source, ReadOnlySpan<byte> recordId)
    {
        int row = Next();
        _encoder.Finish(row);
        _keys.Set(row, source, recordId);
        return row;
    }

    /// <summary>Writes a whole record and returns its row.</summary>
    public int Write(SourceRecord record)
    {
        int row = Next();
        _records.Encode(record, row, _encoder);
        return row;
    }

    private int Next()
    {
        if (_next == _end)
        {
            _next = _records.Reserve(RowsReserved);
            _end = _next + RowsReserved;
        }

        return _next++;
    }
}

using System.Text;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>What takes the values of a record as a parser finds them. One thread at a time.</summary>
internal interface IRecordTarget
{
    /// <summary>Starts a record; one that was not finished is forgotten.</summary>
    void Begin();

    /// <summary>Takes a value.</summary>
    /// <param name="index">Index of the column.</param>
    /// <param name="column">Its plan.</param>
    /// <param name="utf8">The value, trimmed and not empty.</param>
    /// <param name="isAscii">Whether it is known to be ASCII.</param>
    void Add(int index, in ColumnPlan column, ReadOnlySpan<byte> utf8, bool isAscii);

    /// <summary>Takes a value that several columns make.</summary>
    void Add(in AttributeValue value);

    /// <summary>Ends the record: its place among the parsed items, see <see cref="ParsedItem"/>.</summary>
    ParsedItem Finish(string source, ReadOnlySpan<byte> recordId, bool isAscii, in ParsedPlace place);
}

/// <summary>Makes objects of the records.</summary>
internal sealed class RecordObjects(int columns) : IRecordTarget
{
    private readonly SpanPool[] pools = [.. Enumerable.Range(0, columns).Select(_ => new SpanPool())];
    private readonly List<AttributeValue> values = new(32);

    /// <inheritdoc />
    public void Begin() => values.Clear();

    /// <inheritdoc />
    public void Add(int index, in ColumnPlan column, ReadOnlySpan<byte> utf8, bool isAscii) =>
        values.Add(new AttributeValue(column.Attribute, pools[index].Text(utf8, isAscii), column.Group));

    /// <inheritdoc />
    public void Add(in AttributeValue value) => values.Add(value);

    /// <inheritdoc />
    public ParsedItem Finish(string source, ReadOnlySpan<byte> recordId, bool isAscii, in ParsedPlace place) =>
        ParsedItem.Of(new SourceRecord(new RecordKey(source, SpanPool.Decode(recordId, isAscii)), [.. values]), place);
}

/// <summary>Encodes the records into rows and makes no objects.</summary>
internal sealed class RecordRows : IRecordTarget
{
    private readonly RecordWriter writer;
    private readonly EncodedAttribute[] attributes;

    public RecordRows(RecordWriter writer, ColumnPlan[] columns)
    {
        this.writer = writer;
        attributes = [.. columns.Select(column =>
            column.Use is ColumnUse.Value or ColumnUse.PartyType ? EncodedAttribute.Of(column.Attribute) : default)];
    }

    /// <inheritdoc />
    public void Begin() => writer.Begin();

    /// <inheritdoc />
    public void Add(int index, in ColumnPlan column, ReadOnlySpan<byte> utf8, bool isAscii) => writer.Add(attributes[index], utf8, column.Group);

    /// <inheritdoc />
    public void Add(in AttributeValue value) =>
        writer.Add(EncodedAttribute.Of(value.Attribute), Encoding.UTF8.GetBytes(value.Value), value.Group);

    /// <inheritdoc />
    public ParsedItem Finish(string source, ReadOnlySpan<byte> recordId, bool isAscii, in ParsedPlace place) =>
        ParsedItem.Of(writer.Finish(source, recordId), source, place);
}

/// <summary>Encodes what another parser makes.</summary>
internal sealed class EncodingParser(IChunkParser parser, RecordWriter writer) : IChunkParser
{
    /// <inheritdoc />
    public ParsedChunk Parse(Chunk chunk)
    {
        ParsedChunk parsed = parser.Parse(chunk);
        foreach (ref ParsedItem item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parsed.Items))
        {
            if (item.Record is { } record)
            {
                item = ParsedItem.Of(writer.Write(record), record.Key.Source, item.Place);
            }
        }

        return parsed;
    }
}

using System.Buffers.Binary;
using System.Text;
using Npgsql;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>The type of a column.</summary>
internal enum ColumnType
{
    /// <summary>smallint.</summary>
    Short,

    /// <summary>integer.</summary>
    Int,

    /// <summary>bigint.</summary>
    Long,

    /// <summary>bigint, where 0 stands for null.</summary>
    Link,

    /// <summary>double precision.</summary>
    Real,

    /// <summary>text.</summary>
    Text,

    /// <summary>bytea.</summary>
    Bytes,
}

/// <summary>
/// Rows waiting to be written, a column at a time: few go with a statement as one array per column, many as a COPY stream.
/// The cells of a row are put in the order of the columns.
/// </summary>
internal sealed class TableRows
{
    private readonly Column[] _columns;
    private int _next;

    /// <param name="columns">Types of the columns in the order in which the statement names them.</param>
    public TableRows(params ReadOnlySpan<ColumnType> columns)
    {
        _columns = new Column[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            _columns[i] = new Column(columns[i]);
        }
    }

    /// <summary>Rows put since the last <see cref="Clear"/>.</summary>
    public int Count => _next == 0 ? _columns[0].Count : throw new InvalidOperationException($"A row has only {_next} of {_columns.Length} cells.");

    public TableRows Put(long value)
    {
        Next().Numbers.Add(value);
        return this;
    }

    public TableRows Put(double value) => Put(BitConverter.DoubleToInt64Bits(value));

    public TableRows Put(ReadOnlySpan<byte> value)
    {
        RowBuffer bytes = Next().Bytes;
        bytes.Write(value);
        bytes.EndRow();
        return this;
    }

    /// <summary>Puts a text, for a column of text or of UTF-8 bytes.</summary>
    public TableRows Put(string value)
    {
        RowBuffer bytes = Next().Bytes;
        bytes.WriteBareText(value);
        bytes.EndRow();
        return this;
    }

    /// <summary>Forgets all rows, keeping the memory.</summary>
    public void Clear()
    {
        foreach (Column column in _columns)
        {
            column.Numbers.Clear();
            column.Bytes.Clear();
        }
    }

    /// <summary>One array per column.</summary>
    public NpgsqlParameter[] ToParameters()
    {
        int rows = Count;
        return Array.ConvertAll(_columns, column => column.ToParameter(rows));
    }

    /// <summary>Writes all rows in COPY's binary form: number of fields (2 bytes), then per field its length (4 bytes, -1 for null) and bytes; big-endian.</summary>
    public void WriteTo(RowBuffer copy)
    {
        int rows = Count;
        Span<byte> fields = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(fields, (short)_columns.Length);
        for (int row = 0; row < rows; row++)
        {
            copy.Write(fields);
            foreach (Column column in _columns)
            {
                column.WriteTo(copy, row);
            }
        }
    }

    private Column Next()
    {
        Column column = _columns[_next];
        _next = _next + 1 == _columns.Length ? 0 : _next + 1;
        return column;
    }

    private sealed class Column(ColumnType type)
    {
        public List<long> Numbers { get; } = [];

        public RowBuffer Bytes { get; } = new(initialBytes: 256);

        public int Count => Math.Max(Numbers.Count, Bytes.Count);

        public NpgsqlParameter ToParameter(int rows) => type switch
        {
            ColumnType.Short => Parameter.Of(Array.ConvertAll(Numbers.ToArray(), static number => (short)number)),
            ColumnType.Int => Parameter.Of(Array.ConvertAll(Numbers.ToArray(), static number => (int)number)),
            ColumnType.Long => Parameter.Of(Numbers.ToArray()),
            ColumnType.Link => Parameter.Of(Array.ConvertAll(Numbers.ToArray(), static number => number == 0 ? (long?)null : number)),
            ColumnType.Real => Parameter.Of(Array.ConvertAll(Numbers.ToArray(), BitConverter.Int64BitsToDouble)),
            ColumnType.Text => Parameter.Of(Enumerable.Range(0, rows).Select(row => Encoding.UTF8.GetString(Bytes[row])).ToArray()),
            ColumnType.Bytes => Parameter.Of(Enumerable.Range(0, rows).Select(row => Bytes[row].ToArray()).ToArray()),
            _ => throw new InvalidOperationException($"Column type {type} is unknown."),
        };

        public void WriteTo(RowBuffer copy, int row)
        {
            Span<byte> cell = stackalloc byte[12];
            switch (type)
            {
                case ColumnType.Short:
                    BinaryPrimitives.WriteInt32BigEndian(cell, sizeof(short));
                    BinaryPrimitives.WriteInt16BigEndian(cell[4..], (short)Numbers[row]);
                    copy.Write(cell[..6]);
                    break;
                case ColumnType.Int:
                    BinaryPrimitives.WriteInt32BigEndian(cell, sizeof(int));
                    BinaryPrimitives.WriteInt32BigEndian(cell[4..], (int)Numbers[row]);
                    copy.Write(cell[..8]);
                    break;
                case ColumnType.Link when Numbers[row] == 0:
                    BinaryPrimitives.WriteInt32BigEndian(cell, -1);
                    copy.Write(cell[..4]);
                    break;
                case ColumnType.Link or ColumnType.Long or ColumnType.Real:
                    BinaryPrimitives.WriteInt32BigEndian(cell, sizeof(long));
                    BinaryPrimitives.WriteInt64BigEndian(cell[4..], Numbers[row]);
                    copy.Write(cell);
                    break;
                default:
                    BinaryPrimitives.WriteInt32BigEndian(cell, Bytes[row].Length);
                    copy.Write(cell[..4]);
                    copy.Write(Bytes[row]);
                    break;
            }
        }
    }
}

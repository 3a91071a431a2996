using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Makes records of delimited text. The reading of cells is CsvHelper's; one look-up per cell says what becomes of it.</summary>
internal sealed class CsvChunkParser : IChunkParser
{
    private readonly ParseContext context;
    private readonly CsvDialect dialect;
    private readonly RecordPlan plan;
    private readonly CsvReaderOptions options;
    private readonly CsvReaderOptions plainOptions;
    private readonly IRecordTarget target;
    private readonly CsvRowContract? rows;
    private readonly SpanPool types = new();
    private readonly SpanPool sources = new();
    private readonly string[] parts;
    private readonly List<AttributeValue> joined = [];
    private List<ParsedItem> items = [];
    private byte[] id = new byte[64];
    private int idLength;
    private string? version;
    private LineCounter lines;
    private bool mayHaveBars;
    private bool hasNuls;
    private bool isAscii;
    private bool hasQuotes;
    private int stretchStart;

    public CsvChunkParser(ParseContext context, CsvDialect dialect, RecordPlan plan, IRecordTarget target, CsvRowContract? rows = null)
    {
        this.context = context;
        this.dialect = dialect;
        this.plan = plan;
        this.target = target;
        this.rows = rows;
        options = OptionsFor(dialect);
        // Cells are trimmed below in any case; blanks before quotes are all that the reader itself must know of.
        plainOptions = options with { TrimWhitespace = false };
        parts = new string[plan.Columns.Length];
        Array.Fill(parts, "");
    }

    /// <summary>Settings of the reader for a stretch of records without header.</summary>
    public static CsvReaderOptions OptionsFor(CsvDialect dialect) => new()
    {
        Separator = (char)dialect.Delimiter,
        HasHeader = false,
        TrimWhitespace = true,
        DetectSeparatorHint = false,
        MalformedData = CsvMalformedDataHandling.Recover,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
        IncludeValuesInExceptions = false,
    };

    /// <inheritdoc />
    public ParsedChunk Parse(Chunk chunk)
    {
        chunk = chunk.Sound(dialect.NewLine, out int repaired);
        context.AddRepaired(repaired);
        items = context.TakeItems((chunk.Length / 100) + 16);
        Span<byte> all = chunk.Buffer.AsSpan(0, chunk.Length);
        mayHaveBars = dialect.Delimiter == '|' || all.Contains((byte)'|');
        hasNuls = all.Contains((byte)0);
        isAscii = Ascii.IsValid(all);
        hasQuotes = all.Contains((byte)'"');
        lines = new LineCounter(chunk, dialect.NewLine);
        int at = 0;
        foreach (BadLine bad in chunk.Bad ?? [])
        {
            ParseStretch(chunk, at, bad.Start);
            ReadOnlySpan<byte> raw = all[bad.Start..bad.End].TrimEnd("\r\n"u8);
            items.Add(ParsedItem.Of(context.Dead(context.Source, lines.At(bad.Start), DeadLetterKind.Parse, bad.Reason, raw)));
            at = bad.End;
        }

        ParseStretch(chunk, at, chunk.Length);
        return new ParsedChunk(chunk, items);
    }

    private void ParseStretch(Chunk chunk, int from, int to)
    {
        if (from == to)
        {
            return;
        }

        stretchStart = from;
        using CsvReader reader = CsvReader.Create(chunk.Buffer.AsMemory(from, to - from), hasQuotes ? options : plainOptions);
        while (reader.Read())
        {
            ReadRow(reader);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadRow(CsvReader reader)
    {
        ColumnPlan[] columns = plan.Columns;
        int fields = reader.FieldCount;
        if (fields > columns.Length && !RestIsEmpty(reader, columns.Length, fields))
        {
            Refuse(reader, DeadLetterKind.Parse, string.Create(CultureInfo.InvariantCulture, $"{fields} cells, but the header has {columns.Length} columns"));
            return;
        }

        if (hasNuls && reader.RawRecord.Contains((byte)0))
        {
            Refuse(reader, DeadLetterKind.Parse, "a NUL byte; text without control characters is expected");
            return;
        }

        version = null;
        if (rows?.Judge(reader, lines.At(Start(reader)), out version) is { } refusal)
        {
            Refuse(reader, DeadLetterKind.Contract, refusal);
            return;
        }

        target.Begin();
        idLength = 0;
        string source = context.Source;
        bool hasUsable = false;
        bool hasAny = false;
        int count = Math.Min(fields, columns.Length);
        for (int i = 0; i < count; i++)
        {
            ref readonly ColumnPlan column = ref columns[i];
            if (column.Use == ColumnUse.Drop)
            {
                continue;
            }

            ReadOnlySpan<byte> cell = CellText.Trim(reader.GetSpan(i));
            if (cell.IsEmpty)
            {
                continue;
            }

            if (cell.Length > context.MaxFieldBytes)
            {
                Refuse(reader, DeadLetterKind.Parse, string.Create(CultureInfo.InvariantCulture,
                    $"a cell of {cell.Length} bytes in column {i + 1}; at most {context.MaxFieldBytes} are allowed"));
                return;
            }

            if (plan.Nulls.Contains(cell))
            {
                continue;
            }

            hasAny = true;
            switch (column.Use)
            {
                case ColumnUse.RecordId:
                    KeepId(cell);
                    break;
                case ColumnUse.Source:
                    source = sources.Text(cell, isAscii);
                    break;
                case ColumnUse.PartyType:
                    target.Add(new AttributeValue(column.Attribute, PartyTypes.Canonical(types.Text(cell, isAscii))));
                    break;
                case ColumnUse.Part:
                    parts[i] = SpanPool.Decode(cell, isAscii);
                    break;
                default:
                    hasUsable |= !column.IsPayload;
                    if (mayHaveBars && column.Several && cell.Contains((byte)'|'))
                    {
                        AddSeveral(i, column, cell);
                    }
                    else
                    {
                        target.Add(i, column, cell, isAscii);
                    }

                    break;
            }
        }

        if (!hasAny)
        {
            return;
        }

        if (plan.Joins.Length + plan.Relations.Length > 0)
        {
            joined.Clear();
            hasUsable |= RowCompletion.Complete(plan, parts, joined, source);
            foreach (AttributeValue value in joined)
            {
                target.Add(value);
            }
        }

        Finish(reader, source, hasUsable);
    }

    private void KeepId(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > id.Length)
        {
            id = new byte[cell.Length * 2];
        }

        cell.CopyTo(id);
        idLength = cell.Length;
    }

    /// <summary>Adds the values that a cell separates by vertical bars.</summary>
    private void AddSeveral(int index, in ColumnPlan column, ReadOnlySpan<byte> cell)
    {
        foreach (Range range in cell.Split((byte)'|'))
        {
            ReadOnlySpan<byte> part = CellText.Trim(cell[range]);
            if (!part.IsEmpty && !plan.Nulls.Contains(part))
            {
                target.Add(index, column, part, isAscii);
            }
        }
    }

    private void Finish(CsvReader reader, string source, bool hasUsable)
    {
        ulong keyHash = 0;
        if (plan.HasRecordId)
        {
            if (idLength == 0)
            {
                Refuse(reader, DeadLetterKind.Contract, "no record id");
                return;
            }

            keyHash = StableHash.Of(id.AsSpan(0, idLength), StableHash.Of(source));
        }
        else
        {
            lines.At(Start(reader)).TryFormat(id, out idLength, default, CultureInfo.InvariantCulture);
        }

        if (!hasUsable)
        {
            Refuse(reader, DeadLetterKind.Contract, "no cell that can be matched on is filled");
            return;
        }

        if (plan.PartyType is not null)
        {
            target.Add(new AttributeValue(Attributes.PartyType, plan.PartyType));
        }

        ReadOnlySpan<byte> raw = reader.RawRecord;
        items.Add(target.Finish(
            source, id.AsSpan(0, idLength), isAscii,
            new ParsedPlace(version is null ? keyHash : 0, keyHash == 0 ? 0 : StableHash.Of(raw), Start(reader), raw.Length)) with { Version = version });
    }

    private void Refuse(CsvReader reader, DeadLetterKind kind, string reason)
    {
        Array.Fill(parts, "");
        items.Add(ParsedItem.Of(context.Dead(context.Source, lines.At(Start(reader)), kind, reason, reader.RawRecord)));
    }

    private int Start(CsvReader reader) => stretchStart + (int)reader.ByteOffset;

    private static bool RestIsEmpty(CsvReader reader, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (!CellText.Trim(reader.GetSpan(i)).IsEmpty)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Line numbers of ascending offsets in a chunk, counted only as far as asked for.</summary>
internal struct LineCounter(Chunk chunk, byte newLine)
{
    private int counted;
    private long line = chunk.FirstLine;

    /// <summary>The line (from 1) that holds the byte at the offset.</summary>
    public long At(int offset)
    {
        if (offset > counted)
        {
            line += chunk.Buffer.AsSpan(counted, offset - counted).Count(newLine);
            counted = offset;
        }

        return line;
    }
}

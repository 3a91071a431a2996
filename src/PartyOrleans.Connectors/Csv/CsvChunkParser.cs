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
    private readonly SpanPool[] pools;
    private readonly SpanPool sources = new();
    private readonly string[] parts;
    private readonly List<AttributeValue> values = new(32);
    private List<ParsedItem> items = [];
    private LineCounter lines;
    private bool mayHaveBars;
    private bool hasNuls;
    private bool isAscii;
    private bool hasQuotes;
    private int stretchStart;

    public CsvChunkParser(ParseContext context, CsvDialect dialect, RecordPlan plan)
    {
        this.context = context;
        this.dialect = dialect;
        this.plan = plan;
        options = OptionsFor(dialect);
        // Cells are trimmed below in any case; blanks before quotes are all that the reader itself must know of.
        plainOptions = options with { TrimWhitespace = false };
        pools = [.. plan.Columns.Select(_ => new SpanPool())];
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
        items = new List<ParsedItem>((chunk.Length / 100) + 16);
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
            items.Add(new ParsedItem(null, context.Dead(context.Source, lines.At(bad.Start), DeadLetterKind.Parse, bad.Reason, raw), 0, 0, 0, 0));
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

        values.Clear();
        string? id = null;
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
                    id = SpanPool.Decode(cell, isAscii);
                    break;
                case ColumnUse.Source:
                    source = sources.Text(cell, isAscii);
                    break;
                case ColumnUse.PartyType:
                    values.Add(new AttributeValue(column.Attribute, PartyTypes.Canonical(pools[i].Text(cell, isAscii))));
                    break;
                case ColumnUse.Part:
                    parts[i] = pools[i].Text(cell, isAscii);
                    break;
                default:
                    hasUsable |= !column.IsPayload;
                    if (mayHaveBars && column.Several && cell.Contains((byte)'|'))
                    {
                        CellText.AddSeveral(column, cell, plan.Nulls, values);
                    }
                    else
                    {
                        values.Add(new AttributeValue(column.Attribute, pools[i].Text(cell, isAscii), column.Group));
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
            hasUsable |= RowCompletion.Complete(plan, parts, values, source);
        }

        Finish(reader, id, source, hasUsable);
    }

    private void Finish(CsvReader reader, string? id, string source, bool hasUsable)
    {
        ulong keyHash = 0;
        if (plan.HasRecordId)
        {
            if (id is null)
            {
                Refuse(reader, DeadLetterKind.Contract, "no record id");
                return;
            }

            keyHash = StableHash.Of(id, StableHash.Of(source));
        }
        else
        {
            id = lines.At(Start(reader)).ToString(CultureInfo.InvariantCulture);
        }

        if (!hasUsable)
        {
            Refuse(reader, DeadLetterKind.Contract, "no cell that can be matched on is filled");
            return;
        }

        if (plan.PartyType is not null)
        {
            values.Add(new AttributeValue(Attributes.PartyType, plan.PartyType));
        }

        ReadOnlySpan<byte> raw = reader.RawRecord;
        items.Add(new ParsedItem(
            new SourceRecord(new RecordKey(source, id), [.. values]), null, keyHash, keyHash == 0 ? 0 : StableHash.Of(raw), Start(reader), raw.Length));
    }

    private void Refuse(CsvReader reader, DeadLetterKind kind, string reason)
    {
        Array.Fill(parts, "");
        items.Add(new ParsedItem(null, context.Dead(context.Source, lines.At(Start(reader)), kind, reason, reader.RawRecord), 0, 0, 0, 0));
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

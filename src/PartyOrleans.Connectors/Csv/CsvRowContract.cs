using System.Buffers;
using System.Text;
using System.Text.Json;
using CsvHelper;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>
/// Holds the rows of a delimited text against a contract. A row is an object whose members are the columns that are filled in it; cells are texts, except
/// where the schema wants a number or boolean and the cell is one. One thread uses it at a time.
/// </summary>
internal sealed class CsvRowContract
{
    private readonly Column[] columns;
    private readonly ContractCheck? check;
    private readonly string order;
    private readonly int orderAt;
    private readonly NullValues nulls;
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly Utf8JsonWriter json;

    public CsvRowContract(CompiledContract contract, RecordPlan plan, string input, SourceTally tally)
    {
        check = contract.Schema is { } schema ? new ContractCheck(schema, input, tally) : null;
        order = contract.Contract.Order;
        orderAt = order.Length > 0 ? Array.IndexOf(plan.Header, order) : -1;
        nulls = plan.Nulls;
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        var seen = new HashSet<string>(StringComparer.Ordinal);
        columns = [.. plan.Header.Select(name => new Column(JsonEncodedText.Encode(name), check?.Root.Child(name), IsFirst: name.Length > 0 && seen.Add(name)))];
    }

    /// <summary>Whether there is anything that rows are held against.</summary>
    public static bool IsNeeded(CompiledContract contract) => contract.Schema is not null || contract.Contract.Order.Length > 0;

    /// <summary>Judges the row that a reader is at.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">Line of the row, for reports.</param>
    /// <param name="version">Its version, where the contract names a column for that.</param>
    /// <returns>Why it is to be refused; null where it is not.</returns>
    public string? Judge(CsvReader reader, long line, out string? version)
    {
        version = null;
        int count = Math.Min(reader.FieldCount, columns.Length);
        ulong shape = 0;
        bool isEmpty = true;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> cell = CellOf(reader, i);
            if (!cell.IsEmpty)
            {
                isEmpty = false;
                shape = StableHash.Combine(shape, ((ulong)i << 32) + ShapeOf(columns[i], cell));
            }
        }

        if (isEmpty)
        {
            return null;
        }

        if (check is not null && ((check.IsKnown(shape, line, out string? refusal) ? refusal : Ask(reader, count, shape, line)) is { } why))
        {
            return why;
        }

        return order.Length == 0 ? null : VersionOf(orderAt >= 0 && orderAt < count ? CellOf(reader, orderAt) : default, out version);
    }

    /// <summary>A cell that is filled; empty where it is not, or its column has the name of an earlier one.</summary>
    private ReadOnlySpan<byte> CellOf(CsvReader reader, int index)
    {
        ReadOnlySpan<byte> cell = CellText.Trim(reader.GetSpan(index));
        return cell.IsEmpty || !columns[index].IsFirst || nulls.Contains(cell) ? default : cell;
    }

    /// <summary>What of a cell the validator's answer depends on: its kind, and what is wrong with its value.</summary>
    private static uint ShapeOf(in Column column, ReadOnlySpan<byte> cell)
    {
        JsonTokenType kind = KindOf(column, cell);
        if (column.Node is not { JudgesValues: true } node)
        {
            return (uint)kind + (kind == JsonTokenType.Number && cell.IndexOfAny(".eE"u8) < 0 ? 64u : 0);
        }

        if (kind == JsonTokenType.String)
        {
            return 128 + (node.FaultOfText(cell) is { } fault ? (uint)fault + 1 : 0);
        }

        var reader = new Utf8JsonReader(cell);
        using JsonDocument value = JsonDocument.ParseValue(ref reader);
        return 1024 + (uint)kind + (kind == JsonTokenType.Number && cell.IndexOfAny(".eE"u8) < 0 ? 64u : 0) + (node.Fault(value.RootElement) is { } wrong ? ((uint)wrong + 1) << 11 : 0);
    }

    private string? VersionOf(ReadOnlySpan<byte> cell, out string? version)
    {
        version = cell.IsEmpty ? null : RecordOrder.VersionOf(Encoding.UTF8.GetString(cell));
        return version is not null ? null
            : cell.IsEmpty ? $"{order}, which orders the states of a record, is missing"
            : $"{order}, which orders the states of a record, is no whole number, time or other text";
    }

    /// <summary>Makes the row an object and asks the validator.</summary>
    private string? Ask(CsvReader reader, int count, ulong shape, long line)
    {
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> cell = CellOf(reader, i);
            if (cell.IsEmpty)
            {
                continue;
            }

            json.WritePropertyName(columns[i].Name);
            if (KindOf(columns[i], cell) == JsonTokenType.String)
            {
                json.WriteStringValue(cell);
            }
            else
            {
                json.WriteRawValue(cell, skipInputValidation: true);
            }
        }

        json.WriteEndObject();
        json.Flush();
        using JsonDocument row = JsonDocument.Parse(buffer.WrittenMemory);
        return check!.RefusalOf(shape, row.RootElement, line);
    }

    /// <summary>A text, unless the schema wants a number or boolean and the cell is one.</summary>
    private static JsonTokenType KindOf(in Column column, ReadOnlySpan<byte> cell) =>
        column.Node is not { IsText: false } node ? JsonTokenType.String
        : node.IsNumber && IsJson(cell, JsonTokenType.Number) ? JsonTokenType.Number
        : node.IsBoolean && IsJson(cell, JsonTokenType.True) ? JsonTokenType.True
        : node.IsBoolean && IsJson(cell, JsonTokenType.False) ? JsonTokenType.False
        : JsonTokenType.String;

    private static bool IsJson(ReadOnlySpan<byte> cell, JsonTokenType kind)
    {
        if (kind == JsonTokenType.Number && cell.ContainsAnyExcept("0123456789+-.eE"u8))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(cell);
            return reader.Read() && reader.TokenType == kind && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private readonly record struct Column(JsonEncodedText Name, SchemaNode? Node, bool IsFirst);
}

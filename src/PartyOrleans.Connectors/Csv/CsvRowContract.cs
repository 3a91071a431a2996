using System.Buffers;
using System.Text.Json;
using CsvHelper;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Connectors;

/// <summary>
/// Holds the rows of a delimited text against a contract. A row is an object whose members are the columns that are filled in it; cells are texts, except
/// where the schema wants a number or boolean and the cell is one. One thread uses it at a time.
/// </summary>
internal sealed class CsvRowContract
{
    private readonly Column[] columns;
    private readonly ContractCheck? check;
    private readonly RecordOrder? order;
    private readonly NullValues nulls;
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly Utf8JsonWriter json;

    public CsvRowContract(CompiledContract contract, RecordPlan plan, string input, SourceTally tally)
    {
        check = contract.Schema is { } schema ? new ContractCheck(schema, input, tally) : null;
        order = RecordOrder.Of(contract.Contract.Order);
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
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        int count = Math.Min(reader.FieldCount, columns.Length);
        bool isEmpty = true;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> cell = CellText.Trim(reader.GetSpan(i));
            if (!cell.IsEmpty && columns[i].IsFirst && !nulls.Contains(cell))
            {
                isEmpty = false;
                Write(columns[i], cell);
            }
        }

        if (isEmpty)
        {
            return null;
        }

        json.WriteEndObject();
        json.Flush();
        using JsonDocument row = JsonDocument.Parse(buffer.WrittenMemory);
        return check?.RefusalOf(row.RootElement, line) ?? order?.Read(row.RootElement, out version);
    }

    private void Write(in Column column, ReadOnlySpan<byte> cell)
    {
        json.WritePropertyName(column.Name);
        if (column.Node is { IsText: false } node && ((node.IsNumber && IsJson(cell, JsonTokenType.Number)) || (node.IsBoolean && (IsJson(cell, JsonTokenType.True) || IsJson(cell, JsonTokenType.False)))))
        {
            json.WriteRawValue(cell, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(cell);
        }
    }

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

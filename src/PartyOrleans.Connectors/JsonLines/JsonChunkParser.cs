using System.Globalization;
using System.Text;
using System.Text.Json;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>
/// Makes records of JSON objects. Nested objects give dotted paths (<c>name.given</c>), arrays several values; the elements of the public
/// Senzing form's FEATURES array count as if they stood at the top. Parts of one name or address share the object they stand in, which
/// makes their group.
/// </summary>
internal sealed class JsonChunkParser : IChunkParser
{
    private const int MaxDepth = 32;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    private readonly ParseContext context;
    private readonly JsonPaths paths;
    private readonly RecordPlan plan;
    private readonly string[] parts;
    private readonly List<AttributeValue> values = new(32);
    private readonly JsonGroups groups = new();
    private readonly SpanPool sources = new();
    private string? id;
    private string source = "";
    private bool hasUsable;
    private bool hasAny;
    private string? refusal;

    public JsonChunkParser(ParseContext context, RecordPlan plan, bool recogniseMore)
    {
        this.context = context;
        this.plan = plan;
        paths = new JsonPaths(plan, recogniseMore);
        parts = new string[plan.Columns.Length];
        Array.Fill(parts, "");
    }

    /// <inheritdoc />
    public ParsedChunk Parse(Chunk chunk)
    {
        var items = new List<ParsedItem>((chunk.Length / 300) + 16);
        if (chunk.Elements is { } elements)
        {
            var lines = new LineCounter(chunk, (byte)'\n');
            foreach (JsonElementRange element in elements)
            {
                Add(chunk, element.Start, element.End, element.Fault, lines.At(element.Start), items);
            }

            return new ParsedChunk(chunk, items);
        }

        chunk = chunk.Sound((byte)'\n', out int repaired);
        context.AddRepaired(repaired);
        long line = chunk.FirstLine;
        int at = 0;
        while (at < chunk.Length)
        {
            int end = chunk.Buffer.AsSpan(at, chunk.Length - at).IndexOf((byte)'\n');
            end = end < 0 ? chunk.Length : at + end + 1;
            string? fault = chunk.Bad?.Find(bad => bad.Start == at).Reason;
            Add(chunk, at, end, fault, line++, items);
            at = end;
        }

        return new ParsedChunk(chunk, items);
    }

    private void Add(Chunk chunk, int start, int end, string? fault, long line, List<ParsedItem> items)
    {
        ReadOnlySpan<byte> all = chunk.Buffer.AsSpan(start, end - start);
        ReadOnlySpan<byte> raw = CellText.Trim(all);
        if (raw.IsEmpty)
        {
            return;
        }

        if (!TextRepair.IsSound(raw))
        {
            raw = TextRepair.Repair(raw, (byte)'\n', out int repaired);
            context.AddRepaired(repaired);
        }

        DeadLetterKind kind = DeadLetterKind.Parse;
        fault ??= Read(raw, ref kind);
        if (fault is null && id is null && plan.HasRecordId)
        {
            (fault, kind) = ("no record id", DeadLetterKind.Contract);
        }
        else if (fault is null && !hasUsable)
        {
            (fault, kind) = ("no value that can be matched on is filled", DeadLetterKind.Contract);
        }

        if (fault is not null)
        {
            items.Add(ParsedItem.Of(context.Dead(source.Length > 0 ? source : context.Source, line, kind, fault, raw)));
            return;
        }

        bool hasId = plan.HasRecordId;
        var key = new RecordKey(source, hasId ? id! : line.ToString(CultureInfo.InvariantCulture));
        string payload = context.KeepPayload ? Encoding.UTF8.GetString(raw) : "";
        items.Add(ParsedItem.Of(
            new SourceRecord(key, [.. values], payload),
            new ParsedPlace(
                hasId ? StableHash.Of(key.RecordId, StableHash.Of(key.Source)) : 0, hasId ? StableHash.Of(raw) : 0, start, end - start)));
    }

    /// <summary>Reads an object into the fields of this parser.</summary>
    /// <returns>What is wrong with it; null for nothing.</returns>
    private string? Read(ReadOnlySpan<byte> raw, ref DeadLetterKind kind)
    {
        values.Clear();
        groups.Clear();
        Array.Fill(parts, "");
        id = null;
        source = context.Source;
        hasUsable = hasAny = false;
        refusal = null;
        if (raw[0] != '{')
        {
            return "a JSON object is expected";
        }

        var reader = new Utf8JsonReader(raw, Options);
        try
        {
            reader.Read();
            ReadObject(ref reader, paths.Root, container: 0);
            if (reader.Read())
            {
                return "text after the JSON object";
            }
        }
        catch (JsonException error)
        {
            return string.Create(CultureInfo.InvariantCulture, $"not valid JSON near byte {error.BytePositionInLine ?? 0} of its line {(error.LineNumber ?? 0) + 1}");
        }
        catch (InvalidOperationException)
        {
            return "not valid JSON: a text with half a surrogate pair";
        }

        if (refusal is not null)
        {
            return refusal;
        }

        if (!hasAny)
        {
            kind = DeadLetterKind.Contract;
            return "an empty JSON object";
        }

        hasUsable |= RowCompletion.Complete(plan, parts, values, source);
        groups.Apply(values);
        if (plan.PartyType is not null)
        {
            values.Add(new AttributeValue(Attributes.PartyType, plan.PartyType));
        }

        return null;
    }

    private void ReadObject(ref Utf8JsonReader reader, JsonPath path, int container)
    {
        bool hasRelation = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            JsonPath child = reader.ValueIsEscaped ? paths.Child(path, Encoding.UTF8.GetBytes(reader.GetString()!)) : paths.Child(path, reader.ValueSpan);
            reader.Read();
            hasRelation |= child.Plan.Use == ColumnUse.Part;
            ReadValue(ref reader, child, container);
        }

        // Each feature may hold a relation of its own.
        if (hasRelation && container > 0)
        {
            RowCompletion.Relate(plan, parts, values, source);
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, JsonPath path, int container)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, path, path.IsTransparent ? container : groups.NewContainer());
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    bool isWhole = reader.TokenType == JsonTokenType.StartObject
                        || path.Plan.Attribute is Attributes.NameFull or Attributes.NameOrganisation or Attributes.AddressFull;
                    int inner = isWhole ? groups.NewContainer() : container;
                    if (reader.TokenType == JsonTokenType.StartObject)
                    {
                        ReadObject(ref reader, path, inner);
                    }
                    else
                    {
                        ReadValue(ref reader, path, inner);
                    }
                }

                break;
            case JsonTokenType.Null:
                break;
            default:
                AddScalar(ref reader, path, container);
                break;
        }
    }

    private void AddScalar(ref Utf8JsonReader reader, JsonPath path, int container)
    {
        ReadOnlySpan<byte> bytes = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        bytes = CellText.Trim(bytes);
        if (bytes.Length > context.MaxFieldBytes)
        {
            refusal = string.Create(CultureInfo.InvariantCulture, $"a value of {bytes.Length} bytes; at most {context.MaxFieldBytes} are allowed");
            return;
        }

        if (bytes.IsEmpty || plan.Nulls.Contains(bytes))
        {
            return;
        }

        if (bytes.Contains((byte)0))
        {
            refusal = "a NUL character; text without control characters is expected";
            return;
        }

        hasAny = true;
        if (path.IsNameUsage)
        {
            groups.SayUsage(container, bytes);
        }

        ColumnPlan column = path.Plan;
        switch (column.Use)
        {
            case ColumnUse.RecordId:
                id = Encoding.UTF8.GetString(bytes);
                break;
            case ColumnUse.Source:
                source = sources.Text(bytes, isAscii: false);
                break;
            case ColumnUse.PartyType:
                values.Add(new AttributeValue(column.Attribute, PartyTypes.Canonical(path.Pool.Text(bytes, isAscii: false))));
                break;
            case ColumnUse.Part:
                parts[path.Column] = path.Pool.Text(bytes, isAscii: false);
                break;
            case ColumnUse.Value when !column.IsPayload:
                hasUsable = true;
                int first = values.Count;
                if (column.Several && bytes.Contains((byte)'|'))
                {
                    CellText.AddSeveral(column, bytes, plan.Nulls, values);
                }
                else
                {
                    values.Add(new AttributeValue(column.Attribute, path.Pool.Text(bytes, isAscii: false), column.Group));
                }

                for (int i = first; i < values.Count; i++)
                {
                    groups.Note(i, container, values[i]);
                }

                break;
            default:
                // Everything else is in the raw text, which is the payload.
                break;
        }
    }
}

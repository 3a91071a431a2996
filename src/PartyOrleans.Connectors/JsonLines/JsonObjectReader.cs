using System.Globalization;
using System.Text;
using System.Text.Json;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>
/// Reads JSON objects, one at a time. Nested objects give dotted paths (<c>name.given</c>), arrays several values; the elements of the public
/// Senzing form's FEATURES array count as if they stood at the top. Parts of one name or address share the object they stand in, which
/// makes their group.
/// </summary>
internal sealed class JsonObjectReader
{
    /// <summary>Values that a record may have at most.</summary>
    public const int MostValues = 10_000;

    private const int MaxDepth = 32;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    private readonly ParseContext context;
    private readonly JsonPaths paths;
    private readonly RecordPlan plan;
    private readonly string[] parts;
    private readonly List<AttributeValue> values = new(32);
    private readonly JsonGroups groups = new();
    private readonly SpanPool sources = new();
    private bool hasAny;
    private string? refusal;

    public JsonObjectReader(ParseContext context, RecordPlan plan, bool recogniseMore)
    {
        this.context = context;
        this.plan = plan;
        paths = new JsonPaths(plan, recogniseMore);
        parts = new string[plan.Columns.Length];
        Array.Fill(parts, "");
    }

    /// <summary>The record id of the object read last; null where it has none.</summary>
    public string? RecordId { get; private set; }

    /// <summary>The source of the object read last.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Whether it has a value that can be matched on.</summary>
    public bool HasUsable { get; private set; }

    /// <summary>Whether objects are to have a record id.</summary>
    public bool NeedsRecordId => plan.HasRecordId;

    /// <summary>The values of the object read last.</summary>
    public AttributeValue[] TakeValues() => [.. values];

    /// <summary>Reads an object.</summary>
    /// <param name="raw">UTF-8, trimmed and not empty.</param>
    /// <param name="kind">Of what is wrong.</param>
    /// <returns>What is wrong with it; null for nothing. The record id may have been read all the same.</returns>
    public string? Read(ReadOnlySpan<byte> raw, ref DeadLetterKind kind)
    {
        values.Clear();
        groups.Clear();
        Array.Fill(parts, "");
        RecordId = null;
        Source = context.Source;
        HasUsable = hasAny = false;
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

        HasUsable |= RowCompletion.Complete(plan, parts, values, Source);
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
            RowCompletion.Relate(plan, parts, values, Source);
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

        if (values.Count >= MostValues)
        {
            refusal = string.Create(CultureInfo.InvariantCulture, $"more than {MostValues} values; fewer are allowed");
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
                RecordId = Encoding.UTF8.GetString(bytes);
                break;
            case ColumnUse.Source:
                Source = sources.Text(bytes, isAscii: false);
                break;
            case ColumnUse.PartyType:
                values.Add(new AttributeValue(column.Attribute, PartyTypes.Canonical(path.Pool.Text(bytes, isAscii: false))));
                break;
            case ColumnUse.Part:
                parts[path.Column] = path.Pool.Text(bytes, isAscii: false);
                break;
            case ColumnUse.Value when !column.IsPayload:
                HasUsable = true;
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

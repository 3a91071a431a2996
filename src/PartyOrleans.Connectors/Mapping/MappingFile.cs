using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Mapping files: JSON, checked in full before use.</summary>
public sealed partial record Mapping
{
    private const string Properties = "recordId, source, partyType, columns, join, relations, ignore, nullValues";

    /// <summary>Reads a mapping file.</summary>
    /// <exception cref="InputException">The file cannot be read or is no mapping; the message names the JSON path and what is allowed there.</exception>
    public static Mapping Load(string path)
    {
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: the mapping cannot be read: {error.Message}", error);
        }

        return Parse(json, path);
    }

    /// <summary>Reads a mapping from JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">It is no mapping; the message names the JSON path and what is allowed there.</exception>
    public static Mapping Parse(string json, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException error)
        {
            throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: line {(error.LineNumber ?? 0) + 1}: the mapping is not valid JSON: an object with {Properties} is expected."),
                error);
        }

        using (document)
        {
            return new MappingReader(name).Read(document.RootElement);
        }
    }

    /// <summary>The mapping as a mapping file; reading it again gives an equal mapping.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteText("recordId", RecordId);
            WriteText("source", Source);
            WriteText("partyType", PartyTypes.Value(PartyType));
            json.WriteStartObject("columns");
            foreach ((string column, ColumnTarget target) in Columns)
            {
                if (target.Group == 0)
                {
                    json.WriteString(column, target.Attribute);
                    continue;
                }

                json.WriteStartObject(column);
                json.WriteString("attribute", target.Attribute);
                json.WriteNumber("group", target.Group);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            if (Join.Count > 0)
            {
                json.WriteStartArray("join");
                foreach (JoinedColumns join in Join)
                {
                    json.WriteStartObject();
                    json.WriteString("attribute", join.Attribute);
                    WriteTexts("columns", join.Columns);
                    json.WriteString("separator", join.Separator);
                    if (join.Group != 0)
                    {
                        json.WriteNumber("group", join.Group);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            if (Relations.Count > 0)
            {
                json.WriteStartArray("relations");
                foreach (RelatedColumns relation in Relations)
                {
                    json.WriteStartObject();
                    json.WriteString("keyColumn", relation.KeyColumn);
                    WriteText("sourceColumn", relation.SourceColumn);
                    WriteText("roleColumn", relation.RoleColumn);
                    json.WriteString("role", relation.Role);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            if (Ignore.Count > 0)
            {
                WriteTexts("ignore", Ignore);
            }

            if (!NullValues.SequenceEqual(DefaultNullValues, StringComparer.Ordinal))
            {
                WriteTexts("nullValues", NullValues);
            }

            json.WriteEndObject();

            void WriteText(string property, string? value)
            {
                if (value is not null)
                {
                    json.WriteString(property, value);
                }
            }

            void WriteTexts(string property, IReadOnlyList<string> texts)
            {
                json.WriteStartArray(property);
                foreach (string text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Reads and checks the JSON of a mapping.</summary>
    private sealed class MappingReader(string name)
    {
        private readonly Dictionary<string, string> uses = new(StringComparer.Ordinal);

        public Mapping Read(JsonElement root)
        {
            Check(root, "$", JsonValueKind.Object, $"an object with {Properties}");
            string? recordId = null;
            string? source = null;
            PartyType type = PartyType.Unknown;
            List<KeyValuePair<string, ColumnTarget>> columns = [];
            List<JoinedColumns> joins = [];
            List<RelatedColumns> relations = [];
            IReadOnlyList<string> ignore = [];
            IReadOnlyList<string> nulls = DefaultNullValues;
            foreach (JsonProperty property in root.EnumerateObject())
            {
                string path = $"$.{property.Name}";
                switch (property.Name)
                {
                    case "recordId":
                        recordId = Use(Text(property.Value, path), path);
                        break;
                    case "source":
                        source = Use(Text(property.Value, path), path);
                        break;
                    case "partyType":
                        type = Text(property.Value, path) switch
                        {
                            "person" => PartyType.Person,
                            "organisation" => PartyType.Organisation,
                            _ => throw Wrong(path, "person or organisation"),
                        };
                        break;
                    case "columns":
                        columns = Columns(property.Value, path);
                        break;
                    case "join":
                        joins = Items(property.Value, path, Join);
                        break;
                    case "relations":
                        relations = Items(property.Value, path, Relation);
                        break;
                    case "ignore":
                        ignore = Items(property.Value, path, (item, at) => Use(Text(item, at), at));
                        break;
                    case "nullValues":
                        nulls = Items(property.Value, path, Text);
                        break;
                    default:
                        throw Wrong(path, $"one of {Properties}");
                }
            }

            if (columns.Count + joins.Count == 0)
            {
                throw Wrong("$.columns", "at least one column, such as {\"surname\": \"name.family\"}");
            }

            return new Mapping
            {
                RecordId = recordId, Source = source, PartyType = type, Columns = columns, Join = joins, Relations = relations, Ignore = ignore, NullValues = nulls,
            };
        }

        private List<KeyValuePair<string, ColumnTarget>> Columns(JsonElement element, string path)
        {
            Check(element, path, JsonValueKind.Object, "an object from columns to attributes");
            var columns = new List<KeyValuePair<string, ColumnTarget>>();
            foreach (JsonProperty column in element.EnumerateObject())
            {
                string at = $"{path}['{column.Name}']";
                Use(column.Name, at);
                if (column.Value.ValueKind == JsonValueKind.String)
                {
                    columns.Add(new(column.Name, new ColumnTarget(Attribute(column.Value, at))));
                    continue;
                }

                Check(column.Value, at, JsonValueKind.Object, "an attribute, or an object with attribute and group");
                Only(column.Value, at, "attribute", "group");
                columns.Add(new(column.Name, new ColumnTarget(Attribute(Required(column.Value, at, "attribute"), $"{at}.attribute"), Group(column.Value, at))));
            }

            return columns;
        }

        private JoinedColumns Join(JsonElement element, string path)
        {
            Check(element, path, JsonValueKind.Object, "an object with attribute, columns and separator");
            Only(element, path, "attribute", "columns", "separator", "group");
            string attribute = Attribute(Required(element, path, "attribute"), $"{path}.attribute");
            List<string> columns = Items(Required(element, path, "columns"), $"{path}.columns", (item, at) => Use(Text(item, at), at));
            if (columns.Count == 0)
            {
                throw Wrong($"{path}.columns", "at least one column");
            }

            string separator = " ";
            if (element.TryGetProperty("separator", out JsonElement given))
            {
                separator = given.ValueKind == JsonValueKind.String ? given.GetString()! : throw Wrong($"{path}.separator", "a text");
            }

            return new JoinedColumns(attribute, columns, separator, Group(element, path));
        }

        private RelatedColumns Relation(JsonElement element, string path)
        {
            Check(element, path, JsonValueKind.Object, "an object with keyColumn and, as needed, sourceColumn, roleColumn and role");
            Only(element, path, "keyColumn", "sourceColumn", "roleColumn", "role");
            return new RelatedColumns(
                Use(Text(Required(element, path, "keyColumn"), $"{path}.keyColumn"), $"{path}.keyColumn"),
                Optional("sourceColumn"), Optional("roleColumn"),
                element.TryGetProperty("role", out JsonElement role) ? Text(role, $"{path}.role") : "related");

            string? Optional(string property) =>
                element.TryGetProperty(property, out JsonElement value) ? Use(Text(value, $"{path}.{property}"), $"{path}.{property}") : null;
        }

        private int Group(JsonElement element, string path)
        {
            if (!element.TryGetProperty("group", out JsonElement group))
            {
                return 0;
            }

            return group.ValueKind == JsonValueKind.Number && group.TryGetInt32(out int number) && number is >= 0 and <= 1000
                ? number
                : throw Wrong($"{path}.group", "a whole number from 0 to 1000");
        }

        private string Attribute(JsonElement element, string path)
        {
            string attribute = Text(element, path);
            return Attributes.IsCanonical(attribute) ? attribute : throw Wrong(
                path,
                $"one of {string.Join(", ", Attributes.Plain)}, identifier.<{string.Join("|", Attributes.IdentifierTypes.Order(StringComparer.Ordinal))}>, relation.<role>");
        }

        private string Text(JsonElement element, string path) =>
            element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : throw Wrong(path, "a text that is not empty");

        private List<T> Items<T>(JsonElement element, string path, Func<JsonElement, string, T> read)
        {
            Check(element, path, JsonValueKind.Array, "an array");
            var items = new List<T>();
            foreach (JsonElement item in element.EnumerateArray())
            {
                items.Add(read(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]")));
            }

            return items;
        }

        /// <summary>A column has one use; a second one would hide the first.</summary>
        private string Use(string column, string path)
        {
            if (!uses.TryAdd(column, path))
            {
                throw Wrong(path, $"a column that is not used elsewhere; {column} is used at {uses[column]}");
            }

            return column;
        }

        private void Only(JsonElement element, string path, params ReadOnlySpan<string> allowed)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                if (!allowed.Contains(property.Name))
                {
                    throw Wrong($"{path}.{property.Name}", $"one of {string.Join(", ", allowed!)}");
                }
            }
        }

        private JsonElement Required(JsonElement element, string path, string property) =>
            element.TryGetProperty(property, out JsonElement value) ? value : throw Wrong($"{path}.{property}", "a value; it is missing");

        private void Check(JsonElement element, string path, JsonValueKind kind, string expected)
        {
            if (element.ValueKind != kind)
            {
                throw Wrong(path, expected);
            }
        }

        private InputException Wrong(string path, string expected) => new($"{name}: {path}: expected {expected}.");
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>A field as far as a schema speaks of it. Made as records are met; one thread uses a tree at a time.</summary>
internal sealed class SchemaNode
{
    private const int MostValues = 4096;
    private const ulong TextSeed = 0x7465787476616C75;

    private readonly JsonSchema[] schemas;
    private readonly Dictionary<ulong, SchemaNode> children = [];
    private readonly Dictionary<ulong, ValidationErrorKind?> values = [];
    private readonly JsonSchemaValidator validator = new();
    private SchemaNode? items;

    /// <summary>Makes a node.</summary>
    /// <param name="path">Dotted path; empty for the record.</param>
    /// <param name="schemas">What the schema says of it: several where alternatives do, none where nothing does.</param>
    public SchemaNode(string path, IEnumerable<JsonSchema> schemas)
        : this(path, schemas, isKnown: true)
    {
    }

    private SchemaNode(string path, IEnumerable<JsonSchema> schemas, bool isKnown)
    {
        Path = path;
        this.schemas = [.. Alternatives(schemas)];
        IsKnown = isKnown;
        JudgesValues = Array.Exists(this.schemas, Judges);
        IsText = Array.Exists(this.schemas, one => one.Type.HasFlag(JsonObjectType.String) || one.Type == JsonObjectType.None);
        IsNumber = Array.Exists(this.schemas, one => one.Type.HasFlag(JsonObjectType.Number) || one.Type.HasFlag(JsonObjectType.Integer));
        IsBoolean = Array.Exists(this.schemas, one => one.Type.HasFlag(JsonObjectType.Boolean));
    }

    /// <summary>Dotted path; elements of arrays count as if they stood in the array's place.</summary>
    public string Path { get; }

    /// <summary>Whether the schema says that there may be such a field.</summary>
    public bool IsKnown { get; }

    /// <summary>Whether texts and numbers here are judged by what they are.</summary>
    public bool JudgesValues { get; }

    /// <summary>Whether a text is allowed.</summary>
    public bool IsText { get; }

    /// <summary>Whether a number is allowed.</summary>
    public bool IsNumber { get; }

    /// <summary>Whether a boolean is allowed.</summary>
    public bool IsBoolean { get; }

    /// <summary>The elements of an array here.</summary>
    public SchemaNode Items => items ??= new SchemaNode(Path, schemas.Select(one => one.Item).OfType<JsonSchema>(), IsKnown);

    /// <summary>A field of an object here.</summary>
    public SchemaNode Child(in JsonProperty field)
    {
        ulong hash = StableHash.Of(JsonMarshal.GetRawUtf8PropertyName(field));
        if (!children.TryGetValue(hash, out SchemaNode? child))
        {
            child = Make(field.Name);
            if (children.Count < MostValues)
            {
                children.Add(hash, child);
            }
        }

        return child;
    }

    /// <summary>A field of an object here.</summary>
    public SchemaNode Child(string name) => Make(name);

    /// <summary>What the schema has against a text or number here, by itself; null for nothing.</summary>
    public ValidationErrorKind? Fault(JsonElement value)
    {
        ulong hash = StableHash.Of(JsonMarshal.GetRawUtf8Value(value));
        return values.TryGetValue(hash, out ValidationErrorKind? fault) ? fault
            : Judge(hash, value.ValueKind == JsonValueKind.String ? new JValue(value.GetString()) : ContractSchema.Token(value));
    }

    /// <summary>What the schema has against a text here, by itself; null for nothing.</summary>
    /// <param name="utf8">The text.</param>
    public ValidationErrorKind? FaultOfText(ReadOnlySpan<byte> utf8)
    {
        ulong hash = StableHash.Of(utf8, TextSeed);
        return values.TryGetValue(hash, out ValidationErrorKind? fault) ? fault : Judge(hash, new JValue(Encoding.UTF8.GetString(utf8)));
    }

    private ValidationErrorKind? Judge(ulong hash, JToken value)
    {
        ValidationErrorKind? fault = null;
        foreach (JsonSchema schema in schemas)
        {
            foreach (ValidationError error in validator.Validate(value, schema))
            {
                fault ??= error.Kind;
            }
        }

        if (values.Count < MostValues)
        {
            values.Add(hash, fault);
        }

        return fault;
    }

    private SchemaNode Make(string name)
    {
        var found = new List<JsonSchema>();
        bool isKnown = !IsKnown || Array.TrueForAll(schemas, one => one.Properties.Count == 0 && one.PatternProperties.Count == 0 && one.AllowAdditionalProperties);
        foreach (JsonSchema schema in schemas)
        {
            if (schema.Properties.TryGetValue(name, out JsonSchemaProperty? property))
            {
                found.Add(property);
                continue;
            }

            JsonSchemaProperty? pattern = schema.PatternProperties.FirstOrDefault(one => Regex.IsMatch(name, one.Key, RegexOptions.None, TimeSpan.FromSeconds(1))).Value;
            if ((pattern ?? schema.AdditionalPropertiesSchema) is { } further)
            {
                found.Add(further);
            }
        }

        string step = name.Length <= 100 ? name : string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, 100)}..");
        return new SchemaNode(Path.Length == 0 ? step : $"{Path}.{step}", found, isKnown || found.Count > 0);
    }

    /// <summary>The schemas that a value may have to meet: what they refer to, and what they combine.</summary>
    private static HashSet<JsonSchema> Alternatives(IEnumerable<JsonSchema> schemas)
    {
        var all = new HashSet<JsonSchema>();
        foreach (JsonSchema schema in schemas)
        {
            Add(schema.ActualSchema);
        }

        return all;

        void Add(JsonSchema schema)
        {
            if (!all.Add(schema))
            {
                return;
            }

            foreach (JsonSchema part in schema.AllOf.Concat(schema.AnyOf).Concat(schema.OneOf))
            {
                Add(part.ActualSchema);
            }
        }
    }

    private static bool Judges(JsonSchema schema) =>
        schema.Enumeration.Count > 0 || schema.Pattern is not null || schema.Format is not null || schema.MinLength is not null || schema.MaxLength is not null
        || schema.Minimum is not null || schema.Maximum is not null || schema.ExclusiveMinimum is not null || schema.ExclusiveMaximum is not null
        || schema.IsExclusiveMinimum || schema.IsExclusiveMaximum || schema.MultipleOf is not null;
}

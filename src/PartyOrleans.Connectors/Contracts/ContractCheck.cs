using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NJsonSchema;
using NJsonSchema.Validation;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>
/// Holds records against the schema of a contract, and reports what differs. The validator is asked once for each shape of record (which fields,
/// which kinds of value, which of the judged values are sound); what it said holds for all records of that shape, unless the schema takes a whole
/// look. One thread uses it at a time.
/// </summary>
/// <param name="schema">The schema.</param>
/// <param name="input">What reports call the input.</param>
/// <param name="tally">Takes what differs.</param>
internal sealed class ContractCheck(ContractSchema schema, string input, SourceTally tally)
{
    private const int MostShapes = 4096;
    private const int MostTold = 3;
    private const int MostDifferences = 200;
    private static readonly SearchValues<byte> Fraction = SearchValues.Create(".eE"u8);

    private readonly Dictionary<ulong, Verdict> shapes = [];
    private readonly SchemaNode root = schema.NewRoot();

    /// <summary>What the schema says of the fields.</summary>
    public SchemaNode Root => root;

    /// <summary>Why a record is to be refused, or null; what differs is reported either way.</summary>
    /// <param name="record">The record, an object.</param>
    /// <param name="place">Line (from 1) or offset, for the report.</param>
    public string? RefusalOf(JsonElement record, long place)
    {
        ulong shape = ShapeOf(record, root);
        return IsKnown(shape, place, out string? refusal) ? refusal : RefusalOf(shape, record, place);
    }

    /// <summary>Whether the answer is known for records of a shape; then it is given, and what differs is reported.</summary>
    /// <param name="shape">A hash of all that the validator's answer depends on.</param>
    /// <param name="place">Line (from 1) or offset, for the report.</param>
    /// <param name="refusal">Why a record of the shape is to be refused, or null.</param>
    public bool IsKnown(ulong shape, long place, out string? refusal)
    {
        bool isKnown = shapes.TryGetValue(shape, out Verdict? verdict);
        refusal = isKnown ? Tell(verdict!, place) : null;
        return isKnown;
    }

    /// <summary>Asks the validator, and keeps the answer for the shape.</summary>
    public string? RefusalOf(ulong shape, JsonElement record, long place)
    {
        Verdict verdict = Judge(record);
        if (!schema.NeedsWholeLook && shapes.Count < MostShapes)
        {
            shapes.TryAdd(shape, verdict);
        }

        return Tell(verdict, place);
    }

    private string? Tell(Verdict verdict, long place)
    {
        foreach ((string field, FieldDriftKind kind, string looks) in verdict.Differences)
        {
            tally.Drift(field, kind, input, place, looks);
        }

        return verdict.Refusal;
    }

    /// <summary>A hash of all that the validator's answer depends on.</summary>
    private static ulong ShapeOf(JsonElement element, SchemaNode node)
    {
        ulong hash = KindOf(element);
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty field in element.EnumerateObject())
                {
                    hash = StableHash.Combine(StableHash.Of(JsonMarshal.GetRawUtf8PropertyName(field), hash), ShapeOf(field.Value, node.Child(field)));
                }

                return StableHash.Combine(hash, 1);
            case JsonValueKind.Array:
                // Without keywords that count elements, a run of the same shape is as good as one.
                ulong before = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    ulong next = ShapeOf(item, node.Items);
                    hash = next == before ? hash : StableHash.Combine(hash, next);
                    before = next;
                }

                return StableHash.Combine(hash, 2);
            default:
                return node.JudgesValues ? StableHash.Combine(hash, 3 + (ulong)(node.Fault(element) is { } fault ? (int)fault + 1 : 0)) : hash;
        }
    }

    private static ulong KindOf(JsonElement element) =>
        (ulong)element.ValueKind + (element.ValueKind == JsonValueKind.Number && JsonMarshal.GetRawUtf8Value(element).IndexOfAny(Fraction) < 0 ? 16UL : 0);

    private Verdict Judge(JsonElement record)
    {
        var differences = new List<(string, FieldDriftKind, string)>();
        AddUnknown(record, root, differences);
        string? refusal = null;
        int faults = 0;
        foreach (ValidationError error in schema.Validate(record).SelectMany(error => FieldFault.Innermost(error, record)))
        {
            string path = FieldFault.PathOf(error);
            JsonElement? value = FieldFault.Find(record, error);
            FieldDriftKind kind = FieldFault.KindOf(error, value);
            string looks = value is { } found ? FieldFault.LooksOf(found) : "";
            if (differences.Count < MostDifferences && !differences.Contains((path, kind, looks)))
            {
                differences.Add((path, kind, looks));
            }

            faults++;
            refusal = faults == 1 ? "not what the contract says: " + FieldFault.Tell(error, path, value)
                : faults <= MostTold ? $"{refusal}; {FieldFault.Tell(error, path, value)}"
                : refusal;
        }

        return new Verdict(
            faults > MostTold ? string.Create(CultureInfo.InvariantCulture, $"{refusal}; and {faults - MostTold} more") : refusal,
            [.. differences.OrderBy(one => one.Item1, StringComparer.Ordinal).ThenBy(one => one.Item2)]);
    }

    private static void AddUnknown(JsonElement element, SchemaNode node, List<(string, FieldDriftKind, string)> differences)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                AddUnknown(item, node.Items, differences);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in element.EnumerateObject())
            {
                SchemaNode child = node.Child(field);
                if (child.IsKnown)
                {
                    AddUnknown(field.Value, child, differences);
                }
                else if (differences.Count < MostDifferences && !differences.Exists(one => one.Item1 == child.Path))
                {
                    differences.Add((child.Path, FieldDriftKind.Unknown, FieldFault.LooksOf(field.Value)));
                }
            }
        }
    }

    /// <summary>What holds of every record of a shape.</summary>
    private sealed record Verdict(string? Refusal, (string Field, FieldDriftKind Kind, string Looks)[] Differences);
}

/// <summary>What is wrong with a field, in words and without its value.</summary>
internal static class FieldFault
{
    /// <summary>
    /// The errors that say most: those of an array's elements or of further fields for their owner's, and where several kinds of value are allowed and the value is of one, those of
    /// that kind.
    /// </summary>
    public static IEnumerable<ValidationError> Innermost(ValidationError error, JsonElement record)
    {
        IEnumerable<ValidationError> inner = error switch
        {
            ChildSchemaValidationError { Kind: ValidationErrorKind.ArrayItemNotValid or ValidationErrorKind.AdditionalPropertiesNotValid } items => items.Errors.Values.SelectMany(one => one),
            MultiTypeValidationError types => types.Errors.Where(one => Find(record, error) is { } value && IsOf(value, one.Key)).SelectMany(one => one.Value),
            _ => [],
        };
        ValidationError[] told = [.. inner.SelectMany(one => Innermost(one, record))];
        return told.Length > 0 ? told : [error];
    }

    /// <summary>The field's dotted path.</summary>
    public static string PathOf(ValidationError error)
    {
        string path = Bare(error);
        while (path.IndexOf('[') is var open and >= 0 && path.IndexOf(']', open) is var close and >= 0)
        {
            path = path.Remove(open, close - open + 1);
        }

        return path.Length <= 200 ? path : path[..200] + "..";
    }

    /// <summary>The value that an error speaks of, where there is one.</summary>
    public static JsonElement? Find(JsonElement record, ValidationError error)
    {
        JsonElement at = record;
        string path = Bare(error);
        foreach (string step in path.Length == 0 ? [] : path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step[0] == '[' && at.ValueKind == JsonValueKind.Array && int.TryParse(step.AsSpan(1).TrimEnd(']'), CultureInfo.InvariantCulture, out int index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>What a value looks like, without what it says.</summary>
    public static string LooksOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextLooks(value),
        JsonValueKind.Number => JsonMarshal.GetRawUtf8Value(value).IndexOfAny(".eE"u8) < 0 ? "whole number" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "array" : $"array of {LooksOf(value[0])}",
        _ => "null",
    };

    /// <summary>How a field differs.</summary>
    public static FieldDriftKind KindOf(ValidationError error, JsonElement? value) => error.Kind switch
    {
        ValidationErrorKind.PropertyRequired => FieldDriftKind.Missing,
        ValidationErrorKind.NoAdditionalPropertiesAllowed => FieldDriftKind.Unknown,
        ValidationErrorKind.StringExpected or ValidationErrorKind.NumberExpected or ValidationErrorKind.IntegerExpected or ValidationErrorKind.BooleanExpected
            or ValidationErrorKind.ObjectExpected or ValidationErrorKind.ArrayExpected or ValidationErrorKind.NullExpected => FieldDriftKind.Retyped,
        ValidationErrorKind.NoTypeValidates => value is { } found && error.Schema is { } schema && Takes(schema.ActualSchema, found)
            ? FieldDriftKind.Invalid
            : FieldDriftKind.Retyped,
        _ => FieldDriftKind.Invalid,
    };

    /// <summary>What is wrong, and what is allowed.</summary>
    public static string Tell(ValidationError error, string path, JsonElement? value)
    {
        JsonSchema? schema = error.Schema?.ActualSchema;
        string field = path.Length == 0 ? "the record" : path;
        return KindOf(error, value) switch
        {
            FieldDriftKind.Missing => $"{field} is missing",
            FieldDriftKind.Unknown => $"{field} is not allowed there",
            FieldDriftKind.Retyped => $"{field} is of another kind{(value is { } found ? $" ({PlainLooks(found)})" : "")}, {Allowed(error, schema)} is expected",
            _ => error.Kind switch
            {
                ValidationErrorKind.PatternMismatch => $"{field} does not match {schema?.Pattern}",
                ValidationErrorKind.NotInEnumeration => string.Create(CultureInfo.InvariantCulture, $"{field} is none of the {schema?.Enumeration.Count ?? 0} values allowed"),
                ValidationErrorKind.StringTooLong => string.Create(CultureInfo.InvariantCulture, $"{field} is longer than {schema?.MaxLength} characters"),
                ValidationErrorKind.StringTooShort => string.Create(CultureInfo.InvariantCulture, $"{field} is shorter than {schema?.MinLength} characters"),
                _ when schema?.Format is { } format => $"{field} is no {format}",
                _ => $"{field} breaks a rule of the schema ({Words(error.Kind)})",
            },
        };
    }

    private static string Bare(ValidationError error) => (error.Path ?? "").TrimStart('#').TrimStart('/');

    private static bool IsOf(JsonElement value, JsonObjectType type) => value.ValueKind switch
    {
        JsonValueKind.String => type == JsonObjectType.String,
        JsonValueKind.Number => type is JsonObjectType.Number or JsonObjectType.Integer,
        JsonValueKind.True or JsonValueKind.False => type == JsonObjectType.Boolean,
        JsonValueKind.Object => type == JsonObjectType.Object,
        JsonValueKind.Array => type == JsonObjectType.Array,
        _ => type == JsonObjectType.Null,
    };

    private static string Allowed(ValidationError error, JsonSchema? schema)
    {
        JsonObjectType type = schema?.Type ?? JsonObjectType.None;
        return type == JsonObjectType.None ? Words(error.Kind).Replace(" expected", "", StringComparison.Ordinal) : type.ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal);
    }

    private static bool Takes(JsonSchema schema, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => schema.Type.HasFlag(JsonObjectType.String),
        JsonValueKind.Number => schema.Type.HasFlag(JsonObjectType.Number) || schema.Type.HasFlag(JsonObjectType.Integer),
        JsonValueKind.True or JsonValueKind.False => schema.Type.HasFlag(JsonObjectType.Boolean),
        JsonValueKind.Null => schema.Type.HasFlag(JsonObjectType.Null),
        _ => false,
    };

    private static string TextLooks(JsonElement value)
    {
        try
        {
            return value.GetString() is { Length: > 0 } text ? $"text {ColumnShape.Of(text)}" : "empty text";
        }
        catch (InvalidOperationException)
        {
            return "text";
        }
    }

    private static string PlainLooks(JsonElement value) => value.ValueKind == JsonValueKind.String ? "text" : LooksOf(value).Split(" of ")[0];

    private static string Words(ValidationErrorKind kind)
    {
        string name = kind.ToString();
        return string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString(CultureInfo.InvariantCulture)));
    }
}

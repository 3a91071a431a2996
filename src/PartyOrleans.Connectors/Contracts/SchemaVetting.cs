using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>
/// Looks a JSON Schema over before it is compiled. The validator passes over what it does not know; here that is a problem, so that a contract never
/// says something that nobody checks.
/// </summary>
internal sealed class SchemaVetting(JsonElement root, List<BundleProblem> problems)
{
    private const string TypeNames = "string, number, integer, boolean, object, array, null";

    /// <summary>Keywords whose outcome does not depend on values, only on which fields there are and of which kind.</summary>
    private static readonly FrozenSet<string> Structural = FrozenSet.Create(StringComparer.Ordinal,
        "type", "properties", "required", "additionalProperties", "items",
        "$schema", "$id", "id", "title", "description", "default", "examples", "$comment");

    /// <summary>Keywords that judge one text or number by itself.</summary>
    private static readonly FrozenSet<string> Valued = FrozenSet.Create(StringComparer.Ordinal,
        "enum", "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");

    /// <summary>Keywords that take a whole look at every record.</summary>
    private static readonly FrozenSet<string> Whole = FrozenSet.Create(StringComparer.Ordinal,
        "allOf", "anyOf", "oneOf", "not", "$ref", "definitions", "patternProperties", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties");

    private static readonly FrozenSet<string> Formats = FrozenSet.Create(StringComparer.Ordinal,
        "date-time", "date", "time", "email", "hostname", "ipv4", "ipv6", "uri", "guid", "uuid", "byte", "base64");

    private static readonly FrozenSet<string> Types = [.. TypeNames.Split(", ")];

    /// <summary>Whether some keyword judges more than one field or text by itself.</summary>
    public bool NeedsWholeLook { get; private set; }

    /// <summary>Looks over the schema.</summary>
    public void Vet() => Schema(root, "schema");

    private void Schema(JsonElement schema, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new BundleProblem(path, "is not an object with the keywords of a schema"));
            return;
        }

        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            Keyword(keyword, $"{path}.{keyword.Name}");
        }
    }

    private void Keyword(JsonProperty keyword, string path)
    {
        JsonElement value = keyword.Value;
        switch (keyword.Name)
        {
            case "type":
                foreach (JsonElement type in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
                {
                    Require(type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString()!), path, $"one of {TypeNames}, or an array of them");
                }

                break;
            case "properties" or "definitions" or "patternProperties":
                NeedsWholeLook |= keyword.Name == "patternProperties";
                if (Require(value.ValueKind == JsonValueKind.Object, path, "an object from names to schemas"))
                {
                    Members(value, path, keyword.Name == "patternProperties");
                }

                break;
            case "additionalProperties":
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                {
                    Schema(value, path);
                }

                break;
            case "items" or "not":
                NeedsWholeLook |= keyword.Name == "not";
                Schema(value, path);
                break;
            case "allOf" or "anyOf" or "oneOf":
                NeedsWholeLook = true;
                if (Require(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0, path, "an array of schemas"))
                {
                    int at = 0;
                    foreach (JsonElement schema in value.EnumerateArray())
                    {
                        Schema(schema, string.Create(CultureInfo.InvariantCulture, $"{path}[{at++}]"));
                    }
                }

                break;
            case "$ref":
                NeedsWholeLook = true;
                Require(IsDefined(value), path, "the place of a definition in this schema, such as #/definitions/address");
                break;
            case "enum":
                // What the validator compares is the text or number; an object or array would need a look at more than one value.
                Require(
                    value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(one => one.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)),
                    path, "an array of texts, numbers, booleans or null");
                break;
            case "required":
                Require(value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String), path, "an array of names");
                break;
            case "pattern":
                Require(value.ValueKind == JsonValueKind.String && IsPattern(value.GetString()!), path, "a regular expression");
                break;
            case "format":
                Require(
                    value.ValueKind == JsonValueKind.String && Formats.Contains(value.GetString()!), path,
                    $"one of {string.Join(", ", Formats.Order(StringComparer.Ordinal))}");
                break;
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf":
                Require(value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) && (keyword.Name != "multipleOf" || number > 0), path, "a number");
                break;
            case "uniqueItems":
                NeedsWholeLook = true;
                Require(value.ValueKind is JsonValueKind.True or JsonValueKind.False, path, "true or false");
                break;
            case "minLength" or "maxLength" or "minItems" or "maxItems" or "minProperties" or "maxProperties":
                NeedsWholeLook |= Whole.Contains(keyword.Name);
                Require(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= 0, path, "a whole number of 0 or more");
                break;
            case "$schema":
                Require(
                    value.ValueKind == JsonValueKind.String && value.GetString()!.Contains("draft-0", StringComparison.Ordinal), path,
                    "the address of draft 4, 6 or 7, such as http://json-schema.org/draft-07/schema#");
                break;
            default:
                if (!Structural.Contains(keyword.Name))
                {
                    string known = string.Join(", ", Structural.Concat(Valued).Concat(Whole).Where(name => !name.StartsWith('$')).Order(StringComparer.Ordinal));
                    problems.Add(new BundleProblem(path, $"is a keyword that is not checked; known are {known}, $ref"));
                }

                break;
        }
    }

    private void Members(JsonElement schemas, string path, bool arePatterns)
    {
        foreach (JsonProperty schema in schemas.EnumerateObject())
        {
            if (arePatterns)
            {
                Require(IsPattern(schema.Name), $"{path}.{schema.Name}", "a regular expression as its name");
            }

            Schema(schema.Value, $"{path}.{schema.Name}");
        }
    }

    private bool IsDefined(JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || !reference.GetString()!.StartsWith("#/", StringComparison.Ordinal))
        {
            return false;
        }

        JsonElement at = root;
        foreach (string step in reference.GetString()![2..].Split('/'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out at))
            {
                return false;
            }
        }

        return at.ValueKind == JsonValueKind.Object;
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private bool Require(bool isMet, string path, string needed)
    {
        if (!isMet)
        {
            problems.Add(new BundleProblem(path, $"is not {needed}"));
        }

        return isMet;
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PartyOrleans.Api.Tests.Documents;

/// <summary>Checks JSON against the schemas of an OpenAPI document: type, required, properties, additionalProperties, items, enum, bounds, lengths and format.</summary>
internal sealed class JsonShape(JsonNode document)
{
    /// <summary>Keywords that say nothing about a value.</summary>
    private static readonly string[] Words = ["description", "example", "default", "title"];

    /// <summary>What is wrong with a value, each with its place; empty where it fits.</summary>
    public IReadOnlyList<string> Faults(JsonNode? value, JsonNode schema)
    {
        var faults = new List<string>();
        Check(value, schema, "$", faults);
        return faults;
    }

    private void Check(JsonNode? value, JsonNode schema, string place, List<string> faults)
    {
        foreach ((string keyword, JsonNode? rule) in schema.AsObject())
        {
            switch (keyword)
            {
                case "$ref":
                    Check(value, Resolve(rule!.GetValue<string>()), place, faults);
                    break;
                case "type" when !IsOfType(value, rule!.GetValue<string>()):
                    faults.Add($"{place} is {value?.GetValueKind().ToString() ?? "null"}, not {rule}");
                    break;
                case "enum" when !rule!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)):
                    faults.Add($"{place} is none of {rule.ToJsonString()}: {value?.ToJsonString()}");
                    break;
                case "required" when value is JsonObject members:
                    faults.AddRange(rule!.AsArray().Select(name => name!.GetValue<string>()).Where(name => !members.ContainsKey(name)).Select(name => $"{place}.{name} is absent"));
                    break;
                case "properties" when value is JsonObject members:
                    foreach ((string name, JsonNode? member) in members.Where(member => rule!.AsObject().ContainsKey(member.Key)))
                    {
                        Check(member, rule![name]!, $"{place}.{name}", faults);
                    }

                    break;
                case "additionalProperties" when value is JsonObject members && rule is JsonObject described:
                    foreach ((string name, JsonNode? member) in members.Where(member => schema["properties"]?[member.Key] is null))
                    {
                        Check(member, described, $"{place}.{name}", faults);
                    }

                    break;
                case "additionalProperties" when value is JsonObject members && rule is JsonValue allowed && !allowed.GetValue<bool>():
                    faults.AddRange(members.Where(member => schema["properties"]?[member.Key] is null).Select(member => $"{place}.{member.Key} is not described"));
                    break;
                case "items" when value is JsonArray items:
                    foreach ((int index, JsonNode? item) in items.Index())
                    {
                        Check(item, rule!, $"{place}[{index}]", faults);
                    }

                    break;
                case "minimum" when value is JsonValue number && Number(number) < Number(rule!):
                case "maximum" when value is JsonValue other && Number(other) > Number(rule!):
                    faults.Add($"{place} is out of bounds");
                    break;
                case "minLength" when Length(value) < rule!.GetValue<int>():
                case "maxLength" when Length(value) > rule!.GetValue<int>():
                    faults.Add($"{place} is too short or too long");
                    break;
                case "format" when !HasFormat(value, rule!.GetValue<string>()):
                    faults.Add($"{place} is no {rule}");
                    break;
                case "$ref" or "type" or "enum" or "required" or "properties" or "additionalProperties" or "items" or "minimum" or "maximum" or "minLength" or "maxLength" or "format":
                    break;
                default:
                    Words.ShouldContain(keyword, "the check does not know this keyword, at " + place);
                    break;
            }
        }
    }

    private JsonNode Resolve(string reference)
    {
        reference.ShouldStartWith("#/components/schemas/");
        return document["components"]!["schemas"]![reference["#/components/schemas/".Length..]].ShouldNotBeNull(reference);
    }

    private static bool IsOfType(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number)
            or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value!.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static bool HasFormat(JsonNode? value, string format) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(value?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && value!.ToString().Contains('T', StringComparison.Ordinal),
        "int32" => int.TryParse(value?.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "int64" => long.TryParse(value?.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "double" => value?.GetValueKind() == JsonValueKind.Number,
        _ => throw new NotSupportedException(format),
    };

    private static double Number(JsonNode number) => double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);

    private static int? Length(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>().Length : null;
}

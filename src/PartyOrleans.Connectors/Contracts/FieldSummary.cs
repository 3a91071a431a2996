using System.Text.Json;
using System.Text.Json.Nodes;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>What the samples of a field hold, and the schema that all of them meet.</summary>
internal sealed class FieldSummary
{
    private const int MostFields = 2000;

    private readonly List<KeyValuePair<string, FieldSummary>> fields = [];
    private readonly Dictionary<string, FieldSummary> byName = new(StringComparer.Ordinal);
    private readonly SortedSet<string> types = new(StringComparer.Ordinal);
    private FieldSummary? items;

    /// <summary>Takes in a sample.</summary>
    public void Add(JsonElement sample)
    {
        switch (sample.ValueKind)
        {
            case JsonValueKind.Object:
                types.Add("object");
                foreach (JsonProperty field in sample.EnumerateObject())
                {
                    if (!byName.TryGetValue(field.Name, out FieldSummary? summary) && byName.Count < MostFields)
                    {
                        byName.Add(field.Name, summary = new FieldSummary());
                        fields.Add(new(field.Name, summary));
                    }

                    summary?.Add(field.Value);
                }

                break;
            case JsonValueKind.Array:
                types.Add("array");
                foreach (JsonElement item in sample.EnumerateArray())
                {
                    (items ??= new FieldSummary()).Add(item);
                }

                break;
            case JsonValueKind.String:
                types.Add("string");
                break;
            case JsonValueKind.Number:
                types.Add(FieldFault.LooksOf(sample) == "number" ? "number" : "integer");
                break;
            case JsonValueKind.True or JsonValueKind.False:
                types.Add("boolean");
                break;
            default:
                types.Add("null");
                break;
        }
    }

    /// <summary>The schema that all samples meet.</summary>
    /// <param name="required">Dotted path of a field that is to be there; empty for none.</param>
    public JsonObject Schema(string required)
    {
        var schema = new JsonObject();
        string[] kinds = [.. types.Where(type => type != "integer" || !types.Contains("number"))];

        // A field of which only nulls were seen may hold anything later on.
        if (kinds is not ([] or ["null"]))
        {
            schema["type"] = kinds.Length == 1 ? kinds[0] : new JsonArray([.. kinds.Select(kind => (JsonNode)kind)]);
        }

        int dot = required.IndexOf('.', StringComparison.Ordinal);
        string first = required.Length == 0 ? "" : byName.ContainsKey(required) || dot < 0 ? required : required[..dot];
        if (first.Length > 0 && byName.ContainsKey(first))
        {
            schema["required"] = new JsonArray(first);
        }

        if (fields.Count > 0)
        {
            var properties = new JsonObject();
            foreach ((string name, FieldSummary summary) in fields)
            {
                properties[name] = summary.Schema(name == first && first.Length < required.Length ? required[(first.Length + 1)..] : "");
            }

            schema["properties"] = properties;
        }

        if (items is not null)
        {
            schema["items"] = items.Schema("");
        }

        return schema;
    }
}

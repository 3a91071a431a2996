using System.Text.Json;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>A compiled JSON Schema. Safe to be used from several threads.</summary>
internal sealed class ContractSchema
{
    private readonly JsonSchema schema;

    private ContractSchema(JsonSchema schema, bool needsWholeLook)
    {
        this.schema = schema;
        NeedsWholeLook = needsWholeLook;
    }

    /// <summary>Whether the outcome may depend on more than which fields there are, of which kind, and each single text or number by itself.</summary>
    public bool NeedsWholeLook { get; }

    /// <summary>Compiles a schema.</summary>
    /// <param name="json">The schema.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    /// <returns>The schema, or null where something is wrong.</returns>
    public static ContractSchema? Compile(string json, List<BundleProblem> problems)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        int before = problems.Count;
        var vetting = new SchemaVetting(document.RootElement, problems);
        vetting.Vet();
        if (problems.Count > before)
        {
            return null;
        }

        try
        {
            string explicitly = Explicit(JsonNode.Parse(json)!).ToJsonString();

            // The schema refers to nothing outside itself, so compiling it waits for nothing.
#pragma warning disable VSTHRD002
            return new ContractSchema(JsonSchema.FromJsonAsync(explicitly).GetAwaiter().GetResult(), vetting.NeedsWholeLook);
#pragma warning restore VSTHRD002
        }
        catch (Exception error) when (error is InvalidOperationException or Newtonsoft.Json.JsonException)
        {
            problems.Add(new BundleProblem("schema", "cannot be compiled: " + error.Message.ReplaceLineEndings(" ")));
            return null;
        }
    }

    /// <summary>What the schema says of the record as a whole.</summary>
    public SchemaNode NewRoot() => new("", [schema]);

    /// <summary>Validates a record.</summary>
    public IEnumerable<ValidationError> Validate(JsonElement record) => schema.Validate(Token(record));

    /// <summary>A JSON value as the validator takes it; texts that look like dates stay texts.</summary>
    public static JToken Token(JsonElement element)
    {
        using var reader = new JsonTextReader(new StringReader(element.GetRawText())) { DateParseHandling = DateParseHandling.None, MaxDepth = 128 };
        return JToken.Load(reader);
    }

    /// <summary>Allowing further fields in so many words gives them an own, empty schema, which tells it from saying nothing about them.</summary>
    private static JsonNode Explicit(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? member) in members.ToArray())
                {
                    if (name == "additionalProperties" && member is JsonValue value && value.TryGetValue(out bool isAllowed) && isAllowed)
                    {
                        members[name] = new JsonObject();
                    }
                    else if (member is not null)
                    {
                        Explicit(member);
                    }
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    if (item is not null)
                    {
                        Explicit(item);
                    }
                }

                break;
        }

        return node;
    }
}

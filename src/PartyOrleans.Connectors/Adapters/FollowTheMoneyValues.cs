using System.Globalization;
using System.Text;
using System.Text.Json;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>The values of one FollowTheMoney entity. What has no attribute stays in the entity's text, which is the record's payload.</summary>
internal sealed class FollowTheMoneyValues(string source, string schema, string caption, int maxFieldBytes)
{
    private readonly List<AttributeValue> values = [];
    private readonly bool isPerson = schema == "Person";
    private int addresses;
    private int longest;

    /// <summary>Whether there is a value that can be matched on.</summary>
    public bool HasUsable { get; private set; }

    /// <summary>The values, in the order of the entity.</summary>
    public AttributeValue[] Take() => [.. values];

    /// <summary>Reads the properties.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? Read(JsonElement properties)
    {
        string type = FollowTheMoneySchemas.TypeOf(schema);
        if (type.Length > 0)
        {
            values.Add(new AttributeValue(Attributes.PartyType, type));
        }

        AddNames(properties);
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            if (FollowTheMoneySchemas.Plain.TryGetValue(property.Name, out (string Person, string Other) attribute))
            {
                foreach (string value in TextsOf(property.Value))
                {
                    Add(isPerson ? attribute.Person : attribute.Other, value);
                }
            }
            else if (property.Name == "address")
            {
                foreach (string value in TextsOf(property.Value))
                {
                    Add(Attributes.AddressFull, value, addresses++);
                }
            }
            else if (property.Name == "addressEntity")
            {
                foreach (JsonElement address in ObjectsIn(property.Value))
                {
                    AddAddress(address);
                }
            }
            else if (property.Name == "parent")
            {
                foreach (string parent in TextsOf(property.Value).Concat(ObjectsIn(property.Value).Select(IdOf)).Where(id => id.Length > 0))
                {
                    values.Add(new AttributeValue(Attributes.RelationPrefix + "parent", $"{source}/{parent}"));
                }
            }
        }

        return longest > maxFieldBytes ? string.Create(CultureInfo.InvariantCulture, $"a value of {longest} bytes; at most {maxFieldBytes} are allowed")
            : values.Count > JsonObjectReader.MostValues ? string.Create(CultureInfo.InvariantCulture, $"{values.Count} values; at most {JsonObjectReader.MostValues} are allowed")
            : null;
    }

    /// <summary>The main name is the one that captions the entity, where it is among the names, and the first one otherwise; the rest are aliases.</summary>
    private void AddNames(JsonElement properties)
    {
        List<string> names = properties.TryGetProperty("name", out JsonElement named) ? TextsOf(named) : [];
        int main = Math.Max(0, names.IndexOf(caption));
        for (int i = 0; i < names.Count; i++)
        {
            Add(i == main ? isPerson || FollowTheMoneySchemas.TypeOf(schema).Length == 0 ? Attributes.NameFull : Attributes.NameOrganisation : Attributes.NameAlias, names[i]);
        }

        (string Attribute, List<string> Texts)[] parts =
        [
            .. FollowTheMoneySchemas.NameParts.Select(part => (part.Attribute, properties.TryGetProperty(part.Property, out JsonElement given) ? TextsOf(given) : [])),
        ];
        if (Array.TrueForAll(parts, part => part.Texts.Count <= 1))
        {
            foreach ((string attribute, List<string> texts) in parts)
            {
                texts.ForEach(text => Add(attribute, text));
            }
        }
    }

    private void AddAddress(JsonElement address)
    {
        if (!address.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        bool isFilled = false;
        foreach ((string property, string attribute) in FollowTheMoneySchemas.AddressParts)
        {
            // Beside its parts the whole address says nothing more.
            bool isWhole = attribute == Attributes.AddressFull;
            if (properties.TryGetProperty(property, out JsonElement part) && TextsOf(part) is [var text, ..]
                && !(isWhole && (properties.TryGetProperty("street", out _) || properties.TryGetProperty("city", out _))))
            {
                Add(attribute, text, addresses);
                isFilled = true;
            }
        }

        addresses += isFilled ? 1 : 0;
    }

    private void Add(string attribute, string value, int group = 0)
    {
        longest = Math.Max(longest, Encoding.UTF8.GetByteCount(value));
        values.Add(new AttributeValue(attribute, value, group));
        HasUsable |= attribute is not Attributes.RecordUpdated;
    }

    private static List<string> TextsOf(JsonElement value)
    {
        var texts = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement one in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : (IEnumerable<JsonElement>)[value])
        {
            string text = one.ValueKind switch
            {
                JsonValueKind.String => one.GetString()!.Trim(),
                JsonValueKind.Number => one.GetRawText(),
                _ => "",
            };
            if (text.Length > 0 && seen.Add(text))
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private static IEnumerable<JsonElement> ObjectsIn(JsonElement value) =>
        (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : (IEnumerable<JsonElement>)[value]).Where(one => one.ValueKind == JsonValueKind.Object);

    private static string IdOf(JsonElement entity) => entity.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "";
}

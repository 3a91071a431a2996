using System.Text.Json;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>The fields of a row whose type the schema part of a message tells, as far as they have to be told from plain numbers and texts.</summary>
/// <param name="Fields">The schema's fields of the row; undefined where there is none.</param>
internal readonly record struct DebeziumTypes(JsonElement Fields)
{
    /// <summary>Fields that a schema part may tell of; a longer one is passed over.</summary>
    private const int MostFields = 2000;

    /// <summary>The types of an unwrapped row.</summary>
    public static DebeziumTypes Of(JsonElement schema) =>
        new(schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("fields", out JsonElement fields) && fields.ValueKind == JsonValueKind.Array
            && fields.GetArrayLength() <= MostFields ? fields : default);

    /// <summary>The types of the row in a member of an event.</summary>
    public static DebeziumTypes OfRow(JsonElement schema, string member)
    {
        if (Of(schema).Fields is { ValueKind: JsonValueKind.Array } members)
        {
            foreach (JsonElement one in members.EnumerateArray())
            {
                if (IsNamed(one, member))
                {
                    return Of(one);
                }
            }
        }

        return default;
    }

    /// <summary>The unit of a time or date that a field holds as a number, or the scale of a decimal that it holds as bytes; null for any other field.</summary>
    public (DebeziumUnit Unit, int Scale)? Find(in JsonProperty field)
    {
        if (Fields.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (JsonElement one in Fields.EnumerateArray())
        {
            if (one.ValueKind == JsonValueKind.Object && one.TryGetProperty("field", out JsonElement named) && named.ValueKind == JsonValueKind.String
                && field.NameEquals(named.GetString()))
            {
                return one.TryGetProperty("name", out JsonElement type) && type.ValueKind == JsonValueKind.String ? UnitOf(type.GetString()!, one) : null;
            }
        }

        return null;
    }

    private static (DebeziumUnit Unit, int Scale)? UnitOf(string type, JsonElement field) => type switch
    {
        "io.debezium.time.Date" or "org.apache.kafka.connect.data.Date" => (DebeziumUnit.Days, 0),
        "io.debezium.time.Timestamp" or "org.apache.kafka.connect.data.Timestamp" => (DebeziumUnit.Milliseconds, 0),
        "io.debezium.time.MicroTimestamp" => (DebeziumUnit.Microseconds, 0),
        "io.debezium.time.NanoTimestamp" => (DebeziumUnit.Nanoseconds, 0),
        "org.apache.kafka.connect.data.Decimal" => field.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object
            && parameters.TryGetProperty("scale", out JsonElement scale) && scale.ValueKind == JsonValueKind.String && int.TryParse(scale.GetString(), out int digits) && digits is >= 0 and <= 100
                ? (DebeziumUnit.Decimal, digits)
                : null,
        _ => null,
    };

    private static bool IsNamed(JsonElement field, string name) =>
        field.ValueKind == JsonValueKind.Object && field.TryGetProperty("field", out JsonElement named) && named.ValueKind == JsonValueKind.String && named.ValueEquals(name);
}

/// <summary>What a number or bytes in a row count.</summary>
internal enum DebeziumUnit : byte
{
    /// <summary>Days since 1970-01-01.</summary>
    Days,

    /// <summary>Milliseconds since then.</summary>
    Milliseconds,

    /// <summary>Microseconds since then.</summary>
    Microseconds,

    /// <summary>Nanoseconds since then.</summary>
    Nanoseconds,

    /// <summary>A whole number, big-endian two's complement in base 64, to be moved by a scale.</summary>
    Decimal,
}

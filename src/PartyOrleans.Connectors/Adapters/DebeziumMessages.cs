using System.Buffers;
using System.Text.Json;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>Messages of Debezium that are no change of a row.</summary>
internal static class DebeziumMessages
{
    /// <summary>What a message is that holds no row; null for one that may.</summary>
    public static string? NothingIn(JsonElement payload)
    {
        bool hasOp = payload.TryGetProperty("op", out _);
        if (!hasOp && payload.TryGetProperty("status", out JsonElement status) && payload.TryGetProperty("id", out _)
            && status.ValueKind == JsonValueKind.String && (status.ValueEquals("BEGIN"u8) || status.ValueEquals("END"u8)) && payload.TryGetProperty("event_count", out _))
        {
            return "transaction mark";
        }

        if (!hasOp && (payload.TryGetProperty("tableChanges", out _) || (payload.TryGetProperty("ddl", out _) && payload.TryGetProperty("source", out _))))
        {
            return "change of a table's definition";
        }

        int members = 0;
        foreach (JsonProperty _ in payload.EnumerateObject())
        {
            members++;
        }

        return members == 1 && payload.TryGetProperty("ts_ms", out _) ? "heartbeat" : null;
    }

    /// <summary>A row taken out of its event without the fields that were added to it then; null where it has none such. To be disposed.</summary>
    public static JsonDocument? WithoutMetadata(JsonElement row)
    {
        if (!row.EnumerateObject().Any(IsMetadata))
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (JsonProperty field in row.EnumerateObject())
            {
                if (!IsMetadata(field))
                {
                    field.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);

        static bool IsMetadata(JsonProperty field) => field.Name.StartsWith("__", StringComparison.Ordinal);
    }

    /// <summary>The object that a text holds, as MongoDB's rows come; null where it holds none. To be disposed.</summary>
    public static JsonDocument? ObjectIn(JsonElement text)
    {
        try
        {
            return MessageText.Parse(System.Text.Encoding.UTF8.GetBytes(text.GetString()!), out JsonDocument? document) is null ? document : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

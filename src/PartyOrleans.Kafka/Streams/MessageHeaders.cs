using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Confluent.Kafka;

namespace PartyOrleans.Kafka.Streams;

/// <summary>What a dead letter keeps of what came beside a message's value.</summary>
internal static class MessageHeaders
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What came beside the value, as a JSON object: topic, partition, offset, timestamp, key, headers; bytes that are no UTF-8 as base64.</summary>
    public static string Of(ConsumeResult<byte[]?, byte[]?> message)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Compact))
        {
            json.WriteStartObject();
            json.WriteString("topic", message.Topic);
            json.WriteNumber("partition", message.Partition.Value);
            json.WriteNumber("offset", message.Offset.Value);
            if (message.Message.Timestamp.Type != TimestampType.NotAvailable)
            {
                json.WriteString("timestamp", message.Message.Timestamp.UtcDateTime);
            }

            Write(json, "key", message.Message.Key);
            if (message.Message.Headers is { Count: > 0 } headers)
            {
                json.WriteStartArray("headers");
                foreach (IHeader header in headers)
                {
                    json.WriteStartObject();
                    json.WriteString("name", header.Key);
                    Write(json, "value", header.GetValueBytes());
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void Write(Utf8JsonWriter json, string name, byte[]? value)
    {
        if (value is null)
        {
            return;
        }

        if (Utf8.IsValid(value))
        {
            json.WriteString(name, value);
        }
        else
        {
            json.WriteBase64String(name + "_base64", value);
        }
    }
}

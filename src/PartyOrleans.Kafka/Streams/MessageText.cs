using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Confluent.Kafka;

namespace PartyOrleans.Kafka.Streams;

/// <summary>What a dead letter keeps of a message, so that it can be read again.</summary>
internal static class MessageText
{
    private const int MostBytes = 1 << 20;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value as text, cut to 1 MiB with a mark where longer; a byte that is no UTF-8 becomes a replacement character.</summary>
    public static string Of(byte[]? value) => value is null
        ? ""
        : value.Length <= MostBytes ? Encoding.UTF8.GetString(value) : Encoding.UTF8.GetString(value.AsSpan(0, MostBytes)) + " [cut]";

    /// <summary>
    /// What came beside the value, as a JSON object: topic, partition, offset, timestamp, key, headers; and the value as base64 where its text is not
    /// all of it because it is no UTF-8.
    /// </summary>
    public static string HeadersOf(ConsumeResult<byte[]?, byte[]?> message)
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
            if (message.Message.Value is null)
            {
                json.WriteBoolean("tombstone", true);
            }
            else if (!Utf8.IsValid(message.Message.Value) && message.Message.Value.Length <= MostBytes)
            {
                json.WriteBase64String("value_base64", message.Message.Value);
            }

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

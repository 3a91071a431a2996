using System.Text;
using System.Text.Json;
using Orleans.Runtime;

namespace PartyOrleans.KafkaStreams.Messages;

/// <summary>Bytes and texts (UTF-8) as they are, messages as they are (<see cref="KafkaEvent"/>), everything else as JSON of System.Text.Json.</summary>
/// <param name="options">How JSON is written and read; null for names in camel case.</param>
public sealed class JsonMessageCodec(JsonSerializerOptions? options = null) : IKafkaMessageCodec
{
    private readonly JsonSerializerOptions _options = options ?? JsonSerializerOptions.Web;

    /// <inheritdoc />
    public KafkaContent Encode<T>(StreamId stream, T item) => item switch
    {
        KafkaEvent message => new KafkaContent(message.Value, message.Headers, message.Key),
        byte[] bytes => new KafkaContent(bytes, []),
        string text => new KafkaContent(Encoding.UTF8.GetBytes(text), []),
        _ => new KafkaContent(JsonSerializer.SerializeToUtf8Bytes(item, _options), []),
    };

    /// <inheritdoc />
    public T Decode<T>(KafkaEvent message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (typeof(T) == typeof(KafkaEvent))
        {
            return (T)(object)message;
        }

        if (message.Value is not { } value)
        {
            throw new InvalidDataException($"The message at offset {message.Offset} of {message.Topic}, partition {message.Partition} is a tombstone, which only consumers of {nameof(KafkaEvent)} take.");
        }

        return typeof(T) == typeof(byte[]) ? (T)(object)value
            : typeof(T) == typeof(string) ? (T)(object)Encoding.UTF8.GetString(value)
            : JsonSerializer.Deserialize<T>(value, _options) ?? throw new InvalidDataException(
                $"The message at offset {message.Offset} of {message.Topic}, partition {message.Partition} is null, and no {typeof(T).Name}.");
    }
}

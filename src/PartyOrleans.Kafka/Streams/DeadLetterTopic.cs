using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Streams;

/// <summary>The topic that refused messages are sent to besides: as they came, with the cause in headers. At least once, before the hub holds their offsets.</summary>
internal sealed partial class DeadLetterTopic(string topic, KafkaProducer producer, ILogger log) : IAsyncDisposable
{
    /// <summary>Sends messages; what brokers will never take is logged and left to the hub's own dead letters.</summary>
    /// <exception cref="KafkaTransportException">The brokers cannot be reached now.</exception>
    public async Task SendAsync(IReadOnlyList<(ConsumeResult<byte[]?, byte[]?> Message, DeadLetter Letter)> refused, CancellationToken cancellationToken)
    {
        foreach ((ConsumeResult<byte[]?, byte[]?> message, DeadLetter letter) in refused)
        {
            try
            {
                await producer.SendAsync([Of(message, letter)], cancellationToken);
            }
            catch (KafkaTransportException failure) when (!failure.IsTransient)
            {
                LogNotSent(topic, message.Topic, message.Partition.Value, message.Offset.Value, failure.Message);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => producer.DisposeAsync();

    private KafkaMessage Of(ConsumeResult<byte[]?, byte[]?> message, DeadLetter letter)
    {
        var headers = new List<KeyValuePair<string, byte[]>>();
        if (message.Message.Headers is { } own)
        {
            headers.AddRange(own.Select(header => KeyValuePair.Create(header.Key, header.GetValueBytes() ?? [])));
        }

        headers.Add(Header("party-dead-letter-topic", message.Topic));
        headers.Add(Header("party-dead-letter-partition", message.Partition.Value.ToString(CultureInfo.InvariantCulture)));
        headers.Add(Header("party-dead-letter-offset", message.Offset.Value.ToString(CultureInfo.InvariantCulture)));
        headers.Add(Header("party-dead-letter-source", letter.Source));
        headers.Add(Header("party-dead-letter-kind", letter.Kind.ToString().ToLowerInvariant()));
        headers.Add(Header("party-dead-letter-reason", letter.Reason));
        headers.Add(Header("party-dead-letter-attempts", letter.Attempts.ToString(CultureInfo.InvariantCulture)));
        return new KafkaMessage(topic, message.Message.Key, message.Message.Value) { Headers = headers };
    }

    private static KeyValuePair<string, byte[]> Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    [LoggerMessage(2330, LogLevel.Error, "Dead-letter topic {Topic} does not take the message of {Origin} partition {Partition} offset {Offset}; the hub keeps it among its own dead letters: {Cause}")]
    private partial void LogNotSent(string topic, string origin, int partition, long offset, string cause);
}

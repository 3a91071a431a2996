using System.Text;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Kafka.Producing;

namespace PartyOrleans.Kafka.Publishing;

/// <summary>Where events are published.</summary>
/// <param name="Name">The sink's name, unique within a hub.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Tombstones">
/// Whether a party's last event is followed by a message without value, so that a compacted topic forgets it; without it such a topic keeps the last
/// event of each party that ever was.
/// </param>
public sealed record KafkaSinkOptions(string Name, string Topic, bool Tombstones = false);

/// <summary>
/// Publishes events to a topic, keyed by party, so that each partition has the events of its parties in order. The value is the whole event; its
/// attributes stand in headers too, as the Kafka binding of CloudEvents has them.
/// </summary>
/// <param name="producer">Sends; the sink disposes of it.</param>
/// <param name="options">Where to.</param>
public sealed class KafkaEventSink(KafkaProducer producer, KafkaSinkOptions options) : IEventSink
{
    private static readonly byte[] ContentType = Encoding.UTF8.GetBytes(EventForm.MediaType + "; charset=utf-8");
    private static readonly byte[] SpecVersion = "1.0"u8.ToArray();

    /// <inheritdoc />
    public string Name => options.Name;

    /// <inheritdoc />
    public string Kind => "kafka";

    /// <inheritdoc />
    public async Task DeliverAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var sent = new List<KafkaMessage>(messages.Count);
        foreach (OutboxMessage message in messages)
        {
            byte[] key = Encoding.UTF8.GetBytes(message.PartitionKey);
            sent.Add(new KafkaMessage(options.Topic, key, message.Body.ToArray()) { Headers = HeadersOf(message, ContentType), Timestamp = message.Time });
            if (options.Tombstones && message.Type is EventTypes.PartyRetired)
            {
                sent.Add(new KafkaMessage(options.Topic, key, null) { Headers = HeadersOf(message, null), Timestamp = message.Time });
            }
        }

        try
        {
            await producer.SendAsync(sent, cancellationToken);
        }
        catch (KafkaTransportException failure)
        {
            throw new DeliveryException(failure.Message, failure.IsTransient, innerException: failure);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => producer.DisposeAsync();

    private static KeyValuePair<string, byte[]>[] HeadersOf(OutboxMessage message, byte[]? contentType) =>
    [
        .. contentType is null ? [] : new[] { KeyValuePair.Create("content-type", contentType) },
        KeyValuePair.Create("ce_specversion", SpecVersion),
        Header("ce_id", message.Id),
        Header("ce_source", message.Source),
        Header("ce_type", message.Type),
        Header("ce_subject", message.Subject),
        Header("ce_time", message.TimeText),
        Header("ce_dataschema", message.DataSchema),
        Header("ce_partitionkey", message.PartitionKey),
        Header("ce_sequence", message.Sequence),
    ];

    private static KeyValuePair<string, byte[]> Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}

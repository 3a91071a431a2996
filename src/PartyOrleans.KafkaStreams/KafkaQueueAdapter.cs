using Orleans.Runtime;
using Orleans.Streams;
using PartyOrleans.KafkaStreams.Messages;
using PartyOrleans.KafkaStreams.Producing;
using PartyOrleans.KafkaStreams.Queues;

namespace PartyOrleans.KafkaStreams;

/// <summary>Sends events to topics, one message for each, and makes the receivers of partitions.</summary>
internal sealed class KafkaQueueAdapter(string provider, TopicMap map, IKafkaMessageCodec codec, KafkaStreamProducer producer, Func<QueueId, IQueueAdapterReceiver> receivers) : IQueueAdapter
{
    /// <inheritdoc />
    public string Name => provider;

    /// <inheritdoc />
    public bool IsRewindable => true;

    /// <inheritdoc />
    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    /// <inheritdoc />
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => receivers(queueId);

    /// <summary>Sends events in their order; completes when the brokers hold all of them. Where brokers put them is theirs to say: a token cannot be given.</summary>
    /// <exception cref="ArgumentException">A token is given, or no topic has the stream's namespace.</exception>
    /// <exception cref="KafkaStreamsException">Not all were acknowledged; of the others nothing is known.</exception>
    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        if (token is not null)
        {
            throw new ArgumentException("The brokers decide the place of an event: no token can be given.", nameof(token));
        }

        (string topic, int? partition) = map.PlaceOf(streamId);
        byte[] key = streamId.Key.ToArray();
        return producer.SendAsync(topic, partition, events.Select(item => codec.Encode(streamId, item)).Select(content => (partition is null ? key : content.Key, content.Value, content.Headers)).ToArray());
    }
}

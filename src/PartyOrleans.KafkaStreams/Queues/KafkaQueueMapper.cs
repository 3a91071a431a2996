using System.Text;
using Confluent.Kafka;
using Orleans.Runtime;
using Orleans.Streams;

namespace PartyOrleans.KafkaStreams.Queues;

/// <summary>
/// A queue for each partition. Where a queue lies on the ring depends on topic and partition alone, not on how many there are, so that silos that have
/// learnt of different numbers of partitions agree about those they all know.
/// </summary>
internal sealed class KafkaQueueMapper : IConsistentRingStreamQueueMapper
{
    private readonly TopicMap _map;
    private readonly Dictionary<string, QueueId[]> _queues;
    private readonly QueueId[] _all;

    public KafkaQueueMapper(TopicMap map, IReadOnlyDictionary<string, int> partitions)
    {
        _map = map;
        _queues = partitions.ToDictionary(
            static topic => topic.Key, static topic => Enumerable.Range(0, topic.Value).Select(partition => QueueOf(topic.Key, partition)).ToArray(), StringComparer.Ordinal);
        _all = [.. _queues.OrderBy(static topic => topic.Key, StringComparer.Ordinal).SelectMany(static topic => topic.Value)];
    }

    /// <summary>The partition that a queue is.</summary>
    public static TopicPartition PartitionOf(QueueId queue) => new(queue.GetStringNamePrefix(), (int)queue.GetNumericId());

    /// <inheritdoc />
    public IEnumerable<QueueId> GetAllQueues() => _all;

    /// <inheritdoc />
    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) => _all.Where(queue => range.InRange(queue.GetUniformHashCode()));

    /// <inheritdoc />
    public QueueId GetQueueForStream(StreamId streamId)
    {
        (string topic, int? partition) = _map.PlaceOf(streamId);
        QueueId[] queues = _queues[topic];
        int at = partition ?? Murmur2.PartitionOf(streamId.Key.Span, queues.Length);
        return at < queues.Length ? queues[at] : throw new ArgumentOutOfRangeException(nameof(streamId), $"Topic {topic} has {queues.Length} partitions here, and no partition {at}.");
    }

    /// <summary>Partitions of a topic are spread by the golden ratio, which keeps any number of them well apart; each topic begins elsewhere.</summary>
    private static QueueId QueueOf(string topic, int partition)
    {
        uint place = unchecked(Murmur2.Of(Encoding.UTF8.GetBytes(topic)) + ((uint)partition * 0x9E3779B9u));
        return QueueId.GetQueueId(topic, (uint)partition, place);
    }
}

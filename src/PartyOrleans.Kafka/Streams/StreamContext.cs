using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.Kafka.Streams;

/// <summary>What the consumers of one stream share, and what the readers of partitions tell the consumer that feeds them.</summary>
/// <param name="options">The stream.</param>
/// <param name="surroundings">What it stands on.</param>
/// <param name="deadLetters">The topic for refused messages; null for none.</param>
/// <param name="positions">How far the hub has come, by name; shared by all consumers of the stream.</param>
internal sealed class StreamContext(
    KafkaStreamOptions options, StreamSurroundings surroundings, DeadLetterTopic? deadLetters, ConcurrentDictionary<string, long> positions)
{
    private readonly ConcurrentQueue<PartitionReader> _eased = new();
    private readonly ConcurrentQueue<(PartitionReader Reader, long Offset)> _moved = new();
    private Exception? _broken;

    public KafkaStreamOptions Options => options;

    public StreamInstruments Instruments => surroundings.Instruments;

    public TimeProvider Time => surroundings.Time;

    public ILogger Log => surroundings.Log;

    /// <summary>What became of a reader that could not go on for a reason nobody foresaw; the consumer ends for it.</summary>
    public Exception? Failure => Volatile.Read(ref _broken);

    /// <summary>Has the brokers' record of the group follow; set by the consumer.</summary>
    public Action<TopicPartition, long>? Stored { get; set; }

    /// <summary>A partition, as its reader knows it.</summary>
    public StreamPartition PartitionOf(StreamTopic topic, int partition) => new(options, surroundings, topic, partition) { DeadLetters = deadLetters };

    /// <summary>How far the hub has come; null where it has taken nothing.</summary>
    public long? PositionOf(TopicPartition place) => positions.TryGetValue(options.PositionOf(place.Topic, place.Partition.Value), out long next) ? next : null;

    /// <summary>A reader has come further.</summary>
    public void Reached(PartitionReader reader, long next)
    {
        positions[options.PositionOf(reader.Place.Topic, reader.Place.Partition.Value)] = next;
        Stored?.Invoke(reader.Place, next);
    }

    /// <summary>A reader has less waiting.</summary>
    public void Eased(PartitionReader reader)
    {
        if (reader.IsPaused)
        {
            _eased.Enqueue(reader);
        }
    }

    /// <summary>A reader has ended, because its partition is to be read from another offset.</summary>
    public void ReadOnFrom(PartitionReader reader, long offset) => _moved.Enqueue((reader, offset));

    /// <summary>A reader broke off.</summary>
    public void Broken(Exception failure) => Volatile.Write(ref _broken, failure);

    /// <summary>A reader with less waiting than before, if there is one.</summary>
    public bool TryTakeEased(out PartitionReader reader) => _eased.TryDequeue(out reader!);

    /// <summary>A reader that ended for another offset, if there is one.</summary>
    public bool TryTakeMoved(out (PartitionReader Reader, long Offset) moved) => _moved.TryDequeue(out moved);
}

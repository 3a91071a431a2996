using Orleans.Runtime;
using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.KafkaStreams.Caching;

/// <summary>What a cache holds of one stream: its deliveries in the order of their offsets, and who reads them.</summary>
internal sealed class StreamLane(StreamId stream)
{
    /// <summary>The stream.</summary>
    public StreamId Stream => stream;

    /// <summary>Deliveries, by offset.</summary>
    public LinkedList<KafkaBatchContainer> Deliveries { get; } = new();

    /// <summary>Who reads it.</summary>
    public List<KafkaCacheCursor> Cursors { get; } = [];

    /// <summary>Whether somebody is still to have a message up to this offset.</summary>
    public bool IsWanted(long last) => Cursors.Exists(cursor => cursor.Next <= last);
}

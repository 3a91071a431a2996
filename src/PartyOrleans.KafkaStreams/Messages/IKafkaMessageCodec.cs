using Orleans.Runtime;

namespace PartyOrleans.KafkaStreams.Messages;

/// <summary>What of a message an event makes.</summary>
/// <param name="Value">The content; null for a tombstone.</param>
/// <param name="Headers">Headers in their order.</param>
/// <param name="Key">The message's key where streams are partitions; elsewhere the stream's key is the message's.</param>
public readonly record struct KafkaContent(byte[]? Value, IReadOnlyList<KafkaHeader> Headers, byte[]? Key = null);

/// <summary>
/// Makes messages of events and events of messages; called by several threads. The default is <see cref="JsonMessageCodec"/>; another one is registered as a keyed
/// service under the provider's name, on every silo and client.
/// </summary>
public interface IKafkaMessageCodec
{
    /// <summary>A message for an event.</summary>
    /// <param name="stream">The stream that it is sent to.</param>
    /// <param name="item">The event.</param>
    KafkaContent Encode<T>(StreamId stream, T item);

    /// <summary>The event that a message is.</summary>
    /// <exception cref="Exception">It is none of this type: the delivery fails, and is tried again until it becomes a dead letter.</exception>
    T Decode<T>(KafkaEvent message);
}

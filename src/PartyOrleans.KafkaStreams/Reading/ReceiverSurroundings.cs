using Microsoft.Extensions.Logging;
using PartyOrleans.KafkaStreams.Messages;
using PartyOrleans.KafkaStreams.Queues;

namespace PartyOrleans.KafkaStreams.Reading;

/// <summary>What the receivers of a provider share on a silo.</summary>
internal sealed record ReceiverSurroundings(string Provider, KafkaStreamsOptions Options, TopicMap Map)
{
    /// <summary>Fetches.</summary>
    public required PartitionFetcher Fetcher { get; init; }

    /// <summary>Makes events of messages.</summary>
    public required IKafkaMessageCodec Codec { get; init; }

    /// <summary>Where reading begins, where consumers keep that themselves.</summary>
    public IKafkaStartOffsets? Starts { get; init; }

    /// <summary>Told of everything that is counted.</summary>
    public required KafkaStreamsInstruments Instruments { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Told of failures.</summary>
    public required ILogger Log { get; init; }
}

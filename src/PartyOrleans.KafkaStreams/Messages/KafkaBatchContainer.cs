using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Streams;

namespace PartyOrleans.KafkaStreams.Messages;

/// <summary>
/// Messages of one stream that follow each other in a partition, to be delivered in one call. As they come from the brokers their token is that of the first one;
/// as they are delivered to a consumer it is that of the last one.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("kafka-streams.batch")]
[SerializationCallbacks(typeof(OnDeserializedCallbacks))]
internal sealed class KafkaBatchContainer : IBatchContainer, IOnDeserialized
{
    [NonSerialized]
    private IKafkaMessageCodec? _codec;

    public KafkaBatchContainer(string provider, StreamId stream, KafkaEvent[] events, TokenKind kind, IKafkaMessageCodec codec)
    {
        (Provider, StreamId, Events, _codec) = (provider, stream, events, codec);
        SequenceToken = new KafkaOffsetToken(events[kind == TokenKind.Arrival ? 0 : ^1].Offset, kind);
    }

    /// <summary>Whether its messages were applied before, and are read again because a consumer went back.</summary>
    [field: NonSerialized]
    public bool IsRepetition { get; init; }

    /// <summary>Name of the provider.</summary>
    [Id(0)]
    public string Provider { get; private set; }

    /// <inheritdoc />
    [Id(1)]
    public StreamId StreamId { get; private set; }

    /// <summary>The messages; one at least.</summary>
    [Id(2)]
    public KafkaEvent[] Events { get; private set; }

    /// <inheritdoc />
    [Id(3)]
    public StreamSequenceToken SequenceToken { get; private set; }

    /// <summary>How often the agent that holds it tried to deliver it, or told a consumer that it could not.</summary>
    [field: NonSerialized]
    public int Attempts { get; set; }

    /// <summary>Offset of the first message.</summary>
    public long First => Events[0].Offset;

    /// <summary>Offset of the last message.</summary>
    public long Last => Events[^1].Offset;

    /// <inheritdoc />
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        foreach (KafkaEvent message in Events)
        {
            yield return Tuple.Create(_codec!.Decode<T>(message), (StreamSequenceToken)KafkaOffsetToken.At(message.Offset));
        }
    }

    /// <summary>Called before each attempt; a request's context does not travel with a message.</summary>
    public bool ImportRequestContext()
    {
        Attempts++;
        return false;
    }

    /// <summary>The same for one consumer, from an offset on.</summary>
    public KafkaBatchContainer For(long from) => new(
        Provider, StreamId, from <= First ? Events : [.. Events.Where(message => message.Offset >= from)], IsRepetition ? TokenKind.Repetition : TokenKind.Delivery, _codec!);

    /// <inheritdoc />
    void IOnDeserialized.OnDeserialized(DeserializationContext context) => _codec = CodecOf(context.ServiceProvider, Provider);

    /// <summary>The codec of a provider.</summary>
    public static IKafkaMessageCodec CodecOf(IServiceProvider services, string provider) => services.GetKeyedService<IKafkaMessageCodec>(provider) ?? Default;

    private static readonly JsonMessageCodec Default = new();
}

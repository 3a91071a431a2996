using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.KafkaStreams.Producing;

/// <summary>Sends messages, idempotently and acknowledged by all replicas; those of one key arrive in the order in which they are given. Connects with the first one.</summary>
internal sealed partial class KafkaStreamProducer(string provider, KafkaStreamsOptions options, KafkaStreamsInstruments instruments, ILogger log) : IDisposable
{
    private readonly Lock _lock = new();
    private IProducer<byte[]?, byte[]?>? _client;
    private bool _isDisposed;

    /// <summary>Makes the client now, so that a setting that makes no sense is told at the start.</summary>
    /// <exception cref="ArgumentException">A setting is unknown.</exception>
    public void Connect() => _ = Client();

    /// <summary>Sends messages to one topic.</summary>
    /// <exception cref="KafkaStreamsException">Not all were acknowledged; of the others nothing is known.</exception>
    public async Task SendAsync(string topic, int? partition, IEnumerable<(byte[]? Key, byte[]? Value, IReadOnlyList<KafkaHeader> Headers)> messages)
    {
        IProducer<byte[]?, byte[]?> client = Client();
        var place = new TopicPartition(topic, partition is { } chosen ? new Partition(chosen) : Partition.Any);
        var sent = new List<Task<DeliveryResult<byte[]?, byte[]?>>>();
        try
        {
            foreach ((byte[]? key, byte[]? value, IReadOnlyList<KafkaHeader> headers) in messages)
            {
                sent.Add(client.ProduceAsync(place, new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = HeadersOf(headers) }));
            }

            await Task.WhenAll(sent);
        }
        catch (KafkaException failure)
        {
            throw new KafkaStreamsException($"The brokers did not take a message for topic {topic}: {failure.Error.Reason} ({failure.Error.Code}).", KafkaStreamsException.MayPass(failure.Error), failure);
        }

        instruments.Produced(provider, topic, sent.Count);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _client?.Dispose();
            _client = null;
        }
    }

    private static Headers? HeadersOf(IReadOnlyList<KafkaHeader> headers)
    {
        if (headers.Count == 0)
        {
            return null;
        }

        var made = new Headers();
        foreach (KafkaHeader header in headers)
        {
            made.Add(header.Name, header.Value);
        }

        return made;
    }

    private IProducer<byte[]?, byte[]?> Client()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _client ??= Connected();
        }
    }

    private IProducer<byte[]?, byte[]?> Connected()
    {
        ProducerConfig configuration = KafkaClient.Configure(new ProducerConfig { LingerMs = 2, Partitioner = Partitioner.Murmur2Random }, options);
        configuration.EnableIdempotence = true;
        configuration.Acks = Acks.All;
        configuration.MessageTimeoutMs = (int)options.BrokerPatience.TotalMilliseconds;
        return KafkaClient.Checked(() => new ProducerBuilder<byte[]?, byte[]?>(configuration)
            .SetErrorHandler((_, error) => LogError(provider, error.Code.ToString(), error.Reason))
            .SetLogHandler((_, line) => LogLine(line.Facility, line.Message))
            .Build());
    }

    [LoggerMessage(2710, LogLevel.Warning, "Kafka streams {Provider}, sending: {Code}: {Reason}")]
    private partial void LogError(string provider, string code, string reason);

    [LoggerMessage(2711, LogLevel.Debug, "librdkafka {Facility}: {Text}")]
    private partial void LogLine(string facility, string text);
}

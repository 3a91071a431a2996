using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.Kafka.Producing;

/// <summary>
/// Sends messages in order. A call completes when the brokers hold all of its messages; where that fails or takes too long nothing is known of those
/// not acknowledged, and the client is given up together with what it has still to send, so that a message sent again later comes before all that follow it.
/// </summary>
public sealed partial class KafkaProducer : IAsyncDisposable
{
    private readonly KafkaConnection _connection;
    private readonly KafkaProducerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IProducer<byte[]?, byte[]?>? _client;

    /// <summary>Makes a producer; it connects with the first message.</summary>
    /// <param name="connection">The brokers.</param>
    /// <param name="options">How to send.</param>
    /// <param name="time">Clock for the patience.</param>
    /// <param name="log">Told of what brokers report.</param>
    /// <exception cref="KafkaTransportException">The native library is not here.</exception>
    /// <exception cref="ArgumentException">A setting is unknown, or the hub's to decide.</exception>
    public KafkaProducer(KafkaConnection connection, KafkaProducerOptions options, TimeProvider time, ILogger log)
    {
        KafkaLibrary.Require();
        (_connection, _options, _time, _log) = (connection, options, time, log);
        _client = Connect();
    }

    /// <summary>Sends messages; those of one key arrive in the order in which they are given, also over several calls.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="cancellationToken">Gives up; what the brokers then hold is not known.</param>
    /// <exception cref="KafkaTransportException">Not all were acknowledged; to be sent again from the first on where it is transient.</exception>
    public async Task SendAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (KafkaMessage message in messages)
        {
            RequireFitting(message);
        }

        if (messages.Count == 0)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            _client ??= Connect();
            var delivery = new Delivery(messages.Count);
            Enqueue(messages, delivery, cancellationToken);
            await delivery.Task.WaitAsync(_options.Patience, _time, cancellationToken);
        }
        catch (Exception failure)
        {
            Disconnect();
            throw failure switch
            {
                TimeoutException => new KafkaTransportException(
                    $"Brokers {_connection.Brokers} did not acknowledge {messages.Count} messages within {_options.Patience.TotalSeconds:0.#} s.", isTransient: true, failure),
                KafkaException told => Failed(told.Error, told),
                _ => failure,
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Closes the connection; a call under way fails.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            Disconnect();
        }
        finally
        {
            _turn.Release();
            _turn.Dispose();
        }
    }

    private void Enqueue(IReadOnlyList<KafkaMessage> messages, Delivery delivery, CancellationToken cancellationToken)
    {
        foreach (KafkaMessage message in messages)
        {
            var content = new Message<byte[]?, byte[]?> { Key = message.Key, Value = message.Value };
            if (message.Headers.Count > 0)
            {
                content.Headers = [];
                foreach ((string name, byte[] value) in message.Headers)
                {
                    content.Headers.Add(name, value);
                }
            }

            if (message.Timestamp is { } at)
            {
                content.Timestamp = new Timestamp(at);
            }

            var place = new TopicPartition(message.Topic, message.Partition is { } chosen ? new Partition(chosen) : Partition.Any);
            while (true)
            {
                try
                {
                    _client!.Produce(place, content, delivery.Report);
                    break;
                }
                catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull && !delivery.Task.IsFaulted)
                {
                    // The client's own queue is full: it empties as brokers acknowledge, for which the flush waits.
                    cancellationToken.ThrowIfCancellationRequested();
                    _client!.Flush(TimeSpan.FromMilliseconds(100));
                }
            }
        }
    }

    private void RequireFitting(KafkaMessage message)
    {
        long bytes = (message.Key?.Length ?? 0L) + (message.Value?.Length ?? 0L) + message.Headers.Sum(header => header.Key.Length + (long)header.Value.Length) + 128;
        if (bytes > _options.MaxMessageBytes)
        {
            throw new KafkaTransportException(
                $"A message of {bytes} bytes for topic {message.Topic} is greater than the {_options.MaxMessageBytes} bytes that brokers take.", isTransient: false);
        }
    }

    private static KafkaTransportException Failed(Error error, Exception? cause = null) =>
        new($"The brokers refused a message: {error.Reason} ({error.Code}).", KafkaErrors.IsTransient(error), cause);

    private IProducer<byte[]?, byte[]?> Connect()
    {
        ProducerConfig configuration = _connection.ApplyTo(new ProducerConfig
        {
            LingerMs = _options.Linger.TotalMilliseconds,
            Partitioner = Partitioner.Murmur2Random,
            MessageMaxBytes = _options.MaxMessageBytes,
            SocketKeepaliveEnable = true,
        });
        configuration.EnableIdempotence = _options.IsIdempotent;
        configuration.Acks = Acks.All;
        configuration.MessageTimeoutMs = 0; // Patience bounds the whole call: a single message that timed out would let those after it overtake it.
        if (!_options.IsIdempotent)
        {
            configuration.MaxInFlight = 1;
        }

        return KafkaErrors.Checked(() => new ProducerBuilder<byte[]?, byte[]?>(configuration)
            .SetErrorHandler((_, error) => LogError(_connection.Brokers, error.Code.ToString(), error.Reason))
            .SetLogHandler((_, line) => LogLine(line.Facility, line.Message))
            .Build());
    }

    private void Disconnect()
    {
        _client?.Dispose();
        _client = null;
    }

    [LoggerMessage(2310, LogLevel.Warning, "Sending to Kafka at {Brokers}: {Code}: {Reason}")]
    private partial void LogError(string brokers, string code, string reason);

    [LoggerMessage(2311, LogLevel.Debug, "librdkafka {Facility}: {Text}")]
    private partial void LogLine(string facility, string text);

    /// <summary>Counts the acknowledgements of one call.</summary>
    private sealed class Delivery(int expected)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _missing = expected;

        public Task Task => _done.Task;

        public void Report(DeliveryReport<byte[]?, byte[]?> report)
        {
            if (report.Error.IsError || report.Status == PersistenceStatus.NotPersisted)
            {
                _done.TrySetException(Failed(report.Error));
            }
            else if (Interlocked.Decrement(ref _missing) == 0)
            {
                _done.TrySetResult();
            }
        }
    }
}

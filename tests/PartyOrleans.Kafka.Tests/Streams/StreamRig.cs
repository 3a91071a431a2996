using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Kafka.Streams;

namespace PartyOrleans.Kafka.Tests.Streams;

/// <summary>What a test of a stream needs: an intake, a producer, and a stream with short pauses.</summary>
internal sealed class StreamRig : IAsyncDisposable
{
    private readonly KafkaConnection _connection;
    private readonly KafkaProducer _producer;
    private readonly CircuitBreakers _breakers = new(TimeProvider.System, NullLogger.Instance, "test");
    private readonly StreamInstruments _instruments = new("test");
    private int _streams;

    public StreamRig(KafkaConnection connection, bool isIdempotent = true)
    {
        _connection = connection;
        KafkaConnection sending = connection with { Settings = [.. connection.Settings.Where(setting => !setting.Key.StartsWith("topic.", StringComparison.Ordinal)), new("topic.metadata.refresh.interval.ms", "-1")] };
        _producer = new KafkaProducer(sending, new KafkaProducerOptions { IsIdempotent = isIdempotent, MaxMessageBytes = 20_000_000 }, TimeProvider.System, NullLogger.Instance);
    }

    public StreamRig(MockCluster brokers)
        : this(ConnectionTo(brokers))
    {
    }

    public IntakeStandIn Intake { get; } = new();

    public LogKeeper Log { get; } = new();

    public CircuitBreakers Breakers => _breakers;

    /// <summary>How to speak to mock brokers without waiting long for anything.</summary>
    public static KafkaConnection ConnectionTo(MockCluster brokers) => new()
    {
        Brokers = brokers.Brokers,
        Settings =
        [
            new("fetch.wait.max.ms", "20"), new("reconnect.backoff.ms", "20"), new("reconnect.backoff.max.ms", "100"), new("topic.metadata.refresh.interval.ms", "200"),
            new("socket.timeout.ms", "5000"), new("heartbeat.interval.ms", "100"), new("session.timeout.ms", "1500"),
        ],
    };

    public KafkaStreamOptions Options(params string[] topics) => new()
    {
        Name = "test",
        Connection = _connection,
        Group = "hub",
        Topics = [.. topics.Select(topic => new StreamTopic(topic, "crm"))],
        LookInterval = TimeSpan.FromMilliseconds(50),
        GroupCommitInterval = TimeSpan.FromMilliseconds(100),
        Pauses = new RetryPauses { First = TimeSpan.FromMilliseconds(10), Longest = TimeSpan.FromMilliseconds(100) },
    };

    /// <summary>Starts a stream.</summary>
    public KafkaStream Start(KafkaStreamOptions options, IStreamAdapters? adapters = null, IHubIntake? intake = null)
    {
        CircuitBreaker breaker = _breakers.Add(BreakerKind.Source, $"{options.Name}-{_streams++}", new BreakerOptions { Break = TimeSpan.FromMilliseconds(500), LongestBreak = TimeSpan.FromSeconds(1) });
        var stream = new KafkaStream(options, new StreamSurroundings(intake ?? Intake, adapters ?? new TextAdapters(), breaker, _instruments, TimeProvider.System, Log));
        stream.Start();
        return stream;
    }

    public Task SendAsync(string topic, int partition, params (string Key, string? Value)[] messages) => _producer.SendAsync(
        [.. messages.Select(message => new KafkaMessage(topic, Encoding.UTF8.GetBytes(message.Key), message.Value is { } value ? Encoding.UTF8.GetBytes(value) : null) { Partition = partition })],
        CancellationToken.None);

    public Task SendAsync(params KafkaMessage[] messages) => _producer.SendAsync(messages, CancellationToken.None);

    /// <summary>Completes once something holds of a stream; looks again and again, since brokers are other processes.</summary>
    public static async Task UntilAsync(KafkaStream stream, Func<StreamStatus, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!holds(stream.Status))
        {
            patience.IsCancellationRequested.ShouldBeFalse($"still {stream.Status} {string.Join(' ', stream.Status.Partitions)}");
            await Task.Delay(10, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        _breakers.Dispose();
        _instruments.Dispose();
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LogKeeper : ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(LogLevel Level, int Event, string Text)> _lines = [];

    /// <summary>What was logged so far.</summary>
    public IReadOnlyList<(LogLevel Level, int Event, string Text)> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lock (_lock)
            {
                _lines.Add((logLevel, eventId.Id, formatter(state, exception)));
            }
        }
    }
}

using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.KafkaStreams;
using PartyOrleans.KafkaStreams.Messages;
using PartyOrleans.Model;

namespace PartyOrleans.Grains.Streams;

/// <summary>
/// The streams of a hub on one silo. Orleans gives out their partitions over all silos; nothing of a partition is read here before the silo's host has said how its messages get into the
/// hub (<see cref="Attach"/>), because the hub says where to begin.
/// </summary>
public sealed class HubStreams : IStreamHost, IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly SortedDictionary<string, Reading> _readings = new(StringComparer.Ordinal);

    internal HubStreams(IReadOnlyList<KafkaStreamOptions> streams, IServiceProvider services)
    {
        _services = services;
        foreach (KafkaStreamOptions stream in streams)
        {
            _readings.Add(stream.Name, new Reading(stream));
        }
    }

    /// <inheritdoc />
    public void Attach(string stream, StreamSurroundings by)
    {
        ArgumentNullException.ThrowIfNull(by);
        Reading reading = _readings[stream];
        KafkaStreamOptions options = reading.Options;
        DeadLetterTopic? letters = options.DeadLetterTopic is not { } topic ? null : new DeadLetterTopic(
            topic, new KafkaProducer(options.Connection, new KafkaProducerOptions { IsIdempotent = options.IsIdempotent, MaxMessageBytes = options.MaxMessageBytes }, by.Time, by.Log), by.Log);
        by.Instruments.Observe(stream, [.. options.Topics.Select(static topic => topic.Name)], () => StatusOf(stream));
        reading.Attached.TrySetResult((by, letters));
    }

    /// <inheritdoc />
    public async Task DetachAsync(string stream)
    {
        Reading reading = _readings[stream];
        if (!reading.IsDetached)
        {
            reading.IsDetached = true;
            if (reading.Attached.Task.IsCompletedSuccessfully)
            {
                (StreamSurroundings by, DeadLetterTopic? letters) = await reading.Attached.Task;
                by.Instruments.Forget(stream);
                if (letters is not null)
                {
                    await letters.DisposeAsync();
                }
            }
        }
    }

    /// <inheritdoc />
    public StreamStatus StatusOf(string stream)
    {
        KafkaStreamsStatus status = _services.GetRequiredKeyedService<IKafkaStreamsMonitor>(HubStreamsHosting.ProviderOf(stream)).Status;
        Reading reading = _readings[stream];
        PartitionStatus[] partitions =
        [
            .. status.Partitions.Where(static partition => partition.Lag >= 0 || partition.Trouble.Length > 0).Select(partition => new PartitionStatus(
                partition.Topic, partition.Partition, partition.Applied, partition.Lag, (int)partition.Held + partition.Fetched, IsPaused: false,
                partition.Trouble.Length > 0 ? partition.Trouble : reading.TroubleOf(partition.Topic, partition.Partition))),
        ];
        string trouble = status.Trouble.Length > 0 ? status.Trouble : partitions.Select(static partition => partition.Trouble).FirstOrDefault(static text => text.Length > 0) ?? "";
        return new StreamStatus(stream, status.Trouble.Length == 0, trouble, Rebalances: 0, partitions);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (string stream in _readings.Keys)
        {
            await DetachAsync(stream);
        }
    }

    /// <summary>A stream's partition as its grain is to take it; completes once the host has said how.</summary>
    /// <param name="position">The name under which the hub keeps how far the partition has come.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KafkaStreamsException">This silo is stopping.</exception>
    internal async Task<StreamPartition> PartitionAsync(string position, CancellationToken cancellationToken)
    {
        string[] parts = position.Split('/');
        Reading reading = _readings[parts[1]];
        (StreamSurroundings by, DeadLetterTopic? letters) = await ByAsync(reading, cancellationToken);
        StreamTopic topic = reading.Options.Topics.First(topic => string.Equals(topic.Name, parts[2], StringComparison.Ordinal));
        return new StreamPartition(reading.Options, by, topic, int.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture)) { DeadLetters = letters };
    }

    /// <summary>Asks brokers of a stream until they answer, through the stream's breaker, which all silos have together.</summary>
    internal async Task UntilReachedAsync(string stream, Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        Reading reading = _readings[stream];
        (StreamSurroundings by, _) = await reading.Attached.Task.WaitAsync(cancellationToken);
        var retry = new PersistentRetry(reading.Options.Pauses, by.Time, static _ => true, (_, _) => by.Instruments.Retried(stream));
        await retry.RunAsync(stop => by.Breaker.RunAsync(ask, stop), cancellationToken);
    }

    /// <summary>How far the hub has taken a partition; null where it has taken nothing.</summary>
    internal async Task<long?> FindPositionAsync(string stream, string position, CancellationToken cancellationToken)
    {
        (StreamSurroundings by, _) = await ByAsync(_readings[stream], cancellationToken);
        foreach (SourcePosition kept in await by.Intake.ReadPositionsAsync(position, cancellationToken))
        {
            if (string.Equals(kept.Stream, position, StringComparison.Ordinal))
            {
                return kept.Next;
            }
        }

        return null;
    }

    /// <summary>Lets a grain's trouble be seen.</summary>
    internal void Follow(StreamPartition partition, Func<string>? trouble)
    {
        Reading reading = _readings[partition.Options.Name];
        if (trouble is null)
        {
            reading.Troubles.TryRemove((partition.Topic.Name, partition.Partition), out _);
        }
        else
        {
            reading.Troubles[(partition.Topic.Name, partition.Partition)] = trouble;
        }
    }

    /// <summary>A message as readers of streams know it.</summary>
    internal static ConsumeResult<byte[]?, byte[]?> MessageOf(KafkaEvent message)
    {
        Headers? headers = null;
        if (message.Headers.Length > 0)
        {
            headers = [];
            foreach (KafkaHeader header in message.Headers)
            {
                headers.Add(header.Name, header.Value);
            }
        }

        return new ConsumeResult<byte[]?, byte[]?>
        {
            TopicPartitionOffset = new TopicPartitionOffset(message.Topic, message.Partition, message.Offset),
            Message = new Message<byte[]?, byte[]?>
            {
                Key = message.Key, Value = message.Value, Headers = headers, Timestamp = message.Timestamp is { } at ? new Timestamp(at) : Timestamp.Default,
            },
        };
    }

    private static async Task<(StreamSurroundings By, DeadLetterTopic? Letters)> ByAsync(Reading reading, CancellationToken cancellationToken)
    {
        (StreamSurroundings By, DeadLetterTopic? Letters) by = await reading.Attached.Task.WaitAsync(cancellationToken);
        return reading.IsDetached ? throw new KafkaStreamsException($"Stream {reading.Options.Name} is not taken on this silo any more, which is stopping.", isTransient: true) : by;
    }

    /// <summary>A stream here.</summary>
    private sealed class Reading(KafkaStreamOptions options)
    {
        private volatile bool _isDetached;

        public KafkaStreamOptions Options => options;

        public TaskCompletionSource<(StreamSurroundings By, DeadLetterTopic? Letters)> Attached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentDictionary<(string Topic, int Partition), Func<string>> Troubles { get; } = new();

        public bool IsDetached
        {
            get => _isDetached;
            set => _isDetached = value;
        }

        public string TroubleOf(string topic, int partition) => Troubles.TryGetValue((topic, partition), out Func<string>? trouble) ? trouble() : "";
    }
}

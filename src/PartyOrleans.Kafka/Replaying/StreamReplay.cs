using System.Globalization;
using Confluent.Kafka;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Replaying;

/// <summary>
/// Reads a range of a stream again, by a consumer that is in no group and commits nothing. Behind the range it reads on to what the hub has taken, so that
/// nothing older than the hub holds is among what it comes to. One thread uses it at a time.
/// </summary>
public sealed class StreamReplay : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly KafkaStreamOptions _options;
    private readonly StreamRange _range;
    private readonly IStreamAdapters _adapters;
    private readonly TimeProvider _time;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly RangeFold _fold = new();
    private readonly List<DeadLetter> _refused = [];
    private List<RangePartition>? _partitions;

    /// <summary>Makes the consumer; nothing is read yet.</summary>
    /// <exception cref="InputException">The stream has no such topic, the native library is not here, or a setting makes no sense.</exception>
    public StreamReplay(KafkaStreamOptions options, StreamRange range, IStreamAdapters adapters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(range);
        (_options, _range, _adapters, _time) = (options, range, adapters, time);
        if (range.Topic is { } topic && !options.Topics.Any(known => string.Equals(known.Name, topic, StringComparison.Ordinal)))
        {
            throw new InputException($"Stream {options.Name} has no topic {topic}; it has {string.Join(", ", options.Topics.Select(known => known.Name))}.");
        }

        try
        {
            KafkaLibrary.Require();
            ConsumerConfig configuration = options.Connection.ApplyTo(new ConsumerConfig { AllowAutoCreateTopics = false });
            configuration.GroupId = options.Group; // the client wants a name, and this one is allowed; nobody joins
            configuration.EnableAutoCommit = false;
            configuration.EnableAutoOffsetStore = false;
            configuration.EnablePartitionEof = true;
            configuration.AutoOffsetReset = AutoOffsetReset.Error;
            _consumer = KafkaErrors.Checked(() => new ConsumerBuilder<byte[]?, byte[]?>(configuration).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());
        }
        catch (Exception failure) when (failure is ArgumentException or KafkaTransportException)
        {
            throw new InputException($"Stream {options.Name}: {failure.Message}", failure);
        }
    }

    /// <summary>Messages of the range read.</summary>
    public long Messages { get; private set; }

    /// <summary>Partitions of which something was read.</summary>
    public int Partitions => _partitions?.Count ?? 0;

    /// <summary>What the range says of each record whose last message lies in it, sorted by key: the record, or null where it is gone.</summary>
    public IReadOnlyList<(RecordKey Key, SourceRecord? Record, string? Version)> Records => _fold.Held;

    /// <summary>Records of the range that are left out, because messages after it are of them too.</summary>
    public long LeftOut => _fold.LeftOut;

    /// <summary>The messages of the range that are refused, by partition and offset.</summary>
    public IReadOnlyList<DeadLetter> Refused => _refused;

    /// <summary>Where the hub was when it was read up to: handed in with the records, they are refused where a stream has gone on since, and move nothing.</summary>
    public IReadOnlyList<SourcePosition> Positions => [.. (_partitions ?? []).Select(partition => new SourcePosition(partition.Stream, partition.Next, partition.Next))];

    /// <summary>Reads the range, or on from where it was read to before, up to what the hub has taken.</summary>
    /// <param name="positions">How far the hub has come in the stream.</param>
    /// <param name="advanced">Told how many messages were read since the last time.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="InputException">Nothing of the range is there, no broker answers, or a source has no contract in force.</exception>
    public void ReadTo(IReadOnlyList<SourcePosition> positions, Action<long> advanced, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advanced);
        Dictionary<string, long> taken = positions.ToDictionary(position => position.Stream, position => position.Next, StringComparer.Ordinal);
        try
        {
            _partitions ??= Find(taken);
            foreach (RangePartition partition in _partitions)
            {
                Read(partition, taken[partition.Stream], advanced, cancellationToken);
                partition.End();
            }

            if (Messages == 0)
            {
                throw new InputException($"No message of stream {_options.Name} lies in the range: {string.Join("; ", _partitions.Select(partition => $"{partition.Stream} {partition.There}"))}.");
            }
        }
        catch (KafkaException failure)
        {
            throw new InputException($"Stream {_options.Name}: brokers {_options.Connection.Brokers}: {failure.Error.Reason} ({failure.Error.Code}).", failure);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private List<RangePartition> Find(Dictionary<string, long> taken)
    {
        var found = new List<(RangePartition Partition, long Taken)>();
        using IAdminClient asking = new DependentAdminClientBuilder(_consumer.Handle).Build();
        foreach (StreamTopic topic in _options.Topics.Where(topic => _range.Topic is null || string.Equals(topic.Name, _range.Topic, StringComparison.Ordinal)).OrderBy(topic => topic.Name, StringComparer.Ordinal))
        {
            IMessageAdapter adapter = _adapters.AdapterOf(topic, null)
                ?? throw new InputException($"The bundle in force has no contract for source {topic.Source}, so messages of topic {topic.Name} cannot be read.");
            TopicMetadata? metadata = asking.GetMetadata(topic.Name, _options.BrokerPatience).Topics.FirstOrDefault(known => string.Equals(known.Topic, topic.Name, StringComparison.Ordinal));
            if (metadata is null || metadata.Error.IsError)
            {
                throw new InputException($"Topic {topic.Name} of stream {_options.Name} cannot be read: {metadata?.Error.Reason ?? "it does not exist"}.");
            }

            int[] numbers = [.. metadata.Partitions.Select(partition => partition.PartitionId).Order()];
            if (_range.Partition is { } wanted && !numbers.Contains(wanted))
            {
                throw new InputException(string.Create(CultureInfo.InvariantCulture, $"Topic {topic.Name} has no partition {wanted}; it has 0 to {numbers.Length - 1}."));
            }

            foreach (int number in numbers.Where(number => _range.Partition is null || number == _range.Partition))
            {
                string stream = string.Create(CultureInfo.InvariantCulture, $"{_options.Prefix}{topic.Name}/{number}");
                if (taken.TryGetValue(stream, out long next))
                {
                    found.Add((new RangePartition(topic, new TopicPartition(topic.Name, number), stream, adapter), next));
                }
            }
        }

        Place(found);
        return [.. found.Select(each => each.Partition)];
    }

    private void Place(List<(RangePartition Partition, long Taken)> found)
    {
        if (found.Count == 0)
        {
            throw new InputException($"The hub has taken nothing yet of what is named of stream {_options.Name}.");
        }

        if (found.Count > 1 && (_range.From?.Offset ?? _range.Until?.Offset) is not null)
        {
            throw new InputException(
                $"Offsets are of one partition, and {found.Count} are named: {string.Join(", ", found.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Partition.Place.Topic}/{each.Partition.Place.Partition.Value}")))}. Name a topic and a partition, or times.");
        }

        foreach ((RangePartition partition, long taken) in found)
        {
            WatermarkOffsets marks = _consumer.QueryWatermarkOffsets(partition.Place, _options.BrokerPatience);
            partition.Begin(_range, marks.Low.Value, marks.High.Value, taken);
        }
    }

    private void Read(RangePartition partition, long taken, Action<long> advanced, CancellationToken cancellationToken)
    {
        if (partition.Next >= taken)
        {
            return;
        }

        _consumer.Assign(new TopicPartitionOffset(partition.Place, partition.Next));
        long heard = _time.GetTimestamp(), read = 0;
        while (partition.Next < taken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ConsumeResult<byte[]?, byte[]?>? message = _consumer.Consume(Poll);
            if (message is null)
            {
                advanced(read);
                read = 0;
                if (_time.GetElapsedTime(heard) > _options.BrokerPatience)
                {
                    throw partition.Wrong(string.Create(CultureInfo.InvariantCulture, $"gave nothing at offset {partition.Next} for {_options.BrokerPatience.TotalSeconds:0.#} s: no broker of {_options.Connection.Brokers} answers"));
                }

                continue;
            }

            heard = _time.GetTimestamp();
            if (message.IsPartitionEOF || message.Offset.Value >= taken)
            {
                partition.Next = taken; // what else was there is gone: compacted, or marks of transactions
                break;
            }

            Add(partition, message);
            partition.Next = message.Offset.Value + 1;
            read++;
        }

        advanced(read);
        _consumer.Unassign();
    }

    private void Add(RangePartition partition, ConsumeResult<byte[]?, byte[]?> message)
    {
        bool isInRange = partition.IsInRange(message, _range);
        if (!isInRange && !partition.IsPast)
        {
            return;
        }

        AdaptedMessage read = MessageBatch.Understand(message, partition.Adapter, _options.MaxMessageBytes);
        _fold.Add(message, read, isInRange);
        if (isInRange)
        {
            Messages++;
            if (read.Kind == AdaptedKind.Refused)
            {
                _refused.Add(MessageBatch.LetterOf(message, partition.Adapter, read, partition.Stream));
            }
        }
    }
}

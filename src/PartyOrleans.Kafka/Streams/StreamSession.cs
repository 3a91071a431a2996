using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.Kafka.Streams;

/// <summary>
/// One consumer of a stream from its connection to its end. It polls on a thread of its own, hands messages to the readers of their partitions, and pauses
/// partitions of which too much waits. Where partitions begin is what the hub holds, not what the brokers hold of the group.
/// </summary>
internal sealed partial class StreamSession : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollWhilePaused = TimeSpan.FromMilliseconds(5);

    private readonly StreamContext _context;
    private readonly ILogger _log;
    private readonly Dictionary<string, StreamTopic> _topics;
    private readonly ConcurrentDictionary<TopicPartition, PartitionReader> _readers = new();
    private readonly ConcurrentDictionary<string, string> _missing = new(StringComparer.Ordinal);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private long _rebalances;
    private long _lookedAt;
    private long _connectedAt;
    private int _paused;
    private volatile bool _isConnected;
    private volatile bool _isStopping;
    private string _trouble = "";

    /// <summary>Makes the consumer; nothing is read yet.</summary>
    /// <exception cref="ArgumentException">A setting is unknown, or the hub's to decide.</exception>
    /// <param name="context">The stream.</param>
    /// <param name="consumer">Number of the consumer in the stream, from 0.</param>
    public StreamSession(StreamContext context, int consumer)
    {
        (_context, _log) = (context, context.Log);
        _topics = context.Options.Topics.ToDictionary(topic => topic.Name, StringComparer.Ordinal);
        KafkaStreamOptions options = context.Options;
        ConsumerConfig configuration = options.Connection.ApplyTo(new ConsumerConfig
        {
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            AllowAutoCreateTopics = false,
            SessionTimeoutMs = 30_000,
            TopicMetadataRefreshIntervalMs = 30_000,
            FetchQueueBackoffMs = 20,
            SocketKeepaliveEnable = true,
            ReconnectBackoffMaxMs = 5_000,
            QueuedMinMessages = Math.Max(1000, options.MostWaiting / 2),
            QueuedMaxMessagesKbytes = (int)Math.Clamp(options.MostWaitingBytes >> 10, 1024, 2_097_151),
        });
        configuration.GroupId = options.Group;
        if (options.Instance is { } instance)
        {
            configuration.GroupInstanceId = string.Create(CultureInfo.InvariantCulture, $"{instance}-{options.Name}-{consumer}");
        }

        configuration.EnableAutoCommit = true; // of what was stored, which is what the hub holds: for tools only
        configuration.EnableAutoOffsetStore = false;
        configuration.AutoCommitIntervalMs = (int)options.GroupCommitInterval.TotalMilliseconds;
        configuration.AutoOffsetReset = AutoOffsetReset.Error; // an offset that is lost is told, never passed over
        configuration.StatisticsIntervalMs = (int)Math.Max(10, options.LookInterval.TotalMilliseconds);
        _consumer = KafkaErrors.Checked(() => new ConsumerBuilder<byte[]?, byte[]?>(configuration)
            .SetPartitionsAssignedHandler((_, places) => Assign(places))
            .SetPartitionsRevokedHandler((_, places) => Release([.. places.Select(place => place.TopicPartition)]))
            .SetPartitionsLostHandler((_, places) => Release([.. places.Select(place => place.TopicPartition)]))
            .SetStatisticsHandler((_, json) => LookAtBrokers(json))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, line) => LogLine(line.Facility, line.Message))
            .Build());
        context.Stored = Store;
    }

    /// <summary>How its partitions are.</summary>
    public IReadOnlyList<PartitionStatus> Partitions =>
    [
        .. _readers.Values.Select(reader => new PartitionStatus(
            reader.Place.Topic, reader.Place.Partition.Value, reader.Next, reader.Lag, reader.Waiting, reader.IsPaused, reader.Trouble)),
    ];

    /// <summary>Whether a broker is reached.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>Why it is not well; empty where it is.</summary>
    public string Trouble => Volatile.Read(ref _trouble) is { Length: > 0 } trouble && _readers.IsEmpty ? trouble : string.Join(" ", _missing.OrderBy(topic => topic.Key, StringComparer.Ordinal).Select(topic => topic.Value));

    /// <summary>Times that partitions were given or taken.</summary>
    public long Rebalances => Interlocked.Read(ref _rebalances);

    /// <summary>Asks the brokers for the topics.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public void Connect()
    {
        using IAdminClient asking = new DependentAdminClientBuilder(_consumer.Handle).Build();
        foreach (string topic in _topics.Keys.Order(StringComparer.Ordinal))
        {
            Metadata metadata = asking.GetMetadata(topic, _context.Options.BrokerPatience);
            NoteTopic(topic, metadata.Topics.FirstOrDefault(found => string.Equals(found.Topic, topic, StringComparison.Ordinal))?.Error ?? new Error(ErrorCode.UnknownTopicOrPart));
        }

        _isConnected = true;
        _connectedAt = _context.Time.GetTimestamp();
    }

    /// <summary>Reads until it is to stop, on the calling thread.</summary>
    /// <exception cref="KafkaTransportException">The connection is lost, and is to be made anew.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        _consumer.Subscribe(_topics.Keys);
        _lookedAt = _context.Time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                ConsumeResult<byte[]?, byte[]?>? message = _consumer.Consume(_paused > 0 ? PollWhilePaused : Poll);
                if (message is not null && _readers.TryGetValue(message.TopicPartition, out PartitionReader? reader))
                {
                    _missing.TryRemove(message.Topic, out _);
                    reader.Offer(message);
                    PauseIfFull(reader);
                }
            }
            catch (ConsumeException failure)
            {
                OnConsumeError(failure);
            }

            ResumeEased();
            ReadOnElsewhere();
            if (_context.Failure is { } broken)
            {
                throw new KafkaTransportException("A partition could not be read on.", isTransient: true, broken);
            }

            Look();
        }

        _isStopping = true;
        Drain();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isStopping = true;
        Drain();
        try
        {
            _consumer.Close(); // leaves the group, after what was stored is committed to it
        }
        catch (KafkaException failure)
        {
            LogClose(_context.Options.Name, failure.Error.Code.ToString());
        }

        _consumer.Dispose();
    }

    private List<TopicPartitionOffset> Assign(List<TopicPartition> places)
    {
        var begin = new List<TopicPartitionOffset>();
        foreach (TopicPartition place in places.OrderBy(place => place.Topic, StringComparer.Ordinal).ThenBy(place => place.Partition.Value))
        {
            _missing.TryRemove(place.Topic, out _);
            long? next = _context.PositionOf(place);
            _readers[place] = new PartitionReader(_context, place, _topics[place.Topic], next ?? 0);
            begin.Add(new TopicPartitionOffset(
                place, next is { } offset ? new Offset(offset) : _context.Options.Start == StreamStart.Earliest ? Offset.Beginning : Offset.End));
        }

        Volatile.Write(ref _trouble, "");
        Rebalanced(places.Count, 0);
        return begin;
    }

    private void Release(IReadOnlyList<TopicPartition> places)
    {
        if (_isStopping)
        {
            return;
        }

        StopReaders(places);
        Rebalanced(0, places.Count);
    }

    private void Drain() => StopReaders([.. _readers.Keys]);

    /// <summary>Stops readers; blocks the polling thread, which has nothing else to do meanwhile, until what the hub was given is committed.</summary>
    private void StopReaders(IReadOnlyList<TopicPartition> places)
    {
        var stopping = new List<Task>();
        foreach (TopicPartition place in places)
        {
            if (_readers.TryRemove(place, out PartitionReader? reader))
            {
                _paused -= reader.IsPaused ? 1 : 0;
                stopping.Add(reader.StopAsync());
            }
        }

        Await(Task.WhenAll(stopping));
    }

    private void PauseIfFull(PartitionReader reader)
    {
        if (!reader.IsPaused && IsFull(reader, 1))
        {
            reader.IsPaused = true;
            _paused++;
            _consumer.Pause([reader.Place]);
            if (!IsFull(reader, 2))
            {
                _context.Eased(reader); // it emptied before it was told that it is paused
            }
        }
    }

    /// <summary>Whether a reader has its share, or a part of it, waiting.</summary>
    private bool IsFull(PartitionReader reader, int part)
    {
        int partitions = Math.Max(1, _readers.Count);
        return reader.Waiting >= Math.Max(_context.Options.MostInBatch, _context.Options.MostWaiting / partitions) / part
            || reader.WaitingBytes >= Math.Max(1, _context.Options.MostWaitingBytes / partitions / part);
    }

    private void ResumeEased()
    {
        while (_context.TryTakeEased(out PartitionReader reader))
        {
            if (reader.IsPaused && !IsFull(reader, 2) && _readers.TryGetValue(reader.Place, out PartitionReader? current) && current == reader)
            {
                reader.IsPaused = false;
                _paused--;
                _consumer.Resume([reader.Place]);
            }
        }
    }

    private void ReadOnElsewhere()
    {
        while (_context.TryTakeMoved(out (PartitionReader Reader, long Offset) moved))
        {
            if (_readers.TryGetValue(moved.Reader.Place, out PartitionReader? current) && current == moved.Reader)
            {
                Offset begin = moved.Offset > 0 ? new Offset(moved.Offset) : Offset.Beginning;
                Replace(moved.Reader, new TopicPartitionOffset(moved.Reader.Place, begin), moved.Offset, isAnew: false);
            }
        }
    }

    private void Replace(PartitionReader old, TopicPartitionOffset begin, long next, bool isAnew)
    {
        StopReaders([old.Place]);
        _readers[old.Place] = new PartitionReader(_context, old.Place, _topics[old.Place.Topic], next, isAnew);
        _consumer.IncrementalUnassign([old.Place]); // a partition whose offset was lost cannot be sought in
        _consumer.IncrementalAssign([begin]);
    }

    private void OnConsumeError(ConsumeException failure)
    {
        TopicPartition? place = failure.ConsumerRecord?.TopicPartition;
        if (failure.Error.Code == ErrorCode.Local_AutoOffsetReset && place is not null && _readers.TryGetValue(place, out PartitionReader? reader))
        {
            OnLostOffset(reader);
        }
        else if (failure.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.TopicException or ErrorCode.TopicAuthorizationFailed && place is not null)
        {
            NoteTopic(place.Topic, failure.Error);
        }
        else if (failure.Error.IsFatal)
        {
            throw new KafkaTransportException($"The consumer cannot go on: {failure.Error.Reason}", isTransient: true, failure);
        }
        else
        {
            Volatile.Write(ref _trouble, $"{failure.Error.Reason} ({failure.Error.Code}).");
            OnError(failure.Error);
        }
    }

    private void OnLostOffset(PartitionReader reader)
    {
        string stream = _context.Options.Name;
        _context.Instruments.Lost(stream, reader.Place.Topic);
        if (_context.Options.LostOffset == LostOffset.Restart)
        {
            LogRestarted(stream, reader.Place.Topic, reader.Place.Partition.Value, reader.Next);
            Replace(reader, new TopicPartitionOffset(reader.Place, Offset.Beginning), 0, isAnew: true);
            return;
        }

        reader.Trouble = $"Topic {reader.Place.Topic} has nothing at offset {reader.Next} of partition {reader.Place.Partition.Value}, from where the hub goes on: messages were deleted, or the topic was made anew. "
            + "Set \"lost_offset\" to \"restart\" to read it from the oldest message that is there.";
        LogLost(stream, reader.Place.Topic, reader.Place.Partition.Value, reader.Next);
    }

    private void NoteTopic(string topic, Error error)
    {
        if (!error.IsError)
        {
            _missing.TryRemove(topic, out _);
        }
        else if (_missing.TryAdd(topic, error.Code is ErrorCode.UnknownTopicOrPart ? $"Topic {topic} does not exist." : $"Topic {topic} cannot be read: {error.Reason}."))
        {
            LogTopic(_context.Options.Name, topic, error.Code.ToString());
        }
    }

    private void OnError(Error error)
    {
        if (error.Code == ErrorCode.Local_AllBrokersDown)
        {
            _isConnected = false;
        }

        LogError(_context.Options.Name, error.Code.ToString(), error.Reason);
    }

    private void LookAtBrokers(string json)
    {
        if (BrokerStatistics.IsAnyUp(json))
        {
            _isConnected = true;
            _connectedAt = _context.Time.GetTimestamp();
        }
        else
        {
            _isConnected = false;
        }
    }

    /// <summary>Looks at lag and connection from time to time.</summary>
    private void Look()
    {
        if (_context.Time.GetElapsedTime(_lookedAt) < _context.Options.LookInterval)
        {
            return;
        }

        _lookedAt = _context.Time.GetTimestamp();
        foreach (PartitionReader reader in _readers.Values)
        {
            WatermarkOffsets marks = _consumer.GetWatermarkOffsets(reader.Place);
            reader.Lag = marks.High.Value >= 0 ? Math.Max(0, marks.High.Value - Math.Max(reader.Next, marks.Low.Value)) : -1;
        }

        if (_context.Time.GetElapsedTime(_connectedAt) > _context.Options.BrokerPatience)
        {
            throw new KafkaTransportException($"No broker of {_context.Options.Connection.Brokers} was reached for {_context.Options.BrokerPatience.TotalSeconds:0.#} s.", isTransient: true);
        }
    }

    private void Store(TopicPartition place, long next)
    {
        try
        {
            _consumer.StoreOffset(new TopicPartitionOffset(place, next));
        }
        catch (Exception gone) when (gone is KafkaException or ObjectDisposedException)
        {
            // The partition has left meanwhile: whoever reads it now keeps its record.
        }
    }

    private void Rebalanced(int given, int taken)
    {
        Interlocked.Increment(ref _rebalances);
        _context.Instruments.Rebalanced(_context.Options.Name);
        LogRebalanced(_context.Options.Name, given, taken, _readers.Count);
    }

#pragma warning disable VSTHRD002 // the thread is the session's own, and callbacks of the client are synchronous
    private static void Await(Task work) => work.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}

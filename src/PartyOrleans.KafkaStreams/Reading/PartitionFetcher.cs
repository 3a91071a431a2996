using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace PartyOrleans.KafkaStreams.Reading;

/// <summary>
/// One consumer for all partitions that a silo has of a provider. It polls on a thread of its own, hands messages to the feeds of their partitions, and pauses
/// partitions whose feed is full. Partitions are given to it one by one; it is no member of its group, in whose name it only commits.
/// </summary>
internal sealed partial class PartitionFetcher : IDisposable
{
    /// <summary>A partition that is paused loses what its client had fetched ahead, so it is not paused for less.</summary>
    private const int LeastWaiting = 500;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PollWhilePaused = TimeSpan.FromMilliseconds(5);

    private readonly KafkaStreamsOptions _options;
    private readonly string _provider;
    private readonly ILogger _log;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly ConcurrentDictionary<TopicPartition, PartitionFeed> _feeds = new();
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private long _lookedAt;
    private readonly ReaderWriterLockSlim _closing = new();
    private readonly SemaphoreSlim _asking = new(4); // questions wait for brokers on threads of the pool
    private TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isHeld; // the fetching thread's
    private volatile bool _isStopping;
    private volatile string _trouble = "";
    private int _isAskingAgain;
    private bool _isClosed;

    /// <summary>Makes the consumer and starts its thread; nothing is fetched yet.</summary>
    /// <exception cref="ArgumentException">A setting is unknown.</exception>
    public PartitionFetcher(string provider, KafkaStreamsOptions options, TimeProvider time, ILogger log)
    {
        (_provider, _options, _time, _log) = (provider, options, time, log);
        ConsumerConfig configuration = KafkaClient.Configure(new ConsumerConfig
        {
            AllowAutoCreateTopics = false,
            TopicMetadataRefreshIntervalMs = 30_000,
            FetchQueueBackoffMs = 20,
            QueuedMinMessages = 1000,
            QueuedMaxMessagesKbytes = 16 << 10,
        }, options);
        configuration.GroupId = options.Group;
        configuration.EnableAutoCommit = false;
        configuration.EnableAutoOffsetStore = false;
        configuration.AutoOffsetReset = AutoOffsetReset.Error; // an offset that is lost is told, never passed over
        _consumer = KafkaClient.Checked(() => new ConsumerBuilder<byte[]?, byte[]?>(configuration)
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, line) => LogLine(line.Facility, line.Message))
            .Build());
        _thread = new Thread(Run) { IsBackground = true, Name = $"kafka-streams-{provider}" };
        _thread.Start();
    }

    /// <summary>What is wrong with the connection; empty where nothing is.</summary>
    public string Trouble => _trouble;

    /// <summary>Begins to fetch a partition.</summary>
    public PartitionFeed Open(TopicPartition place, Offset from)
    {
        var feed = new PartitionFeed(place, Math.Max(LeastWaiting, _options.MaxCachedMessages / 2), Math.Max(64 << 10, _options.MaxCachedBytes / 2));
        _work.Enqueue(() => Assign(feed, from));
        return feed;
    }

    /// <summary>Ends fetching a partition.</summary>
    public void Close(PartitionFeed feed) => _work.Enqueue(() =>
    {
        if (_feeds.TryRemove(KeyValuePair.Create(feed.Place, feed)) && !_isHeld)
        {
            _consumer.IncrementalUnassign([feed.Place]);
        }
    });

    /// <summary>Fetches a partition from another offset on, into another feed.</summary>
    public PartitionFeed Move(PartitionFeed feed, Offset to)
    {
        Close(feed);
        return Open(feed.Place, to);
    }

    /// <summary>Completes once no broker is reached.</summary>
    public Task LostAsync() => Volatile.Read(ref _lost).Task;

    /// <summary>Leaves all partitions, so that the client has nothing to ask brokers for.</summary>
    public void Hold() => _work.Enqueue(() =>
    {
        _isHeld = true;
        _consumer.Unassign();
        foreach (PartitionFeed feed in _feeds.Values)
        {
            feed.IsPaused = false;
        }
    });

    /// <summary>Goes on where partitions were left.</summary>
    public void Go()
    {
        Interlocked.Exchange(ref _lost, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _work.Enqueue(() =>
        {
            _isHeld = false;
            _trouble = "";
            foreach (PartitionFeed feed in _feeds.Values)
            {
                Assign(feed, feed.Next);
            }
        });
    }

    /// <summary>Whether brokers say that there is no such partition.</summary>
    public static bool IsAbsent(KafkaException failure) => IsAbsent(failure.Error) || (failure is TopicPartitionOffsetException { Results: [{ Error: { } error }] } && IsAbsent(error));

    /// <summary>What the group has committed; null where it has nothing.</summary>
    /// <exception cref="KafkaException">The brokers did not say.</exception>
    public Task<long?> CommittedAsync(TopicPartition place) => OffThreadAsync<long?>(
        () => _consumer.Committed([place], _options.BrokerPatience)[0] is { Offset.IsSpecial: false } kept ? kept.Offset.Value : null);

    /// <summary>The offset of the next message to come; 0 where there is no such partition yet.</summary>
    /// <exception cref="KafkaException">The brokers did not say.</exception>
    public Task<long> EndAsync(TopicPartition place) => OffThreadAsync(() =>
    {
        try
        {
            return _consumer.QueryWatermarkOffsets(place, _options.BrokerPatience).High.Value;
        }
        catch (KafkaException absent) when (IsAbsent(absent))
        {
            return 0L;
        }
    });

    /// <summary>Commits how far a partition is applied.</summary>
    /// <exception cref="KafkaException">The brokers did not take it.</exception>
    public Task CommitAsync(TopicPartition place, long next) => OffThreadAsync(() =>
    {
        _consumer.Commit([new TopicPartitionOffset(place, next)]);
        return true;
    });

    /// <summary>Partitions of topics, as the brokers say.</summary>
    /// <exception cref="KafkaException">The brokers did not say.</exception>
    public Task<IReadOnlyDictionary<string, int>> PartitionsAsync(IReadOnlyCollection<string> topics) => OffThreadAsync<IReadOnlyDictionary<string, int>>(() =>
    {
        using IAdminClient asking = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string topic in topics)
        {
            TopicMetadata? found = asking.GetMetadata(topic, _options.BrokerPatience).Topics.Find(known => string.Equals(known.Topic, topic, StringComparison.Ordinal));
            counts[topic] = found is { Error.IsError: false } ? found.Partitions.Count : 0;
        }

        return counts;
    });

    /// <inheritdoc />
    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        if (!_isClosed && _closing.TryEnterWriteLock(_options.BrokerPatience))
        {
            _isClosed = true;
            _consumer.Close();
            _consumer.Dispose();
            _closing.ExitWriteLock();
        }
    }

    /// <summary>A call of the client that waits for brokers, beside the thread that polls; none goes to a client that is closed.</summary>
    private async Task<T> OffThreadAsync<T>(Func<T> ask)
    {
        await _asking.WaitAsync();
        try
        {
            return await Task.Run(() =>
            {
                _closing.EnterReadLock();
                try
                {
                    return _isClosed ? throw new KafkaStreamsException("The connection is closed.", isTransient: false) : ask();
                }
                finally
                {
                    _closing.ExitReadLock();
                }
            });
        }
        finally
        {
            _asking.Release();
        }
    }

    private static bool IsAbsent(Error error) => error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic;

    private void Run()
    {
        while (!_isStopping)
        {
            bool isPaused = false;
            try
            {
                while (_work.TryDequeue(out Action? work))
                {
                    work();
                }

                isPaused = ResumeEased();
                ConsumeResult<byte[]?, byte[]?>? message = _consumer.Consume(isPaused ? PollWhilePaused : Poll);
                if (message is not null && _feeds.TryGetValue(message.TopicPartition, out PartitionFeed? feed))
                {
                    _trouble = "";
                    feed.Trouble = "";
                    feed.Next = new Offset(message.Offset.Value + 1);
                    feed.Offer(message);
                    PauseIfFull(feed);
                }

                Look();
            }
            catch (ConsumeException failure)
            {
                OnConsumeError(failure);
            }
            catch (Exception failure)
            {
                LogBroken(failure, _provider);
                Thread.Sleep(Poll); // the thread is the fetcher's own
            }
        }
    }

    private void Assign(PartitionFeed feed, Offset from)
    {
        _feeds[feed.Place] = feed;
        feed.Next = from;
        if (_isHeld)
        {
            return;
        }

        _consumer.IncrementalAssign([new TopicPartitionOffset(feed.Place, from)]);
    }

    private void PauseIfFull(PartitionFeed feed)
    {
        if (!feed.IsPaused && feed.IsFull(1))
        {
            feed.IsPaused = true;
            _consumer.Pause([feed.Place]);
        }
    }

    /// <summary>Looks from time to time at how many messages there are, as far as the last answers of brokers say.</summary>
    private void Look()
    {
        if (_time.GetElapsedTime(_lookedAt) < LookTime)
        {
            return;
        }

        _lookedAt = _time.GetTimestamp();
        foreach (PartitionFeed feed in _feeds.Values)
        {
            feed.High = _consumer.GetWatermarkOffsets(feed.Place).High is { IsSpecial: false } high ? high.Value : -1;
        }

        if (_trouble.Length > 0 && (_feeds.Keys.FirstOrDefault()?.Topic ?? _options.Topics.FirstOrDefault()?.Topic) is { } topic && Interlocked.Exchange(ref _isAskingAgain, 1) == 0)
        {
            _ = AskAgainAsync(topic); // also where the silo has no partition at the moment: what it tells would be that of long ago for ever
        }
    }

    /// <summary>Asks brokers that were not reached: where nothing is sent, no message tells that they are back.</summary>
    private async Task AskAgainAsync(string topic)
    {
        try
        {
            await PartitionsAsync([topic]);
            _trouble = "";
        }
        catch (Exception failure) when (failure is KafkaException or KafkaStreamsException)
        {
            // They are not back, which is what the trouble says already.
        }
        finally
        {
            Volatile.Write(ref _isAskingAgain, 0);
        }
    }

    /// <summary>Lets partitions flow again whose feed has emptied by half; whether any stays paused.</summary>
    private bool ResumeEased()
    {
        bool isAnyPaused = false;
        foreach (PartitionFeed feed in _feeds.Values)
        {
            if (feed.IsPaused && !feed.IsFull(2))
            {
                feed.IsPaused = false;
                _consumer.Resume([feed.Place]);
            }

            isAnyPaused |= feed.IsPaused;
        }

        return isAnyPaused;
    }

    private void OnConsumeError(ConsumeException failure)
    {
        TopicPartition? place = failure.ConsumerRecord?.TopicPartition;
        if (place is null || !_feeds.TryGetValue(place, out PartitionFeed? feed))
        {
            OnError(failure.Error);
        }
        else if (failure.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            feed.IsLost = true;
        }
        else if (!IsAbsent(failure.Error))
        {
            feed.Trouble = $"{failure.Error.Reason} ({failure.Error.Code}).";
            LogPartition(_provider, place.Topic, place.Partition.Value, failure.Error.Code.ToString(), failure.Error.Reason);
        }
    }

    private void OnError(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown || error.IsFatal)
        {
            _trouble = $"No broker of {_options.Brokers} is reached: {error.Reason} ({error.Code}).";
            Volatile.Read(ref _lost).TrySetResult();
        }

        LogError(_provider, error.Code.ToString(), error.Reason);
    }

    [LoggerMessage(2700, LogLevel.Debug, "librdkafka {Facility}: {Text}")]
    private partial void LogLine(string facility, string text);

    [LoggerMessage(2701, LogLevel.Warning, "Kafka streams {Provider}: {Code}: {Reason}")]
    private partial void LogError(string provider, string code, string reason);

    [LoggerMessage(2702, LogLevel.Warning, "Kafka streams {Provider}, topic {Topic}, partition {Partition}: {Code}: {Reason}")]
    private partial void LogPartition(string provider, string topic, int partition, string code, string reason);

    [LoggerMessage(2703, LogLevel.Error, "Kafka streams {Provider}: fetching failed, and goes on")]
    private partial void LogBroken(Exception failure, string provider);
}

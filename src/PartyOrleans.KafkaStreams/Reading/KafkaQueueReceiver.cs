using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;
using PartyOrleans.KafkaStreams.Caching;
using PartyOrleans.KafkaStreams.Messages;
using PartyOrleans.KafkaStreams.Queues;

namespace PartyOrleans.KafkaStreams.Reading;

/// <summary>
/// Reads one partition for the agent that has its queue. It begins where the consumers' own record says, or what the group has committed, and commits only what
/// the cache says is applied. Faults of brokers are waited out.
/// </summary>
internal sealed partial class KafkaQueueReceiver : IQueueAdapterReceiver
{
    private readonly ReceiverSurroundings _by;
    private readonly KafkaQueueCache _cache;
    private readonly TopicPartition _place;
    private readonly Action<KafkaQueueReceiver> _ended;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private Task<Offset>? _beginning;
    private PartitionFeed? _feed;
    private long _committed = -1;
    private long _committedAt;
    private bool _isAnew;
    private bool _isLossTold;
    private string _trouble = "";

    public KafkaQueueReceiver(ReceiverSurroundings by, TopicPartition place, KafkaQueueCache cache, Action<KafkaQueueReceiver> ended) =>
        (_by, _place, _cache, _ended, _log) = (by, place, cache, ended, by.Log);

    /// <summary>Ends with the receiver.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>How the partition is; null while nothing is known of it.</summary>
    public KafkaPartitionStatus? Status
    {
        get
        {
            PartitionFeed? feed = Volatile.Read(ref _feed);
            string trouble = Volatile.Read(ref _trouble) is { Length: > 0 } own ? own : feed?.Trouble ?? "";
            return feed is null && trouble.Length == 0 ? null : new KafkaPartitionStatus(
                _place.Topic, _place.Partition.Value, _cache.Applied, feed is { High: >= 0 } ? Math.Max(0, feed.High - _cache.Applied) : -1, _cache.Messages, _cache.Bytes, feed?.Count ?? 0, trouble);
        }
    }

    /// <inheritdoc />
    public Task Initialize(TimeSpan timeout)
    {
        _beginning = FindBeginningAsync();
        return Task.CompletedTask; // brokers that do not answer now are asked again; the agent need not wait
    }

    /// <inheritdoc />
    [Obsolete("As the interface has it.")]
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <inheritdoc />
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        await CommitAsync(isLast: false);
        if (!await BegunAsync(cancellationToken))
        {
            return [];
        }

        Rewind();
        PartitionFeed feed = _feed!;
        await WaitedAsync(feed.ArrivalAsync(), cancellationToken);
        if (cancellationToken.IsCancellationRequested || Rewind())
        {
            return [];
        }

        List<ConsumeResult<byte[]?, byte[]?>> messages = feed.Take(maxCount, _cache.Room);
        if (messages.Count == 0 && feed.IsLost)
        {
            OnLost(feed);
        }

        return Deliveries(messages);
    }

    /// <inheritdoc />
    [Obsolete("As the interface has it.")]
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => MessagesDeliveredAsync(messages, CancellationToken.None);

    /// <inheritdoc />
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages, CancellationToken cancellationToken)
    {
        _by.Instruments.Applied(_by.Provider, _place.Topic, messages.Cast<KafkaBatchContainer>().Sum(static delivery => (long)delivery.Events.Length));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task Shutdown(TimeSpan timeout)
    {
        await _stop.CancelAsync();
        _ended(this);
        if (_feed is { } feed)
        {
            _by.Fetcher.Close(feed);
        }

        if (_cache.TryPurgeFromCache(out IList<IBatchContainer>? applied))
        {
            await MessagesDeliveredAsync(applied, CancellationToken.None);
        }

        await CommitAsync(isLast: true).WaitAsync(timeout, _by.Time);
    }

    /// <summary>Whether it is known where to begin, and reading has begun there.</summary>
    private async Task<bool> BegunAsync(CancellationToken cancellationToken)
    {
        if (_feed is not null)
        {
            return true;
        }

        if (_beginning is not { } beginning)
        {
            return false;
        }

        await WaitedAsync(beginning, cancellationToken);
        if (!beginning.IsCompletedSuccessfully || _stop.IsCancellationRequested)
        {
            return false;
        }

        Offset from = await beginning;
        _cache.Begin(from.IsSpecial ? 0 : from.Value);
        Volatile.Write(ref _feed, _by.Fetcher.Open(_place, from));
        Volatile.Write(ref _trouble, "");
        LogBegun(_by.Provider, _place.Topic, _place.Partition.Value, from.Value);
        return true;
    }

    /// <summary>Finds out where to begin, asking again until it is known.</summary>
    private async Task<Offset> FindBeginningAsync()
    {
        TimeSpan pause = _by.Options.FirstPause;
        bool wasAbsent = false;
        while (true)
        {
            try
            {
                long? next = _by.Starts is { } starts
                    ? await starts.FindAsync(_place.Topic, _place.Partition.Value, _stop.Token)
                    : await _by.Fetcher.CommittedAsync(_place);
                return next is { } offset ? new Offset(offset)
                    : _by.Options.Start == KafkaStart.Earliest || wasAbsent ? Offset.Beginning
                    : new Offset(await _by.Fetcher.EndAsync(_place));
            }
            catch (KafkaException absent) when (PartitionFetcher.IsAbsent(absent))
            {
                wasAbsent = true; // the topic may grow: what then comes is new
                Volatile.Write(ref _trouble, "");
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Volatile.Write(ref _trouble, failure is KafkaException told ? $"It is not known where to begin: {told.Error.Reason} ({told.Error.Code})." : "It is not known where to begin.");
                LogNotBegun(failure, _by.Provider, _place.Topic, _place.Partition.Value, pause.TotalMilliseconds);
            }

            await Task.Delay(pause, _by.Time, _stop.Token);
            pause = pause * 2 < _by.Options.LongestPause ? pause * 2 : _by.Options.LongestPause;
        }
    }

    /// <summary>Goes back where a consumer did.</summary>
    private bool Rewind()
    {
        if (_cache.TakeRewind() is not { } offset)
        {
            return false;
        }

        _by.Instruments.Rewound(_by.Provider, _place.Topic);
        LogRewound(_by.Provider, _place.Topic, _place.Partition.Value, offset);
        Volatile.Write(ref _feed, _by.Fetcher.Move(_feed!, new Offset(offset)));
        return true;
    }

    /// <summary>What is to be read next is gone: stand still, or, once all that was read is applied, begin anew.</summary>
    private void OnLost(PartitionFeed feed)
    {
        if (!_isLossTold)
        {
            _isLossTold = true;
            _by.Instruments.Lost(_by.Provider, _place.Topic);
            LogLost(_by.Provider, _place.Topic, _place.Partition.Value, _by.Options.Loss.ToString());
        }

        if (_by.Options.Loss == KafkaLoss.Stop)
        {
            Volatile.Write(ref _trouble, "What comes next is gone: messages were deleted, or the topic was made anew. The partition stands still until somebody decides.");
        }
        else if (_cache.Messages == 0)
        {
            _cache.BeginAnew();
            (_isAnew, _isLossTold, _committed) = (true, false, -1);
            Volatile.Write(ref _feed, _by.Fetcher.Move(feed, Offset.Beginning));
        }
    }

    /// <summary>Messages as they are delivered: those that follow each other and are of one stream together, within what one delivery may hold.</summary>
    private List<IBatchContainer> Deliveries(List<ConsumeResult<byte[]?, byte[]?>> messages)
    {
        var deliveries = new List<IBatchContainer>();
        var together = new List<KafkaEvent>();
        StreamId stream = default;
        bool isRepetition = false;
        int bytes = 0;
        foreach (ConsumeResult<byte[]?, byte[]?> message in messages)
        {
            StreamId own = _by.Map.StreamOf(message.Topic, message.Partition.Value, message.Message.Key);
            bool isOwnRepetition = message.Offset.Value < _cache.Applied;
            if (isOwnRepetition && !_cache.IsWanted(own, message.Offset.Value))
            {
                continue;
            }

            KafkaEvent read = EventOf(message);
            if (together.Count > 0 && (own != stream || isOwnRepetition != isRepetition || together.Count >= _by.Options.MaxMessagesPerDelivery || bytes + read.Bytes > _by.Options.MaxBytesPerDelivery))
            {
                Deliver();
            }

            (stream, isRepetition) = (own, isOwnRepetition);
            together.Add(read);
            bytes += read.Bytes;
        }

        if (together.Count > 0)
        {
            Deliver();
        }

        _by.Instruments.Read(_by.Provider, _place.Topic, deliveries.Cast<KafkaBatchContainer>().Sum(static delivery => (long)delivery.Events.Length));
        return deliveries;

        void Deliver()
        {
            deliveries.Add(new KafkaBatchContainer(_by.Provider, stream, [.. together], TokenKind.Arrival, _by.Codec) { IsRepetition = isRepetition });
            together.Clear();
            bytes = 0;
        }
    }

    private KafkaEvent EventOf(ConsumeResult<byte[]?, byte[]?> message)
    {
        bool isAnew = _isAnew;
        _isAnew = false;
        return new KafkaEvent
        {
            Topic = message.Topic,
            Partition = message.Partition.Value,
            Offset = message.Offset.Value,
            Timestamp = message.Message.Timestamp.Type == TimestampType.NotAvailable ? null : new DateTimeOffset(message.Message.Timestamp.UtcDateTime, TimeSpan.Zero),
            Key = message.Message.Key,
            Value = message.Message.Value,
            Headers = message.Message.Headers is { Count: > 0 } headers ? [.. headers.Select(static header => new KafkaHeader(header.Key, header.GetValueBytes()))] : [],
            FollowsLoss = isAnew,
        };
    }

    /// <summary>Tells the brokers how far the partition is applied, where that is further than they know and it is time to.</summary>
    private async Task CommitAsync(bool isLast)
    {
        long applied = _cache.Applied;
        if (_feed is null || applied == 0 || applied == _committed || (!isLast && _committedAt != 0 && _by.Time.GetElapsedTime(_committedAt) < _by.Options.CommitInterval))
        {
            return;
        }

        _committedAt = _by.Time.GetTimestamp();
        try
        {
            await _by.Fetcher.CommitAsync(_place, applied);
            _committed = applied;
        }
        catch (Exception failure) when (failure is KafkaException or KafkaStreamsException)
        {
            LogNotCommitted(failure, _by.Provider, _place.Topic, _place.Partition.Value);
        }
    }

    /// <summary>Waits for something, but not for long: what was applied meanwhile is to be looked after.</summary>
    private async Task WaitedAsync(Task something, CancellationToken cancellationToken) => await something.WaitAsync(_by.Options.PollTime, _by.Time, cancellationToken)
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    [LoggerMessage(2720, LogLevel.Information, "Kafka streams {Provider}, topic {Topic}, partition {Partition}: reading begins at {Offset}")]
    private partial void LogBegun(string provider, string topic, int partition, long offset);

    [LoggerMessage(2721, LogLevel.Warning, "Kafka streams {Provider}, topic {Topic}, partition {Partition}: it is not known where to begin; asking again in {PauseMs} ms")]
    private partial void LogNotBegun(Exception failure, string provider, string topic, int partition, double pauseMs);

    [LoggerMessage(2722, LogLevel.Information, "Kafka streams {Provider}, topic {Topic}, partition {Partition}: a consumer went back, and reading goes on at {Offset}")]
    private partial void LogRewound(string provider, string topic, int partition, long offset);

    [LoggerMessage(2723, LogLevel.Error, "Kafka streams {Provider}, topic {Topic}, partition {Partition}: the messages to come next are gone; {Loss}")]
    private partial void LogLost(string provider, string topic, int partition, string loss);

    [LoggerMessage(2724, LogLevel.Warning, "Kafka streams {Provider}, topic {Topic}, partition {Partition}: how far it is applied could not be committed, and is committed with what follows")]
    private partial void LogNotCommitted(Exception failure, string provider, string topic, int partition);
}

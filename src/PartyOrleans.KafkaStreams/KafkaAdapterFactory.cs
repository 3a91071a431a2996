using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using PartyOrleans.KafkaStreams.Caching;
using PartyOrleans.KafkaStreams.Delivery;
using PartyOrleans.KafkaStreams.Messages;
using PartyOrleans.KafkaStreams.Producing;
using PartyOrleans.KafkaStreams.Queues;
using PartyOrleans.KafkaStreams.Reading;

namespace PartyOrleans.KafkaStreams;

/// <summary>All of one provider on one silo or client; on a client it only sends.</summary>
internal sealed partial class KafkaAdapterFactory : IQueueAdapterFactory, IQueueAdapterCache, IKafkaStreamsMonitor, IDisposable
{
    private readonly string _name;
    private readonly KafkaStreamsOptions _options;
    private readonly TopicMap _map;
    private readonly KafkaStreamsInstruments _instruments;
    private readonly KafkaStreamProducer _producer;
    private readonly IKafkaMessageCodec _codec;
    private readonly ReceiverSurroundings? _receiving;
    private BrokerWatch? _watch;
    private readonly ConcurrentDictionary<QueueId, (KafkaQueueCache Cache, KafkaQueueReceiver? Receiver)> _partitions = new();
    private readonly ILogger _log;
    private KafkaQueueMapper? _mapper;

    private KafkaAdapterFactory(IServiceProvider services, string name, bool isSilo)
    {
        _name = name;
        _options = services.GetRequiredService<IOptionsMonitor<KafkaStreamsOptions>>().Get(name);
        _map = new TopicMap(_options.Topics);
        _instruments = services.GetRequiredService<KafkaStreamsInstruments>();
        _log = services.GetRequiredService<ILoggerFactory>().CreateLogger<KafkaAdapterFactory>();
        _codec = KafkaBatchContainer.CodecOf(services, name);
        _producer = new KafkaStreamProducer(name, _options, _instruments, _log);
        if (isSilo)
        {
            TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
            _receiving = new ReceiverSurroundings(name, _options, _map)
            {
                Fetcher = new PartitionFetcher(name, _options, time, _log),
                Codec = _codec,
                Starts = services.GetKeyedService<IKafkaStartOffsets>(name),
                Instruments = _instruments,
                Time = time,
                Log = _log,
            };
            _watch = services.GetKeyedService<IKafkaBrokerGuard>(name) is { } guard
                ? new BrokerWatch(_receiving.Fetcher, guard, name, [.. _options.Topics.Select(static topic => topic.Topic).Order(StringComparer.Ordinal)], _log)
                : null;
            _instruments.Observe(name, () => Status);
        }
    }

    /// <inheritdoc />
    public KafkaStreamsStatus Status => new(_name, _receiving?.Fetcher.Trouble ?? "",
    [
        .. _partitions.Values.Select(static partition => partition.Receiver?.Status).OfType<KafkaPartitionStatus>()
            .OrderBy(static partition => partition.Topic, StringComparer.Ordinal).ThenBy(static partition => partition.Partition),
    ]);

    /// <summary>Makes a provider's factory on a silo.</summary>
    public static IQueueAdapterFactory OnSilo(IServiceProvider services, string name) => new KafkaAdapterFactory(services, name, isSilo: true);

    /// <summary>Makes a provider's factory on a client.</summary>
    public static IQueueAdapterFactory OnClient(IServiceProvider services, string name) => new KafkaAdapterFactory(services, name, isSilo: false);

    /// <inheritdoc />
    [Obsolete("As the interface has it.")]
    public Task<IQueueAdapter> CreateAdapter() => CreateAdapter(CancellationToken.None);

    /// <inheritdoc />
    /// <exception cref="KafkaStreamsException">Brokers that are to say how many partitions a topic has did not, or it has none.</exception>
    public async Task<IQueueAdapter> CreateAdapter(CancellationToken cancellationToken)
    {
        _producer.Connect();
        if (_receiving is { } receiving)
        {
            _mapper = new KafkaQueueMapper(_map, await CountPartitionsAsync(receiving.Fetcher, cancellationToken));
        }

        return new KafkaQueueAdapter(_name, _map, _codec, _producer, CreateReceiver);
    }

    /// <inheritdoc />
    public IQueueAdapterCache GetQueueAdapterCache() => this;

    /// <inheritdoc />
    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var cache = new KafkaQueueCache(_options.MaxCachedMessages, _options.MaxCachedBytes);
        _partitions[queueId] = (cache, null);
        return cache;
    }

    /// <inheritdoc />
    public IStreamQueueMapper GetStreamQueueMapper() => _mapper ?? throw new InvalidOperationException("The adapter is made first, and on a silo.");

    /// <inheritdoc />
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => Task.FromResult<IStreamFailureHandler>(new KafkaDeliveryFailures(
        _receiving!, _producer, () => _partitions.TryGetValue(queueId, out (KafkaQueueCache Cache, KafkaQueueReceiver? Receiver) here) && here.Receiver is { } receiver ? (here.Cache, receiver.Stopping) : null));

    /// <inheritdoc />
    public void Dispose()
    {
        _instruments.Forget(_name);
        _producer.Dispose();
        Interlocked.Exchange(ref _watch, null)?.Dispose(); // the container knows the factory by several names, and disposes of it for each
        _receiving?.Fetcher.Dispose();
    }

    private KafkaQueueReceiver CreateReceiver(QueueId queueId)
    {
        KafkaQueueCache cache = _partitions[queueId].Cache;
        var receiver = new KafkaQueueReceiver(_receiving!, KafkaQueueMapper.PartitionOf(queueId), cache, ended => _partitions.TryRemove(KeyValuePair.Create(queueId, (cache, (KafkaQueueReceiver?)ended))));
        _partitions[queueId] = (cache, receiver);
        return receiver;
    }

    /// <summary>How many partitions are read of each topic: as the options say, or as the brokers do.</summary>
    private async Task<IReadOnlyDictionary<string, int>> CountPartitionsAsync(PartitionFetcher fetcher, CancellationToken cancellationToken)
    {
        var counts = _options.Topics.Where(static topic => topic.Partitions is not null).ToDictionary(static topic => topic.Topic, static topic => topic.Partitions!.Value, StringComparer.Ordinal);
        string[] unknown = [.. _map.Topics.Where(static topic => topic.Partitions is null).Select(static topic => topic.Topic)];
        if (unknown.Length > 0)
        {
            try
            {
                foreach ((string topic, int count) in await fetcher.PartitionsAsync(unknown).WaitAsync(cancellationToken))
                {
                    counts[topic] = count > 0 ? count : throw new KafkaStreamsException($"Kafka streams \"{_name}\": topic {topic} does not exist at {_options.Brokers}; make it, or say how many partitions it is to have.", isTransient: true);
                }
            }
            catch (KafkaException failure)
            {
                throw new KafkaStreamsException($"Kafka streams \"{_name}\": the brokers {_options.Brokers} did not say how many partitions topics have: {failure.Error.Reason} ({failure.Error.Code}).", isTransient: true, failure);
            }
        }

        if (counts.Count > unknown.Length)
        {
            _ = LookForMoreAsync(fetcher, counts);
        }

        return counts;
    }

    /// <summary>Tells of partitions that nobody reads.</summary>
    private async Task LookForMoreAsync(PartitionFetcher fetcher, Dictionary<string, int> counts)
    {
        try
        {
            foreach ((string topic, int count) in await fetcher.PartitionsAsync(counts.Keys))
            {
                if (count > counts[topic])
                {
                    LogUnread(_name, topic, count, counts[topic]);
                }
            }
        }
        catch (Exception failure) when (failure is KafkaException or KafkaStreamsException)
        {
            LogUnknown(failure, _name);
        }
    }

    [LoggerMessage(2740, LogLevel.Error, "Kafka streams {Provider}: topic {Topic} has {Count} partitions, of which the first {Read} are read: raise Partitions")]
    private partial void LogUnread(string provider, string topic, int count, int read);

    [LoggerMessage(2741, LogLevel.Warning, "Kafka streams {Provider}: the brokers did not say how many partitions topics have")]
    private partial void LogUnknown(Exception failure, string provider);
}

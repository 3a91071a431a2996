using System.Diagnostics.Metrics;

namespace PartyOrleans.KafkaStreams;

/// <summary>What stream providers tell of themselves. Tags name providers, topics and partitions, never keys or values.</summary>
public sealed class KafkaStreamsInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "PartyOrleans.KafkaStreams";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _read;
    private readonly Counter<long> _applied;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _produced;
    private readonly Counter<long> _rewinds;
    private readonly Counter<long> _lost;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Func<KafkaStreamsStatus>> _providers = new(StringComparer.Ordinal);

    /// <summary>Makes the instruments.</summary>
    public KafkaStreamsInstruments()
    {
        _read = _meter.CreateCounter<long>("kafka.streams.read", "{message}", "Messages taken from topics to be delivered.");
        _applied = _meter.CreateCounter<long>("kafka.streams.delivered", "{message}", "Messages that all consumers have taken, or that became dead letters.");
        _deadLettered = _meter.CreateCounter<long>("kafka.streams.dead_lettered", "{message}", "Messages sent to the dead-letter topic, because a consumer would not take them.");
        _failed = _meter.CreateCounter<long>("kafka.streams.failed", "{delivery}", "Deliveries that a consumer did not take with the attempts that were made, and that are dealt with or tried again.");
        _produced = _meter.CreateCounter<long>("kafka.streams.produced", "{message}", "Messages that brokers have acknowledged.");
        _rewinds = _meter.CreateCounter<long>("kafka.streams.rewinds", "{rewind}", "Times that a partition was read again because a consumer went back.");
        _lost = _meter.CreateCounter<long>("kafka.streams.lost", "{loss}", "Times that the messages to come next were not there any more.");
        _meter.CreateObservableGauge("kafka.streams.lag", () => Partitions(static partition => partition.Lag), "{message}", "Messages of a partition that are not applied yet.");
        _meter.CreateObservableGauge("kafka.streams.held", () => Partitions(static partition => partition.Held), "{message}", "Messages of a partition that are held until they are applied.");
        _meter.CreateObservableGauge("kafka.streams.held.size", () => Partitions(static partition => partition.HeldBytes), "By", "Bytes of a partition that are held until they are applied.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void Observe(string provider, Func<KafkaStreamsStatus> status)
    {
        lock (_lock)
        {
            _providers[provider] = status;
        }
    }

    internal void Forget(string provider)
    {
        lock (_lock)
        {
            _providers.Remove(provider);
        }
    }

    internal void Read(string provider, string topic, long messages) => Add(_read, provider, topic, messages);

    internal void Applied(string provider, string topic, long messages) => Add(_applied, provider, topic, messages);

    internal void DeadLettered(string provider, string topic, long messages) => Add(_deadLettered, provider, topic, messages);

    internal void Failed(string provider, string topic) => Add(_failed, provider, topic, 1);

    internal void Produced(string provider, string topic, long messages) => Add(_produced, provider, topic, messages);

    internal void Rewound(string provider, string topic) => Add(_rewinds, provider, topic, 1);

    internal void Lost(string provider, string topic) => Add(_lost, provider, topic, 1);

    private static void Add(Counter<long> counter, string provider, string topic, long count)
    {
        if (count > 0)
        {
            counter.Add(count, new("provider", provider), new("topic", topic));
        }
    }

    private List<Measurement<long>> Partitions(Func<KafkaPartitionStatus, long> value)
    {
        Func<KafkaStreamsStatus>[] providers;
        lock (_lock)
        {
            providers = [.. _providers.Values];
        }

        var measured = new List<Measurement<long>>();
        foreach (KafkaStreamsStatus status in providers.Select(static provider => provider()))
        {
            measured.AddRange(status.Partitions.Where(partition => value(partition) >= 0).Select(partition => new Measurement<long>(
                value(partition), new("provider", status.Provider), new("topic", partition.Topic), new("partition", partition.Partition))));
        }

        return measured;
    }
}

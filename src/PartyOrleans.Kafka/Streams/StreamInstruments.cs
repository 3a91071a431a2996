using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PartyOrleans.Kafka.Streams;

/// <summary>What streams tell of themselves, on the hub's meter. Tags name streams, topics and partitions, never keys or values.</summary>
public sealed class StreamInstruments : IDisposable
{
    /// <summary>Name of the instrument that holds the time from a message's own timestamp until the hub holds it durably.</summary>
    public const string LatencyName = "party.hub.stream.latency";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
    };

    private readonly ConcurrentDictionary<string, Func<StreamStatus>> _streams = new(StringComparer.Ordinal);
    private readonly Meter _meter;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _rebalances;
    private readonly Counter<long> _lost;
    private readonly Histogram<double> _latency;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterName">Name of the hub's meter.</param>
    public StreamInstruments(string meterName)
    {
        _meter = new Meter(meterName);
        _messages = _meter.CreateCounter<long>("party.hub.stream.messages", "{message}", "Messages that are durably dealt with, by what they were.");
        _retries = _meter.CreateCounter<long>("party.hub.stream.retries", "{attempt}", "Attempts to hand messages to the hub, or to connect, that failed and are made again.");
        _rebalances = _meter.CreateCounter<long>("party.hub.stream.rebalances", "{rebalance}", "Times that partitions were given to this hub or taken from it.");
        _lost = _meter.CreateCounter<long>("party.hub.stream.lost.offsets", "{loss}", "Times that messages after the last one taken were not there any more.");
        _latency = _meter.CreateHistogram(LatencyName, "s", "Time from a message's timestamp until the hub holds it durably.", null, Seconds);
        _meter.CreateObservableGauge("party.hub.stream.lag", () => Partitions(partition => partition.Lag, least: 0), "{message}", "Messages behind the newest one of a partition.");
        _meter.CreateObservableGauge("party.hub.stream.waiting", () => Partitions(partition => partition.Waiting, least: 0), "{message}", "Messages of a partition that wait in this process.");
        _meter.CreateObservableGauge(
            "party.hub.stream.connected",
            () => Statuses.Select(status => new Measurement<long>(status.IsConnected ? 1 : 0, new KeyValuePair<string, object?>("stream", status.Name))),
            "1",
            "1 where a broker of the stream is reached.");
    }

    private IEnumerable<StreamStatus> Statuses => _streams.OrderBy(stream => stream.Key, StringComparer.Ordinal).Select(stream => stream.Value());

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    /// <summary>A stream is there: what is counted of it begins at nothing, so that the first failure is seen as one.</summary>
    internal void Observe(string stream, IEnumerable<string> topics, Func<StreamStatus> status)
    {
        _streams[stream] = status;
        _retries.Add(0, new KeyValuePair<string, object?>("stream", stream));
        _rebalances.Add(0, new KeyValuePair<string, object?>("stream", stream));
        foreach (string topic in topics)
        {
            _lost.Add(0, new("stream", stream), new("topic", topic));
        }
    }

    internal void Forget(string stream) => _streams.TryRemove(stream, out _);

    internal void Taken(string stream, string topic, string outcome, long messages)
    {
        if (messages > 0)
        {
            _messages.Add(messages, new("stream", stream), new("topic", topic), new("outcome", outcome));
        }
    }

    internal void Durable(string stream, TimeSpan after) => _latency.Record(Math.Max(0, after.TotalSeconds), new KeyValuePair<string, object?>("stream", stream));

    internal void Retried(string stream) => _retries.Add(1, new KeyValuePair<string, object?>("stream", stream));

    internal void Rebalanced(string stream) => _rebalances.Add(1, new KeyValuePair<string, object?>("stream", stream));

    internal void Lost(string stream, string topic) => _lost.Add(1, new("stream", stream), new("topic", topic));

    private IEnumerable<Measurement<long>> Partitions(Func<PartitionStatus, long> value, long least) =>
        from status in Statuses
        from partition in status.Partitions
        where value(partition) >= least
        select new Measurement<long>(value(partition), new("stream", status.Name), new("topic", partition.Topic), new("partition", partition.Partition));
}

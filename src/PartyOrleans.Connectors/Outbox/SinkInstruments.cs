using System.Diagnostics.Metrics;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>What is counted of sinks. Tags are names of sinks, never what they are told.</summary>
public sealed class SinkInstruments : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _delay;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterName">Name of the hub's meter.</param>
    public SinkInstruments(string meterName)
    {
        _meter = new Meter(meterName);
        _messages = _meter.CreateCounter<long>("party.hub.sink.messages", "{message}", "Messages that sinks took.");
        _failures = _meter.CreateCounter<long>("party.hub.sink.failures", "{delivery}", "Deliveries that failed and come again.");
        _delay = _meter.CreateHistogram("party.hub.sink.delay", "s", "Time from the commit of an event to its delivery.", null, Seconds);
    }

    /// <summary>Has the state of sinks asked for whenever metrics are collected.</summary>
    /// <param name="sinks">Gives it; called from any thread.</param>
    public void Observe(Func<IReadOnlyList<SinkStatus>> sinks)
    {
        _meter.CreateObservableGauge("party.hub.sink.lag", () => Each(sinks, status => status.LagEntries), "{entry}", "Entries of the outbox that a sink has not taken.");
        _meter.CreateObservableGauge("party.hub.sink.lag.duration", () => Each(sinks, status => status.Lag.TotalSeconds), "s", "How long the oldest of them has been waiting.");
        _meter.CreateObservableGauge(
            "party.hub.sink.disabled", () => Each(sinks, status => status.Condition == SinkCondition.Disabled ? 1L : 0L), "1", "1 where a sink is disabled until somebody enables it.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    /// <summary>A sink is there: what is counted of it begins at nothing, so that its first failure is seen as one.</summary>
    internal void Began(string sink)
    {
        var tag = new KeyValuePair<string, object?>("sink", sink);
        _messages.Add(0, tag);
        _failures.Add(0, tag);
    }

    internal void Delivered(string sink, IReadOnlyList<OutboxMessage> messages, DateTimeOffset now)
    {
        var tag = new KeyValuePair<string, object?>("sink", sink);
        _messages.Add(messages.Count, tag);
        foreach (OutboxMessage message in messages)
        {
            _delay.Record(Math.Max(0, (now - message.Time).TotalSeconds), tag);
        }
    }

    internal void Failed(string sink) => _failures.Add(1, new KeyValuePair<string, object?>("sink", sink));

    private static IEnumerable<Measurement<T>> Each<T>(Func<IReadOnlyList<SinkStatus>> sinks, Func<SinkStatus, T> value)
        where T : struct =>
        sinks().Select(status => new Measurement<T>(value(status), new KeyValuePair<string, object?>("sink", status.Name)));
}

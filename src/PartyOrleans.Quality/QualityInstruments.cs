using System.Diagnostics.Metrics;

namespace PartyOrleans.Quality;

/// <summary>What the latest report says, as metrics. Tags name expectations, which are configuration: attributes and sources, never data.</summary>
public sealed class QualityInstruments : IDisposable
{
    private readonly Meter _meter;
    private QualityReport? _last;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterName">Name of the hub's meter.</param>
    public QualityInstruments(string meterName)
    {
        _meter = new Meter(meterName);
        _meter.CreateObservableGauge("party.quality.value", Values, "1", "Value of each expectation in the latest report.");
        _meter.CreateObservableGauge("party.quality.state", States, "1", "How each expectation turned out in the latest report: 0 ok, 1 unknown, 2 warn, 3 fail.");
    }

    /// <summary>Tells of a report.</summary>
    public void Looked(QualityReport report) => Volatile.Write(ref _last, report);

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Values() => (Volatile.Read(ref _last)?.Results ?? [])
        .Where(static result => result.Value is not null).Select(static result => new Measurement<double>(result.Value!.Value, Tag(result)));

    private IEnumerable<Measurement<long>> States() => (Volatile.Read(ref _last)?.Results ?? []).Select(static result => new Measurement<long>((long)result.State, Tag(result)));

    private static KeyValuePair<string, object?> Tag(QualityResult result) => new("expectation", result.Key);
}

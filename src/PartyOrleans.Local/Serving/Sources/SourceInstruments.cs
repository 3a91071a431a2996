using System.Diagnostics.Metrics;
using PartyOrleans.Api.Sources;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Serving.Sources;

/// <summary>What a hub tells of its sources. Tags name sources that have a contract, which is configuration; all others are one.</summary>
internal sealed class SourceInstruments : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _records;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _drifted;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterName">Name of the hub's meter.</param>
    /// <param name="sources">Gives the sources; called from any thread.</param>
    /// <param name="time">The clock.</param>
    public SourceInstruments(string meterName, Func<IReadOnlyList<SourceStatus>> sources, TimeProvider time)
    {
        _meter = new Meter(meterName);
        _records = _meter.CreateCounter<long>("party.source.records", "{record}", "Records of sources that were taken or deleted.");
        _refused = _meter.CreateCounter<long>("party.source.refused", "{input}", "Inputs of sources that were refused, by kind.");
        _drifted = _meter.CreateCounter<long>("party.source.drifted.fields", "{field}", "Fields that were seen to differ from the contract for the first time, by how.");
        _meter.CreateObservableGauge(
            "party.source.age", () => sources().Where(source => source is { Contract: not null, LastAcceptedAt: not null })
                .Select(source => new Measurement<double>((time.GetUtcNow() - source.LastAcceptedAt!.Value).TotalSeconds, Tag("source", source.Name))),
            "s", "Time since the last record of a source was taken.");
        _meter.CreateObservableGauge(
            "party.source.stale", () => sources().Where(source => source.Contract is { Freshness.Ticks: > 0 })
                .Select(source => new Measurement<long>(source.IsStale ? 1 : 0, Tag("source", source.Name))),
            "1", "1 where a source has been silent for longer than its contract expects.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    /// <summary>A source is there: what is counted of it begins at nothing, so that the first refusal is seen as one.</summary>
    public void Knows(string source)
    {
        _records.Add(0, Tag("source", source), Tag("outcome", "accepted"));
        foreach (DeadLetterKind kind in Enum.GetValues<DeadLetterKind>())
        {
            _refused.Add(0, Tag("source", source), Tag("kind", NameOf(kind)));
        }

        foreach (FieldDriftKind kind in Enum.GetValues<FieldDriftKind>())
        {
            _drifted.Add(0, Tag("source", source), Tag("kind", NameOf(kind)));
        }
    }

    /// <summary>Tells of records that were committed.</summary>
    public void Taken(string source, long records, string outcome) => _records.Add(records, Tag("source", source), Tag("outcome", outcome));

    /// <summary>Tells of an input that was refused.</summary>
    public void Refused(string source, DeadLetterKind kind) => _refused.Add(1, Tag("source", source), Tag("kind", NameOf(kind)));

    /// <summary>Tells of a field that differs.</summary>
    public void Drifted(string source, FieldDriftKind kind) => _drifted.Add(1, Tag("source", source), Tag("kind", NameOf(kind)));

    /// <summary>The name of a kind as metrics and answers have it.</summary>
    public static string NameOf<T>(T kind)
        where T : struct, Enum => kind.ToString().ToLowerInvariant();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}

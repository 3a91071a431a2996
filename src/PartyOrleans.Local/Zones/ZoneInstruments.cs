using System.Diagnostics.Metrics;
using PartyOrleans.Api.Zones;

namespace PartyOrleans.Local.Zones;

/// <summary>Counts what zones bring.</summary>
internal sealed class ZoneInstruments : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _objects;
    private readonly Counter<long> _records;
    private readonly Histogram<double> _duration;
    private readonly KeyValuePair<string, object?> _zone;

    /// <summary>Makes them.</summary>
    /// <param name="meterName">Name of the hub's meter.</param>
    /// <param name="zone">Name of the zone.</param>
    public ZoneInstruments(string meterName, string zone)
    {
        _meter = new Meter(meterName);
        _zone = new KeyValuePair<string, object?>("zone", zone);
        _objects = _meter.CreateCounter<long>("party.hub.zone.objects", "{object}", "Objects of a zone that were looked at, by what came of it: loaded, unchanged, failed.");
        _records = _meter.CreateCounter<long>("party.hub.zone.records", "{record}", "Records taken from the objects of a zone.");
        foreach (string outcome in new[] { "loaded", "unchanged", "failed" })
        {
            _objects.Add(0, _zone, new KeyValuePair<string, object?>("outcome", outcome)); // so that the first failure is seen as one
        }

        _duration = _meter.CreateHistogram<double>("party.hub.zone.scan.duration", "s", "Time that a look through a zone took, loading included.");
    }

    /// <summary>A look ended.</summary>
    public void Scanned(ZoneScanStatus scan)
    {
        _objects.Add(scan.Loaded, _zone, new KeyValuePair<string, object?>("outcome", "loaded"));
        _objects.Add(scan.Unchanged, _zone, new KeyValuePair<string, object?>("outcome", "unchanged"));
        _objects.Add(scan.Failed, _zone, new KeyValuePair<string, object?>("outcome", "failed"));
        _records.Add(scan.Records, _zone);
        _duration.Record(((scan.EndedAt ?? scan.StartedAt) - scan.StartedAt).TotalSeconds, _zone);
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}

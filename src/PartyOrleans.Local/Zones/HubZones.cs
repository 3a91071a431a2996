using PartyOrleans.Api.Zones;
using PartyOrleans.Aws.S3;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Zones;

/// <summary>The zones of a hub, for its API.</summary>
internal sealed class HubZones : IHubZones
{
    private readonly SortedDictionary<string, RawZone> _zones = new(StringComparer.Ordinal);
    private readonly TopicConfirmation _topics;

    private HubZones(IEnumerable<RawZone> zones, TopicConfirmation topics)
    {
        _topics = topics;
        foreach (RawZone zone in zones)
        {
            _zones.Add(zone.ZoneName, zone);
        }
    }

    /// <summary>Those of some connections; null where there are none.</summary>
    /// <param name="zones">The zones.</param>
    /// <param name="topics">Confirms subscriptions.</param>
    public static HubZones? Of(IEnumerable<RawZone> zones, TopicConfirmation topics)
    {
        var all = new HubZones(zones, topics);
        return all._zones.Count > 0 ? all : null;
    }

    /// <inheritdoc />
    public IReadOnlyList<ZoneStatus> List() => [.. _zones.Values.Select(zone => zone.Status)];

    /// <inheritdoc />
    public async Task<IReadOnlyList<ZoneEntry>?> ReadManifestAsync(string zone, string prefix, string after, int most, CancellationToken cancellationToken) =>
        _zones.TryGetValue(zone, out RawZone? found) ? await found.ReadManifestAsync(prefix, after, most, cancellationToken) : null;

    /// <inheritdoc />
    public ZoneStatus? StartScan(string zone, string prefix, ChangeOrigin origin)
    {
        if (!_zones.TryGetValue(zone, out RawZone? found))
        {
            return null;
        }

        found.Request(prefix, origin);
        return found.Status;
    }

    /// <inheritdoc />
    public int? Notify(string zone, IReadOnlyList<NotedObject> objects, ChangeOrigin origin) =>
        _zones.TryGetValue(zone, out RawZone? found) ? found.Notify(objects, origin) : null;

    /// <inheritdoc />
    public async Task<bool?> ConfirmAsync(string zone, string topic, string token, CancellationToken cancellationToken) =>
        !_zones.TryGetValue(zone, out RawZone? found) ? null
        : found.Topics.Contains(topic, StringComparer.Ordinal) && await _topics.ConfirmAsync(topic, token, cancellationToken);
}

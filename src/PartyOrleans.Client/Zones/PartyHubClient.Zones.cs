using System.Globalization;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Zones of objects.</content>
public sealed partial class PartyHubClient
{
    /// <summary>The zones that the hub loads from, with what their last scan did.</summary>
    public async Task<IReadOnlyList<Zone>> GetZonesAsync(CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/zones", HubJson.Default.PageZone, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>A page of the objects of a zone that were loaded, or begun, sorted by key.</summary>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="cursor"><see cref="Page{T}.Next"/> of the page before; null for the start.</param>
    /// <param name="limit">Objects at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Page<ZoneObject>> GetZoneObjectsAsync(string zone, string prefix, string? cursor, int limit, CancellationToken cancellationToken) => _hub.SendAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"/v1/zones/{Escape(zone)}/objects?limit={limit}&prefix={Escape(prefix)}{(cursor is null ? "" : "&cursor=" + Escape(cursor))}"),
        HubJson.Default.PageZoneObject,
        cancellationToken);

    /// <summary>Has a zone looked through in the background: what is new or changed is loaded.</summary>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Zone> ScanZoneAsync(string zone, string prefix, CancellationToken cancellationToken) =>
        _hub.SendAsync(HttpMethod.Post, $"/v1/zones/{Escape(zone)}/scan?prefix={Escape(prefix)}", HubJson.Default.Zone, cancellationToken);

    /// <summary>Tells that objects of a zone were written; they are looked up and loaded in the background.</summary>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="keys">Their keys, relative to the zone.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<ZoneNews> NotifyZoneAsync(string zone, IReadOnlyList<string> keys, CancellationToken cancellationToken) => _hub.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Post, $"/v1/zones/{Escape(zone)}/events") { Content = HubTransport.Json(new ZoneKeysBody(keys), HubJson.Default.ZoneKeysBody) },
        HubJson.Default.ZoneNews,
        cancellationToken);
}

using System.Text.Json.Serialization.Metadata;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Sinks, and the schemas of what they are told.</content>
public sealed partial class PartyHubClient
{
    /// <summary>How every sink is, by name.</summary>
    public async Task<IReadOnlyList<Sink>> GetSinksAsync(CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/sinks", HubJson.Default.PageSink, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>How a sink is; null where there is none of that name.</summary>
    public Task<Sink?> GetSinkAsync(string sink, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PathOf(sink), HubJson.Default.Sink, cancellationToken));

    /// <summary>Has the hub deliver to a sink again, from where it stopped; it tries at once. Null where there is none of that name.</summary>
    public Task<Sink?> EnableSinkAsync(string sink, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Post, PathOf(sink) + "/enable", HubJson.Default.Sink, cancellationToken));

    /// <summary>Has the hub deliver nothing to a sink until it is enabled. Null where there is none of that name.</summary>
    /// <param name="sink">Its name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Sink?> DisableSinkAsync(string sink, string reason, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(() => SinkRequest(sink, "/disable", new SinkDisableBody(reason), HubJson.Default.SinkDisableBody), HubJson.Default.Sink, cancellationToken));

    /// <summary>Has a sink told everything again, from the first event there is, with the ids that events had before. Null where there is none of that name.</summary>
    public Task<Sink?> RewindSinkAsync(string sink, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(
            () => SinkRequest(sink, "/rewind", new SinkRewindBody("beginning"), HubJson.Default.SinkRewindBody), HubJson.Default.Sink, cancellationToken));

    /// <summary>Has a sink told what follows a place. Null where there is none of that name.</summary>
    /// <param name="sink">Its name.</param>
    /// <param name="place">The place; what lies between it and where the sink is comes again, or is left out where it is a later one.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Sink?> RewindSinkAsync(string sink, OutboxPlace place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        return OrNullAsync(_hub.SendAsync(
            () => SinkRequest(sink, "/rewind", new SinkRewindBody(Event: place.Event, Review: place.Review), HubJson.Default.SinkRewindBody), HubJson.Default.Sink, cancellationToken));
    }

    /// <summary>The types of events that leave the hub.</summary>
    public async Task<IReadOnlyList<EventType>> GetSchemasAsync(CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/schemas", HubJson.Default.PageEventType, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>The JSON Schema of a type of event; null where there is no such type.</summary>
    /// <param name="eventType">The type, such as <c>party.merged.v1</c>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<string?> GetSchemaAsync(string eventType, CancellationToken cancellationToken) => OrNullAsync(ReadSchemaAsync(eventType, cancellationToken));

    private async Task<string> ReadSchemaAsync(string eventType, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _hub.OpenAsync(
            () => new HttpRequestMessage(HttpMethod.Get, "/v1/schemas/" + Escape(eventType)), cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string PathOf(string sink) => "/v1/sinks/" + Escape(sink);

    private static HttpRequestMessage SinkRequest<T>(string sink, string action, T body, JsonTypeInfo<T> type) =>
        new(HttpMethod.Post, PathOf(sink) + action) { Content = HubTransport.Json(body, type) };
}

using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Sources and what they send.</content>
public sealed partial class PartyHubClient
{
    /// <summary>Sources that have a contract, or of which something came since the hub started, by name.</summary>
    public async Task<IReadOnlyList<Source>> GetSourcesAsync(CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/sources", HubJson.Default.PageSource, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>One source; null where nothing is known of it.</summary>
    public Task<Source?> GetSourceAsync(string source, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, $"/v1/sources/{Escape(source)}", HubJson.Default.Source, cancellationToken));
}

using System.Globalization;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Quality of what the hub holds.</content>
public sealed partial class PartyHubClient
{
    /// <summary>The latest report; null where nobody has looked yet.</summary>
    public Task<QualityReport?> GetQualityAsync(CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, "/v1/quality", HubJson.Default.QualityReport, cancellationToken));

    /// <summary>The reports that are kept, newest first, without their profiles.</summary>
    /// <param name="limit">Reports at most, 1 to 1000; no more than 400 are kept.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<QualityReport>> GetQualityHistoryAsync(int limit, CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/v1/quality/history?limit={limit}"), HubJson.Default.PageQualityReport, cancellationToken)
            .ConfigureAwait(false)).Items;

    /// <summary>Looks at all golden records now, by the usual expectations; the report is kept.</summary>
    public Task<QualityReport> CheckQualityAsync(CancellationToken cancellationToken) =>
        _hub.SendAsync(HttpMethod.Post, "/v1/quality", HubJson.Default.QualityReport, cancellationToken);
}

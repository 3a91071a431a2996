using System.Globalization;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Past states, and where cells come from.</content>
public sealed partial class PartyHubClient
{
    /// <summary>A party as the hub told it at a past time; null where there was none of that id then.</summary>
    public Task<Party?> GetPartyAsync(string partyId, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PartyPath(partyId) + AsOf(asOf), HubJson.Default.Party, cancellationToken));

    /// <summary>A party with its records as they were at a past time; null where there was none of that id then.</summary>
    public Task<PartyRecords?> GetPartyRecordsAsync(string partyId, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PartyPath(partyId) + "/records" + AsOf(asOf), HubJson.Default.PartyRecords, cancellationToken));

    /// <summary>A record as it was at a past time; null where it was not there then.</summary>
    public Task<RecordVersion?> GetRecordAsync(RecordRef record, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PathOf(record) + AsOf(asOf), HubJson.Default.RecordVersion, cancellationToken));

    /// <summary>Everything that a record ever said, oldest first; nothing where it never was there.</summary>
    public async Task<IReadOnlyList<RecordVersion>> GetRecordVersionsAsync(RecordRef record, CancellationToken cancellationToken) =>
        (await OrNullAsync(_hub.SendAsync(HttpMethod.Get, PathOf(record) + "/versions", HubJson.Default.PageRecordVersion, cancellationToken))
            .ConfigureAwait(false))?.Items ?? [];

    /// <summary>Where each cell of a golden record comes from; null where there never was a party of that id.</summary>
    public Task<PartyLineage?> GetPartyLineageAsync(string partyId, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PartyPath(partyId) + "/lineage", HubJson.Default.PartyLineage, cancellationToken));

    private static string AsOf(DateTimeOffset time) => "?asOf=" + Escape(time.ToString("O", CultureInfo.InvariantCulture));
}

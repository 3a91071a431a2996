using System.Globalization;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Parties.</content>
public sealed partial class PartyHubClient
{
    private const int PageItems = 200;

    /// <summary>A party with its golden record, redirects followed; null where there never was one of that id.</summary>
    public Task<Party?> GetPartyAsync(string partyId, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PartyPath(partyId), HubJson.Default.Party, cancellationToken));

    /// <summary>Parties by words, best first: misspelt, shortened and nicknames are found too.</summary>
    /// <param name="query">The words.</param>
    /// <param name="limit">Parties on the page, 1 to 1000.</param>
    /// <param name="cursor"><see cref="SearchPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<SearchPage> SearchPartiesAsync(string query, int limit, string? cursor, CancellationToken cancellationToken) =>
        _hub.SendAsync(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"/v1/parties?q={Escape(query)}&limit={limit}{(cursor is null ? "" : "&cursor=" + Escape(cursor))}"),
            HubJson.Default.SearchPage,
            cancellationToken);

    /// <summary>All parties, sorted by id.</summary>
    public IAsyncEnumerable<Party> SearchPartiesAsync(CancellationToken cancellationToken) =>
        AllAsync("/v1/parties", HubJson.Default.PageParty, PageItems, cancellationToken);

    /// <summary>A party with its records side by side; null where there never was one of that id.</summary>
    public Task<PartyRecords?> GetPartyRecordsAsync(string partyId, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PartyPath(partyId) + "/records", HubJson.Default.PartyRecords, cancellationToken));

    /// <summary>The versions of a golden record, newest first.</summary>
    public IAsyncEnumerable<Party> GetPartyHistoryAsync(string partyId, CancellationToken cancellationToken) =>
        AllAsync(PartyPath(partyId) + "/history", HubJson.Default.PageParty, PageItems, cancellationToken);

    /// <summary>What happened to a party, newest first.</summary>
    public IAsyncEnumerable<HubEvent> GetPartyEventsAsync(string partyId, CancellationToken cancellationToken) =>
        AllAsync(PartyPath(partyId) + "/events", HubJson.Default.PageHubEvent, PageItems, cancellationToken);

    private static string PartyPath(string partyId) => "/v1/parties/" + Escape(partyId);
}

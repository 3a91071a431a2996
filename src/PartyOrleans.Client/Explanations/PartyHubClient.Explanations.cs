using System.Globalization;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Explanations.</content>
public sealed partial class PartyHubClient
{
    /// <summary>Why two are together or apart; each is a record as <c>source/record id</c>, or the id of a party.</summary>
    public Task<PairReason> WhyAsync(string left, string right, CancellationToken cancellationToken) =>
        _hub.SendAsync(HttpMethod.Get, $"/v1/why?left={Escape(left)}&right={Escape(right)}", HubJson.Default.PairReason, cancellationToken);

    /// <summary>How a party came to be.</summary>
    public Task<PartySteps> HowAsync(string partyId, CancellationToken cancellationToken) =>
        _hub.SendAsync(HttpMethod.Get, PartyPath(partyId) + "/how", HubJson.Default.PartySteps, cancellationToken);

    /// <summary>Scores a record against the hub without storing it.</summary>
    /// <param name="values">The record's values.</param>
    /// <param name="top">Parties at most, 1 to 100.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<MatchCandidate>> MatchAsync(IReadOnlyList<RecordValue> values, int top, CancellationToken cancellationToken)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/v1/match?top={top}");
        MatchCandidates found = await _hub.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path) { Content = HubTransport.Json(new RecordBody(values), HubJson.Default.RecordBody) },
            HubJson.Default.MatchCandidates,
            cancellationToken).ConfigureAwait(false);
        return found.Candidates;
    }
}

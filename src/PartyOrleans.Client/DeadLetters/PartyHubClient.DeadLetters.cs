using System.Globalization;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Inputs that were refused.</content>
public sealed partial class PartyHubClient
{
    /// <summary>Dead letters in the order in which they were refused, without their texts.</summary>
    /// <param name="query">Which of them.</param>
    /// <param name="state"><c>open</c>, <c>replayed</c> or <c>discarded</c>; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<HubDeadLetter> GetDeadLettersAsync(DeadLetterQuery query, string? state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        (string Name, string? Value)[] all =
        [
            ("source", query.Source), ("input", query.Input), ("kind", query.Kind), ("state", state),
            ("from", query.From?.ToString("O", CultureInfo.InvariantCulture)), ("until", query.Until?.ToString("O", CultureInfo.InvariantCulture)),
        ];
        string filter = string.Join('&', all.Where(one => one.Value is not null).Select(one => $"{one.Name}={Escape(one.Value!)}"));
        return AllAsync(
            "/v1/dead-letters" + (filter.Length > 0 ? "?" + filter : ""), HubJson.Default.PageHubDeadLetter, PageItems, cancellationToken);
    }

    /// <summary>How many dead letters there are of each source, kind and state.</summary>
    public async Task<IReadOnlyList<DeadLetterTotal>> GetDeadLetterCountsAsync(CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/dead-letters/counts", HubJson.Default.PageDeadLetterTotal, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>A dead letter with its texts; null where there is none of that number.</summary>
    public Task<HubDeadLetter?> GetDeadLetterAsync(long number, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PathOf(number), HubJson.Default.HubDeadLetter, cancellationToken));

    /// <summary>Keeps a mended text beside the raw one; replaying reads it instead.</summary>
    /// <param name="number">The letter.</param>
    /// <param name="text">The text; null goes back to the raw one.</param>
    /// <param name="reason">Why; null for nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubProblemException">404: there is no such letter; 409: it is settled already.</exception>
    public Task<HubDeadLetter> EditDeadLetterAsync(long number, string? text, string? reason, CancellationToken cancellationToken) => _hub.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Put, PathOf(number) + "/text") { Content = HubTransport.Json(new LetterTextBody(text, reason), HubJson.Default.LetterTextBody) },
        HubJson.Default.HubDeadLetter,
        cancellationToken);

    /// <summary>Reads open dead letters again, and takes what can be taken now; the others stay open with the new reason.</summary>
    public Task<DeadLetterResult> ReplayDeadLettersAsync(DeadLetterChoice choice, CancellationToken cancellationToken) =>
        PostAsync("/v1/dead-letters/replay", choice, HubJson.Default.DeadLetterChoice, HubJson.Default.DeadLetterResult, cancellationToken);

    /// <summary>Settles open dead letters that are not needed.</summary>
    public Task<DeadLetterResult> DiscardDeadLettersAsync(DeadLetterChoice choice, CancellationToken cancellationToken) =>
        PostAsync("/v1/dead-letters/discard", choice, HubJson.Default.DeadLetterChoice, HubJson.Default.DeadLetterResult, cancellationToken);

    private static string PathOf(long number) => "/v1/dead-letters/" + number.ToString(CultureInfo.InvariantCulture);
}

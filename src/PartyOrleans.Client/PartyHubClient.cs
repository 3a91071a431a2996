using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <summary>
/// A client of a party hub. One method for each operation of the hub's API, named after it. Safe for many callers at once. Requests that may
/// be repeated are, with growing pauses, where the hub is busy or cannot be reached.
/// </summary>
/// <remarks>Every method throws <see cref="HubProblemException"/> where the hub refuses, and <see cref="HttpRequestException"/> where it cannot be reached.</remarks>
public sealed partial class PartyHubClient : IDisposable
{
    private readonly HubTransport _hub;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Where the hub is, who asks, and how patiently.</param>
    /// <param name="handler">Sends the requests, and stays the caller's; null for one of its own.</param>
    /// <param name="time">Clock of the pauses; null for the system's.</param>
    public PartyHubClient(PartyHubClientOptions options, HttpMessageHandler? handler = null, TimeProvider? time = null) =>
        _hub = new HubTransport(options, handler, time ?? TimeProvider.System);

    /// <inheritdoc />
    public void Dispose() => _hub.Dispose();

    private static string Escape(string part) => Uri.EscapeDataString(part);

    private static string PathOf(RecordRef record) => $"/v1/records/{Escape(record.Source)}/{Escape(record.RecordId)}";

    /// <summary>All items of a list, page after page.</summary>
    private async IAsyncEnumerable<T> AllAsync<T>(
        string path, JsonTypeInfo<Page<T>> type, int pageItems, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            string query = string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={pageItems}")
                + (cursor is null ? "" : "&cursor=" + Escape(cursor));
            Page<T> page = await _hub.SendAsync(HttpMethod.Get, query, type, cancellationToken).ConfigureAwait(false);
            foreach (T item in page.Items)
            {
                yield return item;
            }

            cursor = page.Items.Count > 0 ? page.Next : null;
        }
        while (cursor is not null);
    }
}

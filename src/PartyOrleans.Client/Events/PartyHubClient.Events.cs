using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Events.</content>
public sealed partial class PartyHubClient
{
    /// <summary>Events as they are committed: where the connection breaks it is made again, as often as any request is repeated, and goes on after the last event that was given.</summary>
    /// <param name="after">The sequence number of the last event seen; 0 for all there are.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<HubEvent> StreamEventsAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            long from = after;
            using HttpResponseMessage response = await _hub.OpenAsync(
                () => new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/v1/events?after={from}")), cancellationToken)
                .ConfigureAwait(false);
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            IAsyncEnumerator<SseItem<HubEvent>> items = SseParser.Create(body, static (_, data) =>
                JsonSerializer.Deserialize(data, HubJson.Default.HubEvent) ?? throw new JsonException("The hub answered null."))
                .EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable disposing = items.ConfigureAwait(false);
            while (await MovesAsync(items).ConfigureAwait(false))
            {
                after = items.Current.Data.Sequence;
                yield return items.Current.Data;
            }

            await _hub.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>All events up to now.</summary>
    public IAsyncEnumerable<HubEvent> PageEventsAsync(CancellationToken cancellationToken) =>
        AllAsync("/v1/events/page", HubJson.Default.PageHubEvent, PageItems, cancellationToken);

    /// <summary>Goes to the next item; false where the stream ended or broke.</summary>
    private static async Task<bool> MovesAsync(IAsyncEnumerator<SseItem<HubEvent>> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return false;
        }
    }
}

using System.Net.Http.Headers;
using System.Text;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Bundles.</content>
public sealed partial class PartyHubClient
{
    /// <summary>The active bundle, as the JSON of its file; null where none is active.</summary>
    public Task<string?> GetBundleAsync(CancellationToken cancellationToken) => OrNullAsync(ReadBundleAsync(cancellationToken));

    /// <summary>Whether a text is a bundle, and everything that is wrong with it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<BundleCheck> ValidateBundleAsync(string json, CancellationToken cancellationToken)
    {
        return _hub.SendAsync(Request, HubJson.Default.BundleCheck, cancellationToken);

        HttpRequestMessage Request()
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return new HttpRequestMessage(HttpMethod.Post, "/v1/bundle/validate") { Content = content };
        }
    }

    private async Task<string> ReadBundleAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _hub.OpenAsync(() => new HttpRequestMessage(HttpMethod.Get, "/v1/bundle"), cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }
}

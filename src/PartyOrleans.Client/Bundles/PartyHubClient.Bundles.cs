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
    public Task<BundleCheck> ValidateBundleAsync(string json, CancellationToken cancellationToken) =>
        _hub.SendAsync(() => TextRequest("/v1/bundle/validate", json), HubJson.Default.BundleCheck, cancellationToken);

    /// <summary>Keeps a bundle without making it the active one.</summary>
    /// <param name="json">The text of its file.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<ProposedBundle> ProposeBundleAsync(string json, CancellationToken cancellationToken) =>
        _hub.SendAsync(() => TextRequest("/v1/bundle/proposals", json), HubJson.Default.ProposedBundle, cancellationToken);

    /// <summary>All bundles that are kept, sorted by SHA-256.</summary>
    public async Task<IReadOnlyList<KeptBundle>> GetBundlesAsync(CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/bundle/proposals", HubJson.Default.PageKeptBundle, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Starts to compare a kept bundle with what the hub holds, or brings the comparison up to date.</summary>
    /// <param name="sha256">The bundle.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<BundleDiff> StartBundleDiffAsync(string sha256, CancellationToken cancellationToken) =>
        _hub.SendAsync(() => BundleRequest("/v1/bundle/diff", new BundleBody(sha256)), HubJson.Default.BundleDiff, cancellationToken);

    /// <summary>How far the comparison is, and what it found; null where none was started.</summary>
    public Task<BundleDiff?> GetBundleDiffAsync(CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, "/v1/bundle/diff", HubJson.Default.BundleDiff, cancellationToken));

    /// <summary>Makes a compared bundle the active one.</summary>
    /// <param name="sha256">The bundle.</param>
    /// <param name="terms">Under which conditions.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="HubProblemException">409: it would change something else by now, or too much.</exception>
    public Task<BundleAccepted> AcceptBundleAsync(string sha256, BundleTerms terms, CancellationToken cancellationToken) =>
        _hub.SendAsync(() => BundleRequest("/v1/bundle/accept", BundleBody.Of(sha256, terms)), HubJson.Default.BundleAccepted, cancellationToken);

    /// <summary>Makes the bundle that was active before this one the active one again.</summary>
    /// <param name="terms">Under which conditions.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="HubProblemException">409: there is none, or it would change something else by now, or too much.</exception>
    public Task<BundleAccepted> RollBackBundleAsync(BundleTerms terms, CancellationToken cancellationToken) =>
        _hub.SendAsync(() => BundleRequest("/v1/bundle/rollback", BundleBody.Of(null, terms)), HubJson.Default.BundleAccepted, cancellationToken);

    private static HttpRequestMessage TextRequest(string path, string json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    private static HttpRequestMessage BundleRequest(string path, BundleBody body) =>
        new(HttpMethod.Post, path) { Content = HubTransport.Json(body, HubJson.Default.BundleBody) };

    private async Task<string> ReadBundleAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _hub.OpenAsync(() => new HttpRequestMessage(HttpMethod.Get, "/v1/bundle"), cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }
}

using System.Net.Http.Headers;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Loads of whole files.</content>
public sealed partial class PartyHubClient
{
    /// <summary>Starts to load a file that lies on the server, below the folder that the hub may load from.</summary>
    /// <param name="path">Its path below that folder.</param>
    /// <param name="source">Source of records that name none themselves; null for the file's name.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Load> StartLoadAsync(string path, string? source, CancellationToken cancellationToken) =>
        _hub.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "/v1/loads") { Content = HubTransport.Json(new LoadBody(path, source), HubJson.Default.LoadBody) },
            HubJson.Default.Load,
            cancellationToken);

    /// <summary>Sends a file and starts to load it.</summary>
    /// <param name="content">The file, which can be read again where the request is repeated; it is read from its place now.</param>
    /// <param name="name">Its name, whose extension says the format.</param>
    /// <param name="source">Source of records that name none themselves; null for the file's name.</param>
    /// <param name="cancellationToken">Stops sending; nothing is loaded then.</param>
    /// <exception cref="ArgumentException">The stream cannot be read again.</exception>
    public Task<Load> UploadLoadAsync(Stream content, string name, string? source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!content.CanSeek)
        {
            throw new ArgumentException("A stream that can be read again is needed, such as a file.", nameof(content));
        }

        long start = content.Position;
        string path = $"/v1/loads/upload?name={Escape(name)}{(source is null ? "" : "&source=" + Escape(source))}";
        return _hub.SendAsync(Request, HubJson.Default.Load, cancellationToken);

        HttpRequestMessage Request()
        {
            content.Position = start;
            var body = new StreamContent(new KeptOpen(content));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            return new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        }
    }

    /// <summary>The loads since the hub started, newest first.</summary>
    public async Task<IReadOnlyList<Load>> GetLoadsAsync(CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/loads", HubJson.Default.PageLoad, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>How far a load has come; null where there is none of that id.</summary>
    public Task<Load?> GetLoadAsync(string loadId, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, "/v1/loads/" + Escape(loadId), HubJson.Default.Load, cancellationToken));

    /// <summary>Stops a load; what it has committed stays. Null where there is none of that id.</summary>
    public Task<Load?> CancelLoadAsync(string loadId, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Post, $"/v1/loads/{Escape(loadId)}/cancel", HubJson.Default.Load, cancellationToken));
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using PartyOrleans.Connectors.Outbox;

namespace PartyOrleans.Connectors.Webhooks;

/// <summary>
/// Posts events to an address, signed. A receiver has taken what it answers with 2xx; any other answer, or none, makes the post come again with
/// the same id. It follows no redirects, uses no proxy, and looks at the address that a name stands for each time it connects.
/// </summary>
public sealed class WebhookSink : IEventSink
{
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <summary>Makes the sink.</summary>
    /// <param name="options">Where to, and how.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="ArgumentException">The options make no sense; the message says what is allowed.</exception>
    public WebhookSink(WebhookOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Url.Scheme != Uri.UriSchemeHttps && !(options.AllowsPrivate && options.Url.Scheme == Uri.UriSchemeHttp))
        {
            throw new ArgumentException($"Webhook '{options.Name}' must post to an https address; http is for private addresses, where they are allowed.", nameof(options));
        }

        if (options.Url.UserInfo.Length > 0)
        {
            throw new ArgumentException($"The address of webhook '{options.Name}' must not hold a user name or password.", nameof(options));
        }

        if (options.Secrets.Count is < 1 or > 2)
        {
            throw new ArgumentException($"Webhook '{options.Name}' needs one secret, or two while receivers change over.", nameof(options));
        }

        (_options, _time) = (options, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 64,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        });
    }

    /// <inheritdoc />
    public string Name => _options.Name;

    /// <inheritdoc />
    public string Kind => "webhook";

    /// <inheritdoc />
    public async Task DeliverAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        for (int from = 0; from < messages.Count; from += _options.MostPerPost)
        {
            await PostAsync([.. messages.Skip(from).Take(_options.MostPerPost)], cancellationToken);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Posts events together; where the receiver finds that too much, in halves.</summary>
    private async Task PostAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = RequestOf(messages);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new DeliveryException(failure.InnerException is PrivateTargetException ? failure.InnerException.Message : TextOf(failure), isTransient: true, innerException: failure);
        }

        using (response)
        {
            if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge && messages.Count > 1)
            {
                int half = messages.Count / 2;
                await PostAsync([.. messages.Take(half)], cancellationToken);
                await PostAsync([.. messages.Skip(half)], cancellationToken);
            }
            else if (!response.IsSuccessStatusCode)
            {
                throw FailureOf(response);
            }
        }
    }

    private HttpRequestMessage RequestOf(IReadOnlyList<OutboxMessage> messages)
    {
        bool isBatch = _options.MostPerPost > 1;
        byte[] body = isBatch ? ArrayOf(messages) : messages[0].Body.ToArray();
        string id = messages.Count == 1 ? messages[0].Id : $"{messages[0].Id}_{messages[^1].Id}";
        long timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(isBatch ? EventForm.BatchMediaType : EventForm.MediaType, "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("party-hub", "1"));
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.Sign(_options.Secrets, id, timestamp, body));
        return request;
    }

    private static byte[] ArrayOf(IReadOnlyList<OutboxMessage> messages)
    {
        byte[] array = new byte[1 + messages.Sum(message => message.Body.Length + 1)];
        int at = 0;
        foreach (OutboxMessage message in messages)
        {
            array[at] = (byte)(at == 0 ? '[' : ',');
            message.Body.Span.CopyTo(array.AsSpan(at + 1));
            at += 1 + message.Body.Length;
        }

        array[at] = (byte)']';
        return array;
    }

    private DeliveryException FailureOf(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        string answered = string.Create(CultureInfo.InvariantCulture, $"It answered {status}");
        return status switch
        {
            410 => new DeliveryException(answered + ": it wants no more events.", isTransient: false),
            >= 300 and < 400 => new DeliveryException(answered + "; redirects are not followed.", isTransient: true),
            _ => new DeliveryException(answered + ".", isTransient: true, PauseOf(response.Headers.RetryAfter)),
        };
    }

    private TimeSpan? PauseOf(RetryConditionHeaderValue? asked)
    {
        TimeSpan? pause = asked?.Delta ?? (asked?.Date is { } date ? date - _time.GetUtcNow() : null);
        return pause is not { } wanted || wanted <= TimeSpan.Zero ? null : wanted < _options.LongestRetryAfter ? wanted : _options.LongestRetryAfter;
    }

    private static string TextOf(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "Its name cannot be resolved.",
        HttpRequestError.ConnectionError => "It cannot be connected to.",
        HttpRequestError.SecureConnectionError => "No secure connection can be made to it: its certificate or its TLS version is not accepted.",
        HttpRequestError.ResponseEnded or HttpRequestError.Unknown when failure.InnerException is IOException => "It closed the connection without an answer.",
        _ => $"It cannot be posted to ({failure.HttpRequestError}).",
    };

    /// <summary>Connects to an address that the name stands for and that may be posted to; looked up here, so that no other one is used.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IPAddress[] all = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        IPAddress[] allowed = _options.AllowsPrivate ? all : [.. all.Where(PublicAddresses.Holds)];
        if (allowed.Length == 0)
        {
            throw new PrivateTargetException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class PrivateTargetException() : Exception("Its address is not public, and private addresses are not allowed for it.");
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace PartyOrleans.Client.Transport;

/// <summary>Sends requests: adds who asks, repeats what may be repeated, and turns problems into exceptions.</summary>
internal sealed class HubTransport : IDisposable
{
    private readonly HttpClient _http;
    private readonly PartyHubClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage> _retry;

    public HubTransport(PartyHubClientOptions options, HttpMessageHandler? handler, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRetries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxRetries, 20);
        (_options, _time) = (options, time);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }, disposeHandler: handler is null)
        {
            BaseAddress = options.BaseAddress,
            Timeout = options.Timeout,
        };
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        _retry = options.MaxRetries == 0 ? builder.Build() : builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = options.MaxRetries,
            Delay = options.FirstDelay,
            MaxDelay = options.MaxDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().HandleResult(static answer => IsTransient(answer.StatusCode)),
            DelayGenerator = arguments => new ValueTask<TimeSpan?>(AskedFor(arguments.Outcome.Result, time)),
            OnRetry = static arguments =>
            {
                arguments.Outcome.Result?.Dispose();
                return default;
            },
        }).Build();
    }

    /// <summary>Waits before a stream that broke is opened again.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(_options.FirstDelay, _time, cancellationToken);

    /// <summary>Sends a request that has the same effect however often it is sent, and reads its answer.</summary>
    public Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(method, path), type, cancellationToken);

    /// <summary>Sends a request with a JSON body that has the same effect however often it is sent, and reads its answer.</summary>
    /// <param name="request">Makes the request anew for each attempt.</param>
    /// <param name="type">The answer's type.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<T> SendAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request and gives the answer as soon as it begins, its body to be read by the caller.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await _retry.ExecuteAsync(
            async (state, stop) =>
            {
                using HttpRequestMessage message = state.request();
                if (state._options.Token is { } token)
                {
                    message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(stop).ConfigureAwait(false));
                }

                if (state._options.Purpose is { } purpose)
                {
                    message.Headers.Add("X-Purpose", purpose);
                }

                return await state._http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            },
            (request, _options, _http),
            cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ProblemOfAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A JSON body.</summary>
    public static HttpContent Json<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The hub answered null.");
    }

    private static async Task<HubProblemException> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return new HubProblemException(response.StatusCode, await ReadAsync(response, HubJson.Default.HubProblem, cancellationToken).ConfigureAwait(false));
        }
        catch (JsonException)
        {
            return new HubProblemException(response.StatusCode, null);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private TimeSpan? AskedFor(HttpResponseMessage? response, TimeProvider time)
    {
        TimeSpan? asked = response?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        return asked is null ? null : asked < _options.MaxDelay ? asked : _options.MaxDelay;
    }
}

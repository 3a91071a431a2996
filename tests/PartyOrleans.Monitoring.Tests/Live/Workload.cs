using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>Light, steady work of every kind: records put, changed and judged, parties found and explained, streams fed, callers without right.</summary>
internal sealed class Workload : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly MonitoredWorld _world;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private readonly Task _loop;
    private volatile bool _isPaused;
    private volatile bool _isQuietSilent;

    /// <summary>Begins.</summary>
    public Workload(MonitoredWorld world)
    {
        _world = world;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Whether nothing is asked and sent.</summary>
    public bool IsPaused
    {
        set => _isPaused = value;
    }

    /// <summary>Whether the source that is to come often sends nothing.</summary>
    public bool IsQuietSilent
    {
        set => _isQuietSilent = value;
    }

    /// <summary>Sends a request, with other credentials than those of an operator where some are given.</summary>
    /// <returns>The status; 0 where there was no answer.</returns>
    public async Task<int> SendAsync(HttpMethod method, string path, string? json = null, AuthenticationHeaderValue? credentials = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_world.Hub.Http.BaseAddress!, path));
        request.Headers.Authorization = credentials ?? _world.Hub.Http.DefaultRequestHeaders.Authorization;
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, _stop.Token);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await SendAsync(HttpMethod.Post, "/v1/pipelines/daily/runs");
        await _world.SendAsync("{broken"); // so that something waits
        for (int round = 0; !_stop.IsCancellationRequested; round++)
        {
            try
            {
                if (!_isPaused)
                {
                    await RoundAsync(round.ToString(CultureInfo.InvariantCulture), round % 2 == 0);
                }

                await Task.Delay(Pause, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RoundAsync(string round, bool even)
    {
        await SendAsync(HttpMethod.Put, "/v1/records/web/a", """{"name.full":"Ann Lee","date.birth":"1980-02-03","email":"ann@example.org"}""");
        await SendAsync(HttpMethod.Put, "/v1/records/web/b", """{"name.full":"Ann Lee","date.birth":"1980-02-03","email":"ann@example.org"}""");
        await SendAsync(HttpMethod.Put, "/v1/records/web/" + round, $$"""{"name.full":"Person{{round}} Of{{round}}","address.city":"Town{{round}}"}""");
        await (even
            ? SendAsync(HttpMethod.Put, "/v1/judgements", """{"left":{"source":"web","record_id":"a"},"right":{"source":"web","record_id":"b"},"kind":"cannot-link","reason":"a trial"}""")
            : SendAsync(HttpMethod.Delete, "/v1/judgements?left=web/a&right=web/b"));
        await SendAsync(HttpMethod.Get, "/v1/parties?q=lee");
        await SendAsync(HttpMethod.Get, "/v1/why?left=web/a&right=web/b");
        await SendAsync(HttpMethod.Get, "/v1/parties", credentials: new AuthenticationHeaderValue("Bearer", "not-a-token"));
        await _world.SendAsync($$"""{"id":"{{round}}","name":"Customer{{round}} Of{{round}}"}""");
        if (!_isQuietSilent)
        {
            await SendAsync(HttpMethod.Put, "/v1/records/quiet/1", $$"""{"name.full":"Quiet{{round}} One"}""");
        }
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.TestKit.S3;

/// <summary>A request that came to the stand-in.</summary>
/// <param name="Number">Which one it is, from 1.</param>
/// <param name="Method">GET, PUT, ...</param>
/// <param name="Path">Path, decoded.</param>
/// <param name="Query">Query with its question mark, or empty.</param>
/// <param name="Range">First and last byte asked for; null for all.</param>
public sealed record S3Request(int Number, string Method, string Path, string Query, (long From, long To)? Range);

/// <summary>What goes wrong with a request.</summary>
public sealed record InjectedFault
{
    /// <summary>Status of an answer that the service did not give; 0 where the real server's is passed on.</summary>
    public int Status { get; init; }

    /// <summary>Error code of that answer.</summary>
    public string Code { get; init; } = "";

    /// <summary>Bytes of the real body after which the answer stops; null for all.</summary>
    public int? StopAfter { get; init; }

    /// <summary>Whether the answer then hangs, until the caller gives up, instead of breaking off.</summary>
    public bool Hangs { get; init; }

    /// <summary>Bytes passed on at a time; 0 for all at once.</summary>
    public int Trickle { get; init; }

    /// <summary>Awaited after each piece of a trickle.</summary>
    public Func<Task>? BetweenPieces { get; init; }

    /// <summary>Whether the condition of the ETag is kept from the server, as by one that does not know conditions.</summary>
    public bool DropsConditions { get; init; }

    /// <summary>An answer that the service did not give.</summary>
    public static InjectedFault Answer(int status, string code) => new() { Status = status, Code = code };
}

/// <summary>Stands in front of a real S3 server and spoils what a test wants spoilt; everything else is passed on as it is.</summary>
public sealed class S3FaultProxy : IAsyncDisposable
{
    private static readonly string[] NotPassedOn = ["Connection", "Keep-Alive", "Transfer-Encoding", "Host"];

    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly Uri _server;
    private readonly Lock _lock = new();
    private readonly List<S3Request> _requests = [];

    private S3FaultProxy(WebApplication app, Uri server)
    {
        (_app, _server) = (app, server);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint => new(_app.Urls.Single());

    /// <summary>Decides of each request what goes wrong with it; null for nothing.</summary>
    public Func<S3Request, InjectedFault?> Spoil { get; set; } = static _ => null;

    /// <summary>Done before a request is answered.</summary>
    public Func<S3Request, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Requests that came, in their order.</summary>
    public IReadOnlyList<S3Request> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Starts it in front of a server.</summary>
    public static async Task<S3FaultProxy> StartAsync(Uri server)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        WebApplication app = builder.Build();
        var proxy = new S3FaultProxy(app, server);
        app.Run(proxy.AnswerAsync);
        await app.StartAsync();
        return proxy;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        S3Request request = Note(context.Request);
        await Before(request);
        InjectedFault? fault = Spoil(request);
        if (fault is { Status: > 0 })
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.StatusCode = fault.Status;
            context.Response.ContentType = "application/xml";
            if (!HttpMethods.IsHead(request.Method))
            {
                await context.Response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{fault.Code}</Code><Message>spoilt</Message></Error>", context.RequestAborted);
            }

            return;
        }

        using HttpRequestMessage passed = Copy(context.Request, fault);
        using HttpResponseMessage answer = await _client.SendAsync(passed, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotPassedOn.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (HttpMethods.IsHead(request.Method))
        {
            return;
        }

        byte[] body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        await SendAsync(context, body, fault);
    }

    private static async Task SendAsync(HttpContext context, byte[] body, InjectedFault? fault)
    {
        int end = Math.Min(fault?.StopAfter ?? body.Length, body.Length);
        int piece = fault is { Trickle: > 0 } ? fault.Trickle : Math.Max(end, 1);
        for (int at = 0; at < end; at += piece)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(at, Math.Min(piece, end - at)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (fault?.BetweenPieces is { } between && at + piece < end)
            {
                await between();
            }
        }

        if (fault?.StopAfter is null)
        {
            return;
        }

        if (fault.Hangs)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Less than the length that was announced: the server closes the connection, after what was written has been sent.
    }

    private S3Request Note(HttpRequest request)
    {
        string range = request.Headers.Range.ToString();
        (long, long)? asked = null;
        if (range.StartsWith("bytes=", StringComparison.Ordinal))
        {
            string[] ends = range["bytes=".Length..].Split('-');
            asked = (long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture));
        }

        lock (_lock)
        {
            var noted = new S3Request(_requests.Count + 1, request.Method, request.Path.Value!, request.QueryString.Value ?? "", asked);
            _requests.Add(noted);
            return noted;
        }
    }

    private HttpRequestMessage Copy(HttpRequest request, InjectedFault? fault)
    {
        var copy = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_server, request.Path.ToUriComponent() + request.QueryString.ToUriComponent()));
        if (request.ContentLength > 0)
        {
            copy.Content = new StreamContent(request.Body);
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers)
        {
            if (NotPassedOn.Contains(name, StringComparer.OrdinalIgnoreCase) || (fault is { DropsConditions: true } && name.StartsWith("If-", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (!copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                copy.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        copy.Headers.Host = request.Host.Value;
        return copy;
    }
}

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Serving;

namespace PartyOrleans.Silo.Duties;

/// <summary>
/// Sends requests about what one silo does for all to the silo that does it, and its answers back, so that every silo answers them alike. It runs
/// after the guards: who calls was found out and let in here, and is again there. A caller that came by this silo's own link is given a short token
/// of the hub, which every silo takes.
/// </summary>
internal sealed partial class DutyForwarding : IDisposable
{
    private const string Mark = "X-Party-Forwarded";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TokenTime = TimeSpan.FromMinutes(1);

    /// <summary>Paths of which one silo holds the state in memory.</summary>
    private static readonly PathString[] Paths = ["/v1/pipelines", "/v1/sinks", "/v1/zones", "/v1/reviews", "/v1/dead-letters", "/v1/keys", "/v1/bundle/diff"];

    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Proxy-Authorization", "Host", "Cookie", "Content-Length",
    };

    private readonly DutyHolder _duties;
    private readonly NpgsqlDataSource _pool;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = Timeout.InfiniteTimeSpan };
    private Known? _known;

    /// <summary>Makes it.</summary>
    public DutyForwarding(DutyHolder duties, NpgsqlDataSource pool, HubSurroundings surroundings) =>
        (_duties, _pool, _time, _log) = (duties, pool, surroundings.Time, surroundings.Logs.CreateLogger<DutyForwarding>());

    /// <summary>Answers a request here, or has it answered by the silo that has the duties.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_duties.IsHeld || !Paths.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            await next(context);
            return;
        }

        Uri? holder = context.Request.Headers.ContainsKey(Mark) ? null : await FindAsync(context.RequestAborted);
        if (holder is null)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.Unavailable, "The silo that does this is being exchanged.", Fresh);
            return;
        }

        try
        {
            using HttpRequestMessage request = RequestOf(context, holder);
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            await AnswerAsync(context, response);
        }
        catch (HttpRequestException failure)
        {
            LogUnreachable(failure, holder);
            await ProblemWriter.WriteAsync(context, ProblemType.Unavailable, "The silo that does this cannot be reached.", Fresh);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!NotPassedOn.Contains(name))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (response.Content.Headers.ContentLength is { } length)
        {
            context.Response.ContentLength = length;
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private HttpRequestMessage RequestOf(HttpContext context, Uri holder)
    {
        HttpRequest given = context.Request;
        var request = new HttpRequestMessage(new HttpMethod(given.Method), new Uri(holder, given.Path.ToUriComponent() + given.QueryString.ToUriComponent()));
        if (given.ContentLength is not 0 && !HttpMethods.IsGet(given.Method) && !HttpMethods.IsHead(given.Method))
        {
            request.Content = new StreamContent(given.Body);
            request.Content.Headers.ContentLength = given.ContentLength;
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in given.Headers)
        {
            if (!NotPassedOn.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        if (context.Features.Get<Identity>() is { Via: "link" } local)
        {
            SecurityParts security = context.RequestServices.GetRequiredService<Api.HubParts>().Security;
            string token = LocalTokens.Sign(
                security.Access.SigningKey(), new TokenGrant(local.Name, local.Scopes, TokenTime, security.Options.Audience), _time.GetUtcNow());
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        request.Headers.TryAddWithoutValidation(Mark, "1");
        return request;
    }

    /// <summary>Where the silo is that has the duties; null where nobody has them yet.</summary>
    private async Task<Uri?> FindAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _known) is { } known && _time.GetElapsedTime(known.At) < Fresh)
        {
            return known.Address;
        }

        try
        {
            await using NpgsqlCommand find = _pool.CreateCommand("SELECT address FROM cluster_duty WHERE name = 'all'");
            Uri? address = await find.ExecuteScalarAsync(cancellationToken) is string { Length: > 0 } text ? new Uri(text) : null;
            Volatile.Write(ref _known, new Known(address, _time.GetTimestamp()));
            return address;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    [LoggerMessage(2110, LogLevel.Warning, "The silo that has the duties cannot be reached at {Address}")]
    private partial void LogUnreachable(Exception failure, Uri address);

    private sealed record Known(Uri? Address, long At);
}

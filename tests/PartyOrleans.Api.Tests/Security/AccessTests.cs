using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Api.Tests.Security;

public sealed class AccessTests
{
    private static readonly Func<ServiceOptions, ServiceOptions> TightBudgets = options => options with
    {
        Security = options.Security with { Ordinary = new Budget(0.001, 3), Expensive = new Budget(0.001, 1), Anonymous = new Budget(0.001, 2) },
    };

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4iLCJzY29wZSI6ImFkbWluIn0.")]
    [InlineData("Basic YW5uOmFubg==")]
    [InlineData("Bearer ph_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Get_WhenCredentialIsWrong_Is401AndTellsNothing(string authorization)
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.ClientWith(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization).ShouldBeTrue();

        using HttpResponseMessage response = await client.GetAsync("/v1/parties/P1");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"party-hub\", error=\"invalid_token\"");
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
        JsonObject problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        problem.Remove("trace_id").ShouldBeTrue();
        problem.ToJsonString().ShouldBe("""{"type":"urn:party-hub:problem:unauthenticated","title":"Valid credentials are needed.","status":401}""");
    }

    [Fact]
    public async Task Get_WhenTwoCredentials_Is401()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.ClientWith("read");
        client.DefaultRequestHeaders.Add("X-Api-Key", AddKey(hub, "read"));

        using HttpResponseMessage response = await client.GetAsync("/v1/parties/P1");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Get_WhenScopeIsMissing_Is403AndNamesIt()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.ClientWith("write");

        using HttpResponseMessage response = await client.GetAsync("/v1/parties/P1");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"party-hub\", error=\"insufficient_scope\", scope=\"read\"");
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("X-Api-Key", "")]
    public async Task Get_WhenApiKey_IsLetInEitherWay(string header, string before)
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.ClientWith(null);
        client.DefaultRequestHeaders.Add(header, before + AddKey(hub, "read"));

        using HttpResponseMessage response = await client.GetAsync("/v1/parties/P1");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/?token={0}", "/")]
    [InlineData("/docs/index.html?a=b&token={0}&c=d%20e", "/docs/index.html?a=b&c=d%20e")]
    [InlineData("//attacker.example/?token={0}", "/attacker.example/")]
    [InlineData("/docs/index.html?a=x%0d%0aX-Injected:%20yes&token={0}", "/docs/index.html?a=x%0D%0AX-Injected%3A%20yes")]
    [InlineData("/%5Cattacker.example/?token={0}", "/%5Cattacker.example/")]
    public async Task Link_WhenOpened_SetsACookieAndTakesTheTokenOutOfTheAddress(string link, string expected)
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.ClientWith(null);

        using HttpResponseMessage response = await client.GetAsync(new Uri(hub.Service.Urls[0] + string.Format(System.Globalization.CultureInfo.InvariantCulture, link, hub.Service.Link!.Token)));

        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        response.Headers.Location!.OriginalString.ShouldBe(expected);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        string cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldBe($"party-hub={hub.Service.Link.Session}; path=/; samesite=strict; httponly");
        cookie.ShouldNotContain(hub.Service.Link.Token);
    }

    [Fact]
    public async Task Link_WhenTokenIsWrong_Is401()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.ClientWith(null);

        using HttpResponseMessage response = await client.GetAsync($"/?token={hub.Service.Link!.Session}");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    // A page of the hub, a plain client, a typed address.
    [InlineData("GET", null, null, true)]
    [InlineData("GET", "same-origin", null, true)]
    [InlineData("GET", "none", null, true)]
    [InlineData("PUT", "same-origin", null, true)]
    [InlineData("PUT", null, "self", true)]
    // Another site, another port of this machine, a form.
    [InlineData("GET", "cross-site", null, false)]
    [InlineData("GET", "same-site", null, false)]
    [InlineData("GET", null, "http://attacker.example", false)]
    [InlineData("PUT", "cross-site", "http://attacker.example", false)]
    [InlineData("PUT", "same-site", "self", false)]
    [InlineData("PUT", "none", null, false)]
    [InlineData("PUT", null, "http://localhost:1", false)]
    [InlineData("PUT", null, "null", false)]
    [InlineData("PUT", null, null, false)]
    public async Task Cookie_WhenRequestComesFromElsewhere_IsNotTaken(string method, string? site, string? origin, bool isTaken)
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.ClientWith(null);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/records/crm/1");
        request.Headers.Add("Cookie", $"{LocalLink.Cookie}={hub.Service.Link!.Session}");
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "self" ? hub.Service.Urls[0] : origin);
        }

        using HttpResponseMessage response = await client.SendAsync(request);

        (response.StatusCode != HttpStatusCode.Unauthorized).ShouldBe(isTaken);
    }

    [Theory]
    [InlineData("attacker.example")]
    [InlineData("127.0.0.1.attacker.example")]
    [InlineData("10.0.0.1")]
    public async Task Get_WhenHostIsNotThisMachine_IsRefused(string host)
    {
        await using TestHub hub = await TestHub.StartAsync();
        hub.Http.DefaultRequestHeaders.Host = host;

        using HttpResponseMessage response = await hub.Http.GetAsync("/v1/parties/P1");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/v1/parties/P1", 404)]
    [InlineData("/v1/nothing", 404)]
    [InlineData("/docs/index.html", 200)]
    [InlineData("/v1/audit?limit=0", 400)]
    public async Task EveryAnswer_WhateverItIs_HasTheSecurityHeaders(string path, int status)
    {
        await using TestHub hub = await TestHub.StartAsync();
        foreach (HttpClient client in new[] { hub.Http, hub.ClientWith(null) })
        {
            using HttpResponseMessage response = await client.GetAsync(path);

            ((int)response.StatusCode).ShouldBe(client == hub.Http || path.StartsWith("/health", StringComparison.Ordinal) ? status : 401);
            Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
            Header(response, "X-Frame-Options").ShouldBe("DENY");
            Header(response, "Referrer-Policy").ShouldBe("no-referrer");
            Header(response, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
            Header(response, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
            Header(response, "Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
            Header(response, "Content-Security-Policy").ShouldStartWith("default-src 'none';");
            Header(response, "Permissions-Policy").ShouldNotBeEmpty();
            response.Headers.Contains("Server").ShouldBeFalse();
            response.Headers.Contains("X-Powered-By").ShouldBeFalse();
            response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
            response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Cors_WhenOriginIsNamed_LetsItInAndNoOther()
    {
        await using TestHub hub = await TestHub.StartAsync(options => options with { Security = options.Security with { CorsOrigins = ["https://app.example.org"] } });

        (await PreflightAsync(hub, "https://app.example.org")).ShouldBe("https://app.example.org");
        (await PreflightAsync(hub, "https://app.example.org.attacker.example")).ShouldBeNull();
        (await PreflightAsync(hub, "http://app.example.org")).ShouldBeNull();
        (await PreflightAsync(hub, "null")).ShouldBeNull();
    }

    [Fact]
    public async Task Cors_WhenNoOriginIsNamed_IsClosed()
    {
        await using TestHub hub = await TestHub.StartAsync();

        (await PreflightAsync(hub, "https://app.example.org")).ShouldBeNull();
    }

    [Fact]
    public async Task Budgets_WhenUsedUp_Are429AndCountedApart()
    {
        await using TestHub hub = await TestHub.StartAsync(TightBudgets);
        using HttpClient ann = hub.ClientWith("read,admin");
        using HttpClient bob = hub.ClientWith("read", "bob");
        using HttpClient nobody = hub.ClientWith(null);

        (await StatusesAsync(ann, "/v1/parties/P1")).ShouldBe([404, 404, 404, 429]);
        (await StatusesAsync(ann, "/v1/audit")).ShouldBe([200, 429, 429, 429]);
        (await StatusesAsync(bob, "/v1/parties/P1")).ShouldBe([404, 404, 404, 429]);
        (await StatusesAsync(nobody, "/v1/parties/P1")).ShouldBe([401, 401, 429, 429]);
        using HttpResponseMessage refused = await ann.GetAsync("/v1/parties/P1");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.FromSeconds(900));
        refused.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Put_WhenBodyIsTooLarge_Is413()
    {
        await using TestHub hub = await TestHub.StartAsync(options => options with { Api = options.Api with { MaxBodyBytes = 1000 } });

        (int status, _) = await hub.PutAsync("crm", "1", $$"""{"note":"{{new string('x', 2000)}}"}""");

        status.ShouldBe(413);
    }

    [Fact]
    public async Task Put_WhenHeadersAreTooLong_IsRefused()
    {
        await using TestHub hub = await TestHub.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/parties/P1");
        request.Headers.Add("X-Long", new string('x', 20_000));

        using HttpResponseMessage response = await hub.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    [Theory]
    [InlineData("GET /v1/parties/P1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")]
    [InlineData("PUT /v1/records/crm/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer TOKEN\r\nContent-Length: 500000\r\n\r\n{")]
    public async Task Connect_WhenClientSendsTooSlowly_IsCutOff(string beginning)
    {
        await using TestHub hub = await TestHub.StartAsync(options => options with { Api = options.Api with { SlowTime = TimeSpan.FromMilliseconds(1500) } });
        var address = new Uri(hub.Service.Urls[0]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning.Replace("TOKEN", hub.Service.Link!.Token, StringComparison.Ordinal)), limit.Token);

        using var reader = new StreamReader(client.GetStream());
        string answer = await reader.ReadToEndAsync(limit.Token);

        answer.ShouldStartWith("HTTP/1.1 408 ");
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", false)]
    [InlineData("http://[::]:0", false)]
    [InlineData("http://192.168.1.5:80", false)]
    [InlineData("http://hub.example.org", false)]
    [InlineData("http://localhost.example.org", false)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://127.5.6.7:0", true)]
    [InlineData("http://[::1]:0", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("nonsense", false)]
    public void IsLocal_WhenOnlyThisMachineCanReachIt_IsTrue(string url, bool expected) => ListenPolicy.IsLocal(url).ShouldBe(expected);

    [Fact]
    public async Task Start_WhenOtherMachinesCouldReachItAndNobodyWasLetIn_IsRefused()
    {
        static ServiceOptions Open(ServiceOptions options) => options with { Api = options.Api with { Urls = ["http://0.0.0.0:0"] } };

        (await Should.ThrowAsync<CommandException>(() => TestHub.StartAsync(Open))).Message.ShouldStartWith("http://0.0.0.0:0 can be reached from other machines");

        await using TestHub hub = await TestHub.StartAsync(options =>
        {
            using SqliteAccessStore access = SqliteAccessStore.Open(SqliteAccessStore.PathOf(options.Database));
            access.SigningKey();
            return Open(options);
        });
        hub.Service.Link.ShouldBeNull();
        using HttpClient client = hub.ClientWith("read");
        using HttpResponseMessage response = await client.GetAsync(new Uri(hub.Service.Urls[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal) + "/v1/parties/P1"));
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string AddKey(TestHub hub, string scopes)
    {
        (string text, string id, byte[] hash) = ApiKeyText.Create();
        using SqliteAccessStore access = SqliteAccessStore.Open(SqliteAccessStore.PathOf(hub.Database));
        access.Add(new ApiKey { Id = id, Name = "loader", Scopes = scopes, SecretHash = hash, Created = TimeProvider.System.GetUtcNow() });
        return text;
    }

    private static string Header(HttpResponseMessage response, string name) =>
        (response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values : response.Content.Headers.GetValues(name)).Single();

    private static async Task<int[]> StatusesAsync(HttpClient client, string path)
    {
        var statuses = new List<int>();
        for (int i = 0; i < 4; i++)
        {
            using HttpResponseMessage response = await client.GetAsync(path);
            statuses.Add((int)response.StatusCode);
        }

        return [.. statuses];
    }

    private static async Task<string?> PreflightAsync(TestHub hub, string origin)
    {
        using HttpClient client = hub.ClientWith(null);
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/records/crm/1");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "PUT");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using HttpResponseMessage response = await client.SendAsync(request);
        response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? allowed) ? allowed.Single() : null;
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Api.Tests.Documents;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Fuzz;

/// <summary>
/// Every operation of the OpenAPI document is sent hostile values: none may end in a 5xx, show a stack trace, or give away what is stored. The
/// seed of a run is in its name; PARTY_PROPERTY_FACTOR sends more.
/// </summary>
public abstract class FuzzTests(StoreKind store)
{
    private const int RequestsPerOperation = 60;
    private const string Secret = "Quintessa Featherstonehaugh";

    /// <summary>Streams that have no end; they are opened elsewhere.</summary>
    private static readonly string[] Endless = ["streamEvents", "socketEvents"];

    private static readonly int Factor =
        int.TryParse(Environment.GetEnvironmentVariable("PARTY_PROPERTY_FACTOR"), NumberStyles.None, CultureInfo.InvariantCulture, out int factor) ? factor : 1;

    [StoreTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task EveryOperation_WhenSentHostileValues_RefusesThemQuietly(int seed)
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        await hub.PutAsync("crm", "1", $$"""{"name.full":"{{Secret}}","identifier.ssn":"536-22-1234"}""");
        JsonNode document = (await hub.GetAsync("/openapi/v1.json")).Body;
        var described = new DescribedApi(document);
        var values = new HostileValues(seed);
        using HttpClient all = ClientOf(hub, "read read:pii write steward operate admin");
        using HttpClient masked = ClientOf(hub, "read");
        int sent = 0;

        foreach ((string path, JsonNode? operations) in document["paths"]!.AsObject())
        {
            foreach ((string method, JsonNode? operation) in operations!.AsObject())
            {
                string name = operation!["operationId"]!.GetValue<string>();
                for (int i = 0; i < RequestsPerOperation * Factor && !Endless.Contains(name); i++)
                {
                    using HttpRequestMessage? request = RequestOf(path, method, operation, values);
                    if (request is null)
                    {
                        continue;
                    }

                    bool mayRead = i % 2 == 0;
                    using HttpResponseMessage response = await (mayRead ? all : masked).SendAsync(request);
                    string body = await response.Content.ReadAsStringAsync();
                    string what = $"seed {seed}, {name}, request {i}: {request.Method} {request.RequestUri}";
                    ((int)response.StatusCode).ShouldBeLessThan(500, what);
                    if (body.Length > 0 && described.OperationOf(request.Method, request.RequestUri!.AbsolutePath) == name)
                    {
                        (await described.FaultsAsync(name, response)).ShouldBeEmpty(what);
                    }

                    response.Headers.Contains("X-Injected").ShouldBeFalse(what);
                    if (!response.IsSuccessStatusCode)
                    {
                        body.ShouldNotContain("   at ", Case.Sensitive, what);
                        body.ShouldNotContain("PartyOrleans.", Case.Sensitive, what);
                        body.ShouldNotContain("Exception", Case.Sensitive, what);
                        body.ShouldNotContain(Secret, Case.Insensitive, what);
                        body.ShouldNotContain("536-22-1234", Case.Sensitive, what);
                        if (body.Length > 0)
                        {
                            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", what);
                        }
                    }
                    else if (!mayRead)
                    {
                        body.ShouldNotContain("536-22-1234", Case.Sensitive, what);
                    }

                    sent++;
                }
            }
        }

        sent.ShouldBeGreaterThan(1000);
        (await hub.GetAsync("/health/ready")).Status.ShouldBe(200);
        (await hub.GetAsync("/v1/audit/proof")).Body["holds"]!.GetValue<bool>().ShouldBeTrue();
    }

    /// <summary>A request with hostile values in some of the places that the document names; null where no client would let one be sent.</summary>
    private static HttpRequestMessage? RequestOf(string path, string method, JsonNode operation, HostileValues values)
    {
        var query = new List<string>();
        foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
        {
            string name = parameter!["name"]!.GetValue<string>();
            string value = values.Next();
            string place = parameter["in"]!.GetValue<string>();
            if (place == "header")
            {
                continue;
            }

            if (place == "path")
            {
                path = path.Replace($"{{{name}}}", Escape(value), StringComparison.Ordinal);
            }
            else if (values.Next(3) > 0)
            {
                query.Add($"{name}={Escape(value)}");
            }
        }

        if (!Uri.TryCreate(path + (query.Count == 0 ? "" : "?" + string.Join('&', query)), UriKind.Relative, out Uri? uri) || path.Contains("//", StringComparison.Ordinal))
        {
            return null;
        }

        var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), uri);
        if (method is "put" or "post" or "patch")
        {
            request.Content = new ByteArrayContent(values.NextBody());
            string type = operation["requestBody"]?["content"]?.AsObject().First().Key ?? "application/json";
            request.Content.Headers.ContentType = values.Next(8) > 0 ? new MediaTypeHeaderValue(type) : null;
        }

        foreach (string header in (string[])["Idempotency-Key", "X-Purpose", "traceparent", "Last-Event-ID", "Accept"])
        {
            if (values.Next(6) == 0)
            {
                request.Headers.TryAddWithoutValidation(header, string.Concat(values.Next().Where(static c => !char.IsControl(c) && !char.IsSurrogate(c))));
            }
        }

        return request;
    }

    /// <summary>A client that sends header values as bytes of UTF-8, as hostile ones do.</summary>
    private static HttpClient ClientOf(TestHub hub, string scopes)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8, ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri(hub.Service.Urls[0]) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", hub.TokenFor(scopes, "fuzz"));
        return client;
    }

    private static string Escape(string value) => Uri.EscapeDataString(value.Replace('\uD800', '?'));
}

public sealed class FuzzOnSqliteTests() : FuzzTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class FuzzOnPostgreSqlTests() : FuzzTests(StoreKind.PostgreSql);

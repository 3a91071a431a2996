using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Tests.Security;

public sealed class ScopeTableTests
{
    [Fact]
    public async Task Rows_AreTheEndpointsThatAreMapped()
    {
        await using TestHub hub = await TestHub.StartAsync();

        hub.Endpoints().Select(endpoint => $"{endpoint.Name}: {endpoint.Scope ?? "open"}").Order(StringComparer.Ordinal)
            .ShouldBe(ScopeTable.Rows.Select(row => $"{row.Endpoint}: {row.Scope ?? "open"}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryEndpoint_WhenAskedWithEachScope_LetsInThatOfTheTableAlone()
    {
        await using TestHub hub = await TestHub.StartAsync();
        var wrong = new List<string>();
        foreach (string? scope in ScopeSet.Known.Cast<string?>().Append(null))
        {
            using HttpClient client = hub.ClientWith(scope);
            foreach (TestEndpoint endpoint in hub.Endpoints())
            {
                HttpStatusCode status = await AskAsync(client, endpoint);
                string expected = endpoint.Scope is null || endpoint.Scope == scope ? "let in" : scope is null ? "401" : "403";
                string found = status is HttpStatusCode.Unauthorized ? "401" : status is HttpStatusCode.Forbidden ? "403" : "let in";
                if (found != expected)
                {
                    wrong.Add($"{endpoint.Name} with {scope ?? "nothing"}: {found} instead of {expected}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/swagger-ui.css")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/v1")]
    [InlineData("/v1/nothing")]
    [InlineData("/nothing")]
    [InlineData("/V1/Parties/P1")]
    [InlineData("//v1/parties/P1")]
    [InlineData("/v1/./parties/P1")]
    [InlineData("/v1/health/live")]
    [InlineData("/health")]
    public async Task AnyPath_WhenNobodyIsKnown_TellsNotEvenWhetherItIsThere(string path)
    {
        await using TestHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.ClientWith(null);

        using HttpResponseMessage response = await client.GetAsync(new Uri(hub.Service.Urls[0] + path));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"party-hub\"");
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, TestEndpoint endpoint)
    {
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), endpoint.Path);
        if (endpoint.Method is "PUT" or "POST")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, endpoint.MediaType);
        }

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}

using System.Text.Json.Nodes;

namespace PartyOrleans.Api.Tests;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Get_WhenAsked_DescribesEveryEndpointWithItsNameAndProblems()
    {
        await using TestHub hub = await TestHub.StartAsync();

        (int status, JsonNode document) = await hub.GetAsync("/openapi/v1.json");

        status.ShouldBe(200);
        JsonNode[] operations = [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Where(member => member.Key is "get" or "put" or "post" or "delete")).Select(operation => operation.Value!)];
        operations.ShouldAllBe(operation => operation["summary"]!.GetValue<string>().Length > 0
            && operation["responses"]!["default"]!["content"]!["application/problem+json"] != null);
        string[] named = [.. operations.Select(operation => operation["operationId"]!.GetValue<string>())];
        named.ShouldBeUnique();
        hub.Endpoints().Select(endpoint => endpoint.Name).Except(named, StringComparer.Ordinal).ShouldBe(["getRoot", "getDocument"], ignoreOrder: true);
    }

    [Fact]
    public async Task GetDocs_WhenAsked_ServesThePageFromHere()
    {
        await using TestHub hub = await TestHub.StartAsync();

        string page = await hub.Http.GetStringAsync("/docs/index.html");

        page.ShouldContain("<title>The party hub</title>");
        page.ShouldNotContain("https://");
    }
}

using System.Text.Json.Nodes;
using PartyOrleans.Api.Tests;

namespace PartyOrleans.Client.Tests;

/// <summary>Holds the client and the hub's OpenAPI document together.</summary>
public sealed class OperationsTests
{
    /// <summary>Operations that a browser or a probe calls, or that are the same list in another form.</summary>
    private static readonly string[] NotForTheClient = ["socketEvents", "getMetrics", "getLive", "getReady"];

    [Fact]
    public async Task Client_WhenComparedToTheDocument_HasAMethodForEachOperationAndNoOther()
    {
        await using TestHub hub = await TestHub.StartAsync();

        JsonNode document = (await hub.GetAsync("/openapi/v1.json")).Body;

        IEnumerable<string> operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!["operationId"]!.GetValue<string>()))
            .Except(NotForTheClient);
        IEnumerable<string> methods = typeof(PartyHubClient).GetMethods()
            .Where(method => method.DeclaringType == typeof(PartyHubClient) && method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(method => char.ToLowerInvariant(method.Name[0]) + method.Name[1..^"Async".Length]).Distinct();
        methods.Order(StringComparer.Ordinal).ShouldBe(operations.Order(StringComparer.Ordinal));
    }
}

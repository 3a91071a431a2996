using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

public abstract class BundleEndpointsTests(StoreKind store)
{
    [StoreFact]
    public async Task Get_ThenValidate_FindsTheActiveBundleSound()
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        using HttpResponseMessage active = await hub.Http.GetAsync("/v1/bundle");
        string json = await active.Content.ReadAsStringAsync();

        json.ShouldBe(BundleFile.ToJson(DefaultBundle.Create()));
        active.Headers.ETag!.Tag.ShouldBe($"\"{BundleFile.Sha256Of(json)}\"");
        JsonNode valid = (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/validate", json)).Body;
        valid["is_valid"]!.GetValue<bool>().ShouldBeTrue();
        valid["sha256"]!.GetValue<string>().ShouldBe(BundleFile.Sha256Of(json));
    }

    [StoreTheory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("[]")]
    public async Task Validate_WhenItIsNone_SaysEverythingThatIsWrong(string text)
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (int status, JsonNode body) = await hub.SendAsync(HttpMethod.Post, "/v1/bundle/validate", text);

        status.ShouldBe(200);
        body["is_valid"]!.GetValue<bool>().ShouldBeFalse();
        body["problems"]!.AsArray().Count.ShouldBeGreaterThan(0);
        Encoding.UTF8.GetByteCount(body["problems"]![0]!["message"]!.GetValue<string>()).ShouldBeGreaterThan(0);
    }
}

public sealed class BundleEndpointsOnSqliteTests() : BundleEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class BundleEndpointsOnPostgreSqlTests() : BundleEndpointsTests(StoreKind.PostgreSql);

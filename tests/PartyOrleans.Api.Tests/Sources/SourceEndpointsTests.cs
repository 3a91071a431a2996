using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Client;
using PartyOrleans.Local.Serving;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;
using Bundle = PartyOrleans.Model.Bundles.Bundle;
using SourceContract = PartyOrleans.Model.Bundles.SourceContract;

namespace PartyOrleans.Api.Tests.Sources;

public sealed class SourceEndpointsTests
{
    private static readonly SourceContract People = new()
    {
        Source = "people",
        Owner = "customer care",
        Adapter = "csv",
        Freshness = TimeSpan.FromDays(1),
        Order = "changed",
        Mapping = """{"recordId":"id","columns":{"name":"name.full","mail":"email"}}""",
        Schema = """{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"name":{"type":"string","maxLength":20},"mail":{"type":"string"},"changed":{"type":"integer"}}}""",
    };

    [Fact]
    public async Task GetSource_WhenAFileDiffersFromItsContract_TellsHowAndWhere()
    {
        await using TestHub hub = await StartAsync(People);
        const string file = "id,name,mail,changed,tier\n1,Ann Lee,ann@example.org,5,\n2,Bo Ray,,5,gold\n3,A name that is much too long,,5,\n4,Cy Fox,,soon,silver\n";

        JsonNode load = await LoadAsync(hub, file);
        (int status, JsonNode people) = await hub.GetAsync("/v1/sources/people");

        (load["state"]!.GetValue<string>(), load["rejected"]!.GetValue<long>(), load["changed"]!.GetValue<long>()).ShouldBe(("done", 2, 2));
        string drift = """
            [{"field":"changed","kind":"retyped","input":"INPUT","place":5,"shape":"text a\u002B","count":1},
            {"field":"name","kind":"invalid","input":"INPUT","place":4,"shape":"text A a\u002B a\u002B aa a\u002B a\u002B a\u002B","count":1},
            {"field":"tier","kind":"unknown","input":"INPUT","place":3,"shape":"text a\u002B","count":2}]
            """.Replace("\n", "", StringComparison.Ordinal);
        string input = load["drift"]![0]!["input"]!.GetValue<string>();
        load["drift"]!.ToJsonString().ShouldBe(drift.Replace("INPUT", input, StringComparison.Ordinal));
        status.ShouldBe(200);
        people["drift"]!.ToJsonString().ShouldBe(load["drift"]!.ToJsonString());
        people["contract"]!.ToJsonString().ShouldBe("""{"adapter":"csv","owner":"customer care","trust":0.5,"freshness_seconds":86400}""");
        (people["accepted"]!.GetValue<long>(), people["is_stale"]!.GetValue<bool>(), people["refused"]!.ToJsonString()).ShouldBe((2, false, """[{"kind":"contract","count":2}]"""));
        (await hub.GetAsync("/v1/records/people/2")).Body.ToJsonString().ShouldContain("gold");
        string metrics = await hub.Http.GetStringAsync("/metrics");
        metrics.ShouldContain("party_source_drifted_fields_total{kind=\"unknown\",source=\"people\"} 1");
        metrics.ShouldContain("party_source_records_total{outcome=\"accepted\",source=\"people\"} 2");
        metrics.ShouldContain("party_source_stale{source=\"people\"} 0");
        metrics.ShouldContain("party_source_age_seconds{source=\"people\"}");
    }

    [Fact]
    public async Task LoadFile_WhenALaterOneHoldsOlderStates_KeepsTheNewer()
    {
        await using TestHub hub = await StartAsync(People);

        await LoadAsync(hub, "id,name,mail,changed\n1,Ann Lee,,5\n1,Ann Leigh,,7\n2,Bo Ray,,3\n");
        await LoadAsync(hub, "id,name,mail,changed\n1,Ann Lea,,6\n2,Bo Rey,,3\n");

        (await hub.GetAsync("/v1/records/people/1")).Body.ToJsonString().ShouldContain("Ann Leigh");
        (await hub.GetAsync("/v1/records/people/2")).Body.ToJsonString().ShouldContain("Bo Rey");
    }

    [Fact]
    public async Task Ready_WhenASourceIsSilentForTooLong_IsDegradedAlsoAfterARestart()
    {
        await using TestHub hub = await StartAsync(People with { Freshness = TimeSpan.FromMicroseconds(1) });
        await LoadAsync(hub, "id,name,mail,changed\n1,Ann Lee,,5\n");
        JsonNode before = (await hub.GetAsync("/v1/sources/people")).Body;

        await hub.RestartAsync();
        JsonNode after = (await hub.GetAsync("/v1/sources/people")).Body;
        JsonNode ready = (await hub.GetAsync("/health/ready")).Body;

        (before["is_stale"]!.GetValue<bool>(), after["is_stale"]!.GetValue<bool>(), after["accepted"]!.GetValue<long>()).ShouldBe((true, true, 0));
        after["last_accepted_at"]!.GetValue<string>().ShouldBe(before["last_accepted_at"]!.GetValue<string>());
        JsonNode part = ready["parts"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "freshness")!;
        (part["state"]!.GetValue<string>(), part["cause"]!.GetValue<string>()).ShouldBe(("degraded", "Silent for longer than their contracts expect: people."));
    }

    [Fact]
    public async Task ValidateBundle_WhenAContractIsNotSound_NamesThePath()
    {
        await using TestHub hub = await StartAsync(People);
        string json = BundleFile.ToJson(DefaultBundle.Create() with { Contracts = [People, People with { Source = "web", Adapter = "xml" }] });

        JsonNode answer = (await hub.SendAsync(HttpMethod.Post, "/v1/bundle/validate", json)).Body;

        answer["problems"]!.ToJsonString().ShouldBe(
            """[{"path":"contracts[1].adapter","message":"\u0022xml\u0022 is unknown; known are csv, debezium, followthemoney, json, senzing"}]""");
    }

    [Fact]
    public async Task GetSources_WhenAskedByTheClient_AreAllThere()
    {
        await using TestHub hub = await StartAsync(People);
        await hub.PutAsync("crm", "1", """{"name.full":"Di Kent"}""");
        string token = hub.TokenFor("operate");
        using var client = new PartyHubClient(new PartyHubClientOptions { BaseAddress = new Uri(hub.Service.Urls[0]), Token = _ => ValueTask.FromResult(token) });

        IReadOnlyList<Source> sources = await client.GetSourcesAsync(CancellationToken.None);

        sources.Select(source => (source.Name, source.Accepted, source.Contract?.Adapter, source.Contract?.FreshnessSeconds)).ShouldBe([("crm", 1L, null, null), ("people", 0L, "csv", 86400d)]);
        (await client.GetSourceAsync("people", CancellationToken.None))!.Contract!.Owner.ShouldBe("customer care");
        (await client.GetSourceAsync("none", CancellationToken.None)).ShouldBeNull();
    }

    private static Task<TestHub> StartAsync(SourceContract contract) => TestHub.StartAsync(options =>
    {
        Bundle bundle = DefaultBundle.Create() with { Contracts = [contract] };
        string path = Path.Combine(Path.GetDirectoryName(options.Database)!, "bundle.json");
        File.WriteAllText(path, BundleFile.ToJson(bundle));
        return options with { BundlePath = path };
    });

    private static async Task<JsonNode> LoadAsync(TestHub hub, string file)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        using HttpResponseMessage response = await hub.Http.PostAsync("/v1/loads/upload?name=people.csv", content);
        string id = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
        await hub.Service.Loads.EndedAsync(id).WaitAsync(TimeSpan.FromSeconds(60));
        return (await hub.GetAsync("/v1/loads/" + id)).Body;
    }
}

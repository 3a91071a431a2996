using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.Local.Serving;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Loads;

public abstract class LoadEndpointsTests(StoreKind store) : IDisposable
{
    private const string People = "record_id,first_name,last_name,date_of_birth\n1,Ann,Lee,1980-01-02\n2,Bob,Ray,1970-05-06\n,No,Id,1970-05-06\n3,Cy,Fox,1990-07-08\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("party-loads-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [StoreFact]
    public async Task Upload_WhenSent_LoadsTheFileAndLeavesNoCopy()
    {
        await using TestHub hub = await TestHub.StartAsync(store);
        using var content = new StringContent(People, Encoding.UTF8, "text/csv");

        using HttpResponseMessage response = await hub.Http.PostAsync("/v1/loads/upload?name=../people.csv&source=crm", content);

        ((int)response.StatusCode).ShouldBe(202);
        JsonNode load = await EndedAsync(hub, response.Headers.Location!.ToString());
        load["state"]!.GetValue<string>().ShouldBe("done");
        load["input"]!.GetValue<string>().ShouldBe("people.csv");
        load["rejected"]!.GetValue<long>().ShouldBe(1);
        load["changed"]!.GetValue<long>().ShouldBe(3);
        (await hub.GetAsync("/v1/records/crm/1")).Status.ShouldBe(200);
        Directory.EnumerateFiles(hub.LocalFolder, "people.csv", SearchOption.AllDirectories).ShouldBeEmpty();
        (await hub.GetAsync("/v1/loads")).Body["items"]!.AsArray().Count.ShouldBe(1);
    }

    [StoreFact]
    public async Task Start_WhenTheFileIsInTheFolder_LoadsIt()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "people.csv"), People);
        await using TestHub hub = await TestHub.StartAsync(store, InFolder);

        (int status, JsonNode load) = await hub.SendAsync(HttpMethod.Post, "/v1/loads", """{"path":"people.csv"}""");

        status.ShouldBe(202);
        (await EndedAsync(hub, "/v1/loads/" + load["id"]))["state"]!.GetValue<string>().ShouldBe("done");
        (await hub.GetAsync("/v1/records/people/3")).Status.ShouldBe(200);
    }

    [StoreTheory]
    [InlineData("../secret.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/../../secret.csv")]
    [InlineData("link.csv")]
    [InlineData("linked/secret.csv")]
    [InlineData("none.csv")]
    [InlineData("sub")]
    [InlineData("")]
    public async Task Start_WhenThePathLeadsElsewhere_IsRefused(string path)
    {
        string outside = Directory.CreateTempSubdirectory("party-outside-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside, "secret.csv"), People);
            Directory.CreateDirectory(Path.Combine(_folder, "sub"));
            File.CreateSymbolicLink(Path.Combine(_folder, "link.csv"), Path.Combine(outside, "secret.csv"));
            Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), outside);
            await using TestHub hub = await TestHub.StartAsync(store, InFolder);

            (int status, JsonNode problem) = await hub.SendAsync(HttpMethod.Post, "/v1/loads", new JsonObject { ["path"] = path }.ToJsonString());

            status.ShouldBe(400);
            problem["type"]!.GetValue<string>().ShouldBe("urn:party-hub:problem:invalid-request");
            problem.ToJsonString().ShouldNotContain(outside);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [StoreFact]
    public async Task Start_WhenTheFileIsNone_Fails()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "broken.csv.gz"), [1, 2, 3, 4]);
        await using TestHub hub = await TestHub.StartAsync(store, InFolder);

        (_, JsonNode load) = await hub.SendAsync(HttpMethod.Post, "/v1/loads", """{"path":"broken.csv.gz"}""");

        JsonNode ended = await EndedAsync(hub, "/v1/loads/" + load["id"]);
        ended["state"]!.GetValue<string>().ShouldBe("failed");
        ended["failure"]!.GetValue<string>().ShouldNotContain(_folder);
    }

    [StoreFact]
    public async Task Cancel_WhenUnknown_Is404()
    {
        await using TestHub hub = await TestHub.StartAsync(store);

        (await hub.SendAsync(HttpMethod.Post, "/v1/loads/7/cancel")).Status.ShouldBe(404);
        (await hub.SendAsync(HttpMethod.Post, "/v1/loads", """{"path":"x.csv"}""")).Status.ShouldBe(400);
        (await hub.SendAsync(HttpMethod.Post, "/v1/loads", """{"file":"x.csv"}""")).Status.ShouldBe(400);
    }

    private ServiceOptions InFolder(ServiceOptions options) => options with { LoadFolder = _folder };

    private static async Task<JsonNode> EndedAsync(TestHub hub, string location)
    {
        await hub.Service.Loads.EndedAsync(location[(location.LastIndexOf('/') + 1)..]).WaitAsync(TimeSpan.FromSeconds(60));
        return (await hub.GetAsync(location)).Body;
    }
}

public sealed class LoadEndpointsOnSqliteTests() : LoadEndpointsTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class LoadEndpointsOnPostgreSqlTests() : LoadEndpointsTests(StoreKind.PostgreSql);

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

[NeedsPostgreSql]
public sealed class SiloClusterTests
{
    private const string Pipeline = """
        {"format": "party-hub/connections/1", "pipelines": [{"name": "look", "steps": [{"name": "look", "kind": "quality"}]}]}
        """;

    [StoreFact]
    public async Task Cluster_WhenOfThreeSilos_AnswersAlikeInEach()
    {
        string connections = Path.Combine(Directory.CreateTempSubdirectory("party-silo-").FullName, "connections.json");
        await File.WriteAllTextAsync(connections, Pipeline);
        using SiloProcesses cluster = await SiloProcesses.StartAsync(3, "--connections", connections);
        (SiloProcess first, SiloProcess second, SiloProcess third) = (cluster.All[0], cluster.All[1], cluster.All[2]);

        (await PutAsync(first, "1", """{"name.full": "John Smith", "date.birth": "1980-01-02", "phone": "020 7946 0000"}""")).ShouldBe(HttpStatusCode.Created);
        (await PutAsync(second, "2", """{"name.full": "Jon Smith", "date.birth": "1980-01-02", "phone": "+44 20 7946 0000"}""")).ShouldBe(HttpStatusCode.Created);
        string party = (await third.GetAsync("/v1/records/crm/1"))["party_id"]!.GetValue<string>();

        foreach (SiloProcess silo in cluster.All)
        {
            (await silo.GetAsync("/v1/records/crm/2"))["party_id"]!.GetValue<string>().ShouldBe(party);
            (await silo.GetAsync("/v1/parties?q=smyth"))["items"]!.AsArray().Select(hit => hit!["party_id"]!.GetValue<string>()).ShouldBe([party]);
            (await silo.GetAsync("/v1/why?left=crm/1&right=crm/2"))["together"]!.GetValue<bool>().ShouldBeTrue();
        }

        // What one silo does for all is asked of any of them, also by the link that a silo printed for itself.
        SiloProcess holder = await cluster.HolderAsync();
        SiloProcess other = cluster.All.First(silo => silo != holder);
        using (HttpResponseMessage started = await other.Http.PostAsync("/v1/pipelines/look/runs", null))
        {
            started.StatusCode.ShouldBe(HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        }

        foreach (SiloProcess silo in cluster.All)
        {
            (await silo.GetAsync("/v1/pipelines/look/runs"))["items"]!.AsArray().Count.ShouldBe(1);
        }

        // The exchange of the store's keys is made by the ledger; readers on all silos read on.
        using (HttpResponseMessage rotated = await other.Http.PostAsync("/v1/keys/rotate", null))
        {
            rotated.StatusCode.ShouldBe(HttpStatusCode.OK, await rotated.Content.ReadAsStringAsync());
        }

        (await PutAsync(third, "3", """{"name.full": "Mary Jones", "date.birth": "1990-05-06"}""")).ShouldBe(HttpStatusCode.Created);
        foreach (SiloProcess silo in cluster.All)
        {
            (await silo.GetAsync("/v1/records/crm/1"))["party_id"]!.GetValue<string>().ShouldBe(party);
            (await silo.GetAsync("/v1/records/crm/3"))["record_id"]!.GetValue<string>().ShouldBe("3");
        }

        using HttpClient reader = await other.ClientWithAsync("read");
        (await StatusAsync(reader.PostAsync("/v1/pipelines/look/runs", null))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [StoreFact]
    public async Task Dashboard_WhenAskedFor_AnswersTheScopeOperateAlone()
    {
        using SiloProcesses cluster = await SiloProcesses.StartAsync(1);
        SiloProcess silo = cluster.All[0];
        using HttpClient nobody = await silo.ClientWithAsync(null);
        using HttpClient reader = await silo.ClientWithAsync("read read:pii write steward admin");
        using HttpClient operate = await silo.ClientWithAsync("operate");

        foreach (string path in (string[])["/cluster/", "/cluster/ClusterStats", "/cluster/Reminders", "/cluster/index.min.js"])
        {
            (await StatusAsync(nobody.GetAsync(path))).ShouldBe(HttpStatusCode.Unauthorized, path);
            (await StatusAsync(reader.GetAsync(path))).ShouldBe(HttpStatusCode.Forbidden, path);
            (await StatusAsync(operate.GetAsync(path))).ShouldBe(HttpStatusCode.OK, path);
        }

        (await StatusAsync(operate.GetAsync("/cluster/GrainState?grainId=0&grainType=x"))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(operate.GetAsync("/cluster/Trace"))).ShouldBe(HttpStatusCode.NotFound);
        (await PutAsync(silo, "1", """{"name.full": "Ann Miller"}""")).ShouldBe(HttpStatusCode.Created);
        string metrics = await operate.GetStringAsync("/metrics");
        foreach (string name in (string[])["party_hub_ready", "party_hub_records", "party_hub_submission_duration_seconds", "orleans_"])
        {
            metrics.ShouldContain(name);
        }
    }

    [StoreFact]
    public async Task Silo_WhenKilledInTheMidstOfALoad_IsGoneOnWithoutByTheOthers()
    {
        const int Records = 3000;
        using SiloProcesses cluster = await SiloProcesses.StartAsync(3);
        SiloProcess victim = await cluster.HolderAsync();
        SiloProcess sender = cluster.All.First(silo => silo != victim);

        using var content = new StringContent(string.Concat(Enumerable.Range(0, Records).Select(Line)), Encoding.UTF8, "application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/records:bulk") { Content = content };
        using HttpResponseMessage response = await sender.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var answers = new StreamReader(await response.Content.ReadAsStreamAsync());
        int taken = 0;
        while (await answers.ReadLineAsync() is { } line)
        {
            JsonNode.Parse(line)!["outcome"].ShouldNotBeNull(line);
            if (++taken == 1)
            {
                victim.Kill();
            }
        }

        taken.ShouldBe(Records);
        await victim.ExitAsync();
        cluster.All.Remove(victim);
        victim.Dispose();
        foreach (SiloProcess silo in cluster.All)
        {
            await silo.ReadyAsync("cluster", "2 active");
        }

        (await cluster.HolderAsync()).ShouldNotBe(victim);
        await cluster.All[1].MetricAsync("party_hub_records", Records);
        SiloProcess next = await cluster.AddAsync();
        await next.ReadyAsync("cluster", "3 active");
        (await next.GetAsync($"/v1/records/crm/{Records - 1}"))["record_id"]!.GetValue<string>().ShouldBe($"{Records - 1}");
    }

    [StoreFact]
    public async Task Load_WhenTheSiloThatTookItIsKilled_EndsAndIsToldByTheOthers()
    {
        const int Records = 20_000;
        using SiloProcesses cluster = await SiloProcesses.StartAsync(3);
        SiloProcess victim = cluster.All[0];
        using var content = new StringContent("id,full_name,city\n" + string.Concat(Enumerable.Range(0, Records).Select(i => $"{i},Person {i} Of{i % 977},Town {i % 31}\n")), Encoding.UTF8, "text/csv");
        using HttpResponseMessage started = await victim.Http.PostAsync("/v1/loads/upload?name=people.csv&source=crm", content);
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        string load = JsonNode.Parse(await started.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();

        victim.Kill();
        await victim.ExitAsync();
        cluster.All.Remove(victim);
        victim.Dispose();

        SiloProcess other = cluster.All[1];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        JsonNode? ended = null;
        while (ended is null)
        {
            patience.Token.ThrowIfCancellationRequested();
            using HttpResponseMessage answer = await other.Http.GetAsync($"/v1/loads/{load}", patience.Token);
            JsonNode told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            ended = answer.IsSuccessStatusCode && told["ended_at"] is not null ? told : null;
        }

        (ended["state"]!.GetValue<string>(), ended["read"]!.GetValue<long>(), ended["rejected"]!.GetValue<long>()).ShouldBe(("done", Records, 0));
        await other.MetricAsync("party_hub_records", Records);
        await other.ReadyAsync("cluster", "2 active");
        JsonNode seen = await cluster.All[0].GetAsync("/v1/cluster");
        seen["silos"]!.AsArray().Count(silo => silo!["state"]!.GetValue<string>() == "active").ShouldBe(2);
        seen["silos"]!.AsArray().Count(silo => silo!["has_ledger"]!.GetValue<bool>()).ShouldBe(1);
        (seen["turns"]!.AsArray().Count, seen["loads"]!.AsArray().Count).ShouldBe((0, 0));
        (await other.GetAsync("/v1/sources"))["items"]![0]!["source"]!.GetValue<string>().ShouldBe("crm");
    }

    [StoreFact]
    public async Task Silo_WhenTerminated_HandsOverWithoutAFailedRequest()
    {
        // A stop cuts off what takes longer than its time: on a machine that has much else to do that is longer than it is elsewhere.
        using SiloProcesses cluster = await SiloProcesses.StartAsync(3, "--set", "api.leave-notice=1s", "--set", "api.stop-time=40s");
        SiloProcess leaving = await cluster.HolderAsync();
        using var stop = new CancellationTokenSource();
        int acknowledged = 0;

        Task[] writers =
        [
            .. Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
            {
                for (int i = 0; !stop.IsCancellationRequested; i++)
                {
                    // As whoever spreads requests does: a silo that cannot be connected to is passed over; one that took a request answers it.
                    HttpStatusCode status;
                    try
                    {
                        status = await PutAsync(cluster.All[(writer + i) % 3], $"{writer}-{i}", $$"""{"name.full": "Person {{writer}} {{i}}", "email": "p{{writer}}-{{i}}@example.org"}""");
                    }
                    catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError)
                    {
                        continue;
                    }

                    status.ShouldBe(HttpStatusCode.Created);
                    Interlocked.Increment(ref acknowledged);
                }
            })),
        ];
        leaving.Terminate();
        (await leaving.ExitAsync()).ShouldBe(0, leaving.Errors);
        int before = Volatile.Read(ref acknowledged);
        SiloProcess[] rest = [.. cluster.All.Where(silo => silo != leaving)];
        foreach (SiloProcess silo in rest)
        {
            await silo.ReadyAsync("cluster", "2 active, 0 joining, 0 leaving");
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);

        before.ShouldBeGreaterThan(0);
        cluster.All.Remove(leaving);
        leaving.Dispose();
        rest.ShouldContain(await cluster.HolderAsync());
        (await PutAsync(rest[1], "last", """{"name.full": "Last Person"}""")).ShouldBe(HttpStatusCode.Created);
    }

    [StoreFact]
    public async Task Silo_WhenOverAFile_SaysWhatItNeeds()
    {
        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(() => SiloProcess.StartAsync("hub.db", _ => Task.FromResult("")));

        refused.Message.ShouldContain("--db: a cluster needs a PostgreSQL database");
    }

    private static string Line(int number) =>
        $$"""{"source": "crm", "record_id": "{{number}}", "name.full": "Person Number{{number}}", "email": "person{{number}}@example.org"}""" + "\n";

    private static async Task<HttpStatusCode> PutAsync(SiloProcess silo, string id, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await StatusAsync(silo.Http.PutAsync("/v1/records/crm/" + id, content));
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage response = await sent;
        return response.StatusCode;
    }
}

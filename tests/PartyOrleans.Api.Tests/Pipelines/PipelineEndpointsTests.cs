using System.Text.Json.Nodes;
using PartyOrleans.Model;
using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Api.Tests.Pipelines;

public sealed class PipelineEndpointsTests
{
    private const string Daily = """
        {"format":"party-hub/connections/1","pipelines":[
          {"name":"daily","steps":[
            {"name":"generate","kind":"generate","records":300,"sources":2,"folder":"FOLDER/in"},
            {"name":"ingest","kind":"ingest","inputs":["FOLDER/in"],"after":["generate"]},
            {"name":"master","kind":"master","after":["ingest"]},
            {"name":"clusters","kind":"export","what":"clusters","file":"FOLDER/out/clusters.csv","after":["master"]},
            {"name":"quality","kind":"quality","after":["master"],"expectations":[
              {"kind":"completeness","attribute":"name.full","warn":0.01},{"kind":"freshness","warn":"1h"},{"kind":"dead_letters","fail":0.5}]},
            {"name":"golden","kind":"export","what":"golden","file":"FOLDER/out/golden.jsonl","after":["master"]}]},
          {"name":"late","concurrency":"queue","steps":[{"name":"ingest","kind":"ingest","inputs":["FOLDER/late.csv"],"retry":{"attempts":1}}]},
          {"name":"stuck","steps":[{"name":"wait","kind":"wait","stream":"kafka/none"}]},
          {"name":"all","steps":[{"name":"daily","kind":"pipeline","pipeline":"daily"}]}]}
        """;

    [Fact]
    public async Task Run_WhenStarted_GeneratesIngestsMastersAndExports()
    {
        await using TestHub hub = await StartAsync();

        (int status, JsonNode started) = await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/daily/runs", """{"reason":"a trial"}""");
        await EndedAsync(hub, "daily", 1);
        JsonNode run = (await hub.GetAsync("/v1/pipelines/daily/runs/1")).Body;

        (status, started["number"]!.GetValue<long>(), started["detail"]!.GetValue<string>()).ShouldBe((202, 1, "a trial"));
        run["state"]!.GetValue<string>().ShouldBe("done", run.ToJsonString());
        run["trigger"]!.GetValue<string>().ShouldBe("api");
        CountsOf(run, "ingest").ShouldBe(["changed=300", "files=2", "records=300", "rejected=0"]);
        CountOf(run, "master", "records").ShouldBe(300);
        CountOf(run, "clusters", "clusters").ShouldBe(300);
        CountOf(run, "quality", "fail").ShouldBe(0);
        JsonNode report = (await hub.GetAsync("/v1/quality")).Body;
        (report["origin"]!.GetValue<string>(), report["profile"]!["records"]!.GetValue<long>()).ShouldBe(("daily/1/quality", 300));
        (await hub.Http.GetStringAsync("/metrics")).ShouldContain("party_quality_value{expectation=\"dead_letters\"} 0");
        string folder = hub.LocalFolder;
        (await File.ReadAllLinesAsync(Path.Combine(folder, "out", "clusters.csv"))).Length.ShouldBe(301);
        (await File.ReadAllLinesAsync(Path.Combine(folder, "out", "golden.jsonl"))).Length.ShouldBe((int)CountOf(run, "master", "parties"));
        (await hub.GetAsync("/health/ready")).Status.ShouldBe(200);

        // Done again it leaves the same: nothing is new.
        await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/daily/runs");
        await EndedAsync(hub, "daily", 2);
        CountOf((await hub.GetAsync("/v1/pipelines/daily/runs/2")).Body, "ingest", "changed").ShouldBe(0);
    }

    [Fact]
    public async Task Run_WhenAnInputIsMissing_FailsSaysSoAndIsResumedOnceItIsThere()
    {
        await using TestHub hub = await StartAsync();
        await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/late/runs");
        await EndedAsync(hub, "late", 1);

        JsonNode failed = (await hub.GetAsync("/v1/pipelines/late/runs/1")).Body;
        failed["state"]!.GetValue<string>().ShouldBe("failed");
        failed["failure"]!.GetValue<string>().ShouldStartWith("Step ingest failed: ");
        failed["failure"]!.GetValue<string>().ShouldContain("late.csv");
        JsonNode ready = (await hub.GetAsync("/health/ready")).Body;
        ready["parts"]!.AsArray().Single(part => part!["name"]!.GetValue<string>() == "pipelines/late")!["state"]!.GetValue<string>().ShouldBe("degraded");
        (await hub.GetAsync("/v1/pipelines")).Body["items"]!.AsArray().Single(pipeline => pipeline!["name"]!.GetValue<string>() == "late")!["trouble"]!.GetValue<string>()
            .ShouldBe("Run 1 ended as failed.");

        await File.WriteAllTextAsync(Path.Combine(hub.LocalFolder, "late.csv"), "record_id,first_name,last_name\n1,Bo,Ray\nbroken\n");
        (await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/late/runs/1/resume")).Status.ShouldBe(202);
        await EndedAsync(hub, "late", 1);
        JsonNode resumed = (await hub.GetAsync("/v1/pipelines/late/runs/1")).Body;
        resumed["state"]!.GetValue<string>().ShouldBe("done", resumed.ToJsonString());
        (await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/late/runs/1/resume")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task Cancel_WhenAStepWaits_StopsTheRunAndAnotherIsRefusedUntilThen()
    {
        await using TestHub hub = await StartAsync();
        (await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/stuck/runs")).Status.ShouldBe(202);

        (int status, JsonNode problem) = await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/stuck/runs");
        (status, problem["type"]!.GetValue<string>()).ShouldBe((409, "urn:party-hub:problem:conflict"));
        (await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/stuck/runs/1/cancel")).Status.ShouldBe(200);
        await EndedAsync(hub, "stuck", 1);

        (await hub.GetAsync("/v1/pipelines/stuck/runs/1")).Body["state"]!.GetValue<string>().ShouldBe("cancelled");
        (await hub.Http.GetStringAsync("/metrics")).ShouldContain("party_pipeline_runs_total{pipeline=\"stuck\",state=\"cancelled\"} 1");
    }

    [Fact]
    public async Task Run_WhenAStepRunsAnotherPipeline_TellsOfItsRun()
    {
        await using TestHub hub = await StartAsync();
        await hub.SendAsync(HttpMethod.Post, "/v1/pipelines/all/runs");
        await EndedAsync(hub, "all", 1);

        JsonNode child = (await hub.GetAsync("/v1/pipelines/daily/runs/1")).Body;
        (child["state"]!.GetValue<string>(), child["trigger"]!.GetValue<string>(), child["detail"]!.GetValue<string>()).ShouldBe(("done", "pipeline", "all/1/daily"));
        CountsOf((await hub.GetAsync("/v1/pipelines/all/runs/1")).Body, "daily").ShouldBe(["run=1", "steps=6"]);
    }

    [Fact]
    public async Task Run_WhenObjectsOfItsZoneAreToldOf_BeginsByItselfAndLoadsThem()
    {
        await using TestHub hub = await TestHub.StartConnectedAsync("""
            {"format":"party-hub/connections/1","zones":[{"name":"raw","location":"FOLDER/raw","settle":"0ms"}],
             "pipelines":[{"name":"live","concurrency":"queue","started_by_zones":["raw"],"steps":[
               {"name":"ingest","kind":"ingest","zone":"raw"},{"name":"master","kind":"master","after":["ingest"]}]}]}
            """, "raw");
        await hub.Service.Pipelines.StartedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        await File.WriteAllTextAsync(Path.Combine(hub.LocalFolder, "raw", "people.csv"), "record_id,first_name,last_name\n1,Bo,Ray\n");

        (int status, JsonNode answer) = await hub.SendAsync(HttpMethod.Post, "/v1/zones/raw/events", """{"keys":["people.csv"]}""");
        status.ShouldBe(202, answer.ToJsonString());
        while (hub.Service.Pipelines.Runs("live")!.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5)); // it goes on in the background: there is nothing to wait on
        }

        await EndedAsync(hub, "live", 1);
        JsonNode run = (await hub.GetAsync("/v1/pipelines/live/runs/1")).Body;
        (run["state"]!.GetValue<string>(), run["trigger"]!.GetValue<string>(), run["detail"]!.GetValue<string>()).ShouldBe(("done", "objects", "raw"), run.ToJsonString());
        (CountOf(run, "ingest", "objects"), CountOf(run, "master", "records")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Run_WhenAZoneIsReplayedAfterItsObjectsChanged_ShowsGuardsAndThenCommitsAtOnce()
    {
        await using TestHub hub = await TestHub.StartConnectedAsync("""
            {"format":"party-hub/connections/1","zones":[{"name":"raw","location":"FOLDER/raw","settle":"1h"}],
             "pipelines":[
               {"name":"look","steps":[{"name":"replay","kind":"replay","zone":"raw"}]},
               {"name":"guarded","steps":[{"name":"replay","kind":"replay","zone":"raw","dry_run":false,"max_changed":0.1}]},
               {"name":"before","steps":[{"name":"replay","kind":"replay","zone":"raw","until":"2000-01-01T00:00:00Z"}]},
               {"name":"apply","steps":[{"name":"replay","kind":"replay","zone":"raw","dry_run":false,"max_changed":1}]}]}
            """, "raw");
        await hub.Service.Pipelines.StartedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        string file = Path.Combine(hub.LocalFolder, "raw", "people.csv");
        await File.WriteAllTextAsync(file, "record_id,first_name,last_name,date_of_birth\n1,Bo,Ray,1980-01-02\n2,Cy,Fox,1970-03-04\n");
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await hub.Service.Connections.All.OfType<PartyOrleans.Local.Zones.RawZone>().Single().ScanAsync("", new ChangeOrigin(ChangeKind.Load), CancellationToken.None);
        await File.WriteAllTextAsync(file, "record_id,first_name,last_name,date_of_birth\n1,Bo,Rayne,1980-01-02\n2,Cy,Fox,1970-03-04\n3,Di,Hay,1960-05-06\n");

        JsonNode look = await RunAsync(hub, "look");
        JsonNode guarded = await RunAsync(hub, "guarded");
        JsonNode before = await RunAsync(hub, "before");
        (await hub.GetAsync("/v1/records/people/3")).Status.ShouldBe(404);
        JsonNode apply = await RunAsync(hub, "apply");
        hub.Service.Pipelines.Runs("apply")!.Count.ShouldBe(1);

        (CountOf(look, "replay", "records_new"), CountOf(look, "replay", "records_changed"), CountOf(look, "replay", "records_unchanged")).ShouldBe((1, 1, 1));
        StepOf(look, "replay")["note"]!.GetValue<string>().ShouldBe("Nothing was changed; a share 0.5 of the parties would change.");
        guarded["failure"]!.GetValue<string>().ShouldBe("Step replay failed: A share 0.5 of the parties would change, more than max_changed (0.1) allows; nothing was changed.");
        CountOf(guarded, "replay", "records_changed").ShouldBe(1);
        CountOf(before, "replay", "objects").ShouldBe(0);
        apply["state"]!.GetValue<string>().ShouldBe("done", apply.ToJsonString());
        (await hub.GetAsync("/v1/records/people/1")).Body.ToJsonString().ShouldContain("Rayne");
        (await hub.GetAsync("/v1/records/people/3")).Status.ShouldBe(200);
    }

    private static async Task<JsonNode> RunAsync(TestHub hub, string pipeline)
    {
        (await hub.SendAsync(HttpMethod.Post, $"/v1/pipelines/{pipeline}/runs")).Status.ShouldBe(202);
        await EndedAsync(hub, pipeline, 1);
        return (await hub.GetAsync($"/v1/pipelines/{pipeline}/runs/1")).Body;
    }

    private static async Task<TestHub> StartAsync()
    {
        TestHub hub = await TestHub.StartConnectedAsync(Daily);
        await hub.Service.Pipelines.StartedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return hub;
    }

    private static Task<PipelineRun> EndedAsync(TestHub hub, string pipeline, long number) =>
        hub.Service.Pipelines.EndedAsync(pipeline, number, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    private static string[] CountsOf(JsonNode run, string step) =>
        [.. StepOf(run, step)["counts"]!.AsArray().Select(count => $"{count!["name"]!.GetValue<string>()}={count["count"]!.GetValue<long>()}")];

    private static long CountOf(JsonNode run, string step, string name) =>
        StepOf(run, step)["counts"]!.AsArray().Single(count => count!["name"]!.GetValue<string>() == name)!["count"]!.GetValue<long>();

    private static JsonNode StepOf(JsonNode run, string step) => run["steps"]!.AsArray().Single(each => each!["name"]!.GetValue<string>() == step)!;
}

using System.Globalization;
using System.Text.Json.Nodes;
using PartyOrleans.Local.Tests.Serving;

namespace PartyOrleans.Local.Tests.Pipelines;

/// <summary>The real process is killed while a pipeline runs: its run is found and goes on, and leaves what an undisturbed one leaves.</summary>
public sealed class PipelineCrashTests : IDisposable
{
    private const int Records = 40_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_WhenTheHubIsKilledInEachStep_GoesOnWhereItWasAndLeavesWhatAnUndisturbedRunLeaves()
    {
        string connections = Write("connections.json", "{}", "clusters.csv");
        using (ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"], "--connections", connections))
        {
            await StartAsync(hub);
            await UntilAsync(hub, run => CountOf(run, "ingest", "changed") > 0 || StateOf(run, "ingest") == "done");
            hub.Kill();
            await hub.ExitAsync();
        }

        using (ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"], "--connections", connections))
        {
            await UntilAsync(hub, run => StateOf(run, "ingest") != "waiting");
            hub.Kill();
            await hub.ExitAsync();
        }

        JsonNode done;
        using (ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"], "--connections", connections))
        {
            done = await UntilAsync(hub, run => run["state"]!.GetValue<string>() is not ("running" or "queued"));
        }

        done["state"]!.GetValue<string>().ShouldBe("done", done.ToJsonString());
        (done["number"]!.GetValue<long>(), StepOf(done, "generate")["attempts"]!.GetValue<int>()).ShouldBe((1, 1));
        done["resumes"]!.GetValue<int>().ShouldBe(2);
        CountOf(done, "master", "records").ShouldBe(Records);

        string undisturbed = Write("undisturbed.json", "{}", "undisturbed.csv");
        HubResult result = await HubProcess.RunAsync("pipeline", "run", "daily", "--connections", undisturbed, "--db", _folder["other.db"], "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        PartitionOf("clusters.csv").ShouldBe(PartitionOf("undisturbed.csv"));
    }

    [Fact]
    public async Task Run_WhenTheHubIsKilledAndThePolicyIsToInterrupt_IsMarkedAndResumedByHand()
    {
        string connections = Write("connections.json", """{"after_crash":"interrupt"}""", "clusters.csv", holds: true);
        using (ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"], "--connections", connections))
        {
            await StartAsync(hub);
            await UntilAsync(hub, run => StateOf(run, "hold") == "running");
            hub.Kill();
            await hub.ExitAsync();
        }

        using (ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"], "--connections", connections))
        {
            JsonNode found = await UntilAsync(hub, run => run["state"]!.GetValue<string>() == "interrupted");
            found["failure"]!.GetValue<string>().ShouldBe("The hub ended while it was under way.");
            hub.Terminate();
            (await hub.ExitAsync()).ExitCode.ShouldBe(0);
        }

        // Without the step that holds it up the same run goes to its end: what was done stays done.
        HubResult resumed = await HubProcess.RunAsync(
            "pipeline", "resume", "daily", "1", "--connections", Write("mended.json", "{}", "clusters.csv"), "--db", _folder["hub.db"], "--json");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        JsonNode run = JsonNode.Parse(resumed.Out)!;
        (run["state"]!.GetValue<string>(), StepOf(run, "ingest")["attempts"]!.GetValue<int>(), StepOf(run, "master")["attempts"]!.GetValue<int>()).ShouldBe(("done", 1, 1));
    }

    private static async Task StartAsync(ServedProcess hub)
    {
        using var started = new CancellationTokenSource(Patience);
        while (true)
        {
            using HttpResponseMessage response = await hub.Http.PostAsync("/v1/pipelines/daily/runs", content: null, started.Token);
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            // The hub says that it is ready a moment before its connections are started.
            response.StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
            await Task.Delay(Look, started.Token);
        }
    }

    private static async Task<JsonNode> UntilAsync(ServedProcess hub, Func<JsonNode, bool> so)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            using HttpResponseMessage response = await hub.Http.GetAsync("/v1/pipelines/daily/runs/1", limit.Token);
            if (response.IsSuccessStatusCode && JsonNode.Parse(await response.Content.ReadAsStringAsync(limit.Token))! is var run && so(run))
            {
                return run;
            }

            await Task.Delay(Look, limit.Token); // another process: there is nothing to wait on
        }
    }

    private static JsonNode StepOf(JsonNode run, string step) => run["steps"]!.AsArray().Single(each => each!["name"]!.GetValue<string>() == step)!;

    private static string StateOf(JsonNode run, string step) => StepOf(run, step)["state"]!.GetValue<string>();

    private static long CountOf(JsonNode run, string step, string name) =>
        StepOf(run, step)["counts"]!.AsArray().SingleOrDefault(count => count!["name"]!.GetValue<string>() == name)?["count"]!.GetValue<long>() ?? 0;

    /// <summary>The clusters without the names of the parties, which are not part of what is to be the same.</summary>
    private string[] PartitionOf(string file) =>
    [
        .. File.ReadLines(_folder[file]).Skip(1).Select(line => line.Split(',')).GroupBy(row => row[2], row => row[0] + "/" + row[1], StringComparer.Ordinal)
            .Select(records => string.Join(' ', records.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
    ];

    private string Write(string name, string more, string clusters, bool holds = false)
    {
        string folder = _folder.Path.Replace('\\', '/');
        var pipeline = JsonNode.Parse(more)!.AsObject();
        pipeline["name"] = "daily";
        pipeline["steps"] = JsonNode.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
            [{"name":"generate","kind":"generate","records":{{Records}},"folder":"{{folder}}/in"},
             {"name":"ingest","kind":"ingest","inputs":["{{folder}}/in"],"after":["generate"]},
             {{(holds ? """{"name":"hold","kind":"wait","stream":"kafka/none","after":["ingest"]},""" : "")}}
             {"name":"master","kind":"master","after":["{{(holds ? "hold" : "ingest")}}"]},
             {"name":"clusters","kind":"export","what":"clusters","file":"{{folder}}/{{clusters}}","after":["master"]}]
            """));
        return _folder.Write(name, new JsonObject { ["format"] = "party-hub/connections/1", ["pipelines"] = new JsonArray(pipeline) }.ToJsonString());
    }
}

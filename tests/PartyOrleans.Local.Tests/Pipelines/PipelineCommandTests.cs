using System.Text.Json.Nodes;
using PartyOrleans.Local.Tests.Serving;

namespace PartyOrleans.Local.Tests.Pipelines;

public sealed class PipelineCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder["hub.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_WhenNoHubServes_RunsHereAndShowsTheRunAfterwards()
    {
        string connections = Write("""{"name":"daily","steps":[{"name":"ingest","kind":"ingest","inputs":["FOLDER/people.csv"]},{"name":"master","kind":"master","after":["ingest"]}]}""");
        _folder.Write("people.csv", "record_id,first_name,last_name\n1,Bo,Ray\n2,Cy,Fox\n");

        HubResult run = await HubProcess.RunAsync("pipeline", "run", "daily", "--connections", connections, "--db", Database, "--reason", "a trial", "--json");
        HubResult list = await HubProcess.RunAsync("pipeline", "list", "--db", Database, "--json");
        HubResult show = await HubProcess.RunAsync("pipeline", "show", "daily", "1", "--db", Database);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonNode ran = JsonNode.Parse(run.Out)!;
        (ran["state"]!.GetValue<string>(), ran["trigger"]!.GetValue<string>(), ran["detail"]!.GetValue<string>()).ShouldBe(("done", "hand", "a trial"));
        JsonNode.Parse(list.Out)!.AsArray().Select(each => each!["pipeline"]!.GetValue<string>()).ShouldBe(["daily"]);
        show.Out.ShouldContain("daily, run 1: done; started by hand");
        show.Out.ShouldContain("changed 2, files 1, records 2");
    }

    [Fact]
    public async Task Run_WhenAStepFails_ExitsWithEightAndResumeGoesOn()
    {
        string connections = Write("""{"name":"daily","steps":[{"name":"ingest","kind":"ingest","inputs":["FOLDER/people.csv"],"retry":{"attempts":2,"first_pause":"10ms"}}]}""");

        HubResult failed = await HubProcess.RunAsync("pipeline", "run", "daily", "--connections", connections, "--db", Database);
        _folder.Write("people.csv", "record_id,first_name,last_name\n1,Bo,Ray\n");
        HubResult resumed = await HubProcess.RunAsync("pipeline", "resume", "daily", "1", "--connections", connections, "--db", Database);

        failed.ExitCode.ShouldBe(8);
        failed.Out.ShouldContain("people.csv");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Out.ShouldContain("daily, run 1: done");
    }

    [Fact]
    public async Task Run_WhenAHubServes_IsAskedForThere()
    {
        string connections = Write("""
            {"name":"daily","steps":[{"name":"master","kind":"master"}]},
            {"name":"held","concurrency":"queue","steps":[{"name":"wait","kind":"wait","stream":"kafka/none"}]}
            """);
        using ServedProcess hub = await ServedProcess.StartAsync(Database, "--connections", connections);
        string url = hub.Http.BaseAddress!.ToString();
        (await HubProcess.RunAsync("pipeline", "run", "daily", "--hub", url, "--db", Database)).ExitCode.ShouldBe(0);

        HubResult held = await HubProcess.RunAsync("pipeline", "run", "held", "--hub", url, "--db", Database, "--no-wait", "--json");
        HubResult list = await HubProcess.RunAsync("pipeline", "list", "--hub", url, "--db", Database, "--json");
        HubResult cancel = await HubProcess.RunAsync("pipeline", "cancel", "held", "1", "--hub", url, "--db", Database);
        HubResult none = await HubProcess.RunAsync("pipeline", "run", "none", "--hub", url, "--db", Database);

        JsonNode.Parse(held.Out)!["state"]!.GetValue<string>().ShouldBeOneOf("queued", "running");
        JsonNode.Parse(list.Out)!.AsArray().Select(run => $"{run!["pipeline"]} {run["number"]}").ShouldBe(["daily 1", "held 1"]);
        cancel.ExitCode.ShouldBe(0, cancel.Error);
        (none.ExitCode, none.Error.Trim()).ShouldBe((4, "party: The hub answered 404, It is not there.: There is no pipeline none; there are daily, held."));
    }

    [Fact]
    public async Task Run_WhenAPipelineRunsItself_IsRefused()
    {
        HubResult result = await HubProcess.RunAsync(
            "pipeline", "run", "daily", "--connections", Write("""{"name":"daily","steps":[{"name":"a","kind":"pipeline","pipeline":"daily"}]}"""), "--db", Database);

        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldContain("pipeline daily: steps[0].pipeline: expected a pipeline that does not run this one in turn.");
    }

    private string Write(string pipelines) => _folder.Write(
        "connections.json", $$"""{"format":"party-hub/connections/1","pipelines":[{{pipelines.Replace("FOLDER", _folder.Path.Replace('\\', '/'), StringComparison.Ordinal)}}]}""");
}

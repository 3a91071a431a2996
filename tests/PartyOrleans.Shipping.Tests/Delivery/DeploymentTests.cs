namespace PartyOrleans.Shipping.Tests.Delivery;

/// <summary>
/// The deployment to Amazon ECS, with a stand-in for the AWS command line that keeps a service's state in a folder (there is no AWS here), and a
/// hub that really runs behind the address that the smoke test asks.
/// </summary>
public sealed class DeploymentTests : IDisposable
{
    private const string Before = "arn:aws:ecs:eu-west-1:123456789012:task-definition/party-hub:7";
    private const string Next = "arn:aws:ecs:eu-west-1:123456789012:task-definition/party-hub:8";

    private readonly TemporaryFolder _folder = new();

    public DeploymentTests()
    {
        _folder.Write("running", Before);
        _folder.Write("calls", "");
        _folder.Write("aws", Aws.Replace("FOLDER", _folder.Path, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder["aws"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private static string Aws => """
        #!/usr/bin/env bash
        echo "$*" >> FOLDER/calls
        argument() { while [ $# -gt 1 ]; do [ "$1" = "$name" ] && { echo "$2"; return; }; shift; done; }
        case "$1 $2" in
          "ecs describe-services") echo '{"services": [{"taskDefinition": "'"$(cat FOLDER/running)"'"}]}' ;;
          "ecs describe-task-definition") echo '{"taskDefinition": {"family": "party-hub", "revision": 7, "status": "ACTIVE", "taskDefinitionArn": "x", "registeredBy": "y", "compatibilities": [], "cpu": "1024",
            "containerDefinitions": [{"name": "hub", "image": "old", "command": ["serve"]}, {"name": "collector", "image": "kept"}]}}' ;;
          "ecs register-task-definition") name=--cli-input-json; argument "$@" > FOLDER/registered; echo '{"taskDefinition": {"taskDefinitionArn": "NEXT"}}' ;;
          "ecs update-service") name=--task-definition; to=$(argument "$@"); [ -e FOLDER/breaker ] && [ "$to" = NEXT ] || echo -n "$to" > FOLDER/running; echo '{}' ;;
          "ecs wait") [ "$3" = services-stable ] || [ "$3" = tasks-stopped ] ;;
          "ecs run-task") name=--task-definition; [ "$(argument "$@")" = NEXT ] && echo '{"tasks": [{"taskArn": "task-1"}]}' ;;
          "ecs describe-tasks") echo '{"tasks": [{"stoppedReason": "Essential container in task exited", "containers": [{"name": "hub", "exitCode": '"$(cat FOLDER/migration)"'}]}]}' ;;
          "deploy create-deployment") name=--revision; argument "$@" > FOLDER/revision; jq -rj '.appSpecContent.content | fromjson | .Resources[0].TargetService.Properties.TaskDefinition' FOLDER/revision > FOLDER/running
            echo '{"deploymentId": "d-1"}' ;;
          "deploy wait") ;;
          *) exit 64 ;;
        esac
        """.Replace("NEXT", Next, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    [CurlTheory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Deploy_WhenTablesAreToBeMigrated_DoesSoFirstAndChangesNothingWhereThatIsRefused(int migration)
    {
        _folder.Write("migration", migration.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"]);

        (string text, int exitCode) = await DeployAsync(
            hub.Http.BaseAddress!.ToString(),
            [("PARTY_TOKEN", hub.Http.DefaultRequestHeaders.Authorization!.Parameter!), ("ECS_MIGRATE_FAMILY", "party-hub-migrate"), ("ECS_NETWORK", "{\"awsvpcConfiguration\": {}}")]);

        exitCode.ShouldBe(migration == 0 ? 0 : 1, text);
        (await File.ReadAllTextAsync(_folder["running"])).ShouldBe(migration == 0 ? Next : Before);
        string[] calls = await File.ReadAllLinesAsync(_folder["calls"]);
        calls.ShouldContain("ecs run-task --cluster party --task-definition " + Next + " --launch-type FARGATE --network-configuration {\"awsvpcConfiguration\": {}} --output json", string.Join('\n', calls));
        calls.Any(call => call.StartsWith("ecs update-service", StringComparison.Ordinal)).ShouldBe(migration == 0);
        text.Contains("ecs: the migration ended with 5 (Essential container in task exited).\n", StringComparison.Ordinal).ShouldBe(migration == 5, text);
    }

    [CurlTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deploy_WhenTheHubIsWell_PutsTheImageIntoService(bool blueGreen)
    {
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"]);

        (string text, int exitCode) = await DeployAsync(
            hub.Http.BaseAddress!.ToString(), [("PARTY_TOKEN", hub.Http.DefaultRequestHeaders.Authorization!.Parameter!), .. blueGreen ? [("CODEDEPLOY_APP", "hub"), ("CODEDEPLOY_GROUP", "hub")] : Array.Empty<(string, string)>()]);

        exitCode.ShouldBe(0, text);
        (await File.ReadAllTextAsync(_folder["running"])).ShouldBe(Next);
        (await File.ReadAllTextAsync(_folder["registered"])).TrimEnd().ShouldBe(
            """{"family":"party-hub","cpu":"1024","containerDefinitions":[{"name":"hub","image":"registry.example.org/hub:2.0.0","command":["serve"]},{"name":"collector","image":"kept"}]}""");
        text.ShouldContain("ok  all\n");
        text.ShouldEndWith("ecs: registry.example.org/hub:2.0.0 is in service.\n");
        (await File.ReadAllTextAsync(_folder["calls"])).Contains("deploy wait deployment-successful --deployment-id d-1", StringComparison.Ordinal).ShouldBe(blueGreen);
    }

    [CurlFact]
    public async Task Deploy_WhenTheNewOneIsNotWell_PutsBackWhatRanBefore()
    {
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"]);
        // The new task definition does not answer: as soon as it is put into service the name leads nowhere, and back when the old one is.
        _folder.Write("curl", $"""
            #!/usr/bin/env bash
            [ "$(cat {_folder["running"]})" = {Before} ] || exit 7
            PATH={Environment.GetEnvironmentVariable("PATH")} exec curl "$@"
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder["curl"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        (string text, int exitCode) = await DeployAsync(hub.Http.BaseAddress!.ToString(), []);

        exitCode.ShouldBe(1, text);
        (await File.ReadAllTextAsync(_folder["running"])).ShouldBe(Before);
        text.ShouldContain("smoke: not ready after 1 s");
        text.ShouldEndWith($"ecs: {Before} is in service again.\n");
    }

    [CurlFact]
    public async Task Deploy_WhenTheCircuitBreakerWentBack_IsNoSuccess()
    {
        using ServedProcess hub = await ServedProcess.StartAsync(_folder["hub.db"]);
        _folder.Write("breaker", "");

        (string text, int exitCode) = await DeployAsync(hub.Http.BaseAddress!.ToString(), []);

        exitCode.ShouldBe(1, text);
        text.ShouldContain($"ecs: {Before} runs, not {Next}.\n");
        (await File.ReadAllTextAsync(_folder["running"])).ShouldBe(Before);
    }

    [CurlFact]
    public async Task Deploy_WhenNothingAnswersAnyMore_SaysThatSomebodyHasToLook()
    {
        (string text, int exitCode) = await DeployAsync("http://127.0.0.1:1", []);

        exitCode.ShouldBe(3, text);
        text.ShouldEndWith($"ecs: {Before} could not be put back.\n");
    }

    private Task<(string Text, int ExitCode)> DeployAsync(string url, IEnumerable<(string, string)> environment) => Script.RunAsync(
        "deploy/ecs.sh", ["registry.example.org/hub:2.0.0"],
        [
            ("PATH", _folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")), ("ECS_CLUSTER", "party"), ("ECS_SERVICE", "party-hub"),
            ("HUB_URL", url), ("SMOKE_WAIT", "1"), .. environment,
        ]);
}

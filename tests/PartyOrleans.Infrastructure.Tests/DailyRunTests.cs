using System.Collections;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Infrastructure.Tests.Terraform;
using PartyOrleans.Local.Serving;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Infrastructure.Tests;

/// <summary>The state machine of the daily run, as Terraform makes it, on a hub with the connections that Terraform gives it; folders take the place of buckets.</summary>
public sealed class DailyRunTests : IAsyncLifetime
{
    private const string Hub = "https://hub.example.com";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-daily-");
    private readonly List<string> _calls = [];
    private readonly List<string> _told = [];
    private HubService? _hub;
    private HttpClient? _http;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _http?.Dispose();
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [TerraformFact]
    public async Task Daily_WhenAllGoesWell_LoadsThenLooksAndExports()
    {
        string raw = Directory.CreateDirectory(Path.Combine(_folder.FullName, "in", "crm")).FullName;
        await File.WriteAllTextAsync(Path.Combine(raw, "people.csv"), "record_id,first_name,last_name,date_of_birth\n1,Ann,Lee,1980-02-03\n2,Bo,Ray,1970-05-06\n");
        await StartAsync();

        await DailyAsync();

        _calls[..3].ShouldBe(["POST /v1/pipelines/load/runs", "GET /v1/pipelines/load/runs/1", "POST /v1/pipelines/quality/runs"], ignoreOrder: false, customMessage: string.Join('\n', _calls));
        _calls.Order(StringComparer.Ordinal).ShouldBe(
        [
            "GET /v1/pipelines/export/runs/1", "GET /v1/pipelines/load/runs/1", "GET /v1/pipelines/quality/runs/1",
            "POST /v1/pipelines/export/runs", "POST /v1/pipelines/load/runs", "POST /v1/pipelines/quality/runs",
        ]);
        _told.ShouldBeEmpty();
        JsonNode manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "daily", "_manifest.json")))!;
        manifest.ToJsonString().ShouldContain("current/bucket=");
        (await GetAsync("/v1/quality"))["results"]!.AsArray().Count.ShouldBe(3);
    }

    [TerraformFact]
    public async Task Daily_WhenAPipelineFails_HasItGoOnOnceAndTellsThen()
    {
        await StartAsync(); // the landing folder is not there

        (await Should.ThrowAsync<StateFailedException>(DailyAsync)).Error.ShouldBe("DailyRunFailed");

        _calls.ShouldBe(["POST /v1/pipelines/load/runs", "GET /v1/pipelines/load/runs/1", "POST /v1/pipelines/load/runs/1/resume", "GET /v1/pipelines/load/runs/1"]);
        _told.ShouldBe(["The execution execution failed: PipelineFailed"]);
    }

    [TerraformFact]
    public async Task Paths_WhenSomethingIsCalled_AreTheHubsAndAllowedByThePolicy()
    {
        await StartAsync();
        IReadOnlyList<TerraformResource> resources = await (await TerraformWorkspace.SharedAsync()).ResourcesOfAsync("dev");

        string news = resources.Single(resource => resource.Type == "aws_cloudwatch_event_api_destination").Values.GetProperty("invocation_endpoint").GetString()!;
        news.ShouldBe($"{Hub}/v1/zones/landing/events");
        string[] mapped = [.. _hub!.Endpoints.SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {endpoint.RoutePattern.RawText}"))];
        mapped.ShouldContain("POST /v1/zones/{zone}/events");
        (await GetAsync("/v1/zones"))["items"]!.AsArray().Select(zone => zone!["name"]!.GetValue<string>()).ShouldBe(["landing"]);
    }

    private async Task DailyAsync()
    {
        IReadOnlyList<TerraformResource> resources = await (await TerraformWorkspace.SharedAsync()).ResourcesOfAsync("dev");
        string definition = resources.Single(resource => resource.Type == "aws_sfn_state_machine" && resource.Name == "daily").Values.GetProperty("definition").GetString()!;
        var machine = new StateMachine(
            TaskAsync,
            (state, held) => _hub!.Pipelines.EndedAsync(state["Wait for ".Length..], long.Parse(held["run"]!["number"]!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture), CancellationToken.None));

        await machine.RunAsync(JsonNode.Parse(definition)!, new JsonObject());
    }

    private async Task<JsonNode> TaskAsync(string resource, JsonObject parameters)
    {
        if (resource == "arn:aws:states:::sns:publish")
        {
            _told.Add(parameters["Message"]!.GetValue<string>());
            return new JsonObject();
        }

        resource.ShouldBe("arn:aws:states:::http:invoke");
        string endpoint = parameters["ApiEndpoint"]!.GetValue<string>();
        endpoint.ShouldStartWith($"{Hub}/v1/pipelines/"); // all that the role may call
        using var request = new HttpRequestMessage(new HttpMethod(parameters["Method"]!.GetValue<string>()), endpoint[Hub.Length..]);
        if (parameters["RequestBody"] is { } body)
        {
            request.Content = JsonContent.Create(body);
        }

        lock (_calls)
        {
            _calls.Add($"{request.Method} {request.RequestUri}");
        }

        using HttpResponseMessage response = await _http!.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(answer);
        return new JsonObject { ["StatusCode"] = (int)response.StatusCode, ["ResponseBody"] = JsonNode.Parse(answer) };
    }

    private async Task<JsonNode> GetAsync(string path) => (await _http!.GetFromJsonAsync<JsonNode>(path))!;

    /// <summary>Starts a hub with what dev gives it, and a client that has the API key of the daily run.</summary>
    private async Task StartAsync()
    {
        IReadOnlyList<TerraformResource> resources = await (await TerraformWorkspace.SharedAsync()).ResourcesOfAsync("dev");
        using var containers = JsonDocument.Parse(resources.Single(resource => resource.Type == "aws_ecs_task_definition" && resource.Name == "hub").Values.GetProperty("container_definitions").GetString()!);
        string text = containers.RootElement[0].GetProperty("environment").EnumerateArray().Single(variable => variable.GetProperty("name").GetString() == "PARTY_SERVE__CONNECTIONS__FILE")
            .GetProperty("value").GetString()!;
        string here = _folder.FullName.Replace('\\', '/');
        JsonNode connections = JsonNode.Parse(System.Text.RegularExpressions.Regex.Replace(
            text, "s3://party-dev-(raw|golden)-123456789012/", $"{here}/", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))!;
        connections["zones"]![0]!["settle"] = "0s"; // a bucket shows whole objects only, so does this folder
        JsonArray sinks = connections["sinks"]!.AsArray();
        sinks.Remove(sinks.Single(sink => sink!["type"]!.GetValue<string>() == "webhook"));
        var options = new ServiceOptions
        {
            Database = Path.Combine(_folder.FullName, "hub.db"), ConnectionsFile = connections.ToJsonString(), LogLevel = LogLevel.None, MinFreeBytes = 0,
            Api = new ApiOptions { Urls = ["http://127.0.0.1:0"] },
            Telemetry = new TelemetryOptions { MeterName = $"PartyOrleans.Hub.{_folder.Name}" },
        };
        _hub = await HubService.StartAsync(options, TimeProvider.System, CancellationToken.None);
        (string key, string id, byte[] hash) = ApiKeyText.Create();
        _hub.Access.Add(new ApiKey { Id = id, Name = "events", Scopes = "operate", SecretHash = hash, Created = TimeProvider.System.GetUtcNow() });
        _http = new HttpClient { BaseAddress = new Uri(_hub.Urls[0]) };
        _http.DefaultRequestHeaders.Add("X-Api-Key", key);
        await _hub.Pipelines.StartedAsync(CancellationToken.None);
    }
}

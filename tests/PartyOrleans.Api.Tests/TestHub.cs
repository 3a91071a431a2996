using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Local.Serving;

namespace PartyOrleans.Api.Tests;

/// <summary>A hub that serves on a port of its own over a store of its own, and a client of it.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private readonly string _folder;

    private TestHub(string folder, HubService service)
    {
        _folder = folder;
        Service = service;
        Http = new HttpClient { BaseAddress = new Uri(service.Urls[0]) };
    }

    /// <summary>The service.</summary>
    public HubService Service { get; private set; }

    /// <summary>A client.</summary>
    public HttpClient Http { get; private set; }

    /// <summary>Starts a hub over an empty store and waits until it is ready.</summary>
    public static async Task<TestHub> StartAsync(Func<ServiceOptions, ServiceOptions>? configure = null)
    {
        string folder = Directory.CreateTempSubdirectory("party-api-").FullName;
        return new TestHub(folder, await OpenAsync(folder, configure));
    }

    /// <summary>Stops the hub and starts it again over the same store.</summary>
    public async Task RestartAsync()
    {
        Http.Dispose();
        await Service.DisposeAsync();
        Service = await OpenAsync(_folder, configure: null);
        Http = new HttpClient { BaseAddress = new Uri(Service.Urls[0]) };
    }

    /// <summary>Puts a record.</summary>
    public async Task<(int Status, JsonNode Body)> PutAsync(string source, string recordId, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Http.PutAsync(
            $"/v1/records/{Uri.EscapeDataString(source)}/{Uri.EscapeDataString(recordId)}", content);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>Gets a JSON document.</summary>
    public async Task<(int Status, JsonNode Body)> GetAsync(string path)
    {
        using HttpResponseMessage response = await Http.GetAsync(path);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>Sends a request without a body, or with a JSON one.</summary>
    public async Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await Http.SendAsync(request);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<HubService> OpenAsync(string folder, Func<ServiceOptions, ServiceOptions>? configure)
    {
        var options = new ServiceOptions
        {
            Database = Path.Combine(folder, "hub.db"),
            Api = new ApiOptions { Urls = ["http://127.0.0.1:0"] },
            Telemetry = new TelemetryOptions { MeterName = "PartyOrleans.Hub." + Path.GetFileName(folder) },
            LogLevel = LogLevel.None,
        };
        HubService service = await HubService.StartAsync(configure is null ? options : configure(options), TimeProvider.System, CancellationToken.None);
        await service.Hub.ReadyAsync(CancellationToken.None);
        return service;
    }
}

using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Api.Tests.Security;
using PartyOrleans.Local.Serving;
using PartyOrleans.Storage;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests;

/// <summary>A hub that serves on a port of its own over a store of its own, and a client of it.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private readonly string _folder;

    static TestHub()
    {
        // What this machine keeps for a database goes into a folder of the test run's own, not into that of whoever runs it.
        DirectoryInfo local = Directory.CreateTempSubdirectory("party-local-");
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", local.FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => local.Delete(recursive: true);
    }

    private TestHub(string folder, string database, HubService service)
    {
        _folder = folder;
        Database = database;
        Service = service;
        Http = ClientOf(service);
    }

    /// <summary>The service.</summary>
    public HubService Service { get; private set; }

    /// <summary>A client.</summary>
    public HttpClient Http { get; private set; }

    /// <summary>The store: a file's path or a connection string.</summary>
    public string Database { get; }

    /// <summary>The folder in which the hub keeps what does not lie in its store.</summary>
    public string LocalFolder => Path.GetDirectoryName(PartyStores.LocalPathOf(Database))!;

    /// <summary>Starts a hub over an empty file and waits until it is ready.</summary>
    public static Task<TestHub> StartAsync(Func<ServiceOptions, ServiceOptions>? configure = null) => StartAsync(StoreKind.Sqlite, configure);

    /// <summary>Starts a hub with a connections file; <c>FOLDER</c> in its text stands for the hub's folder.</summary>
    /// <param name="connections">The file's text.</param>
    /// <param name="folders">Folders to make below the hub's.</param>
    public static Task<TestHub> StartConnectedAsync(string connections, params string[] folders) => StartAsync(options =>
    {
        Array.ForEach(folders, folder => Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(options.Database)!, folder)));
        return Connected(options, connections);
    });

    /// <summary>The options with a connections file that lies in the store's folder.</summary>
    public static ServiceOptions Connected(ServiceOptions options, string connections)
    {
        string folder = Directory.CreateDirectory(Path.GetDirectoryName(PartyStores.LocalPathOf(options.Database))!).FullName;
        string file = Path.Combine(folder, "connections.json");
        File.WriteAllText(file, connections.Replace("FOLDER", folder.Replace('\\', '/'), StringComparison.Ordinal));
        return options with { ConnectionsFile = file };
    }

    /// <summary>Starts a hub over an empty store of a kind and waits until it is ready.</summary>
    public static async Task<TestHub> StartAsync(StoreKind kind, Func<ServiceOptions, ServiceOptions>? configure = null)
    {
        string folder = Directory.CreateTempSubdirectory("party-api-").FullName;
        string database = kind == StoreKind.Sqlite
            ? Path.Combine(folder, "hub.db")
            : await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        return new TestHub(folder, database, await OpenAsync(folder, database, configure));
    }

    /// <summary>Stops the hub and starts it again over the same store.</summary>
    public async Task RestartAsync(Func<ServiceOptions, ServiceOptions>? configure = null)
    {
        Http.Dispose();
        await Service.DisposeAsync();
        Service = await OpenAsync(_folder, Database, configure);
        Http = ClientOf(Service);
    }

    /// <summary>Every endpoint that is mapped, once for each method.</summary>
    public IReadOnlyList<TestEndpoint> Endpoints() =>
    [
        .. Service.Endpoints.SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => new TestEndpoint(
            endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "",
            method,
            System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!, @"\{[^}]*\}", "1", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)),
            endpoint.Metadata.GetMetadata<OpenToAll>() is not null ? null : endpoint.Metadata.GetMetadata<ScopeRequirement>()?.Scope ?? "nobody",
            endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json")))
            .DistinctBy(endpoint => endpoint.Name),
    ];

    /// <summary>A token of the hub's own key.</summary>
    public string TokenFor(string scopes, string name = "ann")
    {
        ScopeSet.TryParse(scopes, out ScopeSet set, out _).ShouldBeTrue();
        return LocalTokens.Sign(Service.Access.SigningKey(), new TokenGrant(name, set, TimeSpan.FromHours(1)), TimeProvider.System.GetUtcNow());
    }

    /// <summary>A client with a token of its own; without one where there are no scopes. It follows no redirects and keeps no cookies.</summary>
    public HttpClient ClientWith(string? scopes, string name = "ann")
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Service.Urls[0]) };
        if (scopes is not null)
        {
            client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", TokenFor(scopes, name));
        }

        return client;
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

    /// <summary>A client that may do everything.</summary>
    private static HttpClient ClientOf(HubService service)
    {
        var client = new HttpClient { BaseAddress = new Uri(service.Urls[0]) };
        if (service.Link is { } link)
        {
            client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", link.Token);
        }

        return client;
    }

    private static async Task<HubService> OpenAsync(string folder, string database, Func<ServiceOptions, ServiceOptions>? configure)
    {
        var options = new ServiceOptions
        {
            Database = database,
            Api = new ApiOptions { Urls = ["http://127.0.0.1:0"] },
            Telemetry = new TelemetryOptions { MeterName = "PartyOrleans.Hub." + Path.GetFileName(folder) },
            LogLevel = LogLevel.None,
        };
        HubService service = await HubService.StartAsync(configure is null ? options : configure(options), TimeProvider.System, CancellationToken.None);
        await service.Hub.ReadyAsync(CancellationToken.None);
        return service;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using PartyOrleans.Shipping.Tests.Delivery;
using PartyOrleans.TestKit.Kafka;
using PartyOrleans.TestKit.PostgreSql;
using PartyOrleans.TestKit.S3;

namespace PartyOrleans.Shipping.Tests.Containers;

/// <summary>
/// What the compose file would start, started without containers: its commands in the order of what waits for what, over a real PostgreSQL and a real
/// S3 server, with its folders below a temporary one. No broker answers here, as the file's is Kafka in a container.
/// </summary>
[NeedsPostgreSql]
public sealed class ComposeRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [StoreFact]
    public async Task Local_WhenItsStepsRunInTheirOrder_ServesWhatWasSeeded()
    {
        string database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        Directory.CreateDirectory(_folder["data"]);
        Directory.CreateDirectory(_folder["access"]);
        bool hasBucket = S3TestPrograms.WhyAbsent is null;
        Uri s3 = hasBucket ? (await S3TestServer.SharedAsync()).Endpoint : new Uri("http://127.0.0.1:1");
        if (hasBucket)
        {
            (string _, int seeded) = await Script.RunAsync(
                "deploy/compose/seed-files.sh", [],
                ("S3", s3.ToString().TrimEnd('/')), ("AWS_ACCESS_KEY_ID", S3TestServer.AccessKey), ("AWS_SECRET_ACCESS_KEY", S3TestServer.SecretKey),
                ("DEMO", Project.PathOf("src/PartyOrleans.Local/Demo/Files")));
            seeded.ShouldBe(0);
        }

        JsonNode connected = JsonNode.Parse(Project.Read("deploy/compose/connections.json"))!;
        connected["zones"]![0]!["endpoint"] = s3.ToString();
        connected["streams"]![0]!["brokers"] = "127.0.0.1:1";
        if (KafkaPrograms.WhyNoLibrary is not null)
        {
            connected.AsObject().Remove("streams"); // the native client comes with the image, not with every machine
        }

        string connections = _folder.Write("connections.json", connected.ToJsonString());
        string Here(string word) => word.Replace("Host=postgres;Database=hub;Username=hub", database, StringComparison.Ordinal)
            .Replace("/var/lib/party/", _folder["data/"], StringComparison.Ordinal).Replace("/access/", _folder["access/"], StringComparison.Ordinal)
            .Replace("/deploy/connections.json", connections, StringComparison.Ordinal)
            .Replace("/deploy/", Project.PathOf("deploy/compose/"), StringComparison.Ordinal).Replace("/demo/", Project.PathOf("src/PartyOrleans.Local/Demo/Files/"), StringComparison.Ordinal);
        Dictionary<string, string> environment = ComposeFile.Service("hub").Environment.ToDictionary(pair => pair.Key, pair => Here(pair.Value), StringComparer.Ordinal);
        environment["XDG_DATA_HOME"] = _folder["data"];
        (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) = (S3TestServer.AccessKey, S3TestServer.SecretKey);

        for (int time = 0; time < 2; time++)
        {
            foreach (ComposeService step in StepsBefore("hub"))
            {
                HubResult result = await HubProcess.RunAsync(environment, [.. step.Command.Select(Here)]);
                result.ExitCode.ShouldBe(0, $"{step.Name}: {result.Error}");
            }
        }

        // The address that the file has is for a network of its own; here the port is the system's choice.
        string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        environment["PARTY_SERVE__URLS"] = url;
        using Process hub = HubProcess.Start(environment, [.. ComposeFile.Service("hub").Command.Select(Here)]);
        _ = hub.StandardOutput.ReadToEndAsync();
        Task<string> log = hub.StandardError.ReadToEndAsync();
        try
        {
            (string text, int exitCode) = await Script.RunAsync("deploy/smoke.sh", [url, "--key-file", _folder["access/operator.key"], "--write"]);
            exitCode.ShouldBe(0, hub.HasExited ? text + await log : text);
            text.ShouldEndWith("ok  all\n");
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            client.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(_folder["access/party-hub.key"])).Trim());
            (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await client.GetAsync("/v1/records/customers/C001")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            client.DefaultRequestHeaders.Remove("X-Api-Key");
            client.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(_folder["access/operator.key"])).Trim());
            (await client.GetAsync("/v1/records/customers/C001")).StatusCode.ShouldBe(HttpStatusCode.OK);
            if (hasBucket)
            {
                await ThereAsync(client, "/v1/records/registry/R001");
                await ThereAsync(client, "/v1/records/kontakte/K001");
            }
        }
        finally
        {
            hub.Kill();
            await log;
        }
    }

    /// <summary>Steps of our image that a service waits for, each after those it waits for itself.</summary>
    private static IEnumerable<ComposeService> StepsBefore(string name) => ComposeFile.Service(name).DependsOn
        .SelectMany(other => StepsBefore(other).Append(ComposeFile.Service(other))).Where(service => service.IsOurs).DistinctBy(service => service.Name, StringComparer.Ordinal);

    private static async Task ThereAsync(HttpClient client, string path)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await client.GetAsync(path, limit.Token)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token); // another process: there is nothing to wait on
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

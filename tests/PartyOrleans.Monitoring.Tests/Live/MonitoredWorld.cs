using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PartyOrleans.Kafka;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Local.Tests;
using PartyOrleans.Local.Tests.Serving;
using PartyOrleans.TestKit.PostgreSql;
using PartyOrleans.TestKit.Prometheus;
using PartyOrleans.TestKit.Webhooks;

namespace PartyOrleans.Monitoring.Tests.Live;

/// <summary>
/// A real hub as a process, on a real PostgreSQL with its exporter, with streams, sinks, zones and pipelines, at work; watched by a real Prometheus
/// and Alertmanager with the committed configuration, in compressed time. The brokers are those inside Kafka's client.
/// </summary>
public sealed class MonitoredWorld : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Stack<IAsyncDisposable> _asyncParts = new();
    private readonly Stack<IDisposable> _parts = new();
    private LoopbackServer? _exporter;
    private LoopbackServer? _alertmanager;

    internal PostgreSqlServer Database { get; private set; } = null!;

    internal MockCluster Brokers { get; private set; } = null!;

    internal MockCluster OtherBrokers { get; private set; } = null!;

    internal KafkaProducer Producer { get; private set; } = null!;

    internal WebhookReceiver Receiver { get; private set; } = null!;

    internal ServedProcess Hub { get; private set; } = null!;

    internal LoopbackServer Exporter => _exporter!;

    internal AlertmanagerReader Alerts => new(_alertmanager!.Http);

    /// <summary>The alerts that were seen to fire.</summary>
    internal HashSet<string> Fired { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of them that were seen to end.</summary>
    internal HashSet<string> Ended { get; } = new(StringComparer.Ordinal);

    internal LoopbackServer Server { get; private set; } = null!;

    internal PrometheusReader Prometheus { get; private set; } = null!;

    internal Workload Workload { get; private set; } = null!;

    internal string ConnectionString { get; private set; } = "";

    /// <summary>The zone that the hub reads.</summary>
    internal string Zone => Path.Combine(_folder.Path, "zone");

    /// <summary>The file that the broken pipeline misses.</summary>
    internal string MissingInput => _folder["late.csv"];

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        if (LiveFactAttribute.WhySkipped is not null)
        {
            return;
        }

        Environment.SetEnvironmentVariable("PARTY_TEST_WEBHOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Task<PostgreSqlServer> database = PostgreSqlServer.StartAsync(CancellationToken.None);
        Receiver = Keep(await WebhookReceiver.StartAsync());
        Brokers = Keep(new MockCluster(), _parts);
        OtherBrokers = Keep(new MockCluster(), _parts);
        Brokers.CreateTopic("customers", 2);
        OtherBrokers.CreateTopic("orders", 1);
        Producer = Keep(new KafkaProducer(new KafkaConnection { Brokers = Brokers.Brokers }, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance));
        Database = Keep(await database);
        ConnectionString = await Database.CreateDatabaseAsync(CancellationToken.None);
        Directory.CreateDirectory(Zone);
        await File.WriteAllTextAsync(Path.Combine(Zone, "people.csv"), "record_id,first_name,last_name,date_of_birth\n1,Ann,Lee,1980-02-03\n");

        Task<LoopbackServer> exporter = StartExporterAsync();
        await StartHubAsync();
        await BackUpAsync("first");
        await RunAsync("backup", "verify", _folder["first"], "--scratch", Database.ConnectionTo("postgres"), "--note", ConnectionString);
        _exporter = Keep(await exporter, _parts);
        _alertmanager = Keep(await WatchedAlertmanager.StartAsync(_folder, Receiver, CompressedTime.OfMinutes), _parts);
        Workload = Keep(new Workload(this));
        Server = Keep(await StartPrometheusAsync(), _parts);
        Prometheus = new PrometheusReader(Server.Http);
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        while (_asyncParts.TryPop(out IAsyncDisposable? part))
        {
            await part.DisposeAsync();
        }

        Hub?.Dispose();
        while (_parts.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>Starts the hub, at another port than before, and has Prometheus follow it.</summary>
    internal async Task StartHubAsync()
    {
        _folder.Write("bundle.json", WorldFiles.Bundle());
        _folder.Write("connections.json", WorldFiles.Connections(this, _folder.Path));
        Hub = await ServedProcess.StartAsync(
            ConnectionString + ";Maximum Pool Size=20", "--connections", _folder["connections.json"], "--bundle", _folder["bundle.json"], "--set", "hub.most-inputs-per-commit=20",
            "--set", "security.expensive-per-second=20", "--set", "security.expensive-burst=40", "--set", "hub.longest-retry=30s");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "prometheus", "secrets"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "prometheus", "secrets", "party-hub.key"), Hub.Http.DefaultRequestHeaders.Authorization!.Parameter);
        await TargetAsync("party-hub", Hub.Http.BaseAddress!.Authority);
    }

    /// <summary>Takes a backup of the store that the hub serves, as an operator does.</summary>
    internal Task BackUpAsync(string name) => RunAsync("backup", "--db", ConnectionString, "--out", _folder[name]);

    private static async Task RunAsync(params string[] arguments)
    {
        HubResult result = await HubProcess.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Error);
    }

    /// <summary>Starts what tells of the database.</summary>
    internal Task<LoopbackServer> StartExporterAsync(int? port = null)
    {
        int at = port ?? LoopbackServer.FreePort();
        var location = new NpgsqlConnectionStringBuilder(ConnectionString);
        return LoopbackServer.StartAsync(
            PrometheusPrograms.PostgresExporter!, at, "/", [$"--web.listen-address=127.0.0.1:{at}"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DATA_SOURCE_NAME"] = $"host={location.Host} user={location.Username} dbname={location.Database} sslmode=disable",
            });
    }

    /// <summary>Ends Alertmanager, and what it has under way.</summary>
    internal async Task StopAlertmanagerAsync()
    {
        _alertmanager!.Dispose();
        await Task.Delay(TimeSpan.FromMilliseconds(500)); // another process was sending: there is nothing to wait on
    }

    /// <summary>Starts the exporter and Alertmanager again, at other ports than before.</summary>
    internal async Task RestartWatchersAsync()
    {
        _exporter = Keep(await StartExporterAsync(), _parts);
        _alertmanager = Keep(await WatchedAlertmanager.StartAsync(_folder, Receiver, CompressedTime.OfMinutes), _parts);
        await TargetAsync("postgres", _exporter.Address);
        await TargetAsync("alertmanager", _alertmanager.Address);
    }

    /// <summary>Names the targets of a job.</summary>
    internal Task TargetAsync(string job, params string[] addresses)
    {
        string targets = Directory.CreateDirectory(Path.Combine(_folder.Path, "prometheus", "targets")).FullName;
        return File.WriteAllTextAsync(Path.Combine(targets, job + ".yml"), $"- targets: [{string.Join(", ", addresses.Select(address => $"'{address}'"))}]\n");
    }

    /// <summary>Sends messages to the topic of customers.</summary>
    internal Task SendAsync(params IEnumerable<string> values) =>
        Producer.SendAsync([.. values.Select(value => new KafkaMessage("customers", Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(value)))], CancellationToken.None);

    private async Task<LoopbackServer> StartPrometheusAsync()
    {
        int port = LoopbackServer.FreePort();
        string folder = Path.Combine(_folder.Path, "prometheus");
        Directory.CreateDirectory(Path.Combine(folder, "rules"));
        foreach (string rules in MonitoringFiles.In("prometheus/rules", "*.yml"))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "rules", Path.GetFileName(rules)), CompressedTime.OfMinutes.Rules(await File.ReadAllTextAsync(rules)));
        }

        string configuration = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, CompressedTime.Configuration(await File.ReadAllTextAsync(Path.Combine(MonitoringFiles.Folder, "prometheus", "prometheus.yml"))));
        await TargetAsync("postgres", Exporter.Address);
        await TargetAsync("alertmanager", _alertmanager!.Address);
        await TargetAsync("prometheus", $"127.0.0.1:{port}");
        return await LoopbackServer.StartAsync(
            PrometheusPrograms.Server!, port, "/-/ready",
            [$"--config.file={configuration}", $"--storage.tsdb.path={_folder["prometheus-data"]}", $"--web.listen-address=127.0.0.1:{port}", "--rules.alert.resend-delay=2s"]);
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _asyncParts.Push(part);
        return part;
    }

    private static T Keep<T>(T part, Stack<IDisposable> parts)
        where T : IDisposable
    {
        parts.Push(part);
        return part;
    }
}

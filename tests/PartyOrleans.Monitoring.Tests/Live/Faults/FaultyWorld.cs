using System.Collections.Concurrent;
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

namespace PartyOrleans.Monitoring.Tests.Live.Faults;

/// <summary>
/// Two real hubs to be broken: one on a PostgreSQL of its own, behind a line that can be cut, with streams, a zone and a sink; a small one on a file. Two
/// Prometheus servers watch them, for one of which an hour takes half a minute and for the other a day 17 seconds.
/// </summary>
public sealed class FaultyWorld : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly int _smallPort = LoopbackServer.FreePort();
    private LoopbackServer? _exporter;
    private LoopbackServer? _alertmanager;
    private Dictionary<string, string> _environment = [];

    internal PostgreSqlServer Database { get; private set; } = null!;

    internal DatabaseLine Line { get; private set; } = null!;

    internal MockCluster Brokers { get; private set; } = null!;

    internal WebhookReceiver Receiver { get; private set; } = null!;

    /// <summary>What the receiver answers at a path; the rest it takes.</summary>
    internal ConcurrentDictionary<string, int> Answers { get; } = new(StringComparer.Ordinal) { ["/pagerduty"] = 202 };

    internal SmallDisk? Disk { get; private set; }

    internal ServedProcess Main { get; private set; } = null!;

    internal ServedProcess Small { get; private set; } = null!;

    internal AlertmanagerReader Alertmanager { get; private set; } = null!;

    internal WatchTower Minutes { get; private set; } = null!;

    internal WatchTower Days { get; private set; } = null!;

    internal string ConnectionString { get; private set; } = "";

    internal string Zone => _folder["zone"];

    internal string SmallStore => _folder["small.db"];

    internal string SmallAddress => $"127.0.0.1:{_smallPort}";

    private KafkaProducer Producer { get; set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        if (LiveFactAttribute.WhySkipped is not null)
        {
            return;
        }

        Environment.SetEnvironmentVariable("PARTY_TEST_WEBHOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Directory.CreateDirectory(Zone);
        Disk = SmallDisk.WhyAbsent is null ? SmallDisk.Create() : null;
        _environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_DATA_HOME"] = Disk?.Path ?? Directory.CreateDirectory(_folder["data"]).FullName };
        Task<PostgreSqlServer> database = PostgreSqlServer.StartAsync(["archive_mode = on", "archive_command = '/bin/true'"], CancellationToken.None);
        Task<ServedProcess> small = StartSmallAsync();
        Receiver = Keep(await WebhookReceiver.StartAsync());
        Receiver.Answer = (context, post) =>
        {
            context.Response.StatusCode = Answers.GetValueOrDefault(post.Path, 204);
            return Task.CompletedTask;
        };
        Brokers = new MockCluster();
        Brokers.CreateTopic("customers", 24);
        Brokers.CreateTopic("aged", 1);
        Producer = Keep(new KafkaProducer(new KafkaConnection { Brokers = Brokers.Brokers }, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance));
        Database = Keep(await database);
        ConnectionString = await Database.CreateDatabaseAsync(CancellationToken.None);
        Line = Keep(new DatabaseLine(ConnectionString));
        _alertmanager = await WatchedAlertmanager.StartAsync(_folder, Receiver, CompressedTime.OfMinutes);
        Alertmanager = new AlertmanagerReader(_alertmanager.Http);
        Minutes = await WatchTower.StartAsync(_folder["minutes"], CompressedTime.OfMinutes, _alertmanager.Address, "main", "small");
        Days = await WatchTower.StartAsync(_folder["days"], CompressedTime.OfDays, _alertmanager.Address, "main", "small");
        _exporter = await StartExporterAsync();
        await Minutes.TargetAsync("postgres", [_exporter.Address]);
        Small = await small;
        await WatchAsync("small", Small);
        _folder.Write("bundle.json", FaultyFiles.Bundle());
        _folder.Write("connections.json", FaultyFiles.Connections(this));
        Main = await ServedProcess.StartAtAsync(
            0, _environment, Line.Database, "--connections", _folder["connections.json"], "--bundle", _folder["bundle.json"],
            "--set", "disk.min-free-bytes=0", "--set", "hub.longest-retry=1s", "--set", "hub.retry-after=1s", "--set", "hub.most-inputs-per-commit=2000");
        await WatchAsync("main", Main);
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        Minutes?.Dispose();
        Days?.Dispose();
        _alertmanager?.Dispose();
        _exporter?.Dispose();
        Main?.Dispose();
        Small?.Dispose();
        while (_parts.TryPop(out IAsyncDisposable? part))
        {
            await part.DisposeAsync();
        }

        Brokers?.Dispose();
        Disk?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Starts the small hub anew at its port, with variables of the runtime.</summary>
    internal async Task RestartSmallAsync(params (string Name, string Value)[] variables)
    {
        Small.Kill();
        await Small.ExitAsync();
        Small.Dispose();
        Small = await StartSmallAsync(variables);
        await WatchAsync("small", Small);
    }

    /// <summary>Takes a backup of the main hub's store, as an operator does.</summary>
    internal Task BackUpAsync() => RunAsync("backup", "--db", ConnectionString, "--out", _folder["backup"]);

    /// <summary>Restores it elsewhere and compares.</summary>
    internal Task ProveAsync() => RunAsync("backup", "verify", _folder["backup"], "--scratch", Database.ConnectionTo("postgres"), "--note", ConnectionString);

    /// <summary>Sends messages to a topic.</summary>
    internal Task SendAsync(string topic, params IEnumerable<string> values) =>
        Producer.SendAsync([.. values.Select(value => new KafkaMessage(topic, Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(value)))], CancellationToken.None);

    /// <summary>Runs a statement on the main hub's database, past its line.</summary>
    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    /// <summary>Runs a statement.</summary>
    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Tells both servers of a hub.</summary>
    internal async Task WatchAsync(string name, ServedProcess hub)
    {
        string token = hub.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        await Minutes.HubAsync(name, hub.Http.BaseAddress!.Authority, token);
        await Days.HubAsync(name, hub.Http.BaseAddress!.Authority, token);
    }

    private Task<ServedProcess> StartSmallAsync(params (string Name, string Value)[] variables) => ServedProcess.StartAtAsync(
        _smallPort, variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal), SmallStore,
        "--set", "backup.within=0ms", "--set", "security.expensive-per-second=1000000", "--set", "security.expensive-burst=1000000",
        "--set", "security.ordinary-per-second=1000000", "--set", "security.ordinary-burst=1000000");

    private Task<LoopbackServer> StartExporterAsync()
    {
        int at = LoopbackServer.FreePort();
        var location = new NpgsqlConnectionStringBuilder(ConnectionString);
        return LoopbackServer.StartAsync(
            PrometheusPrograms.PostgresExporter!, at, "/", [$"--web.listen-address=127.0.0.1:{at}"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_SOURCE_NAME"] = $"host={location.Host} user={location.Username} dbname={location.Database} sslmode=disable" });
    }

    private async Task RunAsync(params string[] arguments)
    {
        HubResult result = await HubProcess.RunAsync(_environment, arguments);
        result.ExitCode.ShouldBe(0, result.Error);
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PartyOrleans.Kafka;

namespace PartyOrleans.TestKit.Kafka;

/// <summary>Apache Kafka 0.9 with its ZooKeeper, as processes of their own in a folder of their own; it can be stopped and started again with what it holds.</summary>
public sealed class Kafka09 : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly HashSet<int> Given = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-kafka-");
    private readonly int _port = FreePort();
    private readonly int _zooKeeperPort = FreePort();
    private Process? _zooKeeper;
    private Process? _broker;
    private int _starts;

    private Kafka09()
    {
    }

    /// <summary>Where it listens.</summary>
    public string Brokers => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>How clients speak to a broker as old as this.</summary>
    public KafkaConnection Connection => new() { Brokers = Brokers, Settings = Settings };

    /// <summary>The settings of clients of a broker as old as this. It never answers what it is asked while it starts: who waits as long as is usual waits a minute.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Settings { get; } =
        [new("api.version.request", "false"), new("broker.version.fallback", "0.9.0.1"), new("socket.timeout.ms", "5000")];

    /// <summary>Starts both, with topics made when they are first named.</summary>
    /// <param name="partitions">Partitions of such a topic.</param>
    public static async Task<Kafka09> StartAsync(int partitions = 1)
    {
        var kafka = new Kafka09();
        try
        {
            await kafka.StartZooKeeperAsync();
            await File.WriteAllLinesAsync(kafka.In("server.properties"),
            [
                "broker.id=0", $"listeners=PLAINTEXT://{kafka.Brokers}", $"log.dirs={kafka.In("logs")}", $"zookeeper.connect=127.0.0.1:{kafka._zooKeeperPort}",
                $"num.partitions={partitions}", "delete.topic.enable=true", "offsets.topic.num.partitions=1", "offsets.topic.replication.factor=1",
                "controlled.shutdown.enable=false", "zookeeper.session.timeout.ms=1000", "message.max.bytes=20000000", "replica.fetch.max.bytes=20000000", "log.cleaner.enable=false",
            ]);
            await kafka.StartBrokerAsync();
            return kafka;
        }
        catch
        {
            await kafka.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the broker again, once ZooKeeper has noticed that the one before is gone: until then its name is taken.</summary>
    public async Task StartBrokerAsync()
    {
        await ToldAsync("zookeeper.log", "Expiring session", _starts);
        _broker = Run("kafka.Kafka", In("server.properties"), "broker", "-Xmx512m");
        await ToldAsync("broker.log", "started (kafka.server.KafkaServer)", ++_starts);
    }

    /// <summary>Ends the broker as a crash would; what it holds stays on disk.</summary>
    public void KillBroker() => End(ref _broker);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        End(ref _broker);
        End(ref _zooKeeper);
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task StartZooKeeperAsync()
    {
        await File.WriteAllLinesAsync(In("zookeeper.properties"),
            [$"dataDir={In("zookeeper")}", $"clientPort={_zooKeeperPort}", "clientPortAddress=127.0.0.1", "maxClientCnxns=0", "tickTime=500"]);
        _zooKeeper = Run("org.apache.zookeeper.server.quorum.QuorumPeerMain", In("zookeeper.properties"), "zookeeper", "-Xmx128m");
        await AnsweringAsync(_zooKeeperPort);
    }

    private Process Run(string program, string properties, string name, string memory)
    {
        File.WriteAllLines(In(name + ".log4j"),
        [
            "log4j.rootLogger=INFO, file", "log4j.appender.file=org.apache.log4j.FileAppender", $"log4j.appender.file.File={In(name + ".log")}",
            "log4j.appender.file.layout=org.apache.log4j.PatternLayout", "log4j.appender.file.layout.ConversionPattern=[%d] %p %m (%c)%n",
        ]);
        // The shell ends the program once its own input ends: with this process, however that ends.
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("\"$@\" </dev/null >/dev/null 2>&1 & program=$!; while read -r line; do :; done; kill -9 $program; wait $program");
        foreach (string argument in new[] { "sh", KafkaPrograms.Java!, memory, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", Path.Combine(KafkaPrograms.BrokerFolder!, "libs", "*"), $"-Dlog4j.configuration=file:{In(name + ".log4j")}", program, properties })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Waits until a log has told something so often.</summary>
    private async Task ToldAsync(string log, string what, int times)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (times > 0 && (!File.Exists(In(log)) || (await File.ReadAllLinesAsync(In(log), patience.Token)).Count(line => line.Contains(what, StringComparison.Ordinal)) < times))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token); // another process: there is nothing to wait on
        }
    }

    /// <summary>Waits until a server takes connections.</summary>
    private async Task AnsweringAsync(int port)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token); // another process: there is nothing to wait on
            }
        }
    }

    private static void End(ref Process? process)
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
            process = null;
        }
    }

    /// <summary>A port that nobody listens at, and that no other server of this process was given: the system may name the same one twice.</summary>
    private static int FreePort()
    {
        lock (Given)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                int port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }
}

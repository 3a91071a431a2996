using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PartyOrleans.Kafka.Brokers;

/// <summary>
/// Brokers inside librdkafka, for tests and benchmarks: the real protocol over real sockets at loopback ports, consumer groups included, in this
/// process and in memory. A partition keeps its newest 5 MiB. No transactions, and a fetch that finds nothing waits its whole time.
/// </summary>
public sealed partial class MockCluster : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Socket> _kept = [];
    private nint _client;
    private nint _cluster;

    /// <summary>Starts brokers.</summary>
    /// <param name="brokers">How many.</param>
    /// <exception cref="KafkaTransportException">The native library is not here, or would not start them.</exception>
    public MockCluster(int brokers = 1)
    {
        KafkaLibrary.Require();
        nint settings = NewSettings();
        byte[] message = new byte[512];
        Set(settings, "client.id", "mock-cluster", message, message.Length);
        Set(settings, "log_level", "3", message, message.Length);
        _client = NewClient(0, settings, message, message.Length);
        _cluster = _client == 0 ? 0 : NewCluster(_client, brokers);
        if (_cluster == 0)
        {
            Dispose();
            throw new KafkaTransportException("The brokers inside librdkafka did not start.", isTransient: false);
        }

        SetRebalanceDelay(_cluster, 0);
        Brokers = Marshal.PtrToStringUTF8(Bootstraps(_cluster)) ?? "";
    }

    /// <summary>Where they listen, as <c>host:port</c> separated by commas.</summary>
    public string Brokers { get; }

    /// <summary>Makes a topic.</summary>
    public void CreateTopic(string topic, int partitions) => Check(CreateTopic(_cluster, topic, partitions, 1));

    /// <summary>Drops a topic with all it holds.</summary>
    public void DeleteTopic(string topic) => Check(DropTopic(_cluster, topic));

    /// <summary>Takes a broker (from 1) off the network. Its port is kept for it meanwhile: where another program took it, the library would end this process.</summary>
    public void SetDown(int broker)
    {
        Check(BrokerDown(_cluster, broker));
        lock (_lock)
        {
            _kept[broker] = Keep(IPEndPoint.Parse(Brokers.Split(',')[broker - 1]));
        }
    }

    /// <summary>Puts a broker (from 1) back.</summary>
    public void SetUp(int broker)
    {
        lock (_lock)
        {
            if (_kept.Remove(broker, out Socket? port))
            {
                port.Dispose();
            }
        }

        Check(BrokerUp(_cluster, broker));
    }

    /// <summary>Deletes the messages of a partition before an offset, as retention does.</summary>
    public void DeleteRecords(string topic, int partition, long before) => Check(DropRecords(_cluster, topic, partition, before));

    /// <summary>Lets the next requests of a kind fail.</summary>
    /// <param name="request">Number of the request in the protocol: 0 produce, 1 fetch, 2 list offsets.</param>
    /// <param name="errors">The error of each, by its number in the protocol.</param>
    public void FailNext(short request, params int[] errors) => FailRequests(_cluster, request, (nuint)errors.Length, errors);

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (Socket port in _kept.Values)
            {
                port.Dispose();
            }

            _kept.Clear();
            if (_cluster != 0)
            {
                DestroyCluster(_cluster);
                _cluster = 0;
            }

            if (_client != 0)
            {
                DestroyClient(_client);
                _client = 0;
            }
        }
    }

    /// <summary>Binds a port without listening, so that who connects is refused.</summary>
    private static Socket Keep(IPEndPoint port)
    {
        var socket = new Socket(port.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(port);
        }
        catch (SocketException)
        {
            // Somebody was faster.
        }

        return socket;
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new ArgumentException($"The brokers inside librdkafka refused: {Marshal.PtrToStringUTF8(NameOf(error))}.");
        }
    }

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewSettings();

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint settings, string name, string value, [Out] byte[] message, nint size);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_new")]
    private static partial nint NewClient(int type, nint settings, [Out] byte[] message, nint size);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_destroy")]
    private static partial void DestroyClient(nint client);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_err2name")]
    private static partial nint NameOf(int error);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_topic_delete", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DropTopic(nint cluster, string topic);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_partition_delete_records", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DropRecords(nint cluster, string topic, int partition, long before);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int BrokerDown(nint cluster, int broker);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int BrokerUp(nint cluster, int broker);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void FailRequests(nint cluster, short request, nuint count, [In] int[] errors);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static partial void SetRebalanceDelay(nint cluster, int milliseconds);
}

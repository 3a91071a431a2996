using Confluent.Kafka;
using PartyOrleans.Kafka;

namespace PartyOrleans.TestKit.Kafka;

/// <summary>A consumer that joins the group of another program, is given its share, leaves, and joins again, until it is disposed.</summary>
public sealed class RestlessConsumer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConsumerConfig _configuration;
    private readonly string _topic;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Begins.</summary>
    /// <param name="connection">The brokers.</param>
    /// <param name="group">The group that it disturbs.</param>
    /// <param name="topic">A topic of that group.</param>
    public RestlessConsumer(KafkaConnection connection, string group, string topic)
    {
        _configuration = new ConsumerConfig
        {
            BootstrapServers = connection.Brokers, GroupId = group, EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Latest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky, HeartbeatIntervalMs = 100, SessionTimeoutMs = 1500,
        };
        _topic = topic;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            bool isGiven = false;
            using IConsumer<byte[]?, byte[]?> consumer = new ConsumerBuilder<byte[]?, byte[]?>(_configuration)
                .SetPartitionsAssignedHandler((_, places) => isGiven |= places.Count > 0)
                .SetLogHandler(static (_, _) => { })
                .Build();
            consumer.Subscribe(_topic);
            long began = TimeProvider.System.GetTimestamp();
            while (!_isStopping && !isGiven && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                consumer.Consume(TimeSpan.FromMilliseconds(50));
            }

            consumer.Close();
        }
    }
}

using Confluent.Kafka;

namespace PartyOrleans.Kafka.Tests;

/// <summary>Reads what a topic holds, as any other program would.</summary>
internal static class TopicReader
{
    /// <summary>The first messages of all partitions of a topic, each partition in its order.</summary>
    public static IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> Read(KafkaConnection connection, string topic, int partitions, int expected)
    {
        var configuration = new ConsumerConfig { BootstrapServers = connection.Brokers, GroupId = "reader", EnableAutoCommit = false };
        foreach ((string name, string value) in connection.Settings)
        {
            configuration.Set(name, value);
        }

        using IConsumer<byte[]?, byte[]?> consumer = new ConsumerBuilder<byte[]?, byte[]?>(configuration).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var read = new List<ConsumeResult<byte[]?, byte[]?>>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (read.Count < expected)
        {
            read.Add(consumer.Consume(patience.Token));
        }

        return [.. read.OrderBy(message => message.Partition.Value).ThenBy(message => message.Offset.Value)];
    }
}

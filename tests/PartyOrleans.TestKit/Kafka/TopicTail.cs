using System.Text;
using Confluent.Kafka;
using PartyOrleans.Kafka;

namespace PartyOrleans.TestKit.Kafka;

/// <summary>A message of a topic.</summary>
/// <param name="Key">Its key as text.</param>
/// <param name="Value">Its value; null for a tombstone.</param>
/// <param name="Headers">Its headers as texts; the last of a name.</param>
public sealed record TailedMessage(string Key, byte[]? Value, IReadOnlyDictionary<string, string> Headers);

/// <summary>Reads all of a topic in the background, each partition in its order, as any other program would; stops being well once a message was missed.</summary>
public sealed class TopicTail : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly List<TailedMessage> _messages = [];
    private readonly Thread _thread;
    private Exception? _failure;
    private volatile bool _isStopping;

    /// <summary>Begins with the oldest message.</summary>
    public TopicTail(KafkaConnection connection, string topic, int partitions)
    {
        var configuration = new ConsumerConfig { BootstrapServers = connection.Brokers, GroupId = "tail", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Error, FetchWaitMaxMs = 50 };
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(configuration).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, new Offset(0))));
        _thread = new Thread(Read) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>What was read so far; those of one key in their order.</summary>
    public IReadOnlyList<TailedMessage> Messages
    {
        get
        {
            lock (_messages)
            {
                return _failure is null ? [.. _messages] : throw new InvalidOperationException("The topic could not be read on.", _failure);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        _consumer.Dispose();
    }

    private void Read()
    {
        while (!_isStopping)
        {
            try
            {
                if (_consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } read)
                {
                    var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
                    foreach (IHeader header in read.Message.Headers ?? [])
                    {
                        headers[header.Key] = Encoding.UTF8.GetString(header.GetValueBytes() ?? []);
                    }

                    lock (_messages)
                    {
                        _messages.Add(new TailedMessage(Encoding.UTF8.GetString(read.Message.Key ?? []), read.Message.Value, headers));
                    }
                }
            }
            catch (ConsumeException failure)
            {
                lock (_messages)
                {
                    _failure = failure;
                }

                return;
            }
        }
    }
}

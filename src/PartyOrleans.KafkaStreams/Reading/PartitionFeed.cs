using Confluent.Kafka;

namespace PartyOrleans.KafkaStreams.Reading;

/// <summary>What was fetched of one partition and waits to be taken by its queue; bounded, for the partition is paused when it is full.</summary>
/// <param name="place">The partition.</param>
/// <param name="maxMessages">Messages that wait at most, about.</param>
/// <param name="maxBytes">Bytes that wait at most, about.</param>
internal sealed class PartitionFeed(TopicPartition place, int maxMessages, long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<ConsumeResult<byte[]?, byte[]?>> _waiting = new();
    private TaskCompletionSource? _arrival;
    private long _bytes;

    /// <summary>The partition.</summary>
    public TopicPartition Place => place;

    /// <summary>Whether fetching is paused; the fetching thread's.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Where fetching goes on should the partition be assigned anew; the fetching thread's.</summary>
    public Offset Next { get; set; } = Offset.Unset;

    /// <summary>Whether what comes next is gone, and is to be decided about; set by the fetching thread.</summary>
    public bool IsLost { get; set; }

    /// <summary>The offset after the newest message, as the brokers said last; -1 where that is not known.</summary>
    public long High { get; set; } = -1;

    /// <summary>Why it does not go on, from the brokers; empty where it does.</summary>
    public string Trouble { get; set; } = "";

    /// <summary>Messages that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Whether it has its share, or that part of it.</summary>
    public bool IsFull(int part)
    {
        lock (_lock)
        {
            return _waiting.Count >= Math.Max(1, maxMessages / part) || _bytes >= Math.Max(1, maxBytes / part);
        }
    }

    /// <summary>Adds a message.</summary>
    public void Offer(ConsumeResult<byte[]?, byte[]?> message)
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            _waiting.Enqueue(message);
            _bytes += BytesOf(message);
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.TrySetResult();
    }

    /// <summary>Completes when something waits.</summary>
    public Task ArrivalAsync()
    {
        lock (_lock)
        {
            return _waiting.Count > 0 ? Task.CompletedTask : (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Takes what waits, up to a number and a size; one message at least.</summary>
    public List<ConsumeResult<byte[]?, byte[]?>> Take(int most, long mostBytes)
    {
        var taken = new List<ConsumeResult<byte[]?, byte[]?>>();
        lock (_lock)
        {
            while (taken.Count < most && _waiting.TryPeek(out ConsumeResult<byte[]?, byte[]?>? next) && (taken.Count == 0 || BytesOf(next) <= mostBytes))
            {
                taken.Add(_waiting.Dequeue());
                long bytes = BytesOf(next);
                _bytes -= bytes;
                mostBytes -= bytes;
            }
        }

        return taken;
    }

    /// <summary>Drops what waits.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _waiting.Clear();
            _bytes = 0;
        }
    }

    private static long BytesOf(ConsumeResult<byte[]?, byte[]?> message) => (message.Message.Value?.Length ?? 0) + (message.Message.Key?.Length ?? 0) + 128L;
}

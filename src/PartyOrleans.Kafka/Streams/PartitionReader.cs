using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.Kafka.Streams;

/// <summary>
/// Hands the messages of one partition to the hub, in their order and one batch at a time. What the hub has already, because a message was fetched twice, is dropped here; where the
/// hub is elsewhere than was thought, the partition is read on from where it is.
/// </summary>
internal sealed partial class PartitionReader
{
    private readonly StreamContext _context;
    private readonly ILogger _log;
    private readonly PartitionIntake _intake;
    private readonly Channel<ConsumeResult<byte[]?, byte[]?>> _waiting = Channel.CreateUnbounded<ConsumeResult<byte[]?, byte[]?>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Task _work;
    private ConsumeResult<byte[]?, byte[]?>? _peeked;
    private int _count;
    private long _bytes;
    private volatile bool _isPaused;

    /// <summary>Begins to work.</summary>
    /// <param name="context">The stream.</param>
    /// <param name="place">The partition.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="next">What the hub has of it: the first offset not taken, 0 where it has nothing.</param>
    /// <param name="isAnew">Whether the stream begins again in this partition: the first batch is taken whatever the hub holds.</param>
    public PartitionReader(StreamContext context, TopicPartition place, StreamTopic topic, long next, bool isAnew = false)
    {
        (_context, _log, Place) = (context, context.Log, place);
        _intake = new PartitionIntake(context.PartitionOf(topic, place.Partition.Value), next, isAnew, reached => context.Reached(this, reached));
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The partition.</summary>
    public TopicPartition Place { get; }

    /// <summary>Messages that wait.</summary>
    public int Waiting => Volatile.Read(ref _count);

    /// <summary>Bytes that wait.</summary>
    public long WaitingBytes => Interlocked.Read(ref _bytes);

    /// <summary>The first offset that the hub has not taken.</summary>
    public long Next => _intake.Next;

    /// <summary>Whether fetching is paused; kept by the session.</summary>
    public bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }

    /// <summary>Messages behind the newest one, -1 where not known; kept by the session.</summary>
    public long Lag { get; set; } = -1;

    /// <summary>Why it does not go on; empty where it does.</summary>
    public string Trouble
    {
        get => _intake.Trouble;
        set => _intake.Trouble = value;
    }

    /// <summary>Gives it a message.</summary>
    public void Offer(ConsumeResult<byte[]?, byte[]?> message)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, BytesOf(message));
        _waiting.Writer.TryWrite(message);
    }

    /// <summary>Ends: what waits is dropped, what the hub was given is waited for, as long as the drain lasts.</summary>
    public async Task StopAsync()
    {
        End();
        _abort.CancelAfter(_context.Options.Drain);
        await _work;
    }

    private static long BytesOf(ConsumeResult<byte[]?, byte[]?> message) => (message.Message.Value?.Length ?? 0) + (message.Message.Key?.Length ?? 0);

    private async Task WorkAsync()
    {
        try
        {
            while (_peeked is not null || await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                List<ConsumeResult<byte[]?, byte[]?>> messages = Gather();
                if (messages.Count > 0 && await _intake.TakeAsync(messages, _stop.Token, _abort.Token) is { } elsewhere)
                {
                    End();
                    _context.ReadOnFrom(this, elsewhere);
                }

                _context.Eased(this);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The partition has left, or the stream stops: what waits is fetched again by whoever reads on.
        }
        catch (Exception failure)
        {
            Trouble = failure.Message;
            LogBroken(failure, _context.Options.Name, Place.Topic, Place.Partition.Value);
            _context.Broken(failure);
        }
    }

    /// <summary>What waits, as much as goes into one batch, without what the hub has already.</summary>
    private List<ConsumeResult<byte[]?, byte[]?>> Gather()
    {
        var messages = new List<ConsumeResult<byte[]?, byte[]?>>();
        long bytes = 0;
        while (messages.Count < _context.Options.MostInBatch && (_peeked is not null || _waiting.Reader.TryRead(out _peeked)))
        {
            long more = BytesOf(_peeked!);
            if (messages.Count > 0 && bytes + more > _context.Options.MaxMessageBytes)
            {
                break;
            }

            ConsumeResult<byte[]?, byte[]?> message = _peeked!;
            _peeked = null;
            Interlocked.Decrement(ref _count);
            Interlocked.Add(ref _bytes, -more);
            if (_intake.IsNew(message.Offset.Value))
            {
                messages.Add(message);
                bytes += more;
            }
        }

        return messages;
    }

    private void End()
    {
        _waiting.Writer.TryComplete();
        _stop.Cancel();
    }

    [LoggerMessage(2323, LogLevel.Error, "Stream {Stream}, topic {Topic}, partition {Partition}: reading broke off")]
    private partial void LogBroken(Exception failure, string stream, string topic, int partition);
}

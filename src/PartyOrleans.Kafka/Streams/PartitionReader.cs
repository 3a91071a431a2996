using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Streams;

/// <summary>
/// Hands the messages of one partition to the hub, in their order and one batch at a time, each with the offset that comes after it. A batch is handed
/// in until the hub has it: nothing is passed over. What the hub has already, because a message was fetched twice, is dropped here; where the hub is
/// elsewhere than was thought, the partition is read on from where it is.
/// </summary>
internal sealed partial class PartitionReader
{
    private readonly StreamContext _context;
    private readonly ILogger _log;
    private readonly StreamTopic _topic;
    private readonly string _stream;
    private readonly Channel<ConsumeResult<byte[]?, byte[]?>> _waiting = Channel.CreateUnbounded<ConsumeResult<byte[]?, byte[]?>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly PersistentRetry _retry;
    private readonly Task _work;
    private IMessageAdapter? _adapter;
    private ConsumeResult<byte[]?, byte[]?>? _peeked;
    private int _count;
    private long _bytes;
    private long _next;
    private long _from;
    private volatile bool _isPaused;
    private string _trouble = "";

    /// <summary>Begins to work.</summary>
    /// <param name="context">The stream.</param>
    /// <param name="place">The partition.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="next">What the hub has of it: the first offset not taken, 0 where it has nothing.</param>
    /// <param name="isAnew">Whether the stream begins again in this partition: the first batch is taken whatever the hub holds.</param>
    public PartitionReader(StreamContext context, TopicPartition place, StreamTopic topic, long next, bool isAnew = false)
    {
        (_context, _log, Place, _topic) = (context, context.Log, place, topic);
        (_next, _from) = isAnew ? (0, SourcePosition.Anew) : (next, next);
        _stream = context.StreamOf(place);
        _retry = new PersistentRetry(context.Options.Pauses, context.Time, MayRecover, LogAndCount, failure => (failure as IntakeException)?.RetryAfter);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The partition.</summary>
    public TopicPartition Place { get; }

    /// <summary>Messages that wait.</summary>
    public int Waiting => Volatile.Read(ref _count);

    /// <summary>Bytes that wait.</summary>
    public long WaitingBytes => Interlocked.Read(ref _bytes);

    /// <summary>The first offset that the hub has not taken.</summary>
    public long Next => Interlocked.Read(ref _next);

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
        get => Volatile.Read(ref _trouble);
        set => Volatile.Write(ref _trouble, value);
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
                if (messages.Count > 0)
                {
                    await TakeAsync(messages);
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
            if (message.Offset.Value >= _next)
            {
                messages.Add(message);
                bytes += more;
            }
            else
            {
                _context.Instruments.Taken(_context.Options.Name, Place.Topic, "repeated", 1);
            }
        }

        return messages;
    }

    /// <summary>Hands messages in until the hub has them.</summary>
    private async Task TakeAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> messages)
    {
        long next = messages[^1].Offset.Value + 1;
        bool isSent = false;
        try
        {
            await _retry.RunAsync(
                async stop =>
                {
                    MessageBatch batch = MessageBatch.Read(messages, Adapter(), new SourcePosition(_stream, next, _from), _context.Options.MaxMessageBytes);
                    if (!isSent)
                    {
                        await SendDeadLettersAsync(batch, stop);
                        isSent = true;
                    }

                    await _context.Intake.TakeAsync(batch.Intake, _abort.Token);
                    Taken(messages, batch, next);
                },
                _stop.Token);
            Trouble = "";
        }
        catch (StreamMovedException moved) when (moved.Next >= next)
        {
            Reached(moved.Next);
        }
        catch (StreamMovedException moved) when (moved.Next > messages[0].Offset.Value)
        {
            Reached(moved.Next);
            await TakeAsync([.. messages.Where(message => message.Offset.Value >= moved.Next)]);
        }
        catch (StreamMovedException moved)
        {
            // The hub lacks what comes before these messages: its store was put back to an earlier state, or another reader had to give up.
            LogMoved(_context.Options.Name, Place.Topic, Place.Partition.Value, _next, moved.Next);
            End();
            _context.ReadOnFrom(this, moved.Next);
        }
        catch (IntakeException refused) when (!refused.IsTransient)
        {
            await TakeApartAsync(messages, refused);
        }
    }

    /// <summary>Something in these messages cannot be taken: halves of them are tried until the one is found, which then becomes a dead letter.</summary>
    private async Task TakeApartAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> messages, IntakeException refused)
    {
        if (messages.Count > 1)
        {
            await TakeAsync([.. messages.Take(messages.Count / 2)]);
            await TakeAsync([.. messages.Skip(messages.Count / 2)]);
            return;
        }

        long next = messages[0].Offset.Value + 1;
        LogRefused(_context.Options.Name, Place.Topic, Place.Partition.Value, messages[0].Offset.Value, refused.Message);
        await new PersistentRetry(_context.Options.Pauses, _context.Time, failure => failure is not StreamMovedException, LogAndCount).RunAsync(
            async stop =>
            {
                MessageBatch letter = MessageBatch.Untaken(messages[0], Adapter(), new SourcePosition(_stream, next, _from), refused.Message, attempts: 2);
                await SendDeadLettersAsync(letter, stop);
                await _context.Intake.TakeAsync(letter.Intake, _abort.Token);
                Taken(messages, letter, next);
            },
            _stop.Token);
    }

    private Task SendDeadLettersAsync(MessageBatch batch, CancellationToken stop) =>
        batch.Refused.Count > 0 && _context.DeadLetters is { } topic ? topic.SendAsync(batch.Refused, stop) : Task.CompletedTask;

    private void Taken(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> messages, MessageBatch batch, long next)
    {
        DateTimeOffset now = _context.Time.GetUtcNow();
        Reached(next);
        string stream = _context.Options.Name;
        _context.Instruments.Taken(stream, Place.Topic, "upsert", batch.Upserts);
        _context.Instruments.Taken(stream, Place.Topic, "delete", batch.Deletes);
        _context.Instruments.Taken(stream, Place.Topic, "nothing", batch.Nothing.Count);
        _context.Instruments.Taken(stream, Place.Topic, "refused", batch.Refused.Count);
        _context.Adapters.Taken(_topic, new MessageTally(now, batch.Upserts, batch.Deletes, batch.Nothing, [.. batch.Refused.Select(refused => refused.Letter.Kind)]));
        foreach (ConsumeResult<byte[]?, byte[]?> message in messages)
        {
            if (message.Message.Timestamp.Type != TimestampType.NotAvailable)
            {
                _context.Instruments.Durable(stream, now - new DateTimeOffset(message.Message.Timestamp.UtcDateTime, TimeSpan.Zero));
            }
        }
    }

    private void Reached(long next)
    {
        Interlocked.Exchange(ref _next, next);
        Interlocked.Exchange(ref _from, next);
        _context.Reached(this, _stream, next);
    }

    private void End()
    {
        _waiting.Writer.TryComplete();
        _stop.Cancel();
    }

    private IMessageAdapter Adapter() => _adapter = _context.Adapters.AdapterOf(_topic, _adapter)
        ?? throw new IntakeException($"The bundle in force has no contract for source {_topic.Source}, so messages of topic {_topic.Name} cannot be read.", isTransient: true);

    private static bool MayRecover(Exception failure) => failure is not StreamMovedException and not IntakeException { IsTransient: false };

    private void LogAndCount(Exception failure, TimeSpan pause)
    {
        Trouble = failure is IntakeException or KafkaTransportException ? failure.Message : $"It failed ({failure.GetType().Name}).";
        _context.Instruments.Retried(_context.Options.Name);
        LogRetry(failure, _context.Options.Name, Place.Topic, Place.Partition.Value, pause.TotalMilliseconds);
    }

    [LoggerMessage(2320, LogLevel.Warning, "Stream {Stream}, topic {Topic}, partition {Partition}: the hub did not take messages; trying again in {PauseMs} ms")]
    private partial void LogRetry(Exception failure, string stream, string topic, int partition, double pauseMs);

    [LoggerMessage(2321, LogLevel.Warning, "Stream {Stream}, topic {Topic}, partition {Partition}: messages from {From} on were read, and the hub goes on from {Next}; reading on from there")]
    private partial void LogMoved(string stream, string topic, int partition, long from, long next);

    [LoggerMessage(2322, LogLevel.Error, "Stream {Stream}, topic {Topic}, partition {Partition}: the hub refuses the message at {Offset}, which becomes a dead letter: {Cause}")]
    private partial void LogRefused(string stream, string topic, int partition, long offset, string cause);

    [LoggerMessage(2323, LogLevel.Error, "Stream {Stream}, topic {Topic}, partition {Partition}: reading broke off")]
    private partial void LogBroken(Exception failure, string stream, string topic, int partition);
}

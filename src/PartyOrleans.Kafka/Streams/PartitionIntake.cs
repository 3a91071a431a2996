using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Streams;

/// <summary>A partition of a stream, as whoever reads it knows it.</summary>
/// <param name="Options">The stream.</param>
/// <param name="By">What it stands on.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
internal sealed record StreamPartition(KafkaStreamOptions Options, StreamSurroundings By, StreamTopic Topic, int Partition)
{
    /// <summary>Topic for what is refused; null for none.</summary>
    public DeadLetterTopic? DeadLetters { get; init; }

    /// <summary>The name under which the hub keeps how far it has come.</summary>
    public string Stream => Options.PositionOf(Topic.Name, Partition);
}

/// <summary>
/// Hands messages of one partition to the hub, one batch at a time, each with the offset that comes after it: whoever reads them, what becomes of them is decided here. A batch is
/// handed in until the hub has it: nothing is passed over. What the hub would never take is taken apart until the one message is found, which becomes a dead letter.
/// </summary>
internal sealed partial class PartitionIntake
{
    private readonly StreamPartition _partition;
    private readonly KafkaStreamOptions _options;
    private readonly StreamSurroundings _by;
    private readonly ILogger _log;
    private readonly Action<long> _reached;
    private readonly PersistentRetry _retry;
    private IMessageAdapter? _adapter;
    private long _next;
    private long _from;
    private string _trouble = "";

    /// <summary>Begins where the hub is.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="next">What the hub has of it: the first offset not taken, 0 where it has nothing.</param>
    /// <param name="isAnew">Whether the stream begins again in this partition: the first batch is taken whatever the hub holds.</param>
    /// <param name="reached">Told how far the hub has come.</param>
    public PartitionIntake(StreamPartition partition, long next, bool isAnew, Action<long> reached)
    {
        (_partition, _options, _by, _log, _reached) = (partition, partition.Options, partition.By, partition.By.Log, reached);
        (_next, _from) = isAnew ? (0, SourcePosition.Anew) : (next, next);
        _retry = new PersistentRetry(_options.Pauses, _by.Time, MayRecover, LogAndCount, failure => (failure as IntakeException)?.RetryAfter);
    }

    /// <summary>The first offset that the hub has not taken.</summary>
    public long Next => Interlocked.Read(ref _next);

    /// <summary>Why it does not go on; empty where it does.</summary>
    public string Trouble
    {
        get => Volatile.Read(ref _trouble);
        set => Volatile.Write(ref _trouble, value);
    }

    /// <summary>Whether a message is new to the hub; one that is not is counted.</summary>
    public bool IsNew(long offset)
    {
        if (offset >= Next)
        {
            return true;
        }

        _by.Instruments.Taken(_options.Name, _partition.Topic.Name, "repeated", 1);
        return false;
    }

    /// <summary>Hands messages in until the hub has them.</summary>
    /// <param name="messages">One at least, in their order, new to the hub.</param>
    /// <param name="stop">Stops trying again.</param>
    /// <param name="abort">Gives up what waits for its turn in the hub.</param>
    /// <returns>Null once the hub has them; else the offset to read on from, because the hub lacks what comes before them.</returns>
    /// <exception cref="OperationCanceledException">It was stopped before; the hub may have a beginning of them.</exception>
    public async Task<long?> TakeAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> messages, CancellationToken stop, CancellationToken abort)
    {
        long next = messages[^1].Offset.Value + 1;
        bool isSent = false;
        try
        {
            await _retry.RunAsync(
                async stopping =>
                {
                    MessageBatch batch = MessageBatch.Read(messages, Adapter(), new SourcePosition(_partition.Stream, next, _from), _options.MaxMessageBytes);
                    if (!isSent)
                    {
                        await SendDeadLettersAsync(batch, stopping);
                        isSent = true;
                    }

                    await _by.Intake.TakeAsync(batch.Intake, abort);
                    Taken(messages, batch, next);
                },
                stop);
            Trouble = "";
            return null;
        }
        catch (StreamMovedException moved) when (moved.Next >= next)
        {
            Reached(moved.Next);
            return null;
        }
        catch (StreamMovedException moved) when (moved.Next > messages[0].Offset.Value)
        {
            Reached(moved.Next);
            return await TakeAsync([.. messages.Where(message => message.Offset.Value >= moved.Next)], stop, abort);
        }
        catch (StreamMovedException moved)
        {
            // The hub lacks what comes before these messages: its store was put back to an earlier state, or another reader had to give up.
            LogMoved(_options.Name, _partition.Topic.Name, _partition.Partition, Next, moved.Next);
            return moved.Next;
        }
        catch (IntakeException refused) when (!refused.IsTransient)
        {
            return await TakeApartAsync(messages, refused, stop, abort);
        }
    }

    /// <summary>Something in these messages cannot be taken: halves of them are tried until the one is found, which then becomes a dead letter.</summary>
    private async Task<long?> TakeApartAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> messages, IntakeException refused, CancellationToken stop, CancellationToken abort)
    {
        if (messages.Count > 1)
        {
            return await TakeAsync([.. messages.Take(messages.Count / 2)], stop, abort) ?? await TakeAsync([.. messages.Skip(messages.Count / 2)], stop, abort);
        }

        long next = messages[0].Offset.Value + 1;
        LogRefused(_options.Name, _partition.Topic.Name, _partition.Partition, messages[0].Offset.Value, refused.Message);
        await new PersistentRetry(_options.Pauses, _by.Time, failure => failure is not StreamMovedException, LogAndCount).RunAsync(
            async stopping =>
            {
                MessageBatch letter = MessageBatch.Untaken(messages[0], Adapter(), new SourcePosition(_partition.Stream, next, _from), refused.Message, attempts: 2);
                await SendDeadLettersAsync(letter, stopping);
                await _by.Intake.TakeAsync(letter.Intake, abort);
                Taken(messages, letter, next);
            },
            stop);
        return null;
    }

    private Task SendDeadLettersAsync(MessageBatch batch, CancellationToken stop) =>
        batch.Refused.Count > 0 && _partition.DeadLetters is { } topic ? topic.SendAsync(batch.Refused, stop) : Task.CompletedTask;

    private void Taken(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> messages, MessageBatch batch, long next)
    {
        DateTimeOffset now = _by.Time.GetUtcNow();
        Reached(next);
        (string stream, string topic) = (_options.Name, _partition.Topic.Name);
        _by.Instruments.Taken(stream, topic, "upsert", batch.Upserts);
        _by.Instruments.Taken(stream, topic, "delete", batch.Deletes);
        _by.Instruments.Taken(stream, topic, "nothing", batch.Nothing.Count);
        _by.Instruments.Taken(stream, topic, "refused", batch.Refused.Count);
        _by.Adapters.Taken(_partition.Topic, new MessageTally(now, batch.Upserts, batch.Deletes, batch.Nothing, [.. batch.Refused.Select(refused => refused.Letter.Kind)]));
        foreach (ConsumeResult<byte[]?, byte[]?> message in messages)
        {
            if (message.Message.Timestamp.Type != TimestampType.NotAvailable)
            {
                _by.Instruments.Durable(stream, now - new DateTimeOffset(message.Message.Timestamp.UtcDateTime, TimeSpan.Zero));
            }
        }
    }

    private void Reached(long next)
    {
        Interlocked.Exchange(ref _next, next);
        _from = next;
        _reached(next);
    }

    private IMessageAdapter Adapter() => _adapter = _by.Adapters.AdapterOf(_partition.Topic, _adapter) ?? throw new IntakeException(
        $"The bundle in force has no contract for source {_partition.Topic.Source}, so messages of topic {_partition.Topic.Name} cannot be read.", isTransient: true);

    private static bool MayRecover(Exception failure) => failure is not StreamMovedException and not IntakeException { IsTransient: false };

    private void LogAndCount(Exception failure, TimeSpan pause)
    {
        Trouble = failure is IntakeException or KafkaTransportException ? failure.Message : $"It failed ({failure.GetType().Name}).";
        _by.Instruments.Retried(_options.Name);
        LogRetry(failure, _options.Name, _partition.Topic.Name, _partition.Partition, pause.TotalMilliseconds);
    }

    [LoggerMessage(2320, LogLevel.Warning, "Stream {Stream}, topic {Topic}, partition {Partition}: the hub did not take messages; trying again in {PauseMs} ms")]
    private partial void LogRetry(Exception failure, string stream, string topic, int partition, double pauseMs);

    [LoggerMessage(2321, LogLevel.Warning, "Stream {Stream}, topic {Topic}, partition {Partition}: messages from {From} on were read, and the hub goes on from {Next}; reading on from there")]
    private partial void LogMoved(string stream, string topic, int partition, long from, long next);

    [LoggerMessage(2322, LogLevel.Error, "Stream {Stream}, topic {Topic}, partition {Partition}: the hub refuses the message at {Offset}, which becomes a dead letter: {Cause}")]
    private partial void LogRefused(string stream, string topic, int partition, long offset, string cause);
}

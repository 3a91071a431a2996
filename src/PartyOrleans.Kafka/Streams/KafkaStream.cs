using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Streams;

/// <summary>
/// Live changes from topics into the hub. Every message's offset is kept by the hub in the transaction of its effects, and reading goes on from there: a
/// message is taken once, however often it is fetched and wherever a crash falls. Faults of brokers and of the hub are waited out with growing pauses;
/// nothing is passed over.
/// </summary>
public sealed partial class KafkaStream : IAsyncDisposable
{
    private readonly KafkaStreamOptions _options;
    private readonly StreamSurroundings _surroundings;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly DeadLetterTopic? _deadLetters;
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamSession?[] _sessions;
    private readonly string[] _troubles;
    private Task _work = Task.CompletedTask;
    private long _rebalancesBefore;
    private int _isDisposed;

    /// <summary>Makes a stream that does not read yet.</summary>
    /// <exception cref="KafkaTransportException">The native library is not here.</exception>
    /// <exception cref="ArgumentException">A setting is unknown, or the hub's to decide.</exception>
    public KafkaStream(KafkaStreamOptions options, StreamSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(surroundings);
        KafkaLibrary.Require();
        (_options, _surroundings, _log) = (options, surroundings, surroundings.Log);
        _sessions = new StreamSession?[options.Consumers];
        _troubles = [.. Enumerable.Repeat("It is not connected yet.", options.Consumers)];
        using (new StreamSession(new StreamContext(options, surroundings, deadLetters: null, _positions), 0))
        {
            // Made and dropped, so that a setting that makes no sense is told now and not by a loop in the background.
        }

        _deadLetters = options.DeadLetterTopic is not { } topic ? null : new DeadLetterTopic(
            topic,
            new KafkaProducer(options.Connection, new KafkaProducerOptions { IsIdempotent = options.IsIdempotent, MaxMessageBytes = options.MaxMessageBytes }, surroundings.Time, surroundings.Log),
            surroundings.Log);
        surroundings.Instruments.Observe(options.Name, options.Topics.Select(topic => topic.Name), () => Status);
    }

    /// <summary>Its name.</summary>
    public string Name => _options.Name;

    /// <summary>How it is.</summary>
    public StreamStatus Status
    {
        get
        {
            StreamSession[] sessions = [.. _sessions.OfType<StreamSession>()];
            PartitionStatus[] partitions =
            [
                .. sessions.SelectMany(session => session.Partitions).OrderBy(partition => partition.Topic, StringComparer.Ordinal).ThenBy(partition => partition.Partition),
            ];
            string trouble = _troubles.Concat(sessions.Select(session => session.Trouble)).Concat(partitions.Select(partition => partition.Trouble)).FirstOrDefault(text => text.Length > 0) ?? "";
            bool isConnected = sessions.Length > 0 && Array.Exists(sessions, session => session.IsConnected);
            return new StreamStatus(
                _options.Name, isConnected, trouble.Length == 0 && !isConnected ? $"No broker of {_options.Connection.Brokers} is reached." : trouble,
                Interlocked.Read(ref _rebalancesBefore) + sessions.Sum(session => session.Rebalances), partitions);
        }
    }

    /// <summary>Begins to read.</summary>
    public void Start() => _work = Task.WhenAll(Enumerable.Range(0, _options.Consumers).Select(consumer => Task.Factory.StartNew(
        () => Run(consumer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    /// <summary>Stops reading; what the hub was given is waited for, within <see cref="KafkaStreamOptions.Drain"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _surroundings.Instruments.Forget(_options.Name);
        if (_deadLetters is not null)
        {
            await _deadLetters.DisposeAsync();
        }

        _stop.Dispose();
    }

    /// <summary>Connects and reads, again and again, on a thread of its own.</summary>
    private void Run(int consumer)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using StreamSession session = Await(ConnectAsync(consumer));
                _sessions[consumer] = session;
                try
                {
                    session.Run(_stop.Token);
                }
                finally
                {
                    _sessions[consumer] = null;
                    Interlocked.Add(ref _rebalancesBefore, session.Rebalances);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                _troubles[consumer] = Describe(failure);
                _surroundings.Instruments.Retried(_options.Name);
                LogBroken(failure, _options.Name);
            }
        }
    }

    private async Task<StreamSession> ConnectAsync(int consumer)
    {
        StreamSession? connected = null;
        var retry = new PersistentRetry(
            _options.Pauses, _surroundings.Time, _ => true,
            (failure, pause) =>
            {
                _troubles[consumer] = Describe(failure);
                _surroundings.Instruments.Retried(_options.Name);
                LogNotConnected(_options.Name, _options.Connection.Brokers, pause.TotalMilliseconds, Describe(failure));
            },
            failure => (failure as IntakeException)?.RetryAfter);
        await retry.RunAsync(
            async stop =>
            {
                foreach (SourcePosition position in await _surroundings.Intake.ReadPositionsAsync(_options.Prefix, stop))
                {
                    _positions[position.Stream] = position.Next;
                }

                connected = await _surroundings.Breaker.RunAsync(_ => Task.Run(() => Open(consumer)), stop);
            },
            _stop.Token);
        _troubles[consumer] = "";
        return connected!;
    }

    private StreamSession Open(int consumer)
    {
        var session = new StreamSession(new StreamContext(_options, _surroundings, _deadLetters, _positions), consumer);
        try
        {
            session.Connect();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>What is told of a failure of the connection, without personal data; for its breaker.</summary>
    public static string Describe(Exception failure) => failure switch
    {
        BreakerOpenException or KafkaTransportException or IntakeException => failure.Message,
        KafkaException told => $"The brokers did not answer: {told.Error.Reason} ({told.Error.Code}).",
        _ => $"It failed ({failure?.GetType().Name}).",
    };

#pragma warning disable VSTHRD002 // the thread is the stream's own
    private static T Await<T>(Task<T> work) => work.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    [LoggerMessage(2325, LogLevel.Warning, "Stream {Stream} cannot connect to {Brokers}; trying again in {PauseMs} ms: {Cause}")]
    private partial void LogNotConnected(string stream, string brokers, double pauseMs, string cause);

    [LoggerMessage(2326, LogLevel.Warning, "Stream {Stream} broke off and is connected anew")]
    private partial void LogBroken(Exception failure, string stream);
}

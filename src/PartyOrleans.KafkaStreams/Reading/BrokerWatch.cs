using Microsoft.Extensions.Logging;

namespace PartyOrleans.KafkaStreams.Reading;

/// <summary>Once no broker is reached, leaves the partitions of a silo, so that its client has nothing to ask for, until the guard has found brokers again.</summary>
internal sealed partial class BrokerWatch : IDisposable
{
    private readonly PartitionFetcher _fetcher;
    private readonly IKafkaBrokerGuard _guard;
    private readonly (string Provider, string[] Topics) _what;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public BrokerWatch(PartitionFetcher fetcher, IKafkaBrokerGuard guard, string provider, string[] topics, ILogger log)
    {
        (_fetcher, _guard, _what, _log) = (fetcher, guard, (provider, topics), log);
        _watching = Task.Run(WatchAsync);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stop.Cancel();
        _ = _watching.ContinueWith(_ => _stop.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _fetcher.LostAsync().WaitAsync(_stop.Token);
                _fetcher.Hold();
                LogHeld(_what.Provider);
                await _guard.UntilReachedAsync(_ => _fetcher.PartitionsAsync(_what.Topics), _stop.Token);
                _fetcher.Go();
                LogWent(_what.Provider);
            }
            catch (Exception failure) when (!_stop.IsCancellationRequested)
            {
                LogFailed(failure, _what.Provider); // reading is left to the client again
                _fetcher.Go();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(2754, LogLevel.Warning, "Kafka streams {Provider}: no broker is reached; partitions of this silo are left until one is")]
    private partial void LogHeld(string provider);

    [LoggerMessage(2755, LogLevel.Information, "Kafka streams {Provider}: brokers are reached again")]
    private partial void LogWent(string provider);

    [LoggerMessage(2756, LogLevel.Error, "Kafka streams {Provider}: it could not be found out whether brokers are back; the client tries by itself")]
    private partial void LogFailed(Exception failure, string provider);
}

using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;
using PartyOrleans.KafkaStreams.Caching;
using PartyOrleans.KafkaStreams.Messages;
using PartyOrleans.KafkaStreams.Producing;
using PartyOrleans.KafkaStreams.Reading;

namespace PartyOrleans.KafkaStreams.Delivery;

/// <summary>
/// What a consumer would not take is sent to the dead-letter topic, as it came, with the reason in headers; only then does its stream go on. Where fewer attempts were made
/// than wanted, because each took long, it is offered again.
/// </summary>
internal sealed partial class KafkaDeliveryFailures(
    ReceiverSurroundings by, KafkaStreamProducer producer, Func<(KafkaQueueCache Cache, CancellationToken Stopping)?> partition) : IStreamFailureHandler
{
    private readonly ILogger _log = by.Log;

    /// <summary>Subscriptions go on.</summary>
    public bool ShouldFaultSubsriptionOnError => false;

    /// <inheritdoc />
    public async Task OnDeliveryFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        if (sequenceToken is null || by.Options.DeadLetterTopic is not { } topic || partition() is not { } here)
        {
            return; // what is not settled is offered again
        }

        foreach (KafkaCacheCursor cursor in here.Cache.FailedAt(streamIdentity, sequenceToken))
        {
            KafkaBatchContainer failed = cursor.Failed!;
            failed.Attempts--; // the consumer was told of the failure, which counts as an attempt
            by.Instruments.Failed(by.Provider, failed.Events[0].Topic);
            if (failed.Attempts < by.Options.MaxDeliveryAttempts)
            {
                continue;
            }

            await SendAsync(topic, failed, subscriptionId, here.Stopping);
            cursor.Settle();
            by.Instruments.DeadLettered(by.Provider, failed.Events[0].Topic, failed.Events.Length);
            LogDeadLettered(by.Provider, failed.Events[0].Topic, failed.Events[0].Partition, failed.First, failed.Last, failed.Attempts, topic);
        }
    }

    /// <inheritdoc />
    public Task OnSubscriptionFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        LogNotSubscribed(by.Provider, streamIdentity.GetNamespace() ?? "");
        return Task.CompletedTask;
    }

    /// <summary>Sends until the brokers have it, or somebody else reads the partition.</summary>
    private async Task SendAsync(string topic, KafkaBatchContainer failed, GuidId subscription, CancellationToken stopping)
    {
        TimeSpan pause = by.Options.FirstPause;
        while (true)
        {
            try
            {
                await producer.SendAsync(topic, partition: null, failed.Events.Select(message => (message.Key, message.Value, HeadersOf(message, failed.Attempts, subscription))));
                return;
            }
            catch (KafkaStreamsException failure)
            {
                LogNotSent(failure, by.Provider, topic, pause.TotalMilliseconds);
            }

            await Task.Delay(pause, by.Time, stopping);
            pause = pause * 2 < by.Options.LongestPause ? pause * 2 : by.Options.LongestPause;
        }
    }

    private IReadOnlyList<KafkaHeader> HeadersOf(KafkaEvent message, int attempts, GuidId subscription) =>
    [
        .. message.Headers,
        Header("orleans-dead-letter-reason", "no consumer took it"),
        Header("orleans-dead-letter-attempts", attempts.ToString(CultureInfo.InvariantCulture)),
        Header("orleans-dead-letter-provider", by.Provider),
        Header("orleans-dead-letter-subscription", subscription.Guid.ToString("D", CultureInfo.InvariantCulture)),
        Header("orleans-dead-letter-topic", message.Topic),
        Header("orleans-dead-letter-partition", message.Partition.ToString(CultureInfo.InvariantCulture)),
        Header("orleans-dead-letter-offset", message.Offset.ToString(CultureInfo.InvariantCulture)),
    ];

    private static KafkaHeader Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    [LoggerMessage(2730, LogLevel.Error, "Kafka streams {Provider}, topic {Topic}, partition {Partition}: messages {First} to {Last} were not taken with {Attempts} attempts, and are dead letters in {DeadLetterTopic}")]
    private partial void LogDeadLettered(string provider, string topic, int partition, long first, long last, int attempts, string deadLetterTopic);

    [LoggerMessage(2731, LogLevel.Warning, "Kafka streams {Provider}: dead letters could not be sent to {Topic}; trying again in {PauseMs} ms, and their stream waits")]
    private partial void LogNotSent(Exception failure, string provider, string topic, double pauseMs);

    [LoggerMessage(2732, LogLevel.Warning, "Kafka streams {Provider}: a consumer of namespace {Namespace} could not be asked where it is")]
    private partial void LogNotSubscribed(string provider, string @namespace);
}

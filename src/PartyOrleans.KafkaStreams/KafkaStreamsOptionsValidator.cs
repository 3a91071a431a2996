using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace PartyOrleans.KafkaStreams;

/// <summary>Refuses options that make no sense, before the silo or client starts.</summary>
/// <param name="name">Name of the provider.</param>
/// <param name="options">Its options.</param>
/// <param name="agent">The options of the agents that pull; null on a client.</param>
public sealed class KafkaStreamsOptionsValidator(string name, KafkaStreamsOptions options, StreamPullingAgentOptions? agent) : IConfigurationValidator
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Settings of librdkafka that the provider decides itself.</summary>
    public static IReadOnlyList<string> Decided { get; } =
    [
        "acks", "auto.commit.enable", "auto.offset.reset", "bootstrap.servers", "delivery.timeout.ms", "enable.auto.commit", "enable.auto.offset.store", "enable.idempotence",
        "enable.partition.eof", "group.id", "group.instance.id", "group.protocol", "max.in.flight", "max.in.flight.requests.per.connection", "message.timeout.ms", "metadata.broker.list",
        "partition.assignment.strategy", "partitioner", "request.required.acks", "transactional.id",
    ];

    /// <inheritdoc />
    /// <exception cref="OrleansConfigurationException">An option makes no sense; the message names it and what is allowed.</exception>
    public void ValidateConfiguration()
    {
        Require(!string.IsNullOrWhiteSpace(options.Brokers), nameof(options.Brokers), "host:port, several separated by commas");
        Require(!string.IsNullOrWhiteSpace(options.Group), nameof(options.Group), "a name");
        foreach (string setting in options.ClientSettings.Keys.Order(StringComparer.Ordinal))
        {
            Require(!Decided.Contains(setting, StringComparer.Ordinal), $"{nameof(options.ClientSettings)}[{setting}]", "left out, because the provider decides it");
        }

        Within(options.MaxCachedMessages, 1, 10_000_000, nameof(options.MaxCachedMessages));
        Within(options.MaxCachedBytes, 1 << 10, 64L << 30, nameof(options.MaxCachedBytes));
        Within(options.MaxMessagesPerDelivery, 1, 100_000, nameof(options.MaxMessagesPerDelivery));
        Within(options.MaxBytesPerDelivery, 1 << 10, 1 << 30, nameof(options.MaxBytesPerDelivery));
        Within(options.MaxDeliveryAttempts, 1, 20, nameof(options.MaxDeliveryAttempts));
        Within(options.FirstPause, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(options.FirstPause));
        Within(options.LongestPause, options.FirstPause, TimeSpan.FromMinutes(10), nameof(options.LongestPause));
        Within(options.BrokerPatience, TimeSpan.FromMilliseconds(100), Hour, nameof(options.BrokerPatience));
        Within(options.CommitInterval, TimeSpan.Zero, Hour, nameof(options.CommitInterval));
        Within(options.PollTime, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10), nameof(options.PollTime));
        Require(options.DeadLetterTopic is null || IsTopic(options.DeadLetterTopic), nameof(options.DeadLetterTopic), TopicShape);
        ValidateTopics();
        if (agent is not null && agent.BatchContainerBatchSize != 1)
        {
            throw Wrong($"{nameof(StreamPullingAgentOptions)}.{nameof(agent.BatchContainerBatchSize)}", $"1; {nameof(options.MaxMessagesPerDelivery)} says how much is delivered in one call");
        }
    }

    internal static IConfigurationValidator Create(IServiceProvider services, string name, bool isSilo) => new KafkaStreamsOptionsValidator(
        name,
        services.GetRequiredService<IOptionsMonitor<KafkaStreamsOptions>>().Get(name),
        isSilo ? services.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(name) : null);

    private const string TopicShape = "letters, digits, dot, hyphen and underscore, 249 at most";

    private void ValidateTopics()
    {
        Require(options.Topics.Count > 0, nameof(options.Topics), "at least one topic");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < options.Topics.Count; i++)
        {
            KafkaTopicOptions topic = options.Topics[i];
            string at = string.Create(CultureInfo.InvariantCulture, $"{nameof(options.Topics)}[{i}].");
            Require(topic.Topic is not null && IsTopic(topic.Topic), at + nameof(topic.Topic), TopicShape);
            Require(names.Add(topic.Topic!), at + nameof(topic.Topic), "a topic that no other one of the provider is");
            Require(namespaces.Add(topic.StreamNamespace), at + nameof(topic.Namespace), "a namespace that no other topic of the provider has");
            if (topic.Partitions is { } partitions)
            {
                Within(partitions, 1, 10_000, at + nameof(topic.Partitions));
            }
        }

        Require(options.DeadLetterTopic is null || !names.Contains(options.DeadLetterTopic), nameof(options.DeadLetterTopic), "a topic that the provider does not read");
    }

    private static bool IsTopic(string text) =>
        text.Length is > 0 and <= 249 && text is not ("." or "..") && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    private void Within<T>(T value, T least, T most, string option)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw Wrong(option, string.Create(CultureInfo.InvariantCulture, $"{least} to {most}, and is {value}"));
        }
    }

    private void Require(bool isRight, string option, string allowed)
    {
        if (!isRight)
        {
            throw Wrong(option, allowed);
        }
    }

    private OrleansConfigurationException Wrong(string option, string allowed) => new($"Kafka streams \"{name}\": {option} must be {allowed}.");
}

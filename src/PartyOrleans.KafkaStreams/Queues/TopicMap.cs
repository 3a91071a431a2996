using System.Globalization;
using System.Text;
using Orleans.Runtime;

namespace PartyOrleans.KafkaStreams.Queues;

/// <summary>Which streams the messages of topics are, and where events of streams go.</summary>
internal sealed class TopicMap
{
    private readonly Dictionary<string, KafkaTopicOptions> _byNamespace;
    private readonly Dictionary<string, KafkaTopicOptions> _byTopic;

    public TopicMap(IEnumerable<KafkaTopicOptions> topics)
    {
        Topics = [.. topics.OrderBy(static topic => topic.Topic, StringComparer.Ordinal)];
        _byNamespace = Topics.ToDictionary(static topic => topic.StreamNamespace, StringComparer.Ordinal);
        _byTopic = Topics.ToDictionary(static topic => topic.Topic, StringComparer.Ordinal);
    }

    /// <summary>The topics, sorted by name.</summary>
    public IReadOnlyList<KafkaTopicOptions> Topics { get; }

    /// <summary>The stream that a message is of.</summary>
    public StreamId StreamOf(string topic, int partition, byte[]? key)
    {
        KafkaTopicOptions options = _byTopic[topic];
        return options.Keys == KafkaStreamKeys.Partition
            ? StreamId.Create(options.StreamNamespace, KeyOf(options, partition))
            : StreamId.Create(Encoding.UTF8.GetBytes(options.StreamNamespace), key is { Length: > 0 } ? key : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"partition-{partition}")));
    }

    /// <summary>Where events of a stream go.</summary>
    /// <returns>The topic, and the partition where the stream is one.</returns>
    /// <exception cref="ArgumentException">No topic has the stream's namespace, or its key is no partition.</exception>
    public (string Topic, int? Partition) PlaceOf(StreamId stream)
    {
        string name = stream.GetNamespace() ?? "";
        if (!_byNamespace.TryGetValue(name, out KafkaTopicOptions? options))
        {
            throw new ArgumentException($"No topic of the provider has the namespace \"{name}\"; there is {string.Join(", ", _byNamespace.Keys.Order(StringComparer.Ordinal))}.", nameof(stream));
        }

        if (options.Keys == KafkaStreamKeys.MessageKey)
        {
            return (options.Topic, null);
        }

        string begin = options.KeyPrefix + options.Topic + "/";
        string key = stream.GetKeyAsString();
        return key.StartsWith(begin, StringComparison.Ordinal) && int.TryParse(key.AsSpan(begin.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int partition)
            ? (options.Topic, partition)
            : throw new ArgumentException($"Streams of the namespace \"{name}\" are partitions: their keys are {begin}0, {begin}1 and so on.", nameof(stream));
    }

    private static string KeyOf(KafkaTopicOptions options, int partition) => string.Create(CultureInfo.InvariantCulture, $"{options.KeyPrefix}{options.Topic}/{partition}");
}

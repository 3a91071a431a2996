namespace PartyOrleans.KafkaStreams;

/// <summary>Where reading begins in a partition of which the group has committed nothing.</summary>
public enum KafkaStart
{
    /// <summary>With the oldest message that is still there.</summary>
    Earliest = 0,

    /// <summary>With the next message to come; what is there already is never delivered.</summary>
    Latest = 1,
}

/// <summary>What is done where the messages that come next are not there any more: deleted by age, or with their topic.</summary>
public enum KafkaLoss
{
    /// <summary>The partition stands still, and says so, until somebody decides.</summary>
    Stop = 0,

    /// <summary>The partition is read anew from the oldest message that is there, which is marked (<see cref="Messages.KafkaEvent.FollowsLoss"/>).</summary>
    Restart = 1,
}

/// <summary>A stream provider over topics of one Kafka cluster. The same on every silo, and, as far as they send, on clients.</summary>
public sealed class KafkaStreamsOptions
{
    /// <summary>Brokers to begin with, as <c>host:port</c> separated by commas. Required.</summary>
    public string Brokers { get; set; } = "";

    /// <summary>
    /// Further settings of librdkafka by their own names, such as <c>security.protocol</c>. Those that the provider decides, because what it promises
    /// rests on them, are refused: see <see cref="KafkaStreamsOptionsValidator.Decided"/>.
    /// </summary>
    public IDictionary<string, string> ClientSettings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The topics; at least one.</summary>
    public IList<KafkaTopicOptions> Topics { get; } = [];

    /// <summary>
    /// Consumer group under which the brokers keep how far each partition is applied; default <c>orleans</c>. Of this provider alone: its partitions are
    /// given out by Orleans, so the group has no members, and brokers refuse the commits of such a group while another program is a member.
    /// </summary>
    public string Group { get; set; } = "orleans";

    /// <summary>Where reading begins in a partition of which nothing was committed; default with the oldest message.</summary>
    public KafkaStart Start { get; set; }

    /// <summary>What is done where messages are lost; default stop.</summary>
    public KafkaLoss Loss { get; set; }

    /// <summary>Messages of a partition that are held until they are applied, 1 to 10,000,000; default 10,000. Half as many more, 500 at least, wait to be held, before the partition is paused. More lets quick streams go on beside a slow one of the same partition, and costs memory.</summary>
    public int MaxCachedMessages { get; set; } = 10_000;

    /// <summary>Bytes of a partition that are held until they are applied, 1 KiB to 64 GiB; default 32 MiB. One message may always be held.</summary>
    public long MaxCachedBytes { get; set; } = 32L << 20;

    /// <summary>
    /// Messages that follow each other in a partition, of one stream, and are delivered in one call, 1 to 100,000; default 1. More makes fewer calls; what fails,
    /// is tried again, or becomes a dead letter is then the whole delivery.
    /// </summary>
    public int MaxMessagesPerDelivery { get; set; } = 1;

    /// <summary>Bytes that are delivered in one call, 1 KiB to 1 GiB; default 4 MiB. One message is always delivered.</summary>
    public int MaxBytesPerDelivery { get; set; } = 4 << 20;

    /// <summary>
    /// Attempts to deliver, at the least, before messages become dead letters, 1 to 20; default 8, with the pauses some 90 s. Without a dead-letter topic it is tried for ever. More
    /// outlasts longer troubles of consumers, and lets messages that no consumer will take hold up their stream for longer.
    /// </summary>
    public int MaxDeliveryAttempts { get; set; } = 8;

    /// <summary>Topic for messages that their consumer would not take, with the reason in headers; null for none: they are then tried for ever, and hold up their partition.</summary>
    public string? DeadLetterTopic { get; set; }

    /// <summary>The pause after the first attempt that failed, 1 ms to 1 min; default 1 s. Each one doubles it.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, from the first to 10 min; default 30 s.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long brokers may take to answer a question, and to acknowledge what is sent, 100 ms to 1 h; default 30 s.</summary>
    public TimeSpan BrokerPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the brokers are told how far a partition is applied, 0 to 1 h; default 1 s. Less repeats less after a crash, and costs a request each time.</summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a queue waits for a message before it looks after what was applied, 1 ms to 10 s; default 100 ms.</summary>
    public TimeSpan PollTime { get; set; } = TimeSpan.FromMilliseconds(100);
}

using Orleans.Configuration;
using Orleans.Runtime;
using PartyOrleans.KafkaStreams.Delivery;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>Options that make no sense stop the start, with what is allowed.</summary>
public sealed class KafkaStreamsOptionsTests
{
    public static TheoryData<string, Action<KafkaStreamsOptions>> Wrong => new()
    {
        { "Brokers must be host:port, several separated by commas.", static options => options.Brokers = " " },
        { "Group must be a name.", static options => options.Group = "" },
        { "ClientSettings[enable.auto.commit] must be left out, because the provider decides it.", static options => options.ClientSettings["enable.auto.commit"] = "true" },
        { "MaxCachedMessages must be 1 to 10000000, and is 0.", static options => options.MaxCachedMessages = 0 },
        { "MaxMessagesPerDelivery must be 1 to 100000, and is 100001.", static options => options.MaxMessagesPerDelivery = 100_001 },
        { "MaxDeliveryAttempts must be 1 to 20, and is 21.", static options => options.MaxDeliveryAttempts = 21 },
        { "LongestPause must be 00:00:01 to 00:10:00, and is 00:00:00.5000000.", static options => options.LongestPause = TimeSpan.FromMilliseconds(500) },
        { "Topics must be at least one topic.", static options => options.Topics.Clear() },
        { "Topics[1].Topic must be letters, digits, dot, hyphen and underscore, 249 at most.", static options => options.Topics.Add(new KafkaTopicOptions { Topic = "a b" }) },
        { "Topics[1].Topic must be a topic that no other one of the provider is.", static options => options.Topics.Add(new KafkaTopicOptions { Topic = "t", Namespace = "u" }) },
        { "Topics[1].Namespace must be a namespace that no other topic of the provider has.", static options => options.Topics.Add(new KafkaTopicOptions { Topic = "u", Namespace = "t" }) },
        { "Topics[0].Partitions must be 1 to 10000, and is 0.", static options => options.Topics[0].Partitions = 0 },
        { "DeadLetterTopic must be a topic that the provider does not read.", static options => options.DeadLetterTopic = "t" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WhenAnOptionMakesNoSense_SaysWhichAndWhatIsAllowed(string message, Action<KafkaStreamsOptions> spoil)
    {
        KafkaStreamsOptions options = Sound();
        spoil(options);

        Should.Throw<OrleansConfigurationException>(new KafkaStreamsOptionsValidator("k", options, agent: null).ValidateConfiguration).Message.ShouldBe($"Kafka streams \"k\": {message}");
    }

    [Fact]
    public void Validate_WhenAgentsAreToBatchThemselves_SaysWhatDoesSo()
    {
        Should.NotThrow(new KafkaStreamsOptionsValidator("k", Sound(), new StreamPullingAgentOptions()).ValidateConfiguration);
        Should.Throw<OrleansConfigurationException>(new KafkaStreamsOptionsValidator("k", Sound(), new StreamPullingAgentOptions { BatchContainerBatchSize = 2 }).ValidateConfiguration)
            .Message.ShouldBe("Kafka streams \"k\": StreamPullingAgentOptions.BatchContainerBatchSize must be 1; MaxMessagesPerDelivery says how much is delivered in one call.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    public void Patience_WhenAttemptsFailAtOnce_LastsForAsManyAsWanted(int wanted)
    {
        KafkaStreamsOptions options = Sound();
        options.DeadLetterTopic = "letters";
        options.MaxDeliveryAttempts = wanted;
        var pauses = new DeliveryPauses(options);
        TimeSpan patience = DeliveryPauses.Patience(options), now = TimeSpan.Zero;
        int attempts = 0;
        while (now <= patience)
        {
            now += pauses.Next(attempts++);
        }

        attempts.ShouldBe(wanted);
        options.DeadLetterTopic = null;
        DeliveryPauses.Patience(options).ShouldBe(Timeout.InfiniteTimeSpan);
    }

    private static KafkaStreamsOptions Sound()
    {
        var options = new KafkaStreamsOptions { Brokers = "localhost:9092" };
        options.Topics.Add(new KafkaTopicOptions { Topic = "t" });
        return options;
    }
}

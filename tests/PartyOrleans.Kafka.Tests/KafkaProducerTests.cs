using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Kafka.Tests;

public sealed class KafkaProducerTests
{
    [MockBrokerFact]
    public async Task SendAsync_WhenMessagesShareKeys_KeepsTheOrderOfEachKey_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("golden", 3);
        await SendsInOrderAsync(new KafkaConnection { Brokers = brokers.Brokers }, new KafkaProducerOptions(), partitions: 3);
    }

    [Kafka09Fact]
    public async Task SendAsync_WhenMessagesShareKeys_KeepsTheOrderOfEachKey_OnKafka09()
    {
        await using Kafka09 kafka = await Kafka09.StartAsync(partitions: 3);
        await SendsInOrderAsync(kafka.Connection, new KafkaProducerOptions { IsIdempotent = false }, partitions: 3);
    }

    [MockBrokerFact]
    public async Task SendAsync_WhenMessageHasHeaders_KeepsKeyHeadersAndTombstone_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("golden", 1);
        var connection = new KafkaConnection { Brokers = brokers.Brokers };
        await using var producer = new KafkaProducer(connection, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance);
        await producer.SendAsync(
            [new KafkaMessage("golden", Bytes("p1"), Bytes("{}")) { Headers = [new("ce_id", Bytes("7"))] }, new KafkaMessage("golden", Bytes("p1"), null)], CancellationToken.None);

        IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> read = TopicReader.Read(connection, "golden", 1, 2);

        Text(read[0].Message.Value).ShouldBe("{}");
        Text(read[0].Message.Headers.GetLastBytes("ce_id")).ShouldBe("7");
        read[1].Message.Value.ShouldBeNull();
        Text(read[1].Message.Key).ShouldBe("p1");
    }

    [MockBrokerFact]
    public async Task SendAsync_WhenBrokersAreDown_FailsTransientlyAndSucceedsOnceTheyAreBack_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("golden", 1);
        var connection = new KafkaConnection { Brokers = brokers.Brokers, Settings = [new("reconnect.backoff.ms", "10"), new("reconnect.backoff.max.ms", "50")] };
        await using var producer = new KafkaProducer(connection, new KafkaProducerOptions { Patience = TimeSpan.FromMilliseconds(500) }, TimeProvider.System, NullLogger.Instance);
        brokers.SetDown(1);

        KafkaTransportException failure = await Should.ThrowAsync<KafkaTransportException>(producer.SendAsync([Message("p1", 1)], CancellationToken.None));
        failure.IsTransient.ShouldBeTrue();
        failure.Message.ShouldBe($"Brokers {connection.Brokers} did not acknowledge 1 messages within 0.5 s.");

        brokers.SetUp(1);
        await using var patient = new KafkaProducer(connection, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance);
        await patient.SendAsync([Message("p1", 1)], CancellationToken.None);
        TopicReader.Read(connection, "golden", 1, 1).Select(message => Text(message.Message.Value)).ShouldBe(["1"]);
    }

    [MockBrokerFact]
    public async Task SendAsync_WhenMessageIsTooLarge_FailsForGoodAndSendsNothing_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("golden", 1);
        var connection = new KafkaConnection { Brokers = brokers.Brokers };
        await using var producer = new KafkaProducer(connection, new KafkaProducerOptions { MaxMessageBytes = 1000 }, TimeProvider.System, NullLogger.Instance);

        KafkaTransportException failure = await Should.ThrowAsync<KafkaTransportException>(
            producer.SendAsync([Message("p1", 1), new KafkaMessage("golden", Bytes("p2"), new byte[1000])], CancellationToken.None));

        failure.IsTransient.ShouldBeFalse();
        failure.Message.ShouldBe("A message of 1130 bytes for topic golden is greater than the 1000 bytes that brokers take.");
        await producer.SendAsync([Message("p1", 2)], CancellationToken.None);
        TopicReader.Read(connection, "golden", 1, 1).Select(message => Text(message.Message.Value)).ShouldBe(["2"]);
    }

    [MockBrokerFact]
    public void Constructor_WhenSettingIsDecidedByTheHubOrUnknown_RefusesIt()
    {
        Should.Throw<ArgumentException>(() => new KafkaProducer(
            new KafkaConnection { Brokers = "127.0.0.1:1", Settings = [new("acks", "0")] }, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance))
            .Message.ShouldStartWith("The setting acks is decided by the hub and cannot be given.");
        Should.Throw<ArgumentException>(() => new KafkaProducer(
            new KafkaConnection { Brokers = "127.0.0.1:1", Settings = [new("no.such.setting", "0")] }, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance))
            .Message.ShouldContain("no.such.setting");
    }

    private static async Task SendsInOrderAsync(KafkaConnection connection, KafkaProducerOptions options, int partitions)
    {
        await using var producer = new KafkaProducer(connection, options, TimeProvider.System, NullLogger.Instance);
        for (int call = 0; call < 4; call++)
        {
            await producer.SendAsync([.. Enumerable.Range(0, 500).Select(i => Message($"p{i % 7}", (call * 500) + i))], CancellationToken.None);
        }

        IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> read = TopicReader.Read(connection, "golden", partitions, 2000);

        foreach (IGrouping<string, ConsumeResult<byte[]?, byte[]?>> key in read.GroupBy(message => Text(message.Message.Key)))
        {
            int first = int.Parse(key.Key[1..], CultureInfo.InvariantCulture);
            int[] sent = [.. Enumerable.Range(0, 2000).Where(i => i % 500 % 7 == first)];
            key.Select(message => int.Parse(Text(message.Message.Value), CultureInfo.InvariantCulture)).ShouldBe(sent);
        }
    }

    private static KafkaMessage Message(string key, int number) => new("golden", Bytes(key), Bytes(number.ToString(CultureInfo.InvariantCulture)));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes!);
}

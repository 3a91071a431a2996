using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Kafka.Publishing;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Kafka.Tests;

public sealed class KafkaEventSinkTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly EventForm Form = new("test", ClearValues.Instance, lineage: false);

    [MockBrokerFact]
    public async Task DeliverAsync_WhenPartyChangesAndEnds_PublishesWholeEventsHeadersAndTombstone_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("parties", 1);
        var connection = new KafkaConnection { Brokers = brokers.Brokers };
        await using var sink = new KafkaEventSink(
            new KafkaProducer(connection, new KafkaProducerOptions(), TimeProvider.System, NullLogger.Instance), new KafkaSinkOptions("topic", "parties", Tombstones: true));
        OutboxMessage[] messages = [Message(1, "p1", PartyEventKind.Created), Message(2, "p1", PartyEventKind.Retired)];
        await sink.DeliverAsync(messages, CancellationToken.None);

        IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> read = TopicReader.Read(connection, "parties", 1, 3);

        read.Select(result => Text(result.Message.Key!)).ShouldBe(["p1", "p1", "p1"]);
        read[0].Message.Value.ShouldBe(messages[0].Body.ToArray());
        read[1].Message.Value.ShouldBe(messages[1].Body.ToArray());
        read[2].Message.Value.ShouldBeNull();
        read[0].Message.Timestamp.UtcDateTime.ShouldBe(At.UtcDateTime);
        read[0].Message.Headers.Select(header => $"{header.Key}={Text(header.GetValueBytes())}").ShouldBe(
        [
            "content-type=application/cloudevents+json; charset=utf-8", "ce_specversion=1.0", "ce_id=event-1", "ce_source=/party-hub/test", "ce_type=party.created.v1", "ce_subject=p1",
            "ce_time=2026-01-31T12:00:00.0000000Z", "ce_dataschema=urn:party-hub:schema:party.created.v1", "ce_partitionkey=p1", "ce_sequence=0000000000000000001",
        ]);
        read[2].Message.Headers.Select(header => header.Key).ShouldNotContain("content-type");
    }

    [MockBrokerFact]
    public async Task DeliverAsync_WhenManyPartiesChange_KeepsTheOrderOfEach_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("parties", 3);
        await PublishesInOrderAsync(new KafkaConnection { Brokers = brokers.Brokers }, new KafkaProducerOptions(), "parties");
    }

    [Kafka09Fact]
    public async Task DeliverAsync_WhenManyPartiesChange_KeepsTheOrderOfEach_OnKafka09()
    {
        await using Kafka09 kafka = await Kafka09.StartAsync(partitions: 3);
        await PublishesInOrderAsync(kafka.Connection, new KafkaProducerOptions { IsIdempotent = false }, "golden");
    }

    [MockBrokerFact]
    public async Task DeliverAsync_WhenBrokersAreDownOrAnEventIsTooLarge_SaysWhetherItHelpsToTryAgain_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("parties", 1);
        var connection = new KafkaConnection { Brokers = brokers.Brokers };
        await using var sink = new KafkaEventSink(
            new KafkaProducer(connection, new KafkaProducerOptions { MaxMessageBytes = 1500, Patience = TimeSpan.FromMilliseconds(500) }, TimeProvider.System, NullLogger.Instance),
            new KafkaSinkOptions("topic", "parties"));
        DeliveryException tooLarge = await Should.ThrowAsync<DeliveryException>(
            sink.DeliverAsync([Message(1, new string('p', 2000), PartyEventKind.Created)], CancellationToken.None));
        brokers.SetDown(1);
        DeliveryException down = await Should.ThrowAsync<DeliveryException>(sink.DeliverAsync([Message(2, "p1", PartyEventKind.Created)], CancellationToken.None));

        tooLarge.IsTransient.ShouldBeFalse();
        tooLarge.Message.ShouldContain("1500 bytes that brokers take");
        down.IsTransient.ShouldBeTrue();
    }

    private static async Task PublishesInOrderAsync(KafkaConnection connection, KafkaProducerOptions options, string topic)
    {
        await using var sink = new KafkaEventSink(new KafkaProducer(connection, options, TimeProvider.System, NullLogger.Instance), new KafkaSinkOptions("topic", topic));
        for (int delivery = 0; delivery < 3; delivery++)
        {
            await sink.DeliverAsync([.. Enumerable.Range(0, 200).Select(i => Message((delivery * 200) + i + 1, $"p{i % 7}", PartyEventKind.Changed))], CancellationToken.None);
        }

        IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> read = TopicReader.Read(connection, topic, 3, 600);

        var byParty = read.GroupBy(result => Text(result.Message.Key!)).ToDictionary(
            party => party.Key, party => party.Select(result => JsonNode.Parse(result.Message.Value)!["id"]!.GetValue<string>()).ToList());
        byParty.Count.ShouldBe(7);
        foreach ((string party, List<string> ids) in byParty)
        {
            ids.ShouldBe(Enumerable.Range(0, 600).Where(i => $"p{i % 200 % 7}" == party).Select(i => $"event-{i + 1}"));
        }
    }

    private static OutboxMessage Message(long number, string party, PartyEventKind kind) => new(
        new OutboxEntry(new OutboxPosition(number, 0), new CommitInfo(number, At, new ChangeOrigin(ChangeKind.Stream))) { Happened = new PartyEvent(new PartyId(party), kind, null, []) }, Form);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}

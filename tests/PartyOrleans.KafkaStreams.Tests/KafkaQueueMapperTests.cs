using System.Text;
using Orleans.Streams;
using PartyOrleans.KafkaStreams.Queues;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>Partitions as queues, and the partition of a key.</summary>
public sealed class KafkaQueueMapperTests
{
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Hash_WhenOfAKey_IsThatOfKafkasOwnClients(string key, int hash) => unchecked((int)Murmur2.Of(Encoding.UTF8.GetBytes(key))).ShouldBe(hash);

    [Fact]
    public void Queues_WhenATopicGrows_KeepTheirPlaces()
    {
        KafkaQueueMapper few = MapperOf(3), many = MapperOf(40);

        few.GetAllQueues().ShouldBe(many.GetAllQueues().Take(3));
        many.GetAllQueues().Select(KafkaQueueMapper.PartitionOf).Select(static place => (place.Topic, place.Partition.Value)).ShouldBe(Enumerable.Range(0, 40).Select(static partition => ("t", partition)));
        uint[] places = [.. many.GetAllQueues().Select(static queue => queue.GetUniformHashCode()).Order()];
        places.Zip(places.Skip(1)).Min(static pair => pair.Second - pair.First).ShouldBeGreaterThan(uint.MaxValue / 120, "partitions lie well apart on the ring");
    }

    [Fact]
    public void Queue_WhenOfAStream_IsTheOneItsEventsGoTo()
    {
        KafkaQueueMapper mapper = MapperOf(5);
        KafkaQueueMapper.PartitionOf(mapper.GetQueueForStream(StreamId.Create("t", "foobar"))).Partition.Value.ShouldBe((-790332482 & 0x7fffffff) % 5);
        KafkaQueueMapper partitions = MapperOf(5, KafkaStreamKeys.Partition);
        KafkaQueueMapper.PartitionOf(partitions.GetQueueForStream(StreamId.Create("t", "p/t/4"))).Partition.Value.ShouldBe(4);
        Should.Throw<ArgumentOutOfRangeException>(() => partitions.GetQueueForStream(StreamId.Create("t", "p/t/5")));
        Should.Throw<ArgumentException>(() => partitions.GetQueueForStream(StreamId.Create("t", "t/4"))).Message.ShouldStartWith("Streams of the namespace \"t\" are partitions: their keys are p/t/0, p/t/1");
        Should.Throw<ArgumentException>(() => partitions.GetQueueForStream(StreamId.Create("u", "1"))).Message.ShouldStartWith("No topic of the provider has the namespace \"u\"; there is t.");
    }

    [Fact]
    public void Stream_WhenAMessageHasNoKey_IsThatOfItsPartition()
    {
        var map = new TopicMap([new KafkaTopicOptions { Topic = "t", Namespace = "n" }]);

        map.StreamOf("t", 3, key: null).ShouldBe(StreamId.Create("n", "partition-3"));
        map.StreamOf("t", 3, []).ShouldBe(StreamId.Create("n", "partition-3"));
        map.StreamOf("t", 3, Encoding.UTF8.GetBytes("é")).ShouldBe(StreamId.Create("n", "é"));
    }

    private static KafkaQueueMapper MapperOf(int partitions, KafkaStreamKeys keys = KafkaStreamKeys.MessageKey) => new(
        new TopicMap([new KafkaTopicOptions { Topic = "t", Keys = keys, KeyPrefix = "p/" }]), new Dictionary<string, int>(StringComparer.Ordinal) { ["t"] = partitions });
}

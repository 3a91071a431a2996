using PartyOrleans.Connectors;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Replaying;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Kafka.Tests.Streams;
using PartyOrleans.Model;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Kafka.Tests.Replaying;

public sealed class StreamReplayTests
{
    private const string First = "kafka/test/people/0";

    [MockBrokerTheory]
    [InlineData("0", "7", "a:Ann2 b:- c:Cay", 7, 0)] // all that was taken
    [InlineData("0", "3", "c:Cay", 3, 2)] // a and b come again later
    [InlineData("1", "4", "c:Cay a:Ann2", 3, 1)]
    [InlineData("4", "5", "b:-", 1, 0)]
    [InlineData("5", "7", "", 2, 0)]
    public async Task ReadTo_WhenARangeIsNamed_HasEachRecordsLastStateIfItLiesInTheRange_OnMockBroker(string from, string until, string expected, long messages, long leftOut)
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"), ("c", "Cay"), ("a", "Ann2"), ("b", null), ("d", "~"), ("e", "!"), ("c", "not taken yet"));

        using StreamReplay replay = Replay(rig, new StreamRange { From = Edge(from), Until = Edge(until) });
        replay.ReadTo([new SourcePosition(First, 7)], _ => { }, CancellationToken.None);

        string[] read = [.. replay.Records.Select(record => $"{record.Key.RecordId}:{record.Record?.First("name.full") ?? "-"}")];
        read.ShouldBe([.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)]);
        (replay.Messages, replay.LeftOut, replay.Partitions).ShouldBe((messages, leftOut, 1));
        replay.Positions.ShouldBe([new SourcePosition(First, 7, 7)]);
        string[] refused = until is "7" ? ["6"] : [];
        replay.Refused.Select(letter => $"{letter.Line}").ShouldBe(refused);
    }

    [MockBrokerFact]
    public async Task ReadTo_WhenALaterMessageIsRefusedNow_LeavesItsRecordOut_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"), ("a", "!"));

        using StreamReplay replay = Replay(rig, new StreamRange { Until = Edge("2") });
        replay.ReadTo([new SourcePosition(First, 3)], _ => { }, CancellationToken.None);

        replay.Records.Select(record => record.Key.RecordId).ShouldBe(["b"]);
        (replay.LeftOut, replay.Refused.Count).ShouldBe((1, 0));
    }

    [MockBrokerFact]
    public async Task ReadTo_WhenTheStreamWentOnMeanwhile_LeavesOutWhatCameAgain_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 2);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"));
        await rig.SendAsync("people", 1, ("c", "Cay"));
        using StreamReplay replay = Replay(rig, new StreamRange { Until = Edge("2999-01-01T00:00:00Z") });
        replay.ReadTo([new SourcePosition(First, 1), new SourcePosition("kafka/test/people/1", 1)], _ => { }, CancellationToken.None);
        replay.Records.Select(record => record.Key.RecordId).ShouldBe(["a", "c"]);

        await rig.SendAsync("people", 0, ("a", "Ann2"));
        replay.ReadTo([new SourcePosition(First, 3), new SourcePosition("kafka/test/people/1", 1)], _ => { }, CancellationToken.None);

        replay.Records.Select(record => record.Key.RecordId).ShouldBe(["c"]);
        (replay.Messages, replay.LeftOut).ShouldBe((2, 1));
        replay.Positions.ShouldBe([new SourcePosition(First, 3, 3), new SourcePosition("kafka/test/people/1", 1, 1)]);
    }

    [MockBrokerFact]
    public async Task ReadTo_WhenTimesAreNamed_TakesMessagesOfThatTime_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"));

        using StreamReplay all = Replay(rig, new StreamRange { From = Edge("2000-01-01T00:00:00Z"), Until = Edge("2999-01-01T00:00:00Z") });
        all.ReadTo([new SourcePosition(First, 2)], _ => { }, CancellationToken.None);
        using StreamReplay none = Replay(rig, new StreamRange { From = Edge("2999-01-01T00:00:00Z") });
        string wrong = Should.Throw<InputException>(() => none.ReadTo([new SourcePosition(First, 2)], _ => { }, CancellationToken.None)).Message;

        all.Messages.ShouldBe(2);
        wrong.ShouldBe("No message of stream test lies in the range: kafka/test/people/0 has offsets 0 to 1 of what the hub has taken.");
    }

    [MockBrokerTheory]
    [InlineData("1", null, null, 8, "Topic people, partition 0 has offsets 2 to 7 of what the hub has taken, and the range is to begin at 1.")]
    [InlineData("8", null, null, 8, "Topic people, partition 0 has offsets 2 to 7 of what the hub has taken, and the range is to begin at 8.")]
    [InlineData("3", "9", null, 8, "Topic people, partition 0 has offsets 2 to 7 of what the hub has taken, and the range is to end before 9.")]
    [InlineData("3", "3", null, 8, "Topic people, partition 0 has offsets 2 to 7 of what the hub has taken, and the range is to end before 3.")]
    [InlineData(null, null, null, 2, "No message of stream test lies in the range: kafka/test/people/0 has nothing any more of what the hub has taken; its oldest message is at 2.")]
    [InlineData(null, null, null, 20, "Topic people, partition 0 ends before offset 10, and the hub has taken messages up to 20: the topic was made anew, and its offsets are others.")]
    [InlineData(null, null, 3, 8, "Topic people has no partition 3; it has 0 to 0.")]
    public async Task ReadTo_WhenTheRangeIsNotThere_SaysWhatIs_OnMockBroker(string? from, string? until, int? partition, long taken, string expected)
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        foreach (string id in new[] { "a", "b" })
        {
            await rig.SendAsync("people", 0, (id, "Ann"));
        }

        await rig.SendAsync("people", 0, [.. Enumerable.Range(0, 8).Select(i => ($"{i}", (string?)"Bob"))]);
        brokers.DeleteRecords("people", 0, 2);

        using StreamReplay replay = Replay(rig, new StreamRange { From = Edge(from), Until = Edge(until), Partition = partition });
        Should.Throw<InputException>(() => replay.ReadTo([new SourcePosition(First, taken)], _ => { }, CancellationToken.None)).Message.ShouldBe(expected);
    }

    [MockBrokerFact]
    public async Task ReadTo_WhenNothingWasTakenOrNoBrokerAnswers_SaysSo_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 2);
        await using var rig = new StreamRig(brokers);
        SourcePosition[] both = [new(First, 1), new("kafka/test/people/1", 1)];

        using StreamReplay untaken = Replay(rig, new StreamRange());
        Should.Throw<InputException>(() => untaken.ReadTo([], _ => { }, CancellationToken.None)).Message.ShouldBe("The hub has taken nothing yet of what is named of stream test.");
        using StreamReplay offsets = Replay(rig, new StreamRange { From = Edge("0") });
        Should.Throw<InputException>(() => offsets.ReadTo(both, _ => { }, CancellationToken.None)).Message
            .ShouldBe("Offsets are of one partition, and 2 are named: people/0, people/1. Name a topic and a partition, or times.");
        Should.Throw<InputException>(() => Replay(rig, new StreamRange { Topic = "other" })).Message.ShouldBe("Stream test has no topic other; it has people.");
        brokers.SetDown(1);
        using StreamReplay alone = Replay(rig, new StreamRange());
        Should.Throw<InputException>(() => alone.ReadTo(both, _ => { }, CancellationToken.None)).Message.ShouldStartWith($"Stream test: brokers {brokers.Brokers}: ");
    }

    private static RangeEdge? Edge(string? text) => text is null ? null : RangeEdge.TryParse(text, out RangeEdge edge) ? edge : throw new ArgumentException(text);

    private static StreamReplay Replay(StreamRig rig, StreamRange range) =>
        new(rig.Options("people") with { BrokerPatience = TimeSpan.FromSeconds(2) }, range, new TextAdapters(), TimeProvider.System);
}

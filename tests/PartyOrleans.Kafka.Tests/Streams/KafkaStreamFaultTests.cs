using System.Globalization;
using System.Text;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Kafka.Tests.Streams;

public sealed class KafkaStreamFaultTests
{
    private const string First = "kafka/test/people/0";

    [MockBrokerFact]
    public async Task Read_WhenBrokersAreDownAtTheStart_WaitsBehindItsBreakerAndThenTakesAll_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"));
        brokers.SetDown(1);

        await using KafkaStream stream = rig.Start(rig.Options("people") with { BrokerPatience = TimeSpan.FromMilliseconds(100) });
        await StreamRig.UntilAsync(stream, _ => rig.Breakers.Statuses[0].State == BreakerState.Open);
        stream.Status.IsConnected.ShouldBeFalse();
        stream.Status.Trouble.ShouldNotBeEmpty();

        brokers.SetUp(1);
        await rig.Intake.ReachedAsync(1);
        rig.Intake.Ids.ShouldBe(["a"]);
        await StreamRig.UntilAsync(stream, status => status is { IsConnected: true, Trouble: "" } && rig.Breakers.Statuses[0].State == BreakerState.Closed);
    }

    [MockBrokerFact]
    public async Task Read_WhenBrokersGoDownMidWay_SaysSoAndGoesOn_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"));
        await using KafkaStream stream = rig.Start(rig.Options("people"));
        await rig.Intake.ReachedAsync(1);

        brokers.SetDown(1);
        await StreamRig.UntilAsync(stream, status => !status.IsConnected);
        stream.Status.Trouble.ShouldBe($"No broker of {brokers.Brokers} is reached.");
        brokers.SetUp(1);
        await rig.SendAsync("people", 0, ("b", "Bob"));

        await rig.Intake.ReachedAsync(2);
        rig.Intake.Ids.ShouldBe(["a", "b"]);
        await StreamRig.UntilAsync(stream, status => status is { IsConnected: true, Trouble: "" });
    }

    [Kafka09Fact]
    public async Task Read_WhenBrokerIsKilledAndStartedAgain_GoesOn_OnKafka09()
    {
        await using Kafka09 kafka = await Kafka09.StartAsync(partitions: 2);
        await using var rig = new StreamRig(kafka.Connection with { Settings = [.. kafka.Connection.Settings, new("reconnect.backoff.max.ms", "200"), new("topic.metadata.refresh.interval.ms", "500")] }, isIdempotent: false);
        await rig.SendAsync("people", 0, [.. Enumerable.Range(0, 1000).Select(i => ($"0-{i}", (string?)"Ann"))]);
        await rig.SendAsync("people", 1, [.. Enumerable.Range(0, 1000).Select(i => ($"1-{i}", (string?)"Bob"))]);
        await using KafkaStream stream = rig.Start(rig.Options("people") with { BrokerPatience = TimeSpan.FromSeconds(2) });
        await rig.Intake.ReachedAsync(2000);

        kafka.KillBroker();
        await StreamRig.UntilAsync(stream, status => !status.IsConnected);
        await kafka.StartBrokerAsync();
        await rig.SendAsync("people", 1, ("c", "Cay"));

        await rig.Intake.ReachedAsync(2001);
        rig.Intake.Ids.Count.ShouldBe(2001);
        rig.Intake.Ids[^1].ShouldBe("c");
    }

    [Kafka09Fact]
    public async Task Read_WhenMessageIsGreaterThanAFetch_TakesItAndThoseAroundIt_OnKafka09()
    {
        await using Kafka09 kafka = await Kafka09.StartAsync();
        await using var rig = new StreamRig(kafka.Connection, isIdempotent: false);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", new string('x', 5_000_000)), ("c", "Cay"));

        await using KafkaStream stream = rig.Start(rig.Options("people"));
        await rig.Intake.ReachedAsync(3);

        rig.Intake.Ids.ShouldBe(["a", "b", "c"]);
        rig.Intake.Taken.SelectMany(batch => batch.Upserts).Single(record => record.Key.RecordId is "b").First("name.full")!.Length.ShouldBe(5_000_000);
    }

    [MockBrokerFact]
    public async Task Read_WhenTopicIsNotThereYet_SaysSoAndReadsItOnceItIs_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("other", 1);
        await using var rig = new StreamRig(brokers);
        brokers.CreateTopic("people", 1);
        brokers.DeleteTopic("people");

        await using KafkaStream stream = rig.Start(rig.Options("other", "people"));
        await StreamRig.UntilAsync(stream, status => string.Equals(status.Trouble, "Topic people does not exist.", StringComparison.Ordinal));
        await rig.SendAsync("other", 0, ("a", "Ann"));
        await rig.Intake.ReachedAsync(1);

        brokers.CreateTopic("people", 1);
        await rig.SendAsync("people", 0, ("b", "Bob"));
        await rig.Intake.ReachedAsync(2);
        rig.Intake.Ids.ShouldBe(["a", "b"]);
        await StreamRig.UntilAsync(stream, status => status.Trouble.Length == 0);
    }

    [MockBrokerFact]
    public async Task Read_WhenMessagesWereDeletedByAge_StandsStillAndSaysSo_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, [.. Enumerable.Range(0, 10).Select(i => (i.ToString(CultureInfo.InvariantCulture), (string?)"Ann"))]);
        await rig.SendAsync("people", 0, ("10", "Bob"));
        rig.Intake.SetPosition(First, 5);
        brokers.DeleteRecords("people", 0, 10);

        await using KafkaStream stream = rig.Start(rig.Options("people"));
        await StreamRig.UntilAsync(stream, status => status.Trouble.StartsWith("Topic people has nothing at offset 5 of partition 0", StringComparison.Ordinal));

        rig.Intake.Taken.ShouldBeEmpty();
        rig.Log.Lines.Select(line => line.Event).ShouldContain(2304);
    }

    [MockBrokerFact]
    public async Task Read_WhenTopicWasMadeAnewAndIsToRestart_TakesItFromItsBeginning_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"));
        rig.Intake.SetPosition(First, 500);

        await using KafkaStream stream = rig.Start(rig.Options("people") with { LostOffset = LostOffset.Restart });
        await rig.Intake.UntilAsync(batch => batch.Positions[0].Next == 2);
        await rig.SendAsync("people", 0, ("c", "Cay"));
        await rig.Intake.UntilAsync(batch => batch.Positions[0].Next == 3);

        rig.Intake.Ids.ShouldBe(["a", "b", "c"]);
        rig.Intake.Taken[0].Positions[0].From.ShouldBe(Model.SourcePosition.Anew);
        rig.Log.Lines.Select(line => line.Event).ShouldContain(2305);
    }

    [MockBrokerFact]
    public async Task Read_WhenTopicIsDeletedAndMadeAnewMidWay_TakesItFromItsBeginning_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"));
        await using KafkaStream stream = rig.Start(rig.Options("people") with { LostOffset = LostOffset.Restart });
        await rig.Intake.ReachedAsync(2);

        brokers.DeleteTopic("people");
        await StreamRig.UntilAsync(stream, status => string.Equals(status.Trouble, "Topic people does not exist.", StringComparison.Ordinal));
        brokers.CreateTopic("people", 1);
        await rig.SendAsync("people", 0, ("c", "Cay"));

        await rig.Intake.UntilAsync(batch => batch.Positions[0].Next == 1);
        rig.Intake.Ids.ShouldBe(["a", "b", "c"]);
    }

    [MockBrokerFact]
    public async Task Read_WhenFetchesFail_TakesEveryMessageOnce_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"));
        await using KafkaStream stream = rig.Start(rig.Options("people"));
        await rig.Intake.ReachedAsync(1);

        const short Fetch = 1;
        const int UnknownError = -1, NotLeader = 6, Timeout = 7;
        brokers.FailNext(Fetch, NotLeader, Timeout, UnknownError, NotLeader);
        await rig.SendAsync("people", 0, ("b", "Bob"));

        await rig.Intake.ReachedAsync(2);
        rig.Intake.Ids.ShouldBe(["a", "b"]);
    }

    [MockBrokerFact]
    public async Task Read_WhenAConsumerJoinsWhileABatchIsUnderWay_TakesEveryMessageOnceAndInOrder_OnMockBroker()
    {
        using var brokers = new MockCluster();
        await RebalancesMidBatchAsync(new StreamRig(brokers), () => brokers.CreateTopic("people", 4));
    }

    [Kafka09Fact]
    public async Task Read_WhenAConsumerJoinsWhileABatchIsUnderWay_TakesEveryMessageOnceAndInOrder_OnKafka09()
    {
        await using Kafka09 kafka = await Kafka09.StartAsync(partitions: 4);
        await RebalancesMidBatchAsync(
            new StreamRig(kafka.Connection with { Settings = [.. kafka.Connection.Settings, new("heartbeat.interval.ms", "100"), new("session.timeout.ms", "6000")] }, isIdempotent: false), () => { });
    }

    [MockBrokerFact]
    public async Task Dispose_WhenABatchIsUnderWay_WaitsForItAndTheNextStreamGoesOn_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Intake.Before = _ =>
        {
            entered.TrySetResult();
            return gate.Task;
        };
        await rig.SendAsync("people", 0, [.. Enumerable.Range(0, 100).Select(i => (i.ToString("D2", CultureInfo.InvariantCulture), (string?)"Ann"))]);
        KafkaStream stream = rig.Start(rig.Options("people") with { MostInBatch = 40 });
        await entered.Task;

        Task stopping = stream.DisposeAsync().AsTask();
        stopping.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await stopping;
        rig.Intake.PositionOf(First).ShouldBe(rig.Intake.Ids.Count);

        await using KafkaStream next = rig.Start(rig.Options("people"));
        await rig.Intake.ReachedAsync(100);
        rig.Intake.Ids.ShouldBe(Enumerable.Range(0, 100).Select(i => i.ToString("D2", CultureInfo.InvariantCulture)));
    }

    [MockBrokerFact]
    public async Task Dispose_WhenTheHubNeverAnswers_EndsWithinTheDrain_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Intake.Before = async _ =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan);
        };
        await rig.SendAsync("people", 0, ("a", "Ann"));
        KafkaStream stream = rig.Start(rig.Options("people") with { Drain = TimeSpan.FromMilliseconds(100) });
        await entered.Task;

        await stream.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        rig.Intake.Taken.ShouldBeEmpty();
    }

    [MockBrokerFact]
    public async Task Read_WhenTheHubIsElsewhere_GoesOnFromWhereItIs_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, [.. Enumerable.Range(0, 10).Select(i => (i.ToString(CultureInfo.InvariantCulture), (string?)"Ann"))]);
        var told = new HashSet<string>(StringComparer.Ordinal);
        rig.Intake.Before = batch =>
        {
            string id = batch.Upserts[0].Key.RecordId;
            if (id is "4" or "6" && told.Add(id))
            {
                // At 4 as if the store had been put back to an earlier state, at 6 as if another reader had come further.
                rig.Intake.SetPosition(First, id is "4" ? 2 : 8);
            }

            return Task.CompletedTask;
        };

        await using KafkaStream stream = rig.Start(rig.Options("people") with { MostInBatch = 1 });
        await rig.Intake.ReachedAsync(10);

        rig.Intake.Ids.ShouldBe(["0", "1", "2", "3", "2", "3", "4", "5", "8", "9"]);
    }

    private static async Task RebalancesMidBatchAsync(StreamRig made, Action createTopic)
    {
        await using StreamRig rig = made;
        createTopic();
        for (int partition = 0; partition < 4; partition++)
        {
            await rig.SendAsync("people", partition, [.. Enumerable.Range(0, 300).Select(i => (string.Create(CultureInfo.InvariantCulture, $"{partition}-{i:D3}"), (string?)"Ann"))]);
        }

        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int batches = 0;
        rig.Intake.Before = _ => Interlocked.Increment(ref batches) > 4 ? gate.Task : Task.CompletedTask;
        KafkaStreamOptions options = rig.Options("people") with { MostInBatch = 20, Drain = TimeSpan.FromSeconds(1) };
        await using KafkaStream first = rig.Start(options);
        await StreamRig.UntilAsync(first, _ => Volatile.Read(ref batches) > 4);

        await using KafkaStream second = rig.Start(options);
        await StreamRig.UntilAsync(second, status => status.Partitions.Count > 0); // the first gave partitions up in the middle of a batch
        gate.SetResult();

        await rig.Intake.ReachedAsync(1200);
        await StreamRig.UntilAsync(first, status => status.Partitions.Count == 2);
        await StreamRig.UntilAsync(second, status => status.Partitions.Count == 2);
        for (int partition = 0; partition < 4; partition++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"{partition}-");
            rig.Intake.Ids.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i:D3}")));
        }
    }
}

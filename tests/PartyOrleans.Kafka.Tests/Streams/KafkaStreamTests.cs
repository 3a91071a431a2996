using System.Globalization;
using System.Text;
using Confluent.Kafka;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Kafka.Brokers;
using PartyOrleans.Kafka.Producing;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Model;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.Kafka.Tests.Streams;

public sealed class KafkaStreamTests
{
    [MockBrokerFact]
    public async Task Read_WhenTopicHasPartitions_TakesEachInItsOrder_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 3);
        await using var rig = new StreamRig(brokers);
        for (int partition = 0; partition < 3; partition++)
        {
            await rig.SendAsync("people", partition, [.. Enumerable.Range(0, 500).Select(i => ($"{partition}-{i}", (string?)"Ann"))]);
        }

        await using KafkaStream stream = rig.Start(rig.Options("people") with { MostInBatch = 100 });
        await rig.Intake.ReachedAsync(1500);

        for (int partition = 0; partition < 3; partition++)
        {
            string name = $"kafka/test/people/{partition}";
            rig.Intake.PositionOf(name).ShouldBe(500);
            long next = 0;
            foreach (IntakeBatch batch in rig.Intake.Taken.Where(batch => string.Equals(batch.Positions[0].Stream, name, StringComparison.Ordinal)))
            {
                batch.Positions[0].From.ShouldBe(next);
                batch.Upserts.Count.ShouldBeLessThanOrEqualTo(100);
                next = batch.Positions[0].Next;
            }
        }

        rig.Intake.Ids.Order(StringComparer.Ordinal).ShouldBe(
            Enumerable.Range(0, 1500).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i / 500}-{i % 500}")).Order(StringComparer.Ordinal));
    }

    [MockBrokerFact]
    public async Task Read_WhenHubHoldsAPosition_GoesOnFromThere_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"), ("c", "Cay"), ("d", "Dan"));
        rig.Intake.SetPosition("kafka/test/people/0", 2);

        await using KafkaStream stream = rig.Start(rig.Options("people"));
        await rig.Intake.ReachedAsync(4);

        rig.Intake.Ids.ShouldBe(["c", "d"]);
    }

    [MockBrokerFact]
    public async Task Read_WhenStartIsLatest_TakesOnlyWhatComes_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"));

        await using KafkaStream stream = rig.Start(rig.Options("people") with { Start = StreamStart.Latest });
        await StreamRig.UntilAsync(stream, status => status.Partitions is [{ Lag: 0 or 2 }] && status.IsConnected);
        while (rig.Intake.Taken.Count == 0)
        {
            await rig.SendAsync("people", 0, ("c", "Cay")); // again, until the position at the end is found
            await Task.Delay(50);
        }

        rig.Intake.Ids.Distinct(StringComparer.Ordinal).ShouldBe(["c"]);
    }

    [MockBrokerFact]
    public async Task Read_WhenRecordComesOftenInABatch_FoldsItToTheLast_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Intake.Before = _ => gate.Task;
        await rig.SendAsync("people", 0, ("first", "Zoe"));
        await using KafkaStream stream = rig.Start(rig.Options("people"));
        await StreamRig.UntilAsync(stream, status => status.Partitions is [{ Waiting: 0 }] && rig.Intake.Asked == 1);
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"), ("a", "Anna"), ("b", null), ("c", null), ("c", "Cay"), ("d", "~"));
        await StreamRig.UntilAsync(stream, status => status.Partitions is [{ Waiting: 7 }]);
        gate.SetResult();
        await rig.Intake.ReachedAsync(8);

        IntakeBatch taken = rig.Intake.Taken[1];
        taken.Upserts.Select(record => $"{record.Key.RecordId}={record.First("name.full")}").ShouldBe(["a=Anna", "c=Cay"]);
        taken.Deletes.Select(key => key.RecordId).ShouldBe(["b"]);
        taken.Positions.ShouldBe([new SourcePosition("kafka/test/people/0", 8, 1)]);
    }

    [MockBrokerFact]
    public async Task Read_WhenMessageIsRefused_BecomesDeadLetterInHubAndTopic_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        brokers.CreateTopic("dead", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync(
            new KafkaMessage("people", Bytes("a"), Bytes("Ann")) { Partition = 0 },
            new KafkaMessage("people", Bytes("b"), Bytes("!Bob")) { Partition = 0, Headers = [new("trace", Bytes("t1"))], Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(1) },
            new KafkaMessage("people", Bytes("c"), Bytes("Cay")) { Partition = 0 });

        await using KafkaStream stream = rig.Start(rig.Options("people") with { DeadLetterTopic = "dead" });
        await rig.Intake.ReachedAsync(3);

        rig.Intake.Ids.ShouldBe(["a", "c"]);
        DeadLetter letter = rig.Intake.DeadLetters.ShouldHaveSingleItem();
        letter.ShouldBe(new DeadLetter("crm", "kafka/test/people/0", 1, DeadLetterKind.Contract, "It begins with an exclamation mark.", "!Bob")
        {
            Context = "{\"adapter\":\"text\",\"contract\":true,\"key\":\"Yg==\"}",
            Headers = """{"topic":"people","partition":0,"offset":1,"timestamp":"1970-01-01T00:00:01Z","key":"b","headers":[{"name":"trace","value":"t1"}]}""",
        });
        Message<byte[]?, byte[]?> sent = TopicReader.Read(StreamRig.ConnectionTo(brokers), "dead", 1, 1)[0].Message;
        Text(sent.Key).ShouldBe("b");
        Text(sent.Value).ShouldBe("!Bob");
        sent.Headers.Select(header => $"{header.Key}={Text(header.GetValueBytes())}").ShouldBe(
        [
            "trace=t1", "party-dead-letter-topic=people", "party-dead-letter-partition=0", "party-dead-letter-offset=1", "party-dead-letter-source=crm",
            "party-dead-letter-kind=contract", "party-dead-letter-reason=It begins with an exclamation mark.", "party-dead-letter-attempts=1",
        ]);
    }

    [MockBrokerFact]
    public async Task Read_WhenMessageIsNoUtf8OrTooLarge_KeepsItWholeAsDeadLetter_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync(new KafkaMessage("people", [0xFF, 0x01], [0x21, 0xC3, 0x28]), new KafkaMessage("people", Bytes("b"), new byte[2001]), new KafkaMessage("people", Bytes("c"), Bytes("Cay")));

        await using KafkaStream stream = rig.Start(rig.Options("people") with { MaxMessageBytes = 2000 });
        await rig.Intake.ReachedAsync(3);

        rig.Intake.Ids.ShouldBe(["c"]);
        rig.Intake.DeadLetters.Select(letter => (letter.Line, letter.Kind, letter.Reason)).ShouldBe(
        [
            (0, DeadLetterKind.Contract, "It begins with an exclamation mark."), (1, DeadLetterKind.Parse, "The message has 2001 bytes; at most 2000 are read."),
        ]);
        rig.Intake.DeadLetters[0].Headers.ShouldContain("\"key_base64\":\"/wE=\"");
        rig.Intake.DeadLetters[0].Raw.ShouldBe("IcMo");
        rig.Intake.DeadLetters[0].Context.ShouldBe("{\"adapter\":\"text\",\"contract\":true,\"key\":\"/wE=\",\"base64\":true}");
        rig.Intake.DeadLetters[1].Raw.Length.ShouldBe(2001);
    }

    [MockBrokerFact]
    public async Task Read_WhenHubIsUnavailable_TriesAgainAndSkipsNothing_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        int attempts = 0;
        rig.Intake.Before = _ => ++attempts <= 4 ? throw new IntakeException("The hub is starting.", isTransient: true) : Task.CompletedTask;
        await rig.SendAsync("people", 0, ("a", "Ann"), ("b", "Bob"));

        await using KafkaStream stream = rig.Start(rig.Options("people"));
        await rig.Intake.ReachedAsync(2);

        attempts.ShouldBe(4 + rig.Intake.Taken.Count);
        rig.Intake.Ids.ShouldBe(["a", "b"]);
        rig.Intake.DeadLetters.ShouldBeEmpty();
        rig.Log.Lines.Count(line => line.Event == 2320).ShouldBe(4);
        await StreamRig.UntilAsync(stream, status => status.Trouble.Length == 0);
    }

    [MockBrokerFact]
    public async Task Read_WhenHubRefusesOneRecordForGood_MakesItADeadLetterAndTakesTheOthers_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        rig.Intake.Before = batch => batch.Upserts.Any(record => string.Equals(record.Key.RecordId, "5", StringComparison.Ordinal))
            ? throw new IntakeException("The record cannot be resolved.", isTransient: false)
            : Task.CompletedTask;
        await rig.SendAsync("people", 0, [.. Enumerable.Range(0, 10).Select(i => (i.ToString(CultureInfo.InvariantCulture), (string?)"Ann"))]);

        await using KafkaStream stream = rig.Start(rig.Options("people"));
        await rig.Intake.ReachedAsync(10);

        rig.Intake.Ids.ShouldBe(["0", "1", "2", "3", "4", "6", "7", "8", "9"]);
        DeadLetter letter = rig.Intake.DeadLetters.ShouldHaveSingleItem();
        (letter.Kind, letter.Line, letter.Attempts, letter.Reason).ShouldBe((DeadLetterKind.Transient, 5, 2, "The record cannot be resolved."));
    }

    [MockBrokerFact]
    public async Task Read_WhenSourceHasNoContract_StandsStillAndSaysSo_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 1);
        await using var rig = new StreamRig(brokers);
        await rig.SendAsync("people", 0, ("a", "Ann"));

        await using KafkaStream stream = rig.Start(rig.Options("people"), new TextAdapters("crm"));

        await StreamRig.UntilAsync(
            stream, status => string.Equals(status.Trouble, "The bundle in force has no contract for source crm, so messages of topic people cannot be read.", StringComparison.Ordinal));
        rig.Intake.Taken.ShouldBeEmpty();
    }

    [MockBrokerFact]
    public async Task Read_WhenMoreWaitsThanMay_PausesAndResumes_OnMockBroker()
    {
        using var brokers = new MockCluster();
        brokers.CreateTopic("people", 2);
        await using var rig = new StreamRig(brokers);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Intake.Before = _ => gate.Task;
        for (int partition = 0; partition < 2; partition++)
        {
            await rig.SendAsync("people", partition, [.. Enumerable.Range(0, 2000).Select(i => ($"{partition}-{i}", (string?)"Ann"))]);
        }

        await using KafkaStream stream = rig.Start(rig.Options("people") with { MostInBatch = 50, MostWaiting = 200 });
        await StreamRig.UntilAsync(stream, status => status.Partitions.Count(partition => partition.IsPaused) == 2);
        stream.Status.Partitions.ShouldAllBe(partition => partition.Waiting <= 100);
        rig.Intake.Taken.ShouldBeEmpty();

        gate.SetResult();
        await rig.Intake.ReachedAsync(4000);
        rig.Intake.Ids.Count.ShouldBe(4000);
        await StreamRig.UntilAsync(stream, status => status.Partitions.All(partition => partition is { IsPaused: false, Lag: 0 }));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes!);
}

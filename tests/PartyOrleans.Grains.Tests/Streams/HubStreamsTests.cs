using Orleans.TestingHost;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Kafka;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.Kafka;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests.Streams;

/// <summary>The streams of a hub on a cluster over a real PostgreSQL: every message has its effect once, whatever fails, and the outcome is that of one process.</summary>
[NeedsPostgreSql]
public sealed class HubStreamsTests
{
    private static readonly NastyOptions World = new() { Parties = 12, Premises = 3, OrganisationShare = 0.2, ErrorShare = 0.2 };

    public static TheoryData<string> Victims => ["the ledger's silo", "another silo"];

    [StreamTheory]
    [MemberData(nameof(Victims))]
    public async Task Stream_WhenASiloIsKilledMeanwhile_HoldsWhatOneProcessDoes(string victim)
    {
        await using var rig = await StreamRig.StartAsync(3, 4);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(815, World, 160);
        await rig.SendAsync(records.Take(80));
        await rig.UntilAsync(80);
        InProcessSiloHandle ledger = rig.Cluster.LedgerSilo;
        InProcessSiloHandle killed = string.Equals(victim, "the ledger's silo", StringComparison.Ordinal) ? ledger : rig.Cluster.Silos.Silos.First(silo => silo != ledger);

        Task sending = rig.SendAsync(records.Skip(80));
        await rig.Cluster.Silos.KillSiloAsync(killed);
        await sending;
        await rig.UntilAsync(160);

        (await rig.Cluster.StateAsync(withIds: false)).ShouldBe(StreamRig.Expected(records));
    }

    [StreamFact]
    public async Task Stream_WhenNoBrokerAnswers_IsLeftAloneByAllSilosAndGoesOnOnceOneDoes()
    {
        await using var rig = await StreamRig.StartAsync(3, 4);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(77, World, 80);
        await rig.SendAsync(records.Take(40));
        await rig.UntilAsync(40);

        rig.Brokers.SetDown(1);
        await rig.UntilAsync(BreakerState.Open);
        rig.Breakers.Select(breaker => breaker.Failures).ShouldAllBe(failures => failures >= 5);
        rig.Breakers.First().Cause.ShouldStartWith("The brokers did not answer");
        rig.Brokers.SetUp(1);
        await rig.SendAsync(records.Skip(40));
        await rig.UntilAsync(80);

        await rig.UntilAsync(BreakerState.Closed);
        (await rig.Cluster.StateAsync(withIds: false)).ShouldBe(StreamRig.Expected(records));
    }

    [StreamFact]
    public async Task Stream_WhenAnotherReaderHasTakenMessages_HasNoEffectTwice()
    {
        await using var rig = await StreamRig.StartAsync(2, 1);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(23, World, 30);
        await rig.SendAsync(records.Take(10));
        await rig.UntilAsync(10);
        var elsewhere = new HubIntake(rig.HubOf(1), rig.Cluster.Store);
        SourceRecord[] others = [.. HubStory.DrawRecords(24, World, 5).Select((record, i) => new SourceRecord(records[10 + i].Key, record.Values))];
        await elsewhere.TakeAsync(
            new IntakeBatch { Upserts = [.. others.OrderBy(static record => record.Key)], Positions = [new SourcePosition("kafka/parties/people/0", 15, 10)], Origin = new ChangeOrigin(ChangeKind.Stream) },
            CancellationToken.None);

        await rig.SendAsync(records.Skip(10));
        await rig.UntilAsync(30);

        (await rig.Cluster.StateAsync(withIds: false)).ShouldBe(StreamRig.Expected([.. records.Take(10), .. others, .. records.Skip(15)]));
    }

    [StreamFact]
    public async Task Stream_WhenTheHubIsPutBackToAnEarlierState_ReadsAgainFromThere()
    {
        await using var rig = await StreamRig.StartAsync(2, 1);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(37, World, 25);
        await rig.SendAsync(records.Take(20));
        await rig.UntilAsync(20);
        await new HubIntake(rig.HubOf(0), rig.Cluster.Store).TakeAsync(
            new IntakeBatch
            {
                Deletes = [.. records.Skip(8).Take(12).Select(static record => record.Key).Order()],
                Positions = [new SourcePosition("kafka/parties/people/0", 8, SourcePosition.Anew)],
                Origin = new ChangeOrigin(ChangeKind.Stream),
            },
            CancellationToken.None);

        await rig.SendAsync(records.Skip(20));
        await rig.UntilAsync(25);

        (await rig.Cluster.StateAsync(withIds: false)).ShouldBe(StreamRig.Expected(records));
    }

    [StreamFact]
    public async Task Stream_WhenMessagesAreRefused_KeepsThemAsDeadLettersAndGoesOn()
    {
        await using var rig = await StreamRig.StartAsync(2, 1, deadLetters: true);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(29, World, 6);
        await rig.SendAsync(records.Take(3));
        await rig.SendAsync("bad", [0xff, 0xff]);
        await rig.SendAsync(records.Skip(3));
        await rig.UntilAsync(7);

        (await rig.Cluster.StateAsync(withIds: false)).ShouldBe(StreamRig.Expected(records));
        Page<DeadLetterEntry> letters = await ((IDeadLetters)rig.Cluster.Store).ReadDeadLetterPageAsync(new DeadLetterFilter(), new PageRequest(10), CancellationToken.None);
        letters.Items.ShouldHaveSingleItem().Letter.Line.ShouldBe(3);
        using var tail = new TopicTail(new KafkaConnection { Brokers = rig.Brokers.Brokers }, StreamRig.Letters, 1);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (tail.Messages.Count == 0)
        {
            await Task.Delay(20, patience.Token); // the brokers do not tell
        }

        tail.Messages.ShouldHaveSingleItem().Headers["party-dead-letter-offset"].ShouldBe("3");
    }
}

using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>Messages of topics reach consumers on a cluster: all, in the order of their partition, and none is committed before it is applied.</summary>
public sealed class DeliveryTests
{
    [MockBrokerFact]
    public async Task Deliver_WhenPartitionsAreStreams_GivesEachItsMessagesInOrder()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(
            3, new KafkaTopicOptions { Topic = "all-order", Keys = KafkaStreamKeys.Partition, KeyPrefix = "p/" }, 6, static options => options.MaxMessagesPerDelivery = 10);
        Journal journal = Journal.Of("all-order");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(partition => cluster.SendAsync("all-order", partition, StreamCluster.Texts(0, 100))));
        await journal.UntilAsync(static journal => journal.Different == 600);

        journal.Streams.ShouldBe(["p/all-order/0", "p/all-order/1", "p/all-order/2", "p/all-order/3", "p/all-order/4", "p/all-order/5"]);
        foreach (string stream in journal.Streams)
        {
            journal.Of(new StreamKey(stream)).ShouldBe(Enumerable.Range(0, 100).Select(static offset => (long)offset));
        }

        await StreamCluster.UntilAsync(() => Enumerable.Range(0, 6).All(partition => cluster.Committed("all-order", partition) == 100));
    }

    [MockBrokerFact]
    public async Task Deliver_WhenASiloIsKilled_LosesNothing()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(3, new KafkaTopicOptions { Topic = "all-kill", Keys = KafkaStreamKeys.Partition }, 6);
        Journal journal = Journal.Of("all-kill");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(partition => cluster.SendAsync("all-kill", partition, StreamCluster.Texts(0, 200))));
        await journal.UntilAsync(static journal => journal.Different >= 100);
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(partition => cluster.SendAsync("all-kill", partition, StreamCluster.Texts(200, 100))));
        await journal.UntilAsync(static journal => journal.Different == 1800);

        foreach (string stream in journal.Streams)
        {
            journal.Of(new StreamKey(stream)).Distinct().ShouldBe(Enumerable.Range(0, 300).Select(static offset => (long)offset));
        }
    }

    [MockBrokerFact]
    public async Task Commit_WhenAMessageIsStillBeingTaken_StaysBeforeIt()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(1, new KafkaTopicOptions { Topic = "all-slow" }, 1);
        Journal journal = Journal.Of("all-slow");
        var mayGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.Taking = message => Journal.TextOf(message) == "slow" ? mayGo.Task : Task.CompletedTask;

        await cluster.SendByKeyAsync("all-slow", "a", "1", "2");
        await cluster.SendByKeyAsync("all-slow", "b", "slow");
        await cluster.SendByKeyAsync("all-slow", "a", "3", "4", "5");
        await journal.UntilAsync(static journal => journal.Of(new StreamKey("a")).Count == 5);
        await StreamCluster.UntilAsync(() => cluster.Committed("all-slow", 0) == 2);
        cluster.Partitions[0].Applied.ShouldBe(2);
        mayGo.SetResult();

        await StreamCluster.UntilAsync(() => cluster.Committed("all-slow", 0) == 6);
        journal.Of(new StreamKey("b")).ShouldBe([2]);
    }

    [MockBrokerFact]
    public async Task Read_WhenConsumersAreSlower_HoldsNoMoreThanItMay()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(
            1, new KafkaTopicOptions { Topic = "all-full", Keys = KafkaStreamKeys.Partition }, 1, static options => options.MaxCachedMessages = 40);
        Journal journal = Journal.Of("all-full");
        using var mayGo = new SemaphoreSlim(0);
        journal.Taking = _ => mayGo.WaitAsync();

        await cluster.SendAsync("all-full", 0, StreamCluster.Texts(0, 3000));
        await StreamCluster.UntilAsync(() => cluster.Partitions is [{ Held: 40, Fetched: >= 250 }]);
        long most = 0, fetched = 0;
        for (int taken = 1; taken <= 3000; taken++)
        {
            mayGo.Release();
            await journal.UntilAsync(journal => journal.Count >= taken);
            (most, fetched) = (Math.Max(most, cluster.Partitions[0].Held), Math.Max(fetched, cluster.Partitions[0].Fetched));
        }

        most.ShouldBe(40);
        fetched.ShouldBeLessThanOrEqualTo(500);
        journal.Of(new StreamKey("all-full/0")).ShouldBe(Enumerable.Range(0, 3000).Select(static offset => (long)offset));
    }

    [MockBrokerFact]
    public async Task Start_WhenNoBrokerAnswers_ReadsOnceOneDoes()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(
            1, new KafkaTopicOptions { Topic = "all-later", Keys = KafkaStreamKeys.Partition, Partitions = 2 }, 1,
            static options => options.BrokerPatience = TimeSpan.FromMilliseconds(300), isDown: true);
        await StreamCluster.UntilAsync(() => cluster.Partitions is [{ Trouble.Length: > 0 }, ..]);
        cluster.Partitions[0].Trouble.ShouldStartWith("It is not known where to begin");
        cluster.Brokers.SetUp(1);
        await cluster.SendAsync("all-later", 0, StreamCluster.Texts(0, 20));

        await Journal.Of("all-later").UntilAsync(static journal => journal.Count == 20);
        await StreamCluster.UntilAsync(() => cluster.Partitions.All(static partition => partition.Trouble.Length == 0));
    }

    [MockBrokerFact]
    public async Task Status_WhenBrokersAreBackAndNothingIsSent_TellsOfNoTrouble()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(
            1, new KafkaTopicOptions { Topic = "all-quiet", Keys = KafkaStreamKeys.Partition }, 1, static options => options.BrokerPatience = TimeSpan.FromMilliseconds(500));
        Journal journal = Journal.Of("all-quiet");
        await cluster.SendAsync("all-quiet", 0, StreamCluster.Texts(0, 5));
        await journal.UntilAsync(static journal => journal.Count == 5);

        cluster.Brokers.SetDown(1);
        await StreamCluster.UntilAsync(() => cluster.Troubles[0].Length > 0);
        string trouble = cluster.Troubles[0];
        cluster.Brokers.SetUp(1);
        await StreamCluster.UntilAsync(() => cluster.Troubles[0].Length == 0);

        trouble.ShouldStartWith("No broker of ");
        journal.Count.ShouldBe(5, "no message told that the broker is back");
    }

    [MockBrokerFact]
    public async Task Status_WhenBrokersAreBackAndASiloHasNoPartition_TellsOfNoTrouble()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(
            2, new KafkaTopicOptions { Topic = "all-idle", Keys = KafkaStreamKeys.Partition }, 1, static options => options.BrokerPatience = TimeSpan.FromMilliseconds(500));

        cluster.Brokers.SetDown(1);
        await StreamCluster.UntilAsync(() => cluster.Troubles.All(static trouble => trouble.Length > 0));
        cluster.Brokers.SetUp(1);
        await StreamCluster.UntilAsync(() => cluster.Troubles.All(static trouble => trouble.Length == 0));

        cluster.Partitions.Count.ShouldBe(1, "the other silo has none, and is asked all the same");
    }
}

using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using PartyOrleans.Kafka;
using PartyOrleans.KafkaStreams.Messages;
using PartyOrleans.KafkaStreams.Reading;
using PartyOrleans.TestKit.Kafka;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>What consumers may do: go back, begin where they say, refuse, and subscribe from outside; and what senders may.</summary>
public sealed class ConsumerTests
{
    /// <summary>An event of a test.</summary>
    public sealed record Order(string Customer, int Number);

    [MockBrokerFact]
    public async Task Send_WhenAClientSendsAndSubscribes_BringsEventsByKeyInOrder()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(2, new KafkaTopicOptions { Topic = "orders", Namespace = "shop" }, 4);
        IStreamProvider provider = cluster.Silos.Client.GetStreamProvider(StreamCluster.Provider);
        var got = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] customers = ["ann", "bo", "cy"];
        foreach (string customer in customers)
        {
            await provider.GetStream<Order>("shop", customer).SubscribeAsync((order, _) =>
            {
                lock (got)
                {
                    order.Customer.ShouldBe(customer);
                    (got.TryGetValue(customer, out List<int>? numbers) ? numbers : got[customer] = []).Add(order.Number);
                    if (got.Values.Sum(static numbers => numbers.Count) == 60)
                    {
                        all.SetResult();
                    }
                }

                return Task.CompletedTask;
            });
        }

        foreach (string customer in customers)
        {
            await provider.GetStream<Order>("shop", customer).OnNextAsync(new Order(customer, 0));
            await provider.GetStream<Order>("shop", customer).OnNextBatchAsync(Enumerable.Range(1, 19).Select(number => new Order(customer, number)));
        }

        await all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        customers.ShouldAllBe(customer => got[customer].SequenceEqual(Enumerable.Range(0, 20)));
        using var tail = new TopicTail(new KafkaConnection { Brokers = cluster.Brokers.Brokers }, "orders", 4);
        await StreamCluster.UntilAsync(() => tail.Messages.Count == 60);
        Encoding.UTF8.GetString(tail.Messages.First(static message => message.Key == "bo").Value!).ShouldBe("""{"customer":"bo","number":0}""");
    }

    [MockBrokerFact]
    public async Task Subscribe_WhenFromAnEarlierOffset_BringsWhatWasAppliedAgainToThatStreamAlone()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(2, new KafkaTopicOptions { Topic = "all-back" }, 1);
        Journal journal = Journal.Of("all-back");
        await cluster.SendByKeyAsync("all-back", "a", StreamCluster.Texts(0, 5));
        await cluster.SendByKeyAsync("all-back", "b", StreamCluster.Texts(0, 5));
        await journal.UntilAsync(static journal => journal.Count == 10);
        await StreamCluster.UntilAsync(() => cluster.Committed("all-back", 0) == 10);

        await cluster.Silos.Client.GetGrain<IJournalGrain>("a").GoBackAsync(StreamCluster.Provider, "all-back", 3);
        await cluster.SendByKeyAsync("all-back", "a", "5");
        await cluster.SendByKeyAsync("all-back", "b", "5");
        await journal.UntilAsync(static journal => journal.Count == 14);

        journal.Of(new StreamKey("a")).ShouldBe([0, 1, 2, 3, 4, 3, 4, 10]);
        journal.Of(new StreamKey("b")).ShouldBe([5, 6, 7, 8, 9, 11]);
        await StreamCluster.UntilAsync(() => cluster.Committed("all-back", 0) == 12);
    }

    [MockBrokerFact]
    public async Task Subscribe_WhenAConsumerComesToLifeAndSaysWhereItIs_BeginsThere()
    {
        Journal journal = Journal.Of("all-begin");
        journal.Begin = static _ => 6;
        await using StreamCluster cluster = await StreamCluster.StartAsync(1, new KafkaTopicOptions { Topic = "all-begin", Keys = KafkaStreamKeys.Partition }, 1, static options => options.MaxMessagesPerDelivery = 4);

        await cluster.SendAsync("all-begin", 0, StreamCluster.Texts(0, 20));
        await journal.UntilAsync(static journal => journal.Count == 14);

        journal.Of(new StreamKey("all-begin/0")).ShouldBe(Enumerable.Range(6, 14).Select(static offset => (long)offset));
    }

    [MockBrokerFact]
    public async Task Begin_WhenConsumersKeepTheirOwnRecord_IsWhereThatSays()
    {
        Journal journal = Journal.Of("all-record");
        var record = new Record();
        await using StreamCluster cluster = await StreamCluster.StartAsync(
            1, new KafkaTopicOptions { Topic = "all-record", Keys = KafkaStreamKeys.Partition, Partitions = 4 }, 2, starts: record);
        await cluster.SendAsync("all-record", 0, StreamCluster.Texts(0, 10));
        await cluster.SendAsync("all-record", 1, StreamCluster.Texts(0, 10));
        record.IsKnown.SetResult();
        await journal.UntilAsync(static journal => journal.Count == 13);

        journal.Of(new StreamKey("all-record/0")).ShouldBe(Enumerable.Range(0, 10).Select(static offset => (long)offset));
        journal.Of(new StreamKey("all-record/1")).ShouldBe([7, 8, 9]);
    }

    [MockBrokerFact]
    public async Task Deliver_WhenAConsumerRefusesAMessage_MakesItADeadLetterAndGoesOn()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(2, new KafkaTopicOptions { Topic = "all-poison" }, 1, static options =>
        {
            options.DeadLetterTopic = StreamCluster.DeadLetters;
            options.MaxDeliveryAttempts = 3;
            (options.FirstPause, options.LongestPause) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));
        });
        Journal journal = Journal.Of("all-poison");
        int refused = 0;
        journal.Taking = message => Journal.TextOf(message) != "poison" ? Task.CompletedTask : throw new InvalidDataException($"No {Interlocked.Increment(ref refused)}");

        await cluster.SendByKeyAsync("all-poison", "a", "1", "poison", "2", "3");
        await journal.UntilAsync(static journal => journal.Count == 3);
        await StreamCluster.UntilAsync(() => cluster.Committed("all-poison", 0) == 4);

        refused.ShouldBeGreaterThanOrEqualTo(3, "a busy machine may make one round of attempts too short, and another one follows");
        journal.Of(new StreamKey("a")).ShouldBe([0, 2, 3]);
        using var tail = new TopicTail(new KafkaConnection { Brokers = cluster.Brokers.Brokers }, StreamCluster.DeadLetters, 1);
        await StreamCluster.UntilAsync(() => tail.Messages.Count > 0);
        TailedMessage letter = tail.Messages.ShouldHaveSingleItem();
        letter.Key.ShouldBe("a");
        Encoding.UTF8.GetString(letter.Value!).ShouldBe("poison");
        letter.Headers["orleans-dead-letter-attempts"].ShouldBe(refused.ToString(CultureInfo.InvariantCulture));
        letter.Headers["orleans-dead-letter-topic"].ShouldBe("all-poison");
        letter.Headers["orleans-dead-letter-offset"].ShouldBe("1");
        letter.Headers["orleans-dead-letter-reason"].ShouldBe("no consumer took it");
    }

    [MockBrokerFact]
    public async Task Deliver_WhenThereIsNoDeadLetterTopic_TriesUntilTheMessageIsTaken()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(1, new KafkaTopicOptions { Topic = "all-patient" }, 1, static options => options.MaxDeliveryAttempts = 2);
        Journal journal = Journal.Of("all-patient");
        int refused = 0;
        journal.Taking = message => Journal.TextOf(message) != "hard" || refused >= 12 ? Task.CompletedTask : throw new InvalidDataException($"No {++refused}");

        await cluster.SendByKeyAsync("all-patient", "a", "1", "hard", "2");
        await journal.UntilAsync(static journal => journal.Count == 3);

        journal.Of(new StreamKey("a")).ShouldBe([0, 1, 2]);
        journal.Attempts.ShouldBe(15);
    }

    [MockBrokerTheory]
    [InlineData(KafkaLoss.Stop)]
    [InlineData(KafkaLoss.Restart)]
    public async Task Read_WhenWhatComesNextIsGone_DoesAsTheOptionsSay(KafkaLoss loss)
    {
        string topic = "all-loss-" + loss;
        Journal journal = Journal.Of(topic);
        await using StreamCluster cluster = await StreamCluster.StartAsync(1, new KafkaTopicOptions { Topic = topic, Keys = KafkaStreamKeys.Partition }, 1, options =>
        {
            options.Loss = loss;
            options.MaxCachedMessages = 1;
        });
        bool[] marks = new bool[3000];
        journal.Taking = message => Task.FromResult(marks[message.Offset] = message.FollowsLoss);
        await cluster.SendAsync(topic, 0, "0");
        await journal.UntilAsync(static journal => journal.Count == 1);
        await StreamCluster.UntilAsync(() => cluster.Committed(topic, 0) == 1);
        await cluster.Silos.StopSiloAsync(cluster.Silos.Silos[0]);
        await cluster.SendAsync(topic, 0, StreamCluster.Texts(1, 9));
        cluster.Brokers.DeleteRecords(topic, 0, 5);
        await cluster.Silos.StartAdditionalSiloAsync();

        if (loss == KafkaLoss.Stop)
        {
            await StreamCluster.UntilAsync(() => cluster.Partitions is [{ Trouble.Length: > 0 }]);
            cluster.Partitions[0].Trouble.ShouldStartWith("What comes next is gone");
            journal.Count.ShouldBe(1);
        }
        else
        {
            await journal.UntilAsync(static journal => journal.Count == 6);
            journal.Of(new StreamKey(topic + "/0")).ShouldBe([0, 5, 6, 7, 8, 9]);
            marks.Take(10).ShouldBe([false, false, false, false, false, true, false, false, false, false]);
        }
    }

    private sealed class Record : IKafkaStartOffsets
    {
        public TaskCompletionSource IsKnown { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<long?> FindAsync(string topic, int partition, CancellationToken cancellationToken)
        {
            await IsKnown.Task.WaitAsync(cancellationToken);
            return partition == 1 ? 7 : null;
        }
    }
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Tests.Outbox;
using PartyOrleans.Connectors.Webhooks;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.Webhooks;

namespace PartyOrleans.Connectors.Tests.Webhooks;

/// <summary>The relay and a webhook together, over a real web server and by a clock that the test moves.</summary>
public sealed class WebhookRelayTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly MemoryOutbox _outbox;
    private readonly CircuitBreakers _breakers;
    private readonly SinkInstruments _instruments = new(nameof(WebhookRelayTests));
    private WebhookReceiver _receiver = null!;

    public WebhookRelayTests()
    {
        _outbox = new MemoryOutbox(_time);
        _breakers = new CircuitBreakers(_time, NullLogger.Instance, nameof(WebhookRelayTests));
    }

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _breakers.Dispose();
        _instruments.Dispose();
    }

    [Fact]
    public async Task Start_WhenWebhookAnswers500ForAnHour_ItHasEverythingInOrderAfterwards()
    {
        var all = new TaskCompletionSource();
        var taken = new List<string>();
        _receiver.Answer = (context, post) =>
        {
            bool isWell = _time.GetUtcNow() >= Start + Hour;
            context.Response.StatusCode = isWell ? 200 : 500;
            if (isWell)
            {
                taken.Add(JsonNode.Parse(post.Body)!["subject"]!.GetValue<string>());
                if (taken.Count == 4)
                {
                    all.TrySetResult();
                }
            }

            return Task.CompletedTask;
        };
        _outbox.Commit("p1", "p2");
        await using OutboxRelay relay = Relay(timeout: TimeSpan.FromDays(1), disableAfter: TimeSpan.FromDays(1));
        await RunUntilAsync(UntilAsync(() => relay.Status.FailingSince is not null));
        _outbox.Commit("p1", "p3");
        await RunUntilAsync(all.Task);

        taken.ShouldBe(["p1", "p2", "p1", "p3"]);
        _receiver.Posts.Count(post => post.Id == "event-1").ShouldBeInRange(15, 60);
        _receiver.Posts.Where(post => post.Id != "event-1").Select(post => post.Id).ShouldBe(["event-2", "event-3", "event-4"]);
    }

    [Fact]
    public async Task Start_WhenWebhookNeverAnswers_IsDisabledAndHasEverythingOnceItIsEnabled()
    {
        _receiver.Answer = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        _outbox.Commit("p1", "p2");
        await using OutboxRelay relay = Relay(timeout: TimeSpan.FromSeconds(20), disableAfter: Hour);
        await RunUntilAsync(UntilAsync(() => relay.Status.Condition == SinkCondition.Disabled));
        relay.Status.Halt!.Reason.ShouldBe("It did not answer within 20 s.");
        (relay.Status.Halt.At - Start).ShouldBeInRange(Hour, Hour + TimeSpan.FromMinutes(7));

        var taken = new TaskCompletionSource();
        var ids = new ConcurrentQueue<string>();
        _receiver.Answer = (_, post) =>
        {
            ids.Enqueue(post.Id);
            if (post.Id == "event-2")
            {
                taken.TrySetResult();
            }

            return Task.CompletedTask;
        };
        await relay.EnableAsync("ann", CancellationToken.None);
        await taken.Task;
        ids.Distinct().ShouldBe(["event-1", "event-2"]);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock from timer to timer until something has happened.</summary>
    private async Task RunUntilAsync(Task happened)
    {
        using var stop = new CancellationTokenSource();
        while (!happened.IsCompleted)
        {
            await Task.WhenAny(happened, _time.AdvanceToTimerAsync(TimeSpan.FromMinutes(10), stop.Token));
        }

        await stop.CancelAsync();
        await happened;
    }

    private OutboxRelay Relay(TimeSpan timeout, TimeSpan disableAfter)
    {
        byte[] secret = WebhookSignature.ReadSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;
        var sink = new WebhookSink(new WebhookOptions { Name = "crm", Url = _receiver.Url, Secrets = [secret], AllowsPrivate = true }, _time);
        var relay = new OutboxRelay(
            sink,
            new EventForm("test", ClearValues.Instance, lineage: false),
            new RelayOptions { MostPerDelivery = 1, Timeout = timeout, DisableAfter = disableAfter, StopTime = TimeSpan.Zero },
            new RelayParts(_outbox, _outbox, _outbox, _breakers, _instruments, _time) { Log = NullLogger.Instance });
        relay.Start();
        return relay;
    }
}

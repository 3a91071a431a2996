using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Storage;
using PartyOrleans.TestKit;

namespace PartyOrleans.Connectors.Tests.Outbox;

public sealed class OutboxRelayTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly EventForm Form = new("test", ClearValues.Instance, lineage: false);

    /// <summary>A delivery may take longer than the clock is ever moved at once, so that moving it cuts none.</summary>
    private static readonly RelayOptions Options = new() { Timeout = TimeSpan.FromDays(1) };
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly MemoryOutbox _outbox;
    private readonly SinkInstruments _instruments = new(nameof(OutboxRelayTests));
    private CircuitBreakers _breakers;
    private RelayParts _parts;

    public OutboxRelayTests()
    {
        _outbox = new MemoryOutbox(_time);
        Restart();
    }

    [Fact]
    public async Task Start_WhenEventsWaitAndMoreAreCommitted_DeliversAllInOrderAndKeepsThePlace()
    {
        _outbox.Commit("p1", "p2");
        _outbox.Commit("p3");
        var sink = new ScriptedSink("crm");
        await using (OutboxRelay relay = Relay(sink, Options))
        {
            await sink.UntilAsync(sink => sink.Taken.Count == 3);
            _outbox.Commit("p1");
            await sink.UntilAsync(sink => sink.Taken.Count == 4);
        }

        sink.Taken.ShouldBe(["p1", "p2", "p3", "p1"]);
        sink.Attempts.SelectMany(ids => ids).ShouldBe(["event-1", "event-2", "event-3", "event-4"]);
        sink.IsDisposed.ShouldBeTrue();
        _outbox.StateOf("crm").ShouldBe("""{"delivered":{"event":4,"review":0},"claimed":{"event":4,"review":0},"failing_since":null,"halt":null}""");
    }

    [Fact]
    public async Task Start_WhenSinkHasComeSomewhereBefore_GoesOnFromThere()
    {
        _outbox.Commit("p1", "p2");
        await DrainAsync(new ScriptedSink("crm"));
        _outbox.Commit("p3");
        Restart();
        var sink = new ScriptedSink("crm");
        await DrainAsync(sink);

        sink.Taken.ShouldBe(["p3"]);
    }

    [Fact]
    public async Task Start_WhenNewSinkBeginsAtTheEnd_IsToldOnlyWhatComes()
    {
        _outbox.Commit("p1", "p2");
        var sink = new ScriptedSink("crm");
        await DrainAsync(sink, Options with { Start = RelayStart.End });
        sink.Taken.ShouldBeEmpty();

        _outbox.Commit("p3");
        Restart();
        await DrainAsync(sink, Options with { Start = RelayStart.End });
        sink.Taken.ShouldBe(["p3"]);
    }

    [Fact]
    public async Task Start_WhenStoreIsOlderThanThePlace_GoesOnFromItsEnd()
    {
        await SinkState.At(new OutboxPosition(100, 7)).KeepAsync(_outbox, "crm", Start, CancellationToken.None);
        _outbox.Commit("p1");
        var sink = new ScriptedSink("crm");
        await using OutboxRelay relay = Relay(sink, Options);
        while (_outbox.StateOf("crm").Contains("100", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        _outbox.Commit("p2");
        await sink.UntilAsync(sink => sink.Taken.Count == 1);
        sink.Taken.ShouldBe(["p2"]);
    }

    [Fact]
    public async Task Start_WhenSinkFailsForAnHour_LosesNothingAndHoldsNobodyUp()
    {
        _outbox.Commit("p1", "p2");
        var failing = new ScriptedSink("failing")
        {
            Script = (_, _) => _time.GetUtcNow() < Start + TimeSpan.FromHours(1)
                ? Task.FromException(new DeliveryException("It answered 500.", isTransient: true))
                : Task.CompletedTask,
        };
        var well = new ScriptedSink("well");
        await using OutboxRelay first = Relay(failing, Options);
        await using OutboxRelay second = Relay(well, Options);
        await UntilAsync(() => first.Status.FailingSince is not null);
        await RunUntilAsync(failing.UntilAsync(sink => sink.Attempts.Count == 8));

        first.Status.Condition.ShouldBe(SinkCondition.Failing);
        first.Status.Failure.ShouldBe("It answered 500.");
        first.Status.FailingSince.ShouldBe(Start);
        _breakers.Statuses.Select(status => (status.Name, status.State)).ShouldContain(("well", BreakerState.Closed));
        _outbox.Commit("p3");
        await well.UntilAsync(sink => sink.Taken.Count == 3);

        await RunUntilAsync(failing.UntilAsync(sink => sink.Taken.Count == 3));
        failing.Taken.ShouldBe(["p1", "p2", "p3"]);
        failing.Attempts.Count.ShouldBeInRange(15, 60);
        await UntilAsync(() => first.Status.Condition == SinkCondition.Running);
        first.Status.Failure.ShouldBe("");
        first.Status.Breaker.ShouldBe(BreakerState.Closed);
        (_time.GetUtcNow() - Start).ShouldBeInRange(TimeSpan.FromHours(1), TimeSpan.FromMinutes(66));
    }

    [Fact]
    public async Task Start_WhenSinkNeverRecovers_DisablesItDurablyAndEnablingGoesOnFromItsPlace()
    {
        _outbox.Commit("p1", "p2");
        var sink = new ScriptedSink("crm") { Script = (_, _) => Task.FromException(new DeliveryException("It answered 500.", isTransient: true)) };
        RelayOptions options = Options with { DisableAfter = TimeSpan.FromDays(1) };
        await using (OutboxRelay relay = Relay(sink, options))
        {
            await RunUntilAsync(UntilAsync(() => relay.Status.Condition == SinkCondition.Disabled));
            relay.Status.Halt!.By.ShouldBe("");
            relay.Status.Halt.Reason.ShouldBe("It answered 500.");
            (relay.Status.Halt.At - Start).ShouldBeInRange(TimeSpan.FromDays(1), TimeSpan.FromDays(1) + TimeSpan.FromMinutes(6));
        }

        int attempts = sink.Attempts.Count;
        Restart();
        _outbox.Commit("p3");
        sink.Script = (_, _) => Task.CompletedTask;
        await using (OutboxRelay relay = Relay(sink, options))
        {
            await UntilAsync(() => relay.Status.Condition == SinkCondition.Disabled);
            sink.Attempts.Count.ShouldBe(attempts);
            await relay.EnableAsync("ann", CancellationToken.None);
            await sink.UntilAsync(sink => sink.Taken.Count == 3);
            relay.Status.Halt.ShouldBeNull();
        }

        sink.Taken.ShouldBe(["p1", "p2", "p3"]);
    }

    [Fact]
    public async Task Start_WhenSinkSaysThatNothingHelps_DisablesItAtOnce()
    {
        _outbox.Commit("p1");
        var sink = new ScriptedSink("crm") { Script = (_, _) => Task.FromException(new DeliveryException("It is gone (410).", isTransient: false)) };
        await using OutboxRelay relay = Relay(sink, Options);
        await UntilAsync(() => relay.Status.Condition == SinkCondition.Disabled);

        sink.Attempts.Count.ShouldBe(1);
        _outbox.StateOf("crm").ShouldBe(
            """{"delivered":{"event":0,"review":0},"claimed":{"event":0,"review":0},"failing_since":"2026-01-31T12:00:00+00:00","halt":{"at":"2026-01-31T12:00:00+00:00","by":"","reason":"It is gone (410)."}}""");
    }

    [Fact]
    public async Task Start_WhenSinkAsksToBeLeftAlone_WaitsThatLong()
    {
        _outbox.Commit("p1");
        var sink = new ScriptedSink("crm")
        {
            Script = (_, _) => _time.GetUtcNow() == Start
                ? Task.FromException(new DeliveryException("It answered 429.", isTransient: true, TimeSpan.FromMinutes(7)))
                : Task.CompletedTask,
        };
        await using OutboxRelay relay = Relay(sink, Options);
        await RunUntilAsync(sink.UntilAsync(sink => sink.Taken.Count == 1));

        sink.Attempts.Count.ShouldBe(2);
        relay.Status.DeliveredAt.ShouldBe(Start + TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task Start_WhenSinkNeverAnswers_GivesUpInTimeAndTriesAgain()
    {
        _outbox.Commit("p1");
        var sink = new ScriptedSink("crm") { Script = (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop) };
        await using OutboxRelay relay = Relay(sink, Options with { Timeout = TimeSpan.FromSeconds(20), StopTime = TimeSpan.Zero });
        await RunUntilAsync(sink.UntilAsync(sink => sink.Attempts.Count == 3));

        relay.Status.Failure.ShouldBe("It did not answer within 20 s.");
        relay.Status.Condition.ShouldBe(SinkCondition.Failing);
    }

    [Fact]
    public async Task Start_WhenPartyIsErasedBetweenTwoAttempts_NothingOfItLeavesAgain()
    {
        _outbox.Commit("p1", "p2");
        bool isWell = false;
        var sink = new ScriptedSink("crm") { Script = (_, _) => isWell ? Task.CompletedTask : Task.FromException(new DeliveryException("no", isTransient: true)) };
        await using OutboxRelay relay = Relay(sink, Options with { RepeatsExactly = true });
        await sink.UntilAsync(sink => sink.Attempts.Count == 1);
        _outbox.Erase("p1");
        await RunUntilAsync(sink.UntilAsync(sink => sink.Attempts.Count == 4));
        isWell = true;
        await RunUntilAsync(sink.UntilAsync(sink => sink.Taken.Count == 2));

        sink.Bodies.Count(body => body.Contains("p1's name", StringComparison.Ordinal)).ShouldBeInRange(1, 2);
        sink.Bodies.Skip(4).ShouldAllBe(body => !body.Contains("p1's name", StringComparison.Ordinal));
        sink.Bodies[^1].ShouldContain("p2's name");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_WhenDeliveriesRepeatExactly_AFailedOneComesAgainAsItWas(bool restarts)
    {
        _outbox.Commit("p1", "p2");
        bool isWell = false;
        var sink = new ScriptedSink("crm") { Script = (_, _) => isWell ? Task.CompletedTask : Task.FromException(new DeliveryException("no", isTransient: true)) };
        RelayOptions options = Options with { RepeatsExactly = true, MostPerDelivery = 3 };
        OutboxRelay relay = Relay(sink, options);
        await sink.UntilAsync(sink => sink.Attempts.Count == 1);
        _outbox.Commit("p3", "p4");
        if (restarts)
        {
            await relay.DisposeAsync();
            Restart();
            relay = Relay(sink, options);
        }

        isWell = true;
        await RunUntilAsync(sink.UntilAsync(sink => sink.Taken.Count == 4));
        await relay.DisposeAsync();

        IEnumerable<string> attempts = sink.Attempts.Select(ids => string.Join(' ', ids)).ToList();
        attempts.Distinct().ShouldBe(["event-1 event-2", "event-3 event-4"]);
    }

    [Fact]
    public async Task Start_WhenTypesAreNamed_PassesTheOthersOver()
    {
        _outbox.Commit(MemoryOutbox.Changed("p1", "Ann"), MemoryOutbox.Opened("1", "2"));
        _outbox.Commit(MemoryOutbox.Changed("p2", "Bob"));
        var sink = new ScriptedSink("crm");
        await DrainAsync(sink, Options with { Types = ["review.*"] });

        sink.Attempts.ShouldBe([["review-1"]]);
        _outbox.StateOf("crm").ShouldStartWith("""{"delivered":{"event":2,"review":1}""");
    }

    [Fact]
    public async Task Start_WhenDeliveriesLinger_FillsThemUpFirst()
    {
        var sink = new ScriptedSink("crm");
        await using OutboxRelay relay = Relay(sink, Options with { MostPerDelivery = 3, Linger = TimeSpan.FromMinutes(1) });
        _outbox.Commit("p1", "p2", "p3", "p4");
        await sink.UntilAsync(sink => sink.Taken.Count == 3);
        sink.Attempts.ShouldBe([["event-1", "event-2", "event-3"]]);

        await RunUntilAsync(sink.UntilAsync(sink => sink.Taken.Count == 4));
        relay.Status.DeliveredAt.ShouldBe(Start + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task RewindAsync_WhenSinkHasEverything_TellsAgainWithTheSameIds()
    {
        _outbox.Commit("p1", "p2", "p3");
        var sink = new ScriptedSink("crm");
        await using OutboxRelay relay = Relay(sink, Options);
        await sink.UntilAsync(sink => sink.Taken.Count == 3);
        await relay.RewindAsync(new OutboxPosition(1, 0), "ann", CancellationToken.None);
        await sink.UntilAsync(sink => sink.Taken.Count == 5);

        sink.Attempts.SelectMany(ids => ids).ShouldBe(["event-1", "event-2", "event-3", "event-2", "event-3"]);
    }

    [Fact]
    public async Task DisableAsync_WhenDeliveryGoesOn_CutsItAndNothingIsLost()
    {
        _outbox.Commit("p1");
        bool hangs = true;
        var sink = new ScriptedSink("crm") { Script = (_, stop) => hangs ? Task.Delay(Timeout.InfiniteTimeSpan, stop) : Task.CompletedTask };
        await using OutboxRelay relay = Relay(sink, Options);
        await sink.UntilAsync(sink => sink.Attempts.Count == 1);
        await relay.DisableAsync("ann", "it is being moved", CancellationToken.None);
        relay.Status.Halt.ShouldBe(new SinkHalt(Start, "ann", "it is being moved"));
        relay.Status.Breaker.ShouldBe(BreakerState.Closed);

        hangs = false;
        await relay.EnableAsync("ann", CancellationToken.None);
        await sink.UntilAsync(sink => sink.Taken.Count == 1);
        relay.Status.Condition.ShouldBe(SinkCondition.Running);
    }

    [Fact]
    public async Task DisposeAsync_WhenMuchWaits_DeliversItFirst()
    {
        var sink = new ScriptedSink("crm");
        OutboxRelay relay = Relay(sink, Options with { MostPerDelivery = 2 });
        _outbox.Commit([.. Enumerable.Range(1, 2001).Select(number => $"p{number}")]);
        await relay.DisposeAsync();

        sink.Taken.Count.ShouldBe(2001);
    }

    [Fact]
    public async Task DisposeAsync_WhenSinkHangs_StopsWithinItsBound()
    {
        _outbox.Commit("p1");
        var sink = new ScriptedSink("crm") { Script = (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop) };
        OutboxRelay relay = Relay(sink, Options with { StopTime = TimeSpan.FromSeconds(3) });
        await sink.UntilAsync(sink => sink.Attempts.Count == 1);
        Task disposed = relay.DisposeAsync().AsTask();
        await RunUntilAsync(disposed);

        _time.GetUtcNow().ShouldBe(Start + TimeSpan.FromSeconds(3));
        _outbox.StateOf("crm").ShouldStartWith("""{"delivered":{"event":0,"review":0}""");
    }

    [Fact]
    public async Task Start_WhenPlaceCannotBeKept_DeliversAgainRatherThanNever()
    {
        _outbox.Commit("p1");
        var sink = new ScriptedSink("crm");
        await using OutboxRelay relay = Relay(sink, Options with { RepeatsExactly = true });
        await UntilAsync(() => relay.Status.Delivered.Event == 1);
        _outbox.Failure = new StoreException("The disk is full.", isTransient: true);
        _outbox.Commit("p2");
        await RunUntilAsync(Task.Delay(TimeSpan.FromMinutes(2), _time));
        sink.Taken.Count.ShouldBe(1);
        _outbox.Failure = null;
        await RunUntilAsync(sink.UntilAsync(sink => sink.Taken.Count == 2));

        sink.Taken.ShouldBe(["p1", "p2"]);
        relay.Status.Condition.ShouldBe(SinkCondition.Running);
    }

    [Fact]
    public async Task LookAsync_WhenOneSinkIsBehind_TellsByHowMuch()
    {
        await using var relays = new OutboxRelays(_parts);
        var slow = new ScriptedSink("slow") { Script = (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop) };
        var quick = new ScriptedSink("quick");
        await using OutboxRelay first = relays.Add(slow, Form, Options with { StopTime = TimeSpan.Zero });
        await using OutboxRelay second = relays.Add(quick, Form, Options);
        Should.Throw<ArgumentException>(() => relays.Add(new ScriptedSink("quick"), Form, Options));
        first.Start();
        second.Start();
        _outbox.Commit("p1", "p2");
        await Task.WhenAll(slow.UntilAsync(sink => sink.Attempts.Count == 1), quick.UntilAsync(sink => sink.Taken.Count == 2));
        await UntilAsync(() => second.Status.Delivered.Event == 2);
        _time.Advance(TimeSpan.FromSeconds(90));

        IReadOnlyList<SinkStatus> statuses = await relays.LookAsync(CancellationToken.None);
        statuses.Select(status => (status.Name, status.LagEntries, status.Lag, status.Messages)).ShouldBe(
            [("quick", 0, TimeSpan.Zero, 2), ("slow", 2, TimeSpan.FromSeconds(90), 0)]);
        relays.Find("slow").ShouldBe(first);
        relays.Find("none").ShouldBeNull();
    }

    public ValueTask DisposeAsync()
    {
        _breakers.Dispose();
        _instruments.Dispose();
        return ValueTask.CompletedTask;
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
            await Task.WhenAny(happened, _time.AdvanceToTimerAsync(LongestWait, stop.Token));
        }

        await stop.CancelAsync();
        await happened;
    }

    private async Task DrainAsync(ScriptedSink sink, RelayOptions? options = null) => await Relay(sink, options ?? Options).DisposeAsync();

    private OutboxRelay Relay(ScriptedSink sink, RelayOptions options)
    {
        var relay = new OutboxRelay(sink, Form, options, _parts);
        relay.Start();
        return relay;
    }

    /// <summary>What a hub that starts again has: nothing but what was kept.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_breakers), nameof(_parts))]
    private void Restart()
    {
        _breakers?.Dispose();
        _breakers = new CircuitBreakers(_time, NullLogger.Instance, nameof(OutboxRelayTests));
        _parts = new RelayParts(_outbox, _outbox, _outbox, _breakers, _instruments, _time) { Log = NullLogger.Instance };
    }
}

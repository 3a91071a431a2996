using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.TestKit;

namespace PartyOrleans.Connectors.Tests.Breakers;

public sealed class CircuitBreakerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly BreakerOptions Options = new() { Failures = 3, Break = TimeSpan.FromSeconds(10), LongestBreak = TimeSpan.FromSeconds(30), Jitter = 0 };

    private readonly FakeTimeProvider _time = new(Start);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task RunAsync_WhenCallsFailInARow_OpensHoweverManyWentWellBefore(int wentWell)
    {
        CircuitBreaker breaker = Make();
        for (int i = 0; i < wentWell; i++)
        {
            await SucceedAsync(breaker);
        }

        for (int failure = 1; failure <= 3; failure++)
        {
            breaker.Status.State.ShouldBe(BreakerState.Closed);
            await FailAsync(breaker);
            _time.Advance(TimeSpan.FromMinutes(50));
        }

        breaker.Status.ShouldBe(new BreakerStatus(BreakerKind.Sink, "crm", BreakerState.Open, Start + TimeSpan.FromMinutes(100), 3, "IOException"));
    }

    [Fact]
    public async Task RunAsync_WhenSuccessesLieBetween_StaysClosed()
    {
        CircuitBreaker breaker = Make();
        for (int i = 0; i < 20; i++)
        {
            await FailAsync(breaker);
            await FailAsync(breaker);
            await SucceedAsync(breaker);
        }

        breaker.Status.ShouldBe(new BreakerStatus(BreakerKind.Sink, "crm", BreakerState.Closed, Start, 0, ""));
    }

    [Fact]
    public async Task RunAsync_WhenOpen_MakesNoCallAndSaysWhenToComeBack()
    {
        CircuitBreaker breaker = await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        bool isCalled = false;

        BreakerOpenException open = await Should.ThrowAsync<BreakerOpenException>(() => breaker.RunAsync(
            _ =>
            {
                isCalled = true;
                return Task.CompletedTask;
            },
            CancellationToken.None));

        isCalled.ShouldBeFalse();
        open.RetryAfter.ShouldBe(TimeSpan.FromSeconds(6));
        open.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_WhenTrialsFail_BreaksTwiceAsLongUpToTheLongest()
    {
        CircuitBreaker breaker = await OpenAsync();
        foreach (int seconds in new[] { 10, 20, 30, 30 })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            await Should.ThrowAsync<BreakerOpenException>(() => SucceedAsync(breaker));
            _time.Advance(TimeSpan.FromTicks(1));
            await FailAsync(breaker);
        }
    }

    [Fact]
    public async Task RunAsync_WhenTrialSucceeds_ClosesAndCountsAnew()
    {
        CircuitBreaker breaker = await OpenAsync();
        var states = new List<BreakerState>();
        breaker.Changed += status => states.Add(status.State);
        _time.Advance(TimeSpan.FromSeconds(10));
        await SucceedAsync(breaker);
        await FailAsync(breaker);
        await FailAsync(breaker);

        states.ShouldBe([BreakerState.HalfOpen, BreakerState.Closed]);
        breaker.Status.State.ShouldBe(BreakerState.Closed);
        breaker.Status.Failures.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_WhenCallerCancelsOrFailureDoesNotCount_StaysClosed()
    {
        CircuitBreaker breaker = Make(Options with { Counts = failure => failure is not FormatException });
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        for (int i = 0; i < 10; i++)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => breaker.RunAsync(stop => Task.FromCanceled(stop), cancelled.Token));
            await Should.ThrowAsync<FormatException>(() => breaker.RunAsync(_ => Task.FromException(new FormatException()), CancellationToken.None));
        }

        breaker.Status.State.ShouldBe(BreakerState.Closed);
    }

    [Fact]
    public async Task RunAsync_WhenCallTimesOutOfItself_Counts()
    {
        CircuitBreaker breaker = Make();
        for (int i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => breaker.RunAsync(_ => Task.FromException(new OperationCanceledException()), CancellationToken.None));
        }

        breaker.Status.State.ShouldBe(BreakerState.Open);
    }

    [Fact]
    public async Task Add_WhenOneOfTwoFails_OnlyThatOneOpensAndTheMetersSaySo()
    {
        using var breakers = new CircuitBreakers(_time, NullLogger.Instance, nameof(Add_WhenOneOfTwoFails_OnlyThatOneOpensAndTheMetersSaySo));
        CircuitBreaker failing = breakers.Add(BreakerKind.Sink, "crm", Options);
        CircuitBreaker well = breakers.Add(BreakerKind.Source, "crm", Options);
        for (int i = 0; i < 3; i++)
        {
            await FailAsync(failing);
            await SucceedAsync(well);
        }

        breakers.Statuses.Select(status => (status.Kind, status.State)).ShouldBe([(BreakerKind.Source, BreakerState.Closed), (BreakerKind.Sink, BreakerState.Open)]);
        StatesOf(nameof(Add_WhenOneOfTwoFails_OnlyThatOneOpensAndTheMetersSaySo)).ShouldBe(["sink crm 2", "source crm 0"]);
        Should.Throw<ArgumentException>(() => breakers.Add(BreakerKind.Sink, "crm")).Message.ShouldStartWith("There are two sinks 'crm'; each needs a name of its own.");
    }

    private static List<string> StatesOf(string meterName)
    {
        var found = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == meterName && instrument.Name == "party.hub.breaker.state")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => found.Add($"{tags[0].Value} {tags[1].Value} {value}"));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static Task SucceedAsync(CircuitBreaker breaker) => breaker.RunAsync(_ => Task.CompletedTask, CancellationToken.None);

    private static Task FailAsync(CircuitBreaker breaker) =>
        Should.ThrowAsync<IOException>(() => breaker.RunAsync(_ => Task.FromException(new IOException()), CancellationToken.None));

    private CircuitBreaker Make(BreakerOptions? options = null) => new(BreakerKind.Sink, "crm", options ?? Options, _time);

    private async Task<CircuitBreaker> OpenAsync()
    {
        CircuitBreaker breaker = Make();
        for (int i = 0; i < 3; i++)
        {
            await FailAsync(breaker);
        }

        breaker.Status.State.ShouldBe(BreakerState.Open);
        return breaker;
    }
}

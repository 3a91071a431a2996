using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Connectors.Breakers;

namespace PartyOrleans.Connectors.Tests.Breakers;

/// <summary>A breaker whose state is kept elsewhere is told of every call, and obeys.</summary>
public sealed class SharedBreakerTests
{
    private readonly Recorder _recorder = new();
    private readonly CircuitBreaker _breaker;
    private readonly List<BreakerState> _changes = [];

    public SharedBreakerTests()
    {
        using var breakers = new CircuitBreakers(TimeProvider.System, NullLogger.Instance, nameof(SharedBreakerTests), shared: new Recorders(_recorder));
        _breaker = breakers.Add(BreakerKind.Sink, "crm", new BreakerOptions { Counts = static failure => failure is not FormatException, Describe = static failure => failure.Message });
        _breaker.Changed += status => _changes.Add(status.State);
    }

    public static TheoryData<string, string> Outcomes => new()
    {
        { "", "enter, succeed" },
        { nameof(IOException), "enter, fail: down" },
        { nameof(FormatException), "enter, succeed" },
        { nameof(OperationCanceledException), "enter, give up" },
        { nameof(TimeoutException), "enter, fail: late" },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task Run_WhenACallEnds_TellsHow(string outcome, string expected)
    {
        using var caller = new CancellationTokenSource();
        string thrown = "";
        try
        {
            await _breaker.RunAsync(
                _ => outcome switch
                {
                    nameof(IOException) => throw new IOException("down"),
                    nameof(FormatException) => throw new FormatException("not the system's"),
                    nameof(TimeoutException) => throw new TimeoutException("late"),
                    nameof(OperationCanceledException) => GiveUpAsync(caller),
                    _ => Task.CompletedTask,
                },
                caller.Token);
        }
        catch (Exception failure)
        {
            thrown = failure.GetType().Name;
        }

        thrown.ShouldBe(outcome);
        string.Join(", ", _recorder.Told).ShouldBe(expected);
    }

    [Fact]
    public async Task Run_WhenItIsOpenElsewhere_MakesNoCall()
    {
        _recorder.Wait = TimeSpan.FromSeconds(7);

        BreakerOpenException open = await Should.ThrowAsync<BreakerOpenException>(() => _breaker.RunAsync(_ => throw new InvalidOperationException("called"), CancellationToken.None));

        (open.RetryAfter, open.Message).ShouldBe((TimeSpan.FromSeconds(7), "'crm' failed again and again and is left alone for another 7 s."));
        _breaker.Status.State.ShouldBe(BreakerState.Open);
    }

    [Fact]
    public async Task Run_WhenACallBroughtAStateAbout_TellsOfTheChangeOnce()
    {
        _recorder.Brings = BreakerState.Open;
        await Should.ThrowAsync<IOException>(() => _breaker.RunAsync(_ => throw new IOException("down"), CancellationToken.None));
        _recorder.Brings = BreakerState.Closed;
        await _breaker.ResetAsync(CancellationToken.None);
        _recorder.Brings = null;
        await _breaker.RunAsync(_ => Task.CompletedTask, CancellationToken.None);

        _changes.ShouldBe([BreakerState.Open, BreakerState.Closed]);
    }

    private static async Task GiveUpAsync(CancellationTokenSource caller)
    {
        await caller.CancelAsync();
        caller.Token.ThrowIfCancellationRequested();
    }

    private sealed class Recorders(Recorder only) : ISharedBreakers
    {
        public ISharedBreaker Join(BreakerKind kind, string name, BreakerOptions options, ulong seed) => only;
    }

    private sealed class Recorder : ISharedBreaker
    {
        public List<string> Told { get; } = [];

        public TimeSpan? Wait { get; set; }

        public BreakerState? Brings { get; set; }

        public BreakerStatus Status => StatusOf(Wait is null ? BreakerState.Closed : BreakerState.Open);

        public Task<TimeSpan?> EnterAsync(CancellationToken cancellationToken)
        {
            Told.Add("enter");
            return Task.FromResult(Wait);
        }

        public Task<BreakerStatus?> FailAsync(string cause, CancellationToken cancellationToken) => TellAsync($"fail: {cause}");

        public Task<BreakerStatus?> SucceedAsync(CancellationToken cancellationToken) => TellAsync("succeed");

        public Task GiveUpAsync(CancellationToken cancellationToken) => TellAsync("give up");

        public Task<BreakerStatus?> ResetAsync(CancellationToken cancellationToken) => TellAsync("reset");

        private static BreakerStatus StatusOf(BreakerState state) => new(BreakerKind.Sink, "crm", state, DateTimeOffset.UnixEpoch, 0, "");

        private Task<BreakerStatus?> TellAsync(string told)
        {
            Told.Add(told);
            return Task.FromResult(Brings is { } state ? StatusOf(state) : null);
        }
    }
}

using PartyOrleans.Connectors.Breakers;
using PartyOrleans.TestKit;

namespace PartyOrleans.Connectors.Tests.Breakers;

public sealed class PersistentRetryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public async Task RunAsync_WhenWorkFailsForAnHour_GoesOnUntilItSucceeds()
    {
        var pauses = new List<TimeSpan>();
        int attempts = 0;
        var retry = new PersistentRetry(new RetryPauses { Longest = TimeSpan.FromMinutes(1) }, _time, failure => failure is IOException, (_, pause) => pauses.Add(pause));
        Task done = retry.RunAsync(
            _ =>
            {
                attempts++;
                return _time.GetUtcNow() < Start + TimeSpan.FromHours(1) ? Task.FromException(new IOException()) : Task.CompletedTask;
            },
            CancellationToken.None);
        using var finished = new CancellationTokenSource();
        while (!done.IsCompleted)
        {
            await Task.WhenAny(done, _time.AdvanceToTimerAsync(TimeSpan.MaxValue, finished.Token));
        }

        await finished.CancelAsync();
        await done;
        attempts.ShouldBe(pauses.Count + 1);
        attempts.ShouldBeInRange(60, 400);
        pauses.ShouldAllBe(pause => pause <= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task RunAsync_WhenFailureNamesAPause_KeepsToIt()
    {
        var pauses = new List<TimeSpan>();
        var retry = new PersistentRetry(
            new RetryPauses(), _time, failure => failure is IOException, (_, pause) => pauses.Add(pause), _ => TimeSpan.FromMinutes(7));
        int attempts = 0;
        Task done = retry.RunAsync(_ => attempts++ == 0 ? Task.FromException(new IOException()) : Task.CompletedTask, CancellationToken.None);
        await _time.AdvanceToTimerAsync(TimeSpan.MaxValue, CancellationToken.None);
        await done;

        pauses.ShouldBe([TimeSpan.FromMinutes(7)]);
        _time.GetUtcNow().ShouldBe(Start + TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task RunAsync_WhenFailureCannotRecover_ThrowsItAtOnce()
    {
        var retry = new PersistentRetry(new RetryPauses(), _time, failure => failure is IOException);

        await Should.ThrowAsync<FormatException>(() => retry.RunAsync(_ => Task.FromException(new FormatException()), CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_WhenBreakerIsOpen_WaitsForTheEndOfItsBreak()
    {
        var breaker = new CircuitBreaker(BreakerKind.Source, "topic", new BreakerOptions { Failures = 2, Break = TimeSpan.FromSeconds(10), Jitter = 0 }, _time);
        for (int i = 0; i < 2; i++)
        {
            await Should.ThrowAsync<IOException>(() => breaker.RunAsync(_ => Task.FromException(new IOException()), CancellationToken.None));
        }

        var retry = new PersistentRetry(new RetryPauses(), _time, failure => failure is IOException);
        Task done = retry.RunAsync(stop => breaker.RunAsync(_ => Task.CompletedTask, stop), CancellationToken.None);
        await _time.AdvanceToTimerAsync(TimeSpan.MaxValue, CancellationToken.None);
        await done;

        _time.GetUtcNow().ShouldBe(Start + TimeSpan.FromSeconds(10));

        breaker.Status.State.ShouldBe(BreakerState.Closed);
    }

    [Fact]
    public async Task RunAsync_WhenCancelledInAPause_Stops()
    {
        using var stop = new CancellationTokenSource();
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var retry = new PersistentRetry(new RetryPauses(), _time, failure => failure is IOException, (_, _) => paused.TrySetResult());
        Task done = retry.RunAsync(_ => Task.FromException(new IOException()), stop.Token);
        await paused.Task;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => done);
    }
}

namespace PartyOrleans.Pipelines.Running;

/// <summary>Waits for a time of day by a clock that may be set meanwhile.</summary>
internal static class Waiting
{
    /// <summary>The longest wait without another look at the clock.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Waits until the clock shows a time, or the wait is stopped; it does not throw.</summary>
    public static async Task UntilAsync(DateTimeOffset time, TimeProvider clock, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && time - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < Longest ? left : Longest, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

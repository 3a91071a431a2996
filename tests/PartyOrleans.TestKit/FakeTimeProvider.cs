namespace PartyOrleans.TestKit;

/// <summary>A clock that stands still until a test moves it.</summary>
/// <param name="start">What it shows first.</param>
public sealed class FakeTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = start;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock on, and gives the time it then shows.</summary>
    public DateTimeOffset Advance(TimeSpan by)
    {
        lock (_lock)
        {
            return _now += by;
        }
    }
}

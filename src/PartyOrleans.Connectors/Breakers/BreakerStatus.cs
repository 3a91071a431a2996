namespace PartyOrleans.Connectors.Breakers;

/// <summary>Whether calls go through.</summary>
public enum BreakerState
{
    /// <summary>All calls go through.</summary>
    Closed = 0,

    /// <summary>The break is over; one call goes through, and decides.</summary>
    HalfOpen = 1,

    /// <summary>No call goes through until the break is over.</summary>
    Open = 2,
}

/// <summary>What a breaker guards.</summary>
public enum BreakerKind
{
    /// <summary>Where inputs come from: a topic, a zone.</summary>
    Source,

    /// <summary>Where events go.</summary>
    Sink,
}

/// <summary>How a breaker is.</summary>
/// <param name="Kind">What it guards.</param>
/// <param name="Name">The name of what it guards.</param>
/// <param name="State">Whether calls go through.</param>
/// <param name="Since">When it came into that state (UTC).</param>
/// <param name="Failures">Failures since the last success.</param>
/// <param name="Cause">The last failure, without personal data; empty where the last call went well.</param>
public sealed record BreakerStatus(BreakerKind Kind, string Name, BreakerState State, DateTimeOffset Since, int Failures, string Cause);

/// <summary>A call was not made, because the breaker before it is open.</summary>
public sealed class BreakerOpenException : Exception
{
    /// <summary>Makes the exception.</summary>
    public BreakerOpenException(string name, TimeSpan retryAfter, Exception? innerException = null)
        : base($"'{name}' failed again and again and is left alone for another {Math.Ceiling(retryAfter.TotalSeconds):N0} s.", innerException) =>
        RetryAfter = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(retryAfter.TotalMilliseconds))); // timers know no less, and must not be early

    /// <summary>When the next call may go through; whole milliseconds.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>Always true: the same call may succeed later.</summary>
    public bool IsTransient => true;
}

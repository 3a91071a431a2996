using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Breakers;

/// <summary>When a breaker opens, and for how long.</summary>
public sealed record BreakerOptions
{
    /// <summary>Failures one after the other that open it; default 5, at least 2. Raising it bears more before the system behind it is left alone.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>The first break; default 5 s, at least 0.5 s. Each trial that fails doubles it.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest break; default 5 min. Raising it spares a system that is down, and finds out later that it is back.</summary>
    public TimeSpan LongestBreak { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Part of a break that is taken off by chance, so that hubs do not come back all at once; default 0.2, 0 to 1.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>Which failures count; null for all but the caller's own cancellation. What does not count tells that the system is there.</summary>
    public Func<Exception, bool>? Counts { get; init; }

    /// <summary>What is told of a failure, without personal data; null for the name of its type.</summary>
    public Func<Exception, string>? Describe { get; init; }

    /// <summary>How long a break is.</summary>
    /// <param name="trials">Trials that failed since the breaker opened.</param>
    /// <param name="seed">Seed of the jitter.</param>
    public TimeSpan BreakAfter(int trials, ulong seed)
    {
        double longest = Math.Min(LongestBreak.TotalSeconds, Break.TotalSeconds * Math.Pow(2, Math.Min(trials, 30)));
        double chance = (StableHash.Of([(byte)trials], seed) >> 11) * (1.0 / (1UL << 53));
        return TimeSpan.FromSeconds(longest * (1 - (Jitter * chance)));
    }

    /// <summary>Whether a failure counts against the system that the breaker guards.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="isCancelled">Whether the caller had given up.</param>
    internal bool IsCounted(Exception failure, bool isCancelled) => !(failure is OperationCanceledException && isCancelled) && (Counts is not { } decides || decides(failure));

    /// <summary>What is told of a failure.</summary>
    internal string TextOf(Exception failure) => Describe?.Invoke(failure) ?? failure.GetType().Name;
}

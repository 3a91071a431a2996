using PartyOrleans.Connectors.Breakers;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>Where a sink that was never there before begins.</summary>
public enum RelayStart
{
    /// <summary>With the first event there ever was, so that it comes to know every party.</summary>
    Beginning,

    /// <summary>With what is committed from now on.</summary>
    End,
}

/// <summary>How the outbox is relayed to one sink.</summary>
public sealed record RelayOptions
{
    /// <summary>Types that are told, or <c>party.*</c> and <c>review.*</c>; empty for all. Others are passed over.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Messages of one delivery at most; default 500, 1 to 100,000. Raising it makes a backlog go faster and takes more memory.</summary>
    public int MostPerDelivery { get; init; } = 500;

    /// <summary>How long the oldest message may wait for a delivery to fill up; default zero. Raising it makes fewer, greater and later deliveries.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>
    /// Whether a delivery that is made again is of the same messages as before, after a crash too: for sinks that name what they write by its first
    /// and last message. Costs a durable note before each delivery.
    /// </summary>
    public bool RepeatsExactly { get; init; }

    /// <summary>How long one delivery may take; default 30 s. Raising it is more patient with a slow sink.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a sink may fail without a break before it is disabled, until somebody enables it; null for ever. Nothing is lost either way.</summary>
    public TimeSpan? DisableAfter { get; init; }

    /// <summary>Where it begins when it is new.</summary>
    public RelayStart Start { get; init; } = RelayStart.Beginning;

    /// <summary>Pauses between attempts.</summary>
    public RetryPauses Pauses { get; init; } = new();

    /// <summary>How long a stop waits for what is still to be delivered; default 5 s. Raising it leaves less to the next start.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the place of a sink is kept durably where it does not repeat exactly; default 0.25 s. Raising it repeats more after a crash.</summary>
    public TimeSpan KeepInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    internal bool Takes(string type) => Types.Count == 0 || Types.Any(pattern => EventTypes.Matches(pattern, type));
}

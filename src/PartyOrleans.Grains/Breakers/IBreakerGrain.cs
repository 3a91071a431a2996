using PartyOrleans.Connectors.Breakers;

namespace PartyOrleans.Grains.Breakers;

/// <summary>The breaker of a source (a stream, a zone) or a sink, for all silos; its key is the kind and the name, see <see cref="ClusterBreakers"/>.</summary>
[Alias("party.breaker")]
internal interface IBreakerGrain : IGrainWithStringKey
{
    /// <summary>How it is.</summary>
    /// <param name="silo">Who asks; where the trial is this silo's, it goes on with it.</param>
    [Alias("look")]
    Task<BreakerView> LookAsync(string silo);

    /// <summary>Asks for the trial, where the break is over.</summary>
    /// <returns>How it is; the trial is the silo's where it is named there.</returns>
    [Alias("try")]
    Task<BreakerView> TryAsync(string silo);

    /// <summary>Calls of a silo failed.</summary>
    [Alias("fail")]
    Task<BreakerView> FailAsync(string silo, BreakerFailure failure);

    /// <summary>A call of a silo went well.</summary>
    [Alias("succeed")]
    Task<BreakerView> SucceedAsync(string silo);

    /// <summary>A silo's trial came to no end: another one may make it.</summary>
    [Alias("give-up")]
    Task<BreakerView> GiveUpAsync(string silo);

    /// <summary>Closes it.</summary>
    [Alias("reset")]
    Task<BreakerView> ResetAsync();
}

/// <summary>How a breaker is.</summary>
[GenerateSerializer]
[Immutable]
[Alias("party.breaker-view")]
internal sealed record BreakerView
{
    /// <summary>0 closed, 1 half-open, 2 open.</summary>
    [Id(0)]
    public BreakerState State { get; init; }

    /// <summary>When it came into that state (UTC).</summary>
    [Id(1)]
    public DateTimeOffset Since { get; init; }

    /// <summary>Failures since the last success, of all silos.</summary>
    [Id(2)]
    public int Failures { get; init; }

    /// <summary>The last failure; empty where the last call went well.</summary>
    [Id(3)]
    public string Cause { get; init; } = "";

    /// <summary>What is left of the break; zero where it is over.</summary>
    [Id(4)]
    public TimeSpan Left { get; init; }

    /// <summary>Whose the trial is; empty where there is none.</summary>
    [Id(5)]
    public string Trial { get; init; } = "";

    /// <summary>Whether it was the call answered with this that brought the state about.</summary>
    [Id(6)]
    public bool IsChange { get; init; }
}

/// <summary>What failed.</summary>
[GenerateSerializer]
[Immutable]
[Alias("party.breaker-failure")]
internal sealed record BreakerFailure
{
    /// <summary>How many calls, one after the other.</summary>
    [Id(0)]
    public int Count { get; init; } = 1;

    /// <summary>Why the last one did, without personal data.</summary>
    [Id(1)]
    public string Cause { get; init; } = "";

    /// <summary>Failures that open the breaker.</summary>
    [Id(2)]
    public int Failures { get; init; }

    /// <summary>The break, should it open now.</summary>
    [Id(3)]
    public TimeSpan[] Breaks { get; init; } = [];
}

namespace PartyOrleans.Connectors.Breakers;

/// <summary>
/// The state of a breaker that several processes of one hub have together: failures of all count, it opens for all, and one of them makes the trial. Where
/// the state cannot be reached calls go through as they did last; it must not hold up a call for long, nor throw.
/// </summary>
public interface ISharedBreaker
{
    /// <summary>How it is, as far as this process knows: what others did is known within about a second.</summary>
    BreakerStatus Status { get; }

    /// <summary>Asks whether a call may go through; where it is the trial, this process alone makes it.</summary>
    /// <returns>Null where it may; else when to ask again.</returns>
    Task<TimeSpan?> EnterAsync(CancellationToken cancellationToken);

    /// <summary>A call failed.</summary>
    /// <param name="cause">Why, without personal data.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The state that this failure brought about; null where it changed none.</returns>
    Task<BreakerStatus?> FailAsync(string cause, CancellationToken cancellationToken);

    /// <summary>A call went well, or told otherwise that the system is there.</summary>
    /// <returns>The state that this success brought about; null where it changed none.</returns>
    Task<BreakerStatus?> SucceedAsync(CancellationToken cancellationToken);

    /// <summary>A call ended without telling anything of the system: a trial may be made by somebody else.</summary>
    Task GiveUpAsync(CancellationToken cancellationToken);

    /// <summary>Closes it.</summary>
    /// <returns>The state that this brought about; null where it was closed.</returns>
    Task<BreakerStatus?> ResetAsync(CancellationToken cancellationToken);
}

/// <summary>Where breakers of a hub of several processes are kept.</summary>
public interface ISharedBreakers
{
    /// <summary>Takes part in a breaker; all processes give the same options.</summary>
    /// <param name="kind">What it guards.</param>
    /// <param name="name">The name of what it guards.</param>
    /// <param name="options">When it opens, and for how long.</param>
    /// <param name="seed">Seed of the jitter.</param>
    ISharedBreaker Join(BreakerKind kind, string name, BreakerOptions options, ulong seed);
}

namespace PartyOrleans.Api.Health;

/// <summary>How one part of a hub is.</summary>
/// <param name="Name">The part: <c>hub</c>, <c>store</c>, <c>audit</c>, <c>search</c>, <c>disk</c>.</param>
/// <param name="State">How it is.</param>
/// <param name="Cause">Why it is not well, without personal data; empty where it is.</param>
public sealed record Readiness(string Name, ReadinessState State, string Cause)
{
    /// <summary>A part that is well.</summary>
    public static Readiness Well(string name) => new(name, ReadinessState.Ok, "");
}

/// <summary>How a part of a hub is.</summary>
public enum ReadinessState
{
    /// <summary>Well.</summary>
    Ok,

    /// <summary>At work with less than all; requests are still answered.</summary>
    Degraded,

    /// <summary>The hub should be given no requests.</summary>
    Failed,
}

/// <summary>Looks after one part of a hub.</summary>
public interface IReadinessCheck
{
    /// <summary>The part's name.</summary>
    string Name { get; }

    /// <summary>Looks; quick, and safe to call often. An exception counts as failed.</summary>
    Task<Readiness> LookAsync(CancellationToken cancellationToken);
}

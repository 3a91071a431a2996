using PartyOrleans.Api.Health;

namespace PartyOrleans.Local.Serving;

/// <summary>Says that the hub should be given no more requests, for a while before it stops to answer them.</summary>
internal sealed class LeaveNotice : IReadinessCheck
{
    private volatile bool _isGiven;

    /// <inheritdoc />
    public string Name => "leaving";

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_isGiven ? new Readiness(Name, ReadinessState.Failed, "The hub is about to stop.") : Readiness.Well(Name));

    /// <summary>Gives notice, and completes once its time is over.</summary>
    public Task GiveAsync(TimeSpan notice, TimeProvider time)
    {
        _isGiven = true;
        return notice > TimeSpan.Zero ? Task.Delay(notice, time, CancellationToken.None) : Task.CompletedTask;
    }
}

using PartyOrleans.Api.Hub;

namespace PartyOrleans.Api.Health;

/// <summary>Whether a hub should be given requests, with the cause for each part that is not well. Looks at most once a second, however often it is asked.</summary>
/// <param name="hub">The hub.</param>
/// <param name="checks">The other parts.</param>
/// <param name="time">Clock.</param>
internal sealed class HubReadiness(IPartyHub hub, IEnumerable<IReadinessCheck> checks, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IReadinessCheck[] _checks = [.. checks.OrderBy(check => check.Name, StringComparer.Ordinal)];
    private readonly SemaphoreSlim _looking = new(1, 1);
    private IReadOnlyList<Readiness> _last = [];
    private long _lookedAt = long.MinValue;

    /// <summary>How every part is, the hub first, then by name.</summary>
    public async Task<IReadOnlyList<Readiness>> LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            if (_lookedAt == long.MinValue || time.GetElapsedTime(_lookedAt) >= Fresh)
            {
                _last = await LookAtChecksAsync(cancellationToken);
                _lookedAt = time.GetTimestamp();
            }

            return [OfHub(hub.Status), .. _last];
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>The same, looked at now; what others are told for a second does not come from it.</summary>
    public async Task<IReadOnlyList<Readiness>> LookNowAsync(CancellationToken cancellationToken) => [OfHub(hub.Status), .. await LookAtChecksAsync(cancellationToken)];

    private static Readiness OfHub(HubStatus status) =>
        status.State == HubState.Ready ? Readiness.Well("hub") : new Readiness("hub", ReadinessState.Failed, status.Cause);

    private Task<Readiness[]> LookAtChecksAsync(CancellationToken cancellationToken) => Task.WhenAll(_checks.Select(check => LookAsync(check, cancellationToken)));

    private async Task<Readiness> LookAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await check.LookAsync(patience.Token).WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new Readiness(
                check.Name, ReadinessState.Failed,
                failure is TimeoutException or OperationCanceledException ? $"It did not answer within {Patience.TotalSeconds:N0} s." : $"It cannot be used ({failure.GetType().Name}).");
        }
    }
}

using System.Threading.RateLimiting;

namespace PartyOrleans.Api.Security;

/// <summary>A token bucket that fills by a given clock; one for each caller and kind of request.</summary>
public sealed class ClientBudget : RateLimiter
{
    private readonly Lock _gate = new();
    private readonly Budget _budget;
    private readonly TimeProvider _time;
    private double _tokens;
    private long _filledAt;
    private long _failed;
    private long _successful;

    /// <summary>Makes a full bucket.</summary>
    public ClientBudget(Budget budget, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(budget.PerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(budget.Burst, 1);
        (_budget, _time, _tokens, _filledAt) = (budget, time, budget.Burst, time.GetTimestamp());
    }

    /// <summary>How long the bucket has been full; one that is full need not be kept.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                TimeSpan since = _time.GetElapsedTime(_filledAt);
                TimeSpan filling = TimeSpan.FromSeconds((_budget.Burst - _tokens) / _budget.PerSecond);
                return since > filling ? since - filling : null;
            }
        }
    }

    /// <inheritdoc />
    public override RateLimiterStatistics GetStatistics()
    {
        lock (_gate)
        {
            Fill();
            return new RateLimiterStatistics
            {
                CurrentAvailablePermits = (long)_tokens, TotalFailedLeases = _failed, TotalSuccessfulLeases = _successful,
            };
        }
    }

    /// <inheritdoc />
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_gate)
        {
            Fill();
            if (_tokens >= permitCount)
            {
                _tokens -= permitCount;
                _successful++;
                return Lease.Granted;
            }

            _failed++;
            return new Lease(TimeSpan.FromSeconds((permitCount - _tokens) / _budget.PerSecond));
        }
    }

    /// <inheritdoc />
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(permitCount));

    private void Fill()
    {
        long now = _time.GetTimestamp();
        _tokens = Math.Min(_budget.Burst, _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * _budget.PerSecond));
        _filledAt = now;
    }

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public static readonly Lease Granted = new(null);

        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = retryAfter;
            return retryAfter is not null && string.Equals(metadataName, MetadataName.RetryAfter.Name, StringComparison.Ordinal);
        }
    }
}

using PartyOrleans.Model;

namespace PartyOrleans.Api.Stewardship;

/// <summary>Who works on a review task, and until when the claim holds.</summary>
/// <param name="By">The steward.</param>
/// <param name="Until">When it ends by itself.</param>
internal readonly record struct ReviewClaim(string By, DateTimeOffset Until);

/// <summary>
/// Claims on review tasks, so that two stewards do not decide the same pair. They are held in memory: a restart frees them, and a decision
/// never depends on one.
/// </summary>
internal sealed class ReviewClaims(TimeProvider time)
{
    /// <summary>Claims at most; enough for every steward there is, and a bound on what a client can pile up.</summary>
    private const int MostClaims = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<RecordPair, ReviewClaim> _claims = [];

    /// <summary>The claim on a pair, or null.</summary>
    public ReviewClaim? Find(RecordPair pair)
    {
        lock (_lock)
        {
            return _claims.TryGetValue(pair, out ReviewClaim claim) && claim.Until > time.GetUtcNow() ? claim : null;
        }
    }

    /// <summary>Claims a pair, or prolongs a claim of one's own; false where another steward has it, or too many are held.</summary>
    public bool TryClaim(RecordPair pair, string by, TimeSpan duration, out ReviewClaim claim)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            if (_claims.TryGetValue(pair, out claim) && claim.Until > now && !string.Equals(claim.By, by, StringComparison.Ordinal))
            {
                return false;
            }

            if (_claims.Count >= MostClaims)
            {
                foreach (RecordPair ended in _claims.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key).ToArray())
                {
                    _claims.Remove(ended);
                }
            }

            if (_claims.Count >= MostClaims)
            {
                return false;
            }

            _claims[pair] = claim = new ReviewClaim(by, now + duration);
            return true;
        }
    }

    /// <summary>Ends a claim of one's own; says whether there was one.</summary>
    public bool Release(RecordPair pair, string by)
    {
        lock (_lock)
        {
            return _claims.TryGetValue(pair, out ReviewClaim claim) && string.Equals(claim.By, by, StringComparison.Ordinal) && _claims.Remove(pair);
        }
    }
}

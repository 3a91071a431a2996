namespace PartyOrleans.Model;

/// <summary>
/// The answer to a request that a caller named with a key of its own, kept in the transaction of the request's effects, so that the same
/// request sent again is answered and not done again. Holds nothing personal: digests, outcomes and party ids.
/// </summary>
/// <param name="Key">32 bytes: SHA-256 of the caller and its key.</param>
/// <param name="Request">32 bytes: HMAC-SHA256 of the request under the caller's key, which is not kept.</param>
/// <param name="Answer">The answer, as the hub encodes it.</param>
public sealed record KeptAnswer(byte[] Key, byte[] Request, byte[] Answer)
{
    /// <summary>How long an answer is kept at least; older ones are removed as new ones come.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The commit that holds the effects; 0 while it is not committed.</summary>
    public long Commit { get; init; }
}

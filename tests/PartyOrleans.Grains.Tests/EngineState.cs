using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Grains.Tests;

/// <summary>What an embedded engine holds, in the words of <see cref="TestHubCluster.StateAsync"/>.</summary>
internal static class EngineState
{
    /// <summary>Parties with their records and golden hashes, and open reviews.</summary>
    public static string Of(EmbeddedEngine engine, bool withIds)
    {
        IEnumerable<string> parties = engine.Memberships.GroupBy(entry => entry.Value).Select(party =>
        {
            GoldenRecord golden = engine.GoldenOf(party.Key)!;
            return $"{(withIds ? golden.Party.Value + " " : "")}{golden.Type}: {string.Join(' ', golden.Records)} = {Convert.ToHexString(golden.ContentHash)}";
        });
        IEnumerable<string> reviews = engine.Reviews.Select(review => FormattableString.Invariant($"? {review.Pair} {review.WeightBits:r}"));
        return string.Join('\n', parties.Order(StringComparer.Ordinal).Concat(reviews));
    }
}

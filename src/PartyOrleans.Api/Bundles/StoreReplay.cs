using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Bundles;

/// <summary>What another bundle would make of a store that nobody changes meanwhile: all of it is replayed, in memory.</summary>
/// <param name="Change">What makes of the store's state the one under the bundle.</param>
/// <param name="Report">The same as a report, without the cells that samples hold now.</param>
public sealed record StoreReplay(HubChange Change, BundleReport Report)
{
    /// <summary>Replays a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="replay">The engine under the other bundle; nothing is in it yet.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">The store was changed meanwhile.</exception>
    public static async Task<StoreReplay> RunAsync(IPartyStore store, BundleReplay replay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(replay);
        long commit = await store.FindLastCommitAsync(cancellationToken);
        IReadOnlyDictionary<RecordKey, PartyId> parties = await replay.ReadAsync(store, cancellationToken);
        var reviews = new List<ReviewTask>();
        await foreach (ReviewTask review in store.ReadReviewsAsync(cancellationToken))
        {
            reviews.Add(review);
        }

        var retired = new List<PartyId>();
        await foreach ((PartyId party, _) in store.ReadRetiredAsync(cancellationToken))
        {
            retired.Add(party);
        }

        HubChange change = replay.ChangeOf(new LiveState(parties, reviews, retired), cancellationToken);
        return new StoreReplay(change, BundleReport.Of(replay.Text.Sha256, change, (parties.Values.Distinct().LongCount(), replay.Engine.PartyCount), commit));
    }
}

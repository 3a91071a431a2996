using PartyOrleans.Api.Bundles;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Commands;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Survivorship;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Backups;

/// <summary>How a store compares with a fresh run over its records, judgements and bundle.</summary>
/// <param name="Golden">Golden records compared.</param>
/// <param name="Differing">Of them those whose content is another, or that should not be.</param>
/// <param name="Faults">What differs, in words, at most a few of each kind; party ids and record keys, no values.</param>
internal sealed record FreshRunReport(long Golden, long Differing, IReadOnlyList<string> Faults);

/// <summary>
/// Decides on all records of a store anew and holds the store against the outcome: which record belongs to which party, the content hash of every golden
/// record, and the open review tasks are a function of records, judgements and bundle, so nothing may differ.
/// </summary>
internal static class FreshRun
{
    private const int MostNamed = 5;

    /// <summary>Compares; changes nothing.</summary>
    public static async Task<FreshRunReport> CompareAsync(IPartyStore store, CancellationToken cancellationToken)
    {
        long records = (await store.CountAsync(cancellationToken)).Records;
        if (records == 0)
        {
            return new FreshRunReport(0, 0, []);
        }

        Bundle bundle = await BundleChoice.FindActiveAsync(store, cancellationToken)
            ?? throw new CommandException(ExitCode.NotGenuine, "the store holds records and no active bundle: nothing says what a fresh run would give.");
        string json = BundleFile.ToJson(bundle);
        var faults = new List<string>();
        long golden = 0;
        var differing = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (GoldenRecord kept in store.ReadGoldenAsync(cancellationToken))
        {
            golden++;
            if (!GoldenHash.Of(kept).AsSpan().SequenceEqual(kept.ContentHash))
            {
                differing.Add(kept.Party.Value);
            }
        }

        Name("golden records whose cells do not have the content hash that the store keeps", differing.Count, differing, faults);
        var replay = new BundleReplay(bundle, new BundleText(BundleFile.Sha256Of(json), json));
        IReadOnlyDictionary<RecordKey, PartyId> parties = await replay.ReadAsync(store, cancellationToken);
        HubChange change = replay.ChangeOf(new LiveState(parties, await ReviewsAsync(store, cancellationToken), await RetiredAsync(store, cancellationToken)), cancellationToken);

        Name("records that belong to another party in a fresh run", change.Moved.Count, change.Moved.Select(move => move.Key.ToString()), faults);
        Name("golden records whose content is another in a fresh run", change.Golden.Count, change.Golden.Select(record => record.Party.Value), faults);
        Name("parties that a fresh run does not have", change.Retired.Count, change.Retired.Select(retired => retired.Key.Value), faults);
        Name("review tasks that a fresh run opens besides", change.ReviewsOpened.Count, change.ReviewsOpened.Select(review => review.Pair.ToString()), faults);
        Name("review tasks that a fresh run does not have", change.ReviewsClosed.Count, change.ReviewsClosed.Select(pair => pair.ToString()), faults);
        differing.UnionWith(change.Golden.Select(record => record.Party.Value));
        differing.UnionWith(change.Retired.Select(retired => retired.Key.Value));
        return new FreshRunReport(golden, differing.Count, faults);
    }

    private static void Name(string what, int count, IEnumerable<string> names, List<string> faults)
    {
        if (count > 0)
        {
            faults.Add($"{count} {what}: {string.Join(", ", names.Take(MostNamed))}{(count > MostNamed ? ", ..." : "")}");
        }
    }

    private static async Task<List<ReviewTask>> ReviewsAsync(IPartyStore store, CancellationToken cancellationToken)
    {
        var reviews = new List<ReviewTask>();
        await foreach (ReviewTask review in store.ReadReviewsAsync(cancellationToken))
        {
            reviews.Add(review);
        }

        return reviews;
    }

    private static async Task<List<PartyId>> RetiredAsync(IPartyStore store, CancellationToken cancellationToken)
    {
        var retired = new List<PartyId>();
        await foreach ((PartyId party, _) in store.ReadRetiredAsync(cancellationToken))
        {
            retired.Add(party);
        }

        return retired;
    }
}

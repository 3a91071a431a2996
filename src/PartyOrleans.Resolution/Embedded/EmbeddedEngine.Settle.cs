using PartyOrleans.Model;
using PartyOrleans.Resolution.Clustering;

namespace PartyOrleans.Resolution.Embedded;

/// <content>From the match graph to parties, golden records and the change to commit. One code for both paths.</content>
public sealed partial class EmbeddedEngine
{
    private HubChange Settle(Plan plan, HashSet<int> dirty, CancellationToken cancellationToken)
    {
        List<int[]> components = ComponentsOf(dirty);
        var settled = new (List<int[]> Groups, List<ReviewTask> Reviews)[components.Count];
        if (components.Count < Tuning.FewestForParallel)
        {
            for (int i = 0; i < settled.Length; i++)
            {
                settled[i] = ClusterComponent(components[i], _workers.Own.Comparer);
            }
        }
        else
        {
            _workers.ForEach(settled.Length, (i, worker) => settled[i] = ClusterComponent(components[i], worker.Comparer), cancellationToken);
        }

        var change = new ChangeLog();
        foreach ((int[] rows, (_, List<ReviewTask> reviews)) in components.Zip(settled))
        {
            SettleReviews(rows, reviews, change);
        }

        foreach (RecordPair pair in plan.ReviewsGone.Keys)
        {
            if (!_reviews.ContainsKey(pair))
            {
                change.ReviewsClosed.Add(pair);
            }
        }

        List<Party> changed = AssignParties(plan, [.. settled.SelectMany(entry => entry.Groups)], change);
        BuildGolden(plan, changed, change);
        return new HubChange
        {
            Upserted = SortByKey([.. plan.Upserts.Select(upsert => new StoredRecord(
                upsert.Record.Key, upsert.Content, upsert.Record.Payload, upsert.Hash, _parties.OfRow(_rows[upsert.Record.Key])!.Id))]),
            Deleted = [.. plan.Deletes.Order()],
            Moved = [.. change.Moved.OrderBy(entry => entry.Key)],
            Golden = change.Golden,
            Retired = [.. change.Retired.OrderBy(entry => entry.Key)],
            ReviewsOpened = [.. change.ReviewsOpened.Where(review => plan.ReviewsGone.GetValueOrDefault(review.Pair) != review).OrderBy(review => review.Pair)],
            ReviewsClosed = [.. change.ReviewsClosed.Distinct().Order()],
            Judged = [.. plan.Judgements.OrderBy(judgement => judgement.Pair)],
            Revoked = [.. plan.Revoked.Order()],
            Events = change.SortedEvents(_parallelism),
        };
    }

    private StoredRecord[] SortByKey(StoredRecord[] array)
    {
        ParallelSort.Sort(array, static (a, b) => a.Key.CompareTo(b.Key), _parallelism);
        return array;
    }
}

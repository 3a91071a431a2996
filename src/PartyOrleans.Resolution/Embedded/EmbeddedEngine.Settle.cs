using PartyOrleans.Model;
using PartyOrleans.Resolution.Clustering;

namespace PartyOrleans.Resolution.Embedded;

/// <content>From the match graph to parties, golden records and the change to commit. One code for both paths.</content>
public sealed partial class EmbeddedEngine
{
    private HubChange Settle(Plan plan, HashSet<int> dirty, CancellationToken cancellationToken)
    {
        List<int[]> components = ComponentsOf(dirty);
        var settled = new (List<int[]>? Groups, List<ReviewTask> Reviews)[components.Count];
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
        var groups = new List<int[]>(settled.Length);
        for (int i = 0; i < settled.Length; i++)
        {
            SettleReviews(components[i], settled[i].Reviews, change);
            if (settled[i].Groups is { } parts)
            {
                groups.AddRange(parts);
            }
            else
            {
                groups.Add(components[i]);
            }
        }

        foreach (RecordPair pair in plan.ReviewsGone.Keys)
        {
            if (!_reviews.ContainsKey(pair))
            {
                change.ReviewsClosed.Add(pair);
            }
        }

        List<Party> changed = AssignParties(plan, groups, change);
        if (!plan.SkipsGolden)
        {
            BuildGolden(plan, changed, change);
        }

        return new HubChange
        {
            Upserted = StoredRecords(plan),
            Deleted = Sorted(plan.Deletes, static key => key),
            Moved = Sorted(change.Moved, static entry => entry.Key),
            Golden = change.Golden,
            GoldenIsNew = true, // other records, or compared with what is known, or was built anew, of the version before
            Retired = Sorted(change.Retired, static entry => entry.Key),
            ReviewsOpened = Sorted(
                change.ReviewsOpened.FindAll(review => plan.ReviewsGone.GetValueOrDefault(review.Pair) != review), static review => review.Pair),
            ReviewsClosed = change.ReviewsClosed.Count == 0 ? [] : [.. change.ReviewsClosed.Distinct().Order()],
            Judged = Sorted(plan.Judgements, static judgement => judgement.Pair),
            Revoked = Sorted(plan.Revoked, static pair => pair),
            Events = change.SortedEvents(_parallelism),
        };
    }

    private static IReadOnlyList<T> Sorted<T, TKey>(List<T> items, Func<T, TKey> key)
        where TKey : IComparable<TKey>
    {
        if (items.Count > 1)
        {
            items.Sort((a, b) => key(a).CompareTo(key(b)));
        }

        return items;
    }

    private StoredRecord[] StoredRecords(Plan plan)
    {
        var stored = new StoredRecord[plan.Upserts.Count];
        if (stored.Length < Tuning.FewestForParallel)
        {
            Fill(stored, 0, stored.Length, plan);
        }
        else
        {
            FillTogether(stored, plan);
        }

        return SortByKey(stored);
    }

    private void FillTogether(StoredRecord[] stored, Plan plan)
    {
        const int Step = 4096;
        Parallel.For(
            0, (stored.Length + Step - 1) / Step, new ParallelOptions { MaxDegreeOfParallelism = _parallelism },
            part => Fill(stored, part * Step, Math.Min(stored.Length, (part + 1) * Step), plan));
    }

    private void Fill(StoredRecord[] stored, int from, int to, Plan plan)
    {
        for (int i = from; i < to; i++)
        {
            (SourceRecord record, byte[] content, byte[] hash) = plan.Upserts[i];
            stored[i] = new StoredRecord(record.Key, content, record.Payload, hash, _parties.OfRow(_rows[record.Key])!.Id);
        }
    }

    private StoredRecord[] SortByKey(StoredRecord[] array)
    {
        ParallelSort.Sort(array, static (a, b) => a.Key.CompareTo(b.Key), _parallelism);
        return array;
    }
}

using System.Runtime.InteropServices;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Clustering;

namespace PartyOrleans.Resolution.Embedded;

/// <content>From the match graph to parties, golden records and the change to commit. One code for both paths.</content>
public sealed partial class EmbeddedEngine
{
    private readonly Dictionary<RecordPair, ReviewTask> _reviews = [];
    private readonly Dictionary<int, List<RecordPair>> _reviewsOfRow = [];
    private readonly List<int> _found = [];
    private int[] _visits = [];
    private int _visit;

    /// <summary>Open review tasks, sorted by weight, greatest first, then pair.</summary>
    public IReadOnlyList<ReviewTask> Reviews => [.. _reviews.Values.OrderByDescending(review => review.WeightBits).ThenBy(review => review.Pair)];

    private HubChange Settle(Plan plan, HashSet<int> dirty, CancellationToken cancellationToken)
    {
        List<int[]> components = ComponentsOf(dirty);
        var settled = new (List<int[]> Groups, List<ReviewTask> Reviews)[components.Count];
        if (components.Count < Tuning.FewestForParallel)
        {
            for (int i = 0; i < settled.Length; i++)
            {
                settled[i] = ClusterComponent(components[i], _comparer);
            }
        }
        else
        {
            Parallel.For(
                0, settled.Length, new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
                _matcher.NewComparer,
                (i, _, comparer) =>
                {
                    settled[i] = ClusterComponent(components[i], comparer);
                    return comparer;
                },
                static _ => { });
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

    /// <summary>A number that no row was visited under yet, so that a small batch need not clear marks of all rows.</summary>
    private int NextVisit()
    {
        if (_visits.Length < _records.Rows)
        {
            Array.Resize(ref _visits, Math.Max(_records.Rows, _visits.Length * 5 / 4));
        }

        if (_visit == int.MaxValue)
        {
            Array.Clear(_visits);
            _visit = 0;
        }

        return ++_visit;
    }

    /// <summary>The components that hold the rows, each sorted by record key; connected by edges of the graph and by must-links.</summary>
    private List<int[]> ComponentsOf(HashSet<int> rows)
    {
        var components = new List<int[]>();
        int visit = NextVisit();
        List<int> found = _found;
        foreach (int start in rows)
        {
            if (_visits[start] == visit || !_records.IsUsed(start))
            {
                continue;
            }

            found.Clear();
            found.Add(start);
            _visits[start] = visit;
            for (int i = 0; i < found.Count; i++)
            {
                foreach ((int other, _) in _graph.NeighboursOf(found[i]))
                {
                    if (_visits[other] != visit)
                    {
                        _visits[other] = visit;
                        found.Add(other);
                    }
                }

                if (_judgements.Count > 0)
                {
                    foreach (RecordKey key in _judgements.MustLinksOf(_records.KeyOf(found[i])))
                    {
                        if (_rows.TryGetValue(key, out int other) && _visits[other] != visit)
                        {
                            _visits[other] = visit;
                            found.Add(other);
                        }
                    }
                }
            }

            int[] component = [.. found];
            if (component.Length > 1)
            {
                Array.Sort(component, (a, b) => _records.KeyOf(a).CompareTo(_records.KeyOf(b)));
            }

            components.Add(component);
        }

        return components;
    }

    private (List<int[]> Groups, List<ReviewTask> Reviews) ClusterComponent(int[] rows, PairComparer comparer)
    {
        if (rows.Length == 1)
        {
            return ([rows], []);
        }

        var view = new ComponentView(rows, _matcher, comparer, _graph, _judgements);
        int[] party = ComponentClustering.Cluster(view, _matcher.Bundle.Thresholds);
        int count = party.Max() + 1;
        var groups = new List<int[]>(count);
        for (int group = 0; group < count; group++)
        {
            groups.Add([.. rows.Where((_, member) => party[member] == group)]);
        }

        var reviews = new List<ReviewTask>();
        if (count > 1)
        {
            var member = new Dictionary<int, int>(rows.Length);
            for (int i = 0; i < rows.Length; i++)
            {
                member.Add(rows[i], i);
            }

            for (int i = 0; i < rows.Length; i++)
            {
                foreach ((int row, float bits) in _graph.NeighboursOf(rows[i]))
                {
                    int j = member[row];
                    if (j > i && party[i] != party[j] && view.JudgementOf(i, j) == 0)
                    {
                        reviews.Add(new ReviewTask(
                            new RecordPair(_records.KeyOf(rows[i]), _records.KeyOf(row)), bits, Matching.Scoring.PairScorer.Probability(bits)));
                    }
                }
            }
        }

        return (groups, reviews);
    }

    private void SettleReviews(int[] rows, List<ReviewTask> reviews, ChangeLog change)
    {
        var wanted = reviews.ToDictionary(review => review.Pair);
        foreach (int row in rows)
        {
            if (_reviewsOfRow.TryGetValue(row, out List<RecordPair>? pairs))
            {
                foreach (RecordPair pair in pairs.ToArray())
                {
                    if (!wanted.ContainsKey(pair))
                    {
                        RemoveReview(pair);
                        change.ReviewsClosed.Add(pair);
                    }
                }
            }
        }

        foreach (ReviewTask review in reviews)
        {
            if (!_reviews.TryGetValue(review.Pair, out ReviewTask? open) || open != review)
            {
                RemoveReview(review.Pair);
                AddReview(review);
                change.ReviewsOpened.Add(review);
            }
        }
    }

    private void AddReview(ReviewTask review)
    {
        _reviews[review.Pair] = review;
        foreach (RecordKey key in (RecordKey[])[review.Pair.Left, review.Pair.Right])
        {
            if (_rows.TryGetValue(key, out int row))
            {
                if (!_reviewsOfRow.TryGetValue(row, out List<RecordPair>? pairs))
                {
                    _reviewsOfRow.Add(row, pairs = []);
                }

                pairs.Add(review.Pair);
            }
        }
    }

    private void RemoveReview(RecordPair pair)
    {
        if (!_reviews.Remove(pair))
        {
            return;
        }

        foreach (RecordKey key in (RecordKey[])[pair.Left, pair.Right])
        {
            if (_rows.TryGetValue(key, out int row) && _reviewsOfRow.TryGetValue(row, out List<RecordPair>? pairs))
            {
                pairs.Remove(pair);
                if (pairs.Count == 0)
                {
                    _reviewsOfRow.Remove(row);
                }
            }
        }
    }

    private void CloseReviewsOf(int row, Dictionary<RecordPair, ReviewTask> gone)
    {
        if (_reviewsOfRow.TryGetValue(row, out List<RecordPair>? pairs))
        {
            foreach (RecordPair pair in pairs.ToArray())
            {
                gone.Add(pair, _reviews[pair]);
                RemoveReview(pair);
            }
        }
    }

    /// <summary>Gives each group a party: its own where nothing changed, otherwise by largest overlap. Returns the parties whose golden record may change.</summary>
    private List<Party> AssignParties(Plan plan, List<int[]> groups, ChangeLog change)
    {
        var changed = new List<Party>();
        var contested = new List<int>();
        var was = new Party?[groups.Count][];
        for (int group = 0; group < groups.Count; group++)
        {
            int[] rows = groups[group];
            Party?[] parties = was[group] = [.. rows.Select(row => _parties.OfRow(row) ?? plan.Was.GetValueOrDefault(_records.KeyOf(row)))];
            Party? first = parties[0];
            if (first is not null && first.Rows.Length == rows.Length && Array.TrueForAll(parties, party => ReferenceEquals(party, first)))
            {
                bool content = rows.Any(plan.NewContent.Contains);
                _parties.Assign(first, rows);
                if (content)
                {
                    changed.Add(first);
                    change.Events.Add(new PartyEvent(first.Id, PartyEventKind.Changed, null, []));
                    if (first.GoldenHash.Length == 0)
                    {
                        plan.Unhashed.Add(first);
                    }
                }
            }
            else if (first is null && Array.TrueForAll(parties, static party => party is null))
            {
                Party party = _parties.Create(_records.KeyOf(rows[0]));
                _parties.Assign(party, rows);
                changed.Add(party);
                change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Created, null, [.. rows.Select(_records.KeyOf)]));
            }
            else
            {
                contested.Add(group);
            }
        }

        AssignContested(plan, groups, was, contested, changed, change);
        return changed;
    }

    private void AssignContested(Plan plan, List<int[]> groups, Party?[][] was, List<int> contested, List<Party> changed, ChangeLog change)
    {
        var overlaps = new List<(int Count, Party Party, int Group)>();
        foreach (int group in contested)
        {
            overlaps.AddRange(was[group].OfType<Party>().GroupBy(party => party).Select(party => (party.Count(), party.Key, group)));
        }

        overlaps.Sort((a, b) =>
            a.Count != b.Count ? b.Count.CompareTo(a.Count)
            : a.Party != b.Party ? a.Party.Id.CompareTo(b.Party.Id)
            : _records.KeyOf(groups[a.Group][0]).CompareTo(_records.KeyOf(groups[b.Group][0])));
        var partyOf = new Dictionary<int, Party>();
        var groupOf = new Dictionary<Party, int>();
        foreach ((_, Party party, int group) in overlaps)
        {
            if (!partyOf.ContainsKey(group) && groupOf.TryAdd(party, group))
            {
                partyOf.Add(group, party);
            }
        }

        foreach (int group in contested.OrderBy(group => _records.KeyOf(groups[group][0])))
        {
            if (!partyOf.ContainsKey(group))
            {
                partyOf.Add(group, _parties.Create(_records.KeyOf(groups[group][0])));
                change.Events.Add(new PartyEvent(partyOf[group].Id, PartyEventKind.Created, null, [.. groups[group].Select(_records.KeyOf)]));
            }
        }

        foreach (int group in contested)
        {
            Party party = partyOf[group];
            RecordMoves(plan, groups[group], was[group], party, groupOf, change);
            _parties.Assign(party, groups[group]);
            changed.Add(party);
        }

        var redirects = new Dictionary<Party, Party>();
        foreach ((_, Party party, int group) in overlaps)
        {
            redirects.TryAdd(party, partyOf[group]);
        }

        foreach (Party party in plan.Touched.Concat(redirects.Keys).Distinct().OrderBy(party => party.Id))
        {
            if (!groupOf.ContainsKey(party) && !IsAlive(party))
            {
                Party? successor = redirects.GetValueOrDefault(party);
                _parties.Retire(party);
                change.Retired.Add(KeyValuePair.Create(party.Id, successor?.Id));
                change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Retired, successor?.Id, []));
            }
        }
    }

    /// <summary>Whether a party kept its group unchanged.</summary>
    private bool IsAlive(Party party) => party.Rows.Length > 0 && ReferenceEquals(_parties.OfRow(party.Rows[0]), party);

    private void RecordMoves(Plan plan, int[] rows, Party?[] was, Party party, Dictionary<Party, int> groupOf, ChangeLog change)
    {
        var movedFrom = new SortedDictionary<PartyId, (Party From, List<RecordKey> Keys)>();
        for (int i = 0; i < rows.Length; i++)
        {
            if (was[i] is not { } from || ReferenceEquals(from, party))
            {
                continue;
            }

            RecordKey key = _records.KeyOf(rows[i]);
            if (!movedFrom.TryGetValue(from.Id, out (Party From, List<RecordKey> Keys) entry))
            {
                movedFrom.Add(from.Id, entry = (from, []));
            }

            entry.Keys.Add(key);
            if (!plan.NewContent.Contains(rows[i]))
            {
                change.Moved.Add(KeyValuePair.Create(key, party.Id));
            }
        }

        foreach ((Party from, List<RecordKey> keys) in movedFrom.Values)
        {
            change.Events.Add(groupOf.ContainsKey(from)
                ? new PartyEvent(from.Id, PartyEventKind.Split, party.Id, keys)
                : new PartyEvent(party.Id, PartyEventKind.Merged, from.Id, keys));
        }

        change.Events.Add(new PartyEvent(party.Id, PartyEventKind.Changed, null, []));
    }

    private void BuildGolden(Plan plan, List<Party> changed, ChangeLog change)
    {
        Party[] sorted = [.. changed];
        ParallelSort.Sort(sorted, static (a, b) => a.Id.CompareTo(b.Id), _parallelism);
        var built = new GoldenRecord[sorted.Length];
        if (built.Length < Tuning.FewestForParallel)
        {
            for (int i = 0; i < built.Length; i++)
            {
                built[i] = BuildGolden(sorted[i], plan);
            }
        }
        else
        {
            Parallel.For(0, built.Length, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, i => built[i] = BuildGolden(sorted[i], plan));
        }

        for (int i = 0; i < built.Length; i++)
        {
            if (!built[i].ContentHash.AsSpan().SequenceEqual(sorted[i].GoldenHash))
            {
                sorted[i].GoldenHash = built[i].ContentHash;
                change.Golden.Add(built[i]);
            }
        }
    }

    private GoldenRecord BuildGolden(Party party, Plan plan)
    {
        if (plan.Unhashed.Contains(party))
        {
            party.GoldenHash = GoldenBefore(party, plan).ContentHash;
        }

        return BuildGolden(party);
    }

    /// <summary>Collects what a batch changed.</summary>
    private sealed class ChangeLog
    {
        public List<KeyValuePair<RecordKey, PartyId>> Moved { get; } = [];

        public List<GoldenRecord> Golden { get; } = [];

        public List<KeyValuePair<PartyId, PartyId?>> Retired { get; } = [];

        public List<ReviewTask> ReviewsOpened { get; } = [];

        public List<RecordPair> ReviewsClosed { get; } = [];

        public List<PartyEvent> Events { get; } = [];

        /// <summary>Events by party and kind: creation first, then changes, merges and splits, the end last; a change only where the golden record changed.</summary>
        public IReadOnlyList<PartyEvent> SortedEvents(int parallelism)
        {
            var entries = new (PartyEvent Event, int Number)[Events.Count];
            for (int i = 0; i < entries.Length; i++)
            {
                entries[i] = (Events[i], i);
            }

            ParallelSort.Sort(entries, static (a, b) => Order(a.Event, b.Event) is var order && order != 0 ? order : a.Number.CompareTo(b.Number), parallelism);
            var sorted = new List<PartyEvent>(entries.Length);
            PartyId created = default;
            int golden = 0;
            foreach ((PartyEvent next, _) in entries)
            {
                created = next.Kind == PartyEventKind.Created ? next.Party : created;
                while (golden < Golden.Count && Golden[golden].Party < next.Party)
                {
                    golden++;
                }

                bool changed = golden < Golden.Count && Golden[golden].Party == next.Party && next.Party != created;
                if ((changed || next.Kind != PartyEventKind.Changed) && (sorted.Count == 0 || Order(sorted[^1], next) != 0))
                {
                    sorted.Add(next);
                }
            }

            return sorted;
        }

        private static int Order(PartyEvent a, PartyEvent b)
        {
            int order = a.Party.CompareTo(b.Party);
            order = order != 0 ? order : a.Kind.CompareTo(b.Kind);
            return order != 0 ? order : Nullable.Compare(a.Other, b.Other);
        }
    }
}

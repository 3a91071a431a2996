using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Clustering;

namespace PartyOrleans.Resolution.Embedded;

/// <content>Components of the match graph, each clustered as a whole.</content>
public sealed partial class EmbeddedEngine
{
    private static readonly List<ReviewTask> NoReviews = [];

    private readonly List<int> _found = [];
    private int[] _visits = [];
    private int _visit;

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
                Array.Sort(component, _byKey);
            }

            components.Add(component);
        }

        return components;
    }

    /// <summary>The parties of a component and the reviews it asks for; no groups where it is one party as it stands.</summary>
    private (List<int[]>? Groups, List<ReviewTask> Reviews) ClusterComponent(int[] rows, PairComparer comparer)
    {
        if (rows.Length == 1)
        {
            return (null, NoReviews);
        }

        var view = new ComponentView(rows, _matcher, comparer, _graph, _judgements);
        int[] party = ComponentClustering.Cluster(view, _matcher.Bundle.Thresholds);
        int count = party.Max() + 1;
        return count == 1 ? (null, NoReviews) : (GroupsOf(rows, party, count), ReviewsOf(rows, party, view));
    }

    private static List<int[]> GroupsOf(int[] rows, int[] party, int count)
    {
        var groups = new List<int[]>(count);
        for (int group = 0; group < count; group++)
        {
            groups.Add([.. rows.Where((_, member) => party[member] == group)]);
        }

        return groups;
    }

    /// <summary>The edges between parties that nobody judged.</summary>
    private List<ReviewTask> ReviewsOf(int[] rows, int[] party, ComponentView view)
    {
        var reviews = new List<ReviewTask>();
        for (int i = 0; i < rows.Length; i++)
        {
            foreach ((int row, float bits) in _graph.NeighboursOf(rows[i]))
            {
                int j = view.MemberOf(row);
                if (j > i && party[i] != party[j] && view.JudgementOf(i, j) == 0)
                {
                    reviews.Add(new ReviewTask(
                        new RecordPair(_records.KeyOf(rows[i]), _records.KeyOf(row)), bits, Matching.Scoring.PairScorer.Probability(bits)));
                }
            }
        }

        return reviews;
    }
}

using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Clustering;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>Why two records are one party, or are not.</summary>
/// <param name="Pair">The two compared directly; null where they are of different party types and never compared.</param>
/// <param name="Together">Whether they are one party.</param>
/// <param name="Judgement">1 must link, -1 cannot link, 0 nobody judged.</param>
/// <param name="Path">Records from the first to the second over the strongest edges of the match graph; empty where no edges join them.</param>
/// <param name="PathBits">The weight of each edge on the path, bits.</param>
public sealed record RecordPairAnswer(
    PairExplanation? Pair, bool Together, int Judgement, IReadOnlyList<RecordKey> Path, IReadOnlyList<double> PathBits);

/// <summary>One step of how a party came to be: two groups of its records that were merged.</summary>
/// <param name="Left">Records of the one group, sorted.</param>
/// <param name="Right">Records of the other group, sorted.</param>
/// <param name="AverageBits">Average match weight over all their pairs, bits.</param>
/// <param name="ByJudgement">Whether a steward's must-link made it.</param>
/// <param name="Strongest">The strongest pair between the groups; null where a judgement alone joined them.</param>
public sealed record PartyStep(
    IReadOnlyList<RecordKey> Left, IReadOnlyList<RecordKey> Right, double AverageBits, bool ByJudgement, PairExplanation? Strongest);

/// <content>Explanations; made only when asked for.</content>
public sealed partial class EmbeddedEngine
{
    /// <summary>Why two records are together or apart; null where one of them is not there.</summary>
    public RecordPairAnswer? Explain(RecordKey left, RecordKey right)
    {
        if (!_rows.TryGetValue(left, out int a) || !_rows.TryGetValue(right, out int b))
        {
            return null;
        }

        bool comparable = _records.Table.FlagsOf(a).Type == _records.Table.FlagsOf(b).Type;
        List<int> path = StrongestPath(a, b);
        return new RecordPairAnswer(
            comparable ? new PairExplainer(_matcher).Explain(a, b) : null,
            ReferenceEquals(_parties.OfRow(a), _parties.OfRow(b)),
            left == right ? 0 : _judgements.Of(left, right),
            [.. path.Select(_records.KeyOf)],
            [.. path.Skip(1).Select((row, i) => (double)_graph.WeightOf(path[i], row))]);
    }

    /// <summary>The merges that made a party, in order; empty for a party of one record or none.</summary>
    public IReadOnlyList<PartyStep> StepsOf(PartyId party)
    {
        if (_parties.Find(party) is not { Rows.Length: > 1 } found)
        {
            return [];
        }

        int[] component = ComponentsOf([found.Rows[0]])[0];
        var steps = new List<MergeStep>();
        ComponentClustering.Cluster(new ComponentView(component, _matcher, _workers.Own.Comparer, _graph, _judgements), Bundle.Thresholds, steps);
        var groups = component.Select((row, member) => (Member: member, Rows: new List<int> { row })).ToDictionary(x => x.Member, x => x.Rows);
        var explainer = new PairExplainer(_matcher);
        var told = new List<PartyStep>();
        foreach (MergeStep step in steps)
        {
            List<int> left = groups[step.Into];
            List<int> right = groups[step.From];
            if (ReferenceEquals(_parties.OfRow(left[0]), found))
            {
                (int Left, int Right)? strongest = StrongestEdge(left, right);
                told.Add(new PartyStep(
                    [.. left.Select(_records.KeyOf).Order()], [.. right.Select(_records.KeyOf).Order()], step.AverageBits, step.ByJudgement,
                    strongest is { } pair ? explainer.Explain(pair.Left, pair.Right) : null));
            }

            left.AddRange(right);
        }

        return told;
    }

    private (int Left, int Right)? StrongestEdge(List<int> left, List<int> right)
    {
        (int, int)? strongest = null;
        float most = float.NegativeInfinity;
        foreach (int a in left.OrderBy(_records.KeyOf))
        {
            foreach (int b in right.OrderBy(_records.KeyOf))
            {
                float bits = _graph.WeightOf(a, b);
                if (bits > most)
                {
                    (strongest, most) = ((a, b), bits);
                }
            }
        }

        return strongest;
    }

    /// <summary>The path whose weakest edge is as strong as can be, by Prim's order of taking edges.</summary>
    private List<int> StrongestPath(int from, int to)
    {
        var cameFrom = new Dictionary<int, int> { [from] = from };
        var open = new PriorityQueue<(int Row, int Via), (float, RecordKey, RecordKey)>();
        Push(from);
        while (!cameFrom.ContainsKey(to) && open.TryDequeue(out (int Row, int Via) next, out _))
        {
            if (cameFrom.TryAdd(next.Row, next.Via))
            {
                Push(next.Row);
            }
        }

        if (!cameFrom.ContainsKey(to))
        {
            return [];
        }

        var path = new List<int> { to };
        while (path[^1] != from)
        {
            path.Add(cameFrom[path[^1]]);
        }

        path.Reverse();
        return path;

        void Push(int row)
        {
            foreach ((int other, float bits) in _graph.NeighboursOf(row))
            {
                if (!cameFrom.ContainsKey(other))
                {
                    open.Enqueue((other, row), (-bits, _records.KeyOf(other), _records.KeyOf(row)));
                }
            }
        }
    }
}

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
    PairExplanation? Pair, bool Together, int Judgement, IReadOnlyList<RecordKey> Path, IReadOnlyList<double> PathBits)
{
    /// <summary>
    /// The smallest change of one comparison level that takes the pair's own weight across the match threshold; null where there is none, or
    /// where the weight is not what decided: together in spite of it, or apart in spite of it.
    /// </summary>
    public LevelChange? SmallestChange { get; init; }
}

/// <summary>One step of how a party came to be: two groups of its records that were merged.</summary>
/// <param name="Left">Records of the one group, sorted.</param>
/// <param name="Right">Records of the other group, sorted.</param>
/// <param name="AverageBits">Average match weight over those of their pairs that tell anything, bits.</param>
/// <param name="ByJudgement">Whether a steward's must-link made it.</param>
/// <param name="Strongest">The strongest pair between the groups; null where a judgement alone joined them.</param>
public sealed record PartyStep(
    IReadOnlyList<RecordKey> Left, IReadOnlyList<RecordKey> Right, double AverageBits, bool ByJudgement, PairExplanation? Strongest);

/// <content>Explanations; made only when asked for. Safe for many callers while no batch is applied.</content>
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
        bool together = ReferenceEquals(_parties.OfRow(a), _parties.OfRow(b));
        var explainer = new PairExplainer(_matcher);
        PairExplanation? pair = comparable ? explainer.Explain(a, b) : null;
        bool weightDecides = pair is not null && together == pair.Weight.TotalBits >= Bundle.Thresholds.MatchBits;
        return new RecordPairAnswer(
            pair,
            together,
            left == right ? 0 : _judgements.Of(left, right),
            [.. path.Select(_records.KeyOf)],
            [.. path.Skip(1).Select((row, i) => (double)_graph.WeightOf(path[i], row))])
        {
            SmallestChange = weightDecides ? explainer.SmallestChange(a, b, Bundle.Thresholds.MatchBits) : null,
        };
    }

    /// <summary>
    /// Why two groups of records, such as those of two parties, are together or apart: the answer for the pair between them that weighs most.
    /// Of each group the first <see cref="MostComparedOfParty"/> count. Null where one of them has no record that is there.
    /// </summary>
    public RecordPairAnswer? Explain(IReadOnlyList<RecordKey> left, IReadOnlyList<RecordKey> right)
    {
        var comparer = _matcher.NewComparer();
        (RecordKey Left, RecordKey Right)? strongest = null;
        double most = double.NegativeInfinity;
        foreach (RecordKey a in left.Take(MostComparedOfParty).Order())
        {
            foreach (RecordKey b in right.Take(MostComparedOfParty).Order())
            {
                if (a != b && _rows.TryGetValue(a, out int rowA) && _rows.TryGetValue(b, out int rowB))
                {
                    bool comparable = _records.Table.FlagsOf(rowA).Type == _records.Table.FlagsOf(rowB).Type;
                    double bits = comparable ? _matcher.WeightBits(comparer, rowA, rowB) : double.NegativeInfinity;
                    if (strongest is null || bits > most)
                    {
                        (strongest, most) = ((a, b), bits);
                    }
                }
            }
        }

        return strongest is { } pair ? Explain(pair.Left, pair.Right) : null;
    }

    /// <summary>The merges that made a party, in order; empty for a party of one record or none.</summary>
    public IReadOnlyList<PartyStep> StepsOf(PartyId party)
    {
        if (_parties.Find(party) is not { Rows.Length: > 1 } found)
        {
            return [];
        }

        int[] component;
        lock (_readLock)
        {
            component = ComponentsOf([found.Rows[0]])[0];
        }

        var steps = new List<MergeStep>();
        ComponentClustering.Cluster(new ComponentView(component, _matcher, _matcher.NewComparer(), _graph, _judgements), Bundle.Thresholds, steps);
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

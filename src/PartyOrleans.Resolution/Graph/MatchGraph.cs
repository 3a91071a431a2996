using PartyOrleans.Matching;
using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Comparisons;

namespace PartyOrleans.Resolution.Graph;

/// <summary>An edge of the match graph: two rows whose weight reaches the review threshold.</summary>
/// <param name="A">A row.</param>
/// <param name="B">Another row.</param>
/// <param name="Bits">Match weight, bits.</param>
public readonly record struct MatchEdge(int A, int B, float Bits);

/// <summary>The match graph: rows as nodes, edges where the match weight of a candidate pair reaches the review threshold.</summary>
public sealed class MatchGraph
{
    private List<(int Row, float Bits)>?[] _edges = [];

    /// <summary>Edges in the graph.</summary>
    public long EdgeCount { get; private set; }

    /// <summary>Scores all candidate pairs in parallel and returns the edges, in no given order.</summary>
    public static List<MatchEdge> Score(BundleMatcher matcher, CandidatePairs pairs, int parallelism, CancellationToken cancellationToken)
    {
        var edges = new List<MatchEdge>();
        double threshold = matcher.Bundle.Thresholds.ReviewBits;
        pairs.ForEach(
            parallelism,
            () => (Comparer: matcher.NewComparer(), Edges: new List<MatchEdge>()),
            (state, a, b) =>
            {
                double bits = matcher.WeightBits(state.Comparer, a, b);
                if (bits >= threshold)
                {
                    state.Edges.Add(new MatchEdge(a, b, (float)bits));
                }
            },
            state =>
            {
                lock (edges)
                {
                    edges.AddRange(state.Edges);
                }
            },
            cancellationToken);
        return edges;
    }

    /// <summary>Scores given pairs in parallel and returns the edges, in no given order.</summary>
    internal static List<MatchEdge> Score(
        BundleMatcher matcher, IReadOnlyList<(int A, int B)> pairs, int parallelism, CancellationToken cancellationToken)
    {
        var edges = new List<MatchEdge>();
        double threshold = matcher.Bundle.Thresholds.ReviewBits;
        matcher.Terms.FillAll();
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(0, pairs.Count, 4096),
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            () => (Comparer: matcher.NewComparer(), Edges: new List<MatchEdge>()),
            (range, _, state) =>
            {
                for (int i = range.Item1; i < range.Item2; i++)
                {
                    double bits = matcher.WeightBits(state.Comparer, pairs[i].A, pairs[i].B);
                    if (bits >= threshold)
                    {
                        state.Edges.Add(new MatchEdge(pairs[i].A, pairs[i].B, (float)bits));
                    }
                }

                return state;
            },
            state =>
            {
                lock (edges)
                {
                    edges.AddRange(state.Edges);
                }
            });
        return edges;
    }

    /// <summary>Makes room for rows.</summary>
    public void EnsureRows(int rows)
    {
        if (rows > _edges.Length)
        {
            Array.Resize(ref _edges, Math.Max(rows, _edges.Length * 2));
        }
    }

    /// <summary>Adds an edge, or changes the weight of one.</summary>
    public void Set(int a, int b, float bits)
    {
        EdgeCount += Set(a, (b, bits)) ? 1 : 0;
        Set(b, (a, bits));
    }

    /// <summary>Removes an edge where there is one.</summary>
    public void Remove(int a, int b)
    {
        EdgeCount -= (_edges[a]?.RemoveAll(edge => edge.Row == b) ?? 0) > 0 ? 1 : 0;
        _edges[b]?.RemoveAll(edge => edge.Row == a);
    }

    /// <summary>Removes a row with its edges.</summary>
    public void RemoveRow(int row)
    {
        foreach ((int other, _) in NeighboursOf(row).ToArray())
        {
            Remove(row, other);
        }

        _edges[row] = null;
    }

    /// <summary>The edges of a row, in no given order.</summary>
    public ReadOnlySpan<(int Row, float Bits)> NeighboursOf(int row) =>
        row < _edges.Length && _edges[row] is { } edges ? System.Runtime.InteropServices.CollectionsMarshal.AsSpan(edges) : default;

    /// <summary>The weight of an edge, or NaN where there is none.</summary>
    public float WeightOf(int a, int b)
    {
        foreach ((int row, float bits) in NeighboursOf(a))
        {
            if (row == b)
            {
                return bits;
            }
        }

        return float.NaN;
    }

    private bool Set(int from, (int Row, float Bits) edge)
    {
        List<(int Row, float Bits)> edges = _edges[from] ??= new List<(int, float)>(2);
        for (int i = 0; i < edges.Count; i++)
        {
            if (edges[i].Row == edge.Row)
            {
                edges[i] = edge;
                return false;
            }
        }

        edges.Add(edge);
        return true;
    }
}

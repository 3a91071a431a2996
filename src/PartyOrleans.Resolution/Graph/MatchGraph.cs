using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using PartyOrleans.Matching;
using PartyOrleans.Matching.Blocking;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Training;

namespace PartyOrleans.Resolution.Graph;

/// <summary>An edge of the match graph: two rows whose weight reaches the review threshold.</summary>
/// <param name="A">A row.</param>
/// <param name="B">Another row.</param>
/// <param name="Bits">Match weight, bits.</param>
public readonly record struct MatchEdge(int A, int B, float Bits);

/// <summary>
/// The match graph: rows as nodes, edges where the match weight of a candidate pair reaches the review threshold.
/// Made in bulk, the edges of all rows share one array; a row that changes later gets an array of its own.
/// </summary>
public sealed class MatchGraph
{
    /// <summary>Rows of pairs this far ahead are fetched from memory while others are scored.</summary>
    private const int PairsAhead = 6;

    private const int EdgesPerPart = 1 << 14;

    private Adjacency[] _rows = [];

    /// <summary>Edges in the graph.</summary>
    public long EdgeCount { get; private set; }

    /// <summary>Scores all candidate pairs in parallel and returns the edges, in no given order.</summary>
    public static List<MatchEdge> Score(BundleMatcher matcher, CandidatePairs pairs, int parallelism, CancellationToken cancellationToken) =>
        Score(matcher, pairs, new MatchGraph(), 0, parallelism, cancellationToken);

    /// <summary>
    /// As the other, but pairs of rows below <paramref name="knownRows"/> keep the edge they have, or none: right where those rows did not
    /// change and blocks only grew since the known graph was made, so that none of their pairs is newly a candidate.
    /// </summary>
    internal static List<MatchEdge> Score(
        BundleMatcher matcher, CandidatePairs pairs, MatchGraph known, int knownRows, int parallelism, CancellationToken cancellationToken)
    {
        var found = new List<List<MatchEdge>>();
        double threshold = matcher.Bundle.Thresholds.ReviewBits;
        pairs.ForEach(
            knownRows,
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
                lock (found)
                {
                    found.Add(state.Edges);
                }
            },
            cancellationToken);
        List<MatchEdge> edges = Together(found);
        for (int row = 0; row < knownRows; row++)
        {
            foreach ((int other, float bits) in known.NeighboursOf(row))
            {
                if (other > row && other < knownRows && pairs.IsCandidate(row, other))
                {
                    edges.Add(new MatchEdge(row, other, bits));
                }
            }
        }

        return edges;
    }

    /// <summary>
    /// Scores pairs whose levels are known, in parallel, and returns the edges, in no given order. The pairs are let go of as they are scored.
    /// </summary>
    internal static List<MatchEdge> Score(
        BundleMatcher matcher, KeptStretch[] stretches, int parallelism, CancellationToken cancellationToken)
    {
        var found = new List<List<MatchEdge>>();
        double threshold = matcher.Bundle.Thresholds.ReviewBits;
        matcher.Terms.FillAll();
        Parallel.ForEach(
            stretches,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            () => (Comparer: matcher.NewComparer(), Edges: new List<MatchEdge>()),
            (stretch, _, state) =>
            {
                ReadOnlySpan<KeptPair> pairs = stretch.Pairs;
                for (int i = 0; i < pairs.Length; i++)
                {
                    if (i + PairsAhead < pairs.Length)
                    {
                        matcher.Records.Table.PrefetchRow(pairs[i + PairsAhead].A);
                        matcher.Records.Table.PrefetchRow(pairs[i + PairsAhead].B);
                    }

                    (int a, int b, ushort pattern) = pairs[i];
                    double bits = matcher.WeightBits(state.Comparer, a, b, stretch.Patterns[pattern]);
                    if (bits >= threshold)
                    {
                        state.Edges.Add(new MatchEdge(a, b, (float)bits));
                    }
                }

                stretch.Clear();
                return state;
            },
            state =>
            {
                lock (found)
                {
                    found.Add(state.Edges);
                }
            });
        return Together(found);
    }

    private static List<MatchEdge> Together(List<List<MatchEdge>> parts)
    {
        var edges = new List<MatchEdge>(parts.Sum(static part => part.Count));
        foreach (List<MatchEdge> part in parts)
        {
            edges.AddRange(part);
        }

        return edges;
    }

    /// <summary>Makes the graph of given edges, each pair of rows once.</summary>
    public static MatchGraph Of(int rows, List<MatchEdge> edges, int parallelism = 1)
    {
        var graph = new MatchGraph { EdgeCount = edges.Count, _rows = new Adjacency[rows] };
        var parts = System.Collections.Concurrent.Partitioner.Create(0, Math.Max(1, edges.Count), EdgesPerPart);
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism };
        Parallel.ForEach(parts, options, range =>
        {
            foreach (ref readonly MatchEdge edge in Part(edges, range))
            {
                Interlocked.Increment(ref graph._rows[edge.A].Count);
                Interlocked.Increment(ref graph._rows[edge.B].Count);
            }
        });
        var all = new (int Row, float Bits)[edges.Count * 2];
        int start = 0;
        foreach (ref Adjacency row in graph._rows.AsSpan())
        {
            if (row.Count > 0)
            {
                (row.Edges, row.Start) = (all, start);
                start += row.Count;
                row.Count = 0;
            }
        }

        Parallel.ForEach(parts, options, range =>
        {
            foreach (ref readonly MatchEdge edge in Part(edges, range))
            {
                ref Adjacency a = ref graph._rows[edge.A];
                ref Adjacency b = ref graph._rows[edge.B];
                all[a.Start + Interlocked.Increment(ref a.Count) - 1] = (edge.B, edge.Bits);
                all[b.Start + Interlocked.Increment(ref b.Count) - 1] = (edge.A, edge.Bits);
            }
        });
        return graph;
    }

    private static ReadOnlySpan<MatchEdge> Part(List<MatchEdge> edges, Tuple<int, int> range) =>
        CollectionsMarshal.AsSpan(edges)[range.Item1..Math.Min(range.Item2, edges.Count)];

    /// <summary>Makes room for rows.</summary>
    public void EnsureRows(int rows)
    {
        if (rows > _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(rows, _rows.Length * 3 / 2));
        }
    }

    /// <summary>Has the edges of a row on their way from memory.</summary>
    public unsafe void Prefetch(int row)
    {
        if (Sse.IsSupported && row < _rows.Length)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _rows[row]));
        }
    }

    /// <summary>Adds an edge, or changes the weight of one.</summary>
    public void Set(int a, int b, float bits)
    {
        EdgeCount += Set(ref _rows[a], (b, bits)) ? 1 : 0;
        Set(ref _rows[b], (a, bits));
    }

    /// <summary>Removes an edge where there is one.</summary>
    public void Remove(int a, int b)
    {
        EdgeCount -= Remove(ref _rows[a], b) ? 1 : 0;
        Remove(ref _rows[b], a);
    }

    /// <summary>Removes a row with its edges.</summary>
    public void RemoveRow(int row)
    {
        foreach ((int other, _) in NeighboursOf(row))
        {
            EdgeCount -= Remove(ref _rows[other], row) ? 1 : 0;
        }

        if (row < _rows.Length)
        {
            _rows[row] = default;
        }
    }

    /// <summary>The edges of a row, in no given order.</summary>
    public ReadOnlySpan<(int Row, float Bits)> NeighboursOf(int row) => row < _rows.Length ? _rows[row].Span : default;

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

    private static bool Set(ref Adjacency row, (int Row, float Bits) edge)
    {
        foreach (ref (int Row, float Bits) known in row.Span)
        {
            if (known.Row == edge.Row)
            {
                known = edge;
                return false;
            }
        }

        if (row.Edges is null || row.Count == row.Edges.Length || row.Start != Adjacency.Own)
        {
            var own = new (int Row, float Bits)[Math.Max(2, row.Count + (row.Count / 2) + 1)];
            row.Span.CopyTo(own);
            (row.Edges, row.Start) = (own, Adjacency.Own);
        }

        row.Edges[row.Count++] = edge;
        return true;
    }

    private static bool Remove(ref Adjacency row, int other)
    {
        Span<(int Row, float Bits)> edges = row.Span;
        for (int i = 0; i < edges.Length; i++)
        {
            if (edges[i].Row == other)
            {
                edges[i] = edges[^1];
                row.Count--;
                return true;
            }
        }

        return false;
    }

    /// <summary>The edges of one row: a stretch of an array.</summary>
    private struct Adjacency
    {
        /// <summary>In place of a start: the array is the row's alone and begins with its edges.</summary>
        public const int Own = -1;

        public (int Row, float Bits)[]? Edges;
        public int Start;
        public int Count;

        public readonly Span<(int Row, float Bits)> Span => Edges.AsSpan(Math.Max(Start, 0), Count);
    }
}

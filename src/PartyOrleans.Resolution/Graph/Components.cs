using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace PartyOrleans.Resolution.Graph;

/// <summary>
/// The components of a match graph with two rows or more, found by all processors at once: every row points towards the least row of its
/// component (after Jayanti and Tarjan, 2016), so that the answer does not depend on the order of the edges.
/// </summary>
internal sealed class Components
{
    private const int EdgesPerPart = 1 << 14;

    private readonly int[] _starts;
    private readonly int[] _members;

    private Components(int[] starts, int[] members) => (_starts, _members) = (starts, members);

    /// <summary>Components with two rows or more.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The rows of a component, ascending; components come in the order of their least rows.</summary>
    public ReadOnlySpan<int> MembersOf(int component) => _members.AsSpan(_starts[component].._starts[component + 1]);

    /// <summary>Finds the components.</summary>
    /// <param name="rows">Rows there are.</param>
    /// <param name="edges">Edges, in any order.</param>
    /// <param name="parallelism">Threads at most.</param>
    public static Components Of(int rows, List<MatchEdge> edges, int parallelism)
    {
        var towards = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            towards[row] = row;
        }

        Parallel.ForEach(
            Partitioner.Create(0, Math.Max(1, edges.Count), EdgesPerPart),
            new ParallelOptions { MaxDegreeOfParallelism = parallelism },
            range =>
            {
                foreach (ref readonly MatchEdge edge in CollectionsMarshal.AsSpan(edges)[range.Item1..Math.Min(range.Item2, edges.Count)])
                {
                    Join(towards, edge.A, edge.B);
                }
            });
        return Gather(towards);
    }

    private static void Join(int[] towards, int a, int b)
    {
        while (true)
        {
            a = Least(towards, a);
            b = Least(towards, b);
            if (a == b)
            {
                return;
            }

            (a, b) = (Math.Min(a, b), Math.Max(a, b));
            if (Interlocked.CompareExchange(ref towards[b], a, b) == b)
            {
                return;
            }
        }
    }

    /// <summary>The row at the end of the way, which is shortened on the way: rows only ever point to lesser ones.</summary>
    private static int Least(int[] towards, int row)
    {
        while (true)
        {
            int next = Volatile.Read(ref towards[row]);
            int afterNext = Volatile.Read(ref towards[next]);
            if (next == afterNext)
            {
                return next;
            }

            Interlocked.CompareExchange(ref towards[row], afterNext, next);
            row = afterNext;
        }
    }

    /// <summary>Lists the rows by component. What a row points to comes before it, and so has been followed to its end already.</summary>
    private static Components Gather(int[] towards)
    {
        var sizes = new int[towards.Length];
        for (int row = 0; row < towards.Length; row++)
        {
            towards[row] = towards[towards[row]];
            sizes[towards[row]]++;
        }

        var starts = new List<int>();
        int placed = 0;
        int[] next = sizes;
        for (int row = 0; row < sizes.Length; row++)
        {
            int size = sizes[row];
            next[row] = size < 2 ? -1 : placed;
            if (size >= 2)
            {
                starts.Add(placed);
                placed += size;
            }
        }

        starts.Add(placed);
        var members = new int[placed];
        for (int row = 0; row < towards.Length; row++)
        {
            ref int at = ref next[towards[row]];
            if (at >= 0)
            {
                members[at++] = row;
            }
        }

        return new Components([.. starts], members);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Graph;

namespace PartyOrleans.Resolution.Embedded;

/// <content>From a small batch to the match graph: probe and put.</content>
public sealed partial class EmbeddedEngine
{
    private readonly Dictionary<BlockId, bool> _crossed = [];
    private readonly List<MatchEdge> _edges = [];
    private HashSet<int> _dirty = [];

    /// <summary>Probes and puts the changes, and follows blocks that became or ceased to be oversize.</summary>
    private HashSet<int> ApplyByProbe(Plan plan, CancellationToken cancellationToken)
    {
        HashSet<int> dirty = NoRows();
        if (plan.Upserts.Count == 0 && plan.Deletes.Count == 0)
        {
            return dirty;
        }

        BlockIndex index = Index();
        _crossed.Clear();
        NoteCrossings();
        foreach (RecordKey key in plan.Deletes)
        {
            int row = _rows[key];
            MarkNeighbours(row, dirty);
            index.Remove(row, _crossed);
            RemoveRecord(key, plan);
        }

        int[] rows = EmptyRows(plan, index, dirty);
        bool parallel = rows.Length >= Tuning.FewestForParallel;
        (int Rule, uint Key)[][] further = Encode(plan, rows, parallel, cancellationToken);
        Put(rows, further, index);
        if (parallel)
        {
            ProbeTogether(rows, index, dirty, cancellationToken);
        }
        else
        {
            foreach (int row in rows)
            {
                Probe(row, index, dirty);
            }
        }

        FollowOversize(index, dirty);
        return dirty;
    }

    /// <summary>An empty set, the same one for each small batch.</summary>
    private HashSet<int> NoRows()
    {
        const int MostKept = 256; // clearing takes as long as the set is large, whatever it holds
        if (_dirty.Capacity > MostKept)
        {
            _dirty = [];
        }

        _dirty.Clear();
        return _dirty;
    }

    /// <summary>Puts rows into their blocks; what the next ones need is on its way from memory meanwhile.</summary>
    private void Put(int[] rows, (int Rule, uint Key)[][] further, BlockIndex index)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if (i + 2 < rows.Length)
            {
                index.Prefetch(rows[i + 2]);
            }

            if (i + 1 < rows.Length)
            {
                index.PrefetchRows(rows[i + 1]);
            }

            index.Add(rows[i], further[i], _crossed);
        }
    }

    /// <summary>The rows of the records to come: emptied ones where the record was there, otherwise free ones.</summary>
    private int[] EmptyRows(Plan plan, BlockIndex index, HashSet<int> dirty)
    {
        var rows = new int[plan.Upserts.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            (SourceRecord record, byte[] content, byte[] hash) = plan.Upserts[i];
            ref int row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, record.Key, out bool known);
            if (known)
            {
                MarkNeighbours(row, dirty);
                index.Remove(row, _crossed);
                ClearRecord(row, plan);
            }
            else
            {
                row = _records.ReserveOne();
            }

            SetState(row, RecordState.Of(content, hash));
            plan.NewContent.Add(row);
            dirty.Add(row);
            rows[i] = row;
        }

        _parties.EnsureRows(_records.Rows);
        _graph.EnsureRows(_records.Rows);
        return rows;
    }

    /// <summary>Encodes the records and computes their keys; returns their further keys.</summary>
    private (int Rule, uint Key)[][] Encode(Plan plan, int[] rows, bool parallel, CancellationToken cancellationToken)
    {
        if (parallel)
        {
            return EncodeTogether(plan, rows, cancellationToken);
        }

        var further = new (int Rule, uint Key)[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            _records.Encode(plan.Upserts[i].Record, rows[i], _workers.Own.Encoder);
            further[i] = KeysOf(rows[i]);
        }

        return further;
    }

    private (int Rule, uint Key)[][] EncodeTogether(Plan plan, int[] rows, CancellationToken cancellationToken)
    {
        var further = new (int Rule, uint Key)[rows.Length][];
        _workers.ForEach(rows.Length, (i, worker) => _records.Encode(plan.Upserts[i].Record, rows[i], worker.Encoder), cancellationToken);
        _matcher.Terms.Reserve();
        _workers.ForEach(rows.Length, (i, _) => further[i] = KeysOf(rows[i]), cancellationToken);
        return further;
    }

    private (int Rule, uint Key)[] KeysOf(int row)
    {
        _matcher.Keys.Compute(row);
        return _matcher.Keys.Further(row);
    }

    private void Probe(int row, BlockIndex index, HashSet<int> dirty)
    {
        EngineWorker worker = _workers.Own;
        index.Candidates(row, worker.Candidates);
        _matcher.Prefetch(worker.Candidates.Rows);
        worker.PairsScored += worker.Candidates.Rows.Count;
        double threshold = _matcher.Bundle.Thresholds.ReviewBits;
        _edges.Clear();
        foreach (int other in worker.Candidates.Rows)
        {
            double bits = _matcher.WeightBits(worker.Comparer, row, other);
            if (bits >= threshold)
            {
                _edges.Add(new MatchEdge(row, other, (float)bits));
                PrefetchRow(other);
            }
        }

        Set(_edges, dirty);
    }

    /// <summary>Has what is held of a row besides its values on its way from memory: it is about to be settled anew.</summary>
    private unsafe void PrefetchRow(int row)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref CollectionsMarshal.AsSpan(_states)[row]));
            _graph.Prefetch(row);
            _parties.Prefetch(row);
            _records.PrefetchKey(row);
        }
    }

    private void Set(List<MatchEdge> edges, HashSet<int> dirty)
    {
        foreach (MatchEdge edge in edges)
        {
            _graph.Set(edge.A, edge.B, edge.Bits);
            dirty.Add(edge.A);
            dirty.Add(edge.B);
        }
    }

    /// <summary>Probes all rows at once, which are in the index already; the edges found are put into the graph by one thread.</summary>
    private void ProbeTogether(int[] rows, BlockIndex index, HashSet<int> dirty, CancellationToken cancellationToken)
    {
        var edges = new List<MatchEdge>?[rows.Length];
        double threshold = _matcher.Bundle.Thresholds.ReviewBits;
        _workers.ForEach(
            rows.Length,
            (i, worker) =>
            {
                index.Candidates(rows[i], worker.Candidates);
                _matcher.Prefetch(worker.Candidates.Rows);
                worker.PairsScored += worker.Candidates.Rows.Count;
                List<MatchEdge>? found = null;
                foreach (int other in worker.Candidates.Rows)
                {
                    double bits = _matcher.WeightBits(worker.Comparer, rows[i], other);
                    if (bits >= threshold)
                    {
                        (found ??= []).Add(new MatchEdge(rows[i], other, (float)bits));
                    }
                }

                edges[i] = found;
            },
            cancellationToken);
        foreach (List<MatchEdge>? found in edges)
        {
            if (found is not null)
            {
                Set(found, dirty);
            }
        }
    }

    private void ScoreAndSet(int a, int b, HashSet<int> dirty)
    {
        double bits = _matcher.WeightBits(_workers.Own.Comparer, a, b);
        if (bits >= _matcher.Bundle.Thresholds.ReviewBits)
        {
            _graph.Set(a, b, (float)bits);
            dirty.Add(a);
            dirty.Add(b);
        }
    }

    /// <summary>
    /// A block that grew past the limit gives no candidates any more: its edges stay only where another block supports them.
    /// A block that shrank to the limit gives candidates again: all its pairs are scored.
    /// </summary>
    private void FollowOversize(BlockIndex index, HashSet<int> dirty)
    {
        if (_crossed.Count == 0)
        {
            return;
        }

        var members = new List<int>();
        foreach ((BlockId block, bool was) in _crossed)
        {
            bool now = index.IsOversize(block);
            if (was == now)
            {
                continue;
            }

            members.Clear();
            index.Members(block, members);
            if (now)
            {
                DropUnsupported(members, index, dirty);
            }
            else
            {
                for (int i = 0; i < members.Count; i++)
                {
                    for (int j = 0; j < i; j++)
                    {
                        if (members[i] != members[j])
                        {
                            ScoreAndSet(members[i], members[j], dirty);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Removes the edges between members of a block that has become oversize, where no other block makes them candidates.</summary>
    private void DropUnsupported(List<int> members, BlockIndex index, HashSet<int> dirty)
    {
        int visit = NextVisit();
        foreach (int row in members)
        {
            _visits[row] = visit;
        }

        foreach (int row in members)
        {
            // From the end: an edge removed gives its place to the last one, which was looked at before.
            for (int i = _graph.NeighboursOf(row).Length - 1; i >= 0; i--)
            {
                int other = _graph.NeighboursOf(row)[i].Row;
                if (_visits[other] == visit && !index.IsCandidate(row, other))
                {
                    _graph.Remove(row, other);
                    dirty.Add(row);
                    dirty.Add(other);
                }
            }
        }
    }
}

using PartyOrleans.Model;
using PartyOrleans.Resolution.Graph;

namespace PartyOrleans.Resolution.Embedded;

/// <content>From a small batch to the match graph: probe and put.</content>
public sealed partial class EmbeddedEngine
{
    private readonly Dictionary<BlockId, bool> _crossed = [];

    /// <summary>Probes and puts the changes, and follows blocks that became or ceased to be oversize.</summary>
    private HashSet<int> ApplyByProbe(Plan plan, CancellationToken cancellationToken)
    {
        var dirty = new HashSet<int>();
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
        for (int i = 0; i < rows.Length; i++)
        {
            index.Add(rows[i], further[i], _crossed);
        }

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

    /// <summary>The rows of the records to come: emptied ones where the record was there, otherwise free ones.</summary>
    private int[] EmptyRows(Plan plan, BlockIndex index, HashSet<int> dirty)
    {
        var rows = new int[plan.Upserts.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            (SourceRecord record, byte[] content, byte[] hash) = plan.Upserts[i];
            if (_rows.TryGetValue(record.Key, out int row))
            {
                MarkNeighbours(row, dirty);
                index.Remove(row, _crossed);
                ClearRecord(row, plan);
            }
            else
            {
                row = _records.ReserveOne();
                _rows.Add(record.Key, row);
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
        var further = new (int Rule, uint Key)[rows.Length][];
        if (parallel)
        {
            _workers.ForEach(rows.Length, (i, worker) => _records.Encode(plan.Upserts[i].Record, rows[i], worker.Encoder), cancellationToken);
            _matcher.Terms.Reserve();
            _workers.ForEach(rows.Length, (i, _) => ComputeKeys(i), cancellationToken);
        }
        else
        {
            for (int i = 0; i < rows.Length; i++)
            {
                _records.Encode(plan.Upserts[i].Record, rows[i], _workers.Own.Encoder);
                ComputeKeys(i);
            }
        }

        return further;

        void ComputeKeys(int i)
        {
            _matcher.Keys.Compute(rows[i]);
            further[i] = _matcher.Keys.Further(rows[i]);
        }
    }

    private void Probe(int row, BlockIndex index, HashSet<int> dirty)
    {
        EngineWorker worker = _workers.Own;
        index.Candidates(row, worker.Candidates);
        _matcher.Prefetch(worker.Candidates.Rows);
        worker.PairsScored += worker.Candidates.Rows.Count;
        foreach (int other in worker.Candidates.Rows)
        {
            ScoreAndSet(row, other, dirty);
        }
    }

    /// <summary>Probes all rows at once, which are in the index already; the edges found are put into the graph by one thread.</summary>
    private void ProbeTogether(int[] rows, BlockIndex index, HashSet<int> dirty, CancellationToken cancellationToken)
    {
        var edges = new MatchEdge[rows.Length][];
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

                edges[i] = found is null ? [] : [.. found];
            },
            cancellationToken);
        foreach (MatchEdge[] found in edges)
        {
            foreach (MatchEdge edge in found)
            {
                _graph.Set(edge.A, edge.B, edge.Bits);
                dirty.Add(edge.A);
                dirty.Add(edge.B);
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

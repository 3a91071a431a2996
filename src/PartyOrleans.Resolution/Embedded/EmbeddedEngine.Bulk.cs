using System.Runtime.InteropServices;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Graph;

namespace PartyOrleans.Resolution.Embedded;

/// <content>From a large batch to the match graph: all candidate pairs by sorted block keys.</content>
public sealed partial class EmbeddedEngine
{
    /// <summary>Encodes all changes in parallel, then scores all candidate pairs of all records; returns the rows whose component may have changed.</summary>
    private HashSet<int> ApplyBulk(Plan plan, CancellationToken cancellationToken)
    {
        var dirty = new HashSet<int>(plan.Upserts.Count);
        plan.NewContent.EnsureCapacity(plan.Upserts.Count);
        foreach (RecordKey key in plan.Deletes)
        {
            MarkNeighbours(_rows[key], dirty);
            RemoveRecord(key, plan);
        }

        _rows.EnsureCapacity(_rows.Count + plan.Upserts.Count);

        var rows = new int[plan.Upserts.Count];
        int fresh = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            SourceRecord record = plan.Upserts[i].Record;
            ref int row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, record.Key, out bool known);
            if (known)
            {
                MarkNeighbours(row, dirty);
                ClearRecord(row, plan);
            }
            else
            {
                row = _records.Rows + fresh++;
            }

            rows[i] = row;
        }

        if (fresh > 0)
        {
            _records.Reserve(fresh);
        }

        _parties.EnsureRows(_records.Rows);
        CollectionsMarshal.SetCount(_states, Math.Max(_states.Count, _records.Rows));
        for (int i = 0; i < rows.Length; i++)
        {
            _states[rows[i]] = RecordState.Of(plan.Upserts[i].Content, plan.Upserts[i].Hash);
            plan.NewContent.Add(rows[i]);
            dirty.Add(rows[i]);
        }

        const int Step = 2048;
        Parallel.For(
            0, (rows.Length + Step - 1) / Step,
            new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
            () => new RecordEncoder(_records.Vocabulary, _records.Table),
            (part, _, encoder) =>
            {
                for (int i = part * Step; i < Math.Min(rows.Length, (part + 1) * Step); i++)
                {
                    _records.Encode(plan.Upserts[i].Record, rows[i], encoder);
                }

                return encoder;
            },
            static _ => { });
        bool onlyGrew = plan.Deletes.Count == 0 && fresh == rows.Length;
        int knownRows = onlyGrew ? _records.Rows - fresh : 0;
        MatchGraph before = _graph;
        RebuildGraph(knownRows, cancellationToken);
        if (onlyGrew)
        {
            MarkLostEdges(before, knownRows, dirty);
            return dirty;
        }

        foreach (int row in _rows.Values)
        {
            // An edge that is gone may have left two parties of one record each with an open review.
            if (_graph.NeighboursOf(row).Length > 0 || _parties.OfRow(row) is { Rows.Length: > 1 } || _reviewsOfRow.ContainsKey(row))
            {
                dirty.Add(row);
            }
        }

        return dirty;
    }

    /// <summary>
    /// Marks the known rows that lost an edge, because a block that supported it grew oversize. Components that gained an edge hold a new row,
    /// which is marked already; all others are as they were.
    /// </summary>
    private void MarkLostEdges(MatchGraph before, int knownRows, HashSet<int> dirty)
    {
        for (int row = 0; row < knownRows; row++)
        {
            int kept = 0;
            foreach ((int other, _) in _graph.NeighboursOf(row))
            {
                kept += other < knownRows ? 1 : 0;
            }

            if (kept != before.NeighboursOf(row).Length)
            {
                dirty.Add(row);
            }
        }
    }
}

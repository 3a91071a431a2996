using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <content>Rows that are emptied or filled.</content>
public sealed partial class EmbeddedEngine
{
    private void MarkNeighbours(int row, HashSet<int> dirty)
    {
        foreach ((int other, _) in _graph.NeighboursOf(row))
        {
            dirty.Add(other);
        }

        foreach (RecordKey key in _judgements.MustLinksOf(_records.KeyOf(row)))
        {
            if (_rows.TryGetValue(key, out int other))
            {
                dirty.Add(other);
            }
        }
    }

    /// <summary>Takes a record away: its row is free afterwards.</summary>
    private void RemoveRecord(RecordKey key, Plan plan)
    {
        int row = _rows[key];
        ClearRecord(row, plan);
        _records.Free(row);
        _states[row] = default;
        _rows.Remove(key);
    }

    /// <summary>Empties a row and takes it out of its party and the graph; the record's new content may follow.</summary>
    private void ClearRecord(int row, Plan plan)
    {
        RecordKey key = _records.KeyOf(row);
        if (_parties.OfRow(row) is { } party)
        {
            plan.Was[key] = party;
            plan.Touched.Add(party);
            _parties.Release(row);
            if (party.GoldenHash.Length == 0)
            {
                plan.Before[row] = (_states[row].Content, _records.Table.FlagsOf(row).Type);
            }
        }

        CloseReviewsOf(row, plan.ReviewsGone);
        _graph.RemoveRow(row);
        _records.Table.Clear(row);
    }

    private void SetState(int row, RecordState state)
    {
        while (_states.Count <= row)
        {
            _states.Add(default);
        }

        _states[row] = state;
    }
}

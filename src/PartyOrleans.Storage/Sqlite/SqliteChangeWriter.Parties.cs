using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

internal sealed partial class SqliteChangeWriter
{
    private void WriteGolden()
    {
        SqliteStatement insert = _session.Statement("InsertGolden");
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Golden, _symbols, (buffer, golden, known) => GoldenRow.TryWrite(buffer, golden, known, _keys), AddSymbols, _parallelism, _cancellationToken))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                GoldenRecord golden = _change.Golden[first + i];
                ref PartyRow party = ref _parties.Touch(golden.Party);
                if (!_change.GoldenIsNew && party.State == PartyState.Current && party.Golden != 0 && HasHash(party.Golden, golden))
                {
                    continue;
                }

                insert.Bind(1, ++_last.Golden);
                insert.Bind(2, party.Id);
                insert.Bind(3, party.Golden);
                insert.Bind(4, _last.Commit);
                insert.BindPinnedBlob(5, rows[i]);
                insert.Bind(6, golden.Records.Count);
                insert.Execute();
                _digest.AddGolden(_last.Golden, party.Id, party.Golden, RowSeal.CommitmentOf(rows[i]));
                party.Golden = _last.Golden;
                party.Written = first + i + 1;
                party.State = PartyState.Current;
                party.Redirect = 0;
                party.IsDirty = true;
            }
        }
    }

    private void WriteRetired()
    {
        foreach ((PartyId id, PartyId? successor) in _change.Retired)
        {
            long redirect = successor is { } to ? _parties.Touch(to).Id : 0;
            ref PartyRow party = ref _parties.Touch(id);
            if (party.Id == redirect)
            {
                throw new ArgumentException($"Party {id} cannot redirect to itself.");
            }

            party.State = PartyState.Retired;
            party.Redirect = redirect;
            party.IsDirty = true;
        }
    }

    private void WriteEvents()
    {
        // An event that brings in the very records of a golden version of this commit refers to the version: only the others are sealed.
        var listed = new List<PartyEvent>();
        bool[] refers = new bool[_change.Events.Count];
        int[] places = new int[refers.Length];
        for (int i = 0; i < refers.Length; i++)
        {
            places[i] = _parties.PlaceOf(_change.Events[i].Party);
            refers[i] = RefersToGolden(_change.Events[i], _parties.At(places[i]).Written);
            if (!refers[i])
            {
                listed.Add(_change.Events[i]);
            }
        }

        using IEnumerator<(int First, RowBuffer Rows)> chunks = EncodeAhead.Chunks(
            listed,
            _symbols,
            (buffer, happened, known) => EventRow.TryWrite(buffer, happened, known, _keys),
            happened => AddSources(happened.Records),
            _parallelism,
            _cancellationToken).GetEnumerator();
        int next = 0;
        int end = 0;
        Span<byte> reference = stackalloc byte[EventRow.Length];
        for (int i = 0; i < refers.Length; i++)
        {
            PartyEvent happened = _change.Events[i];
            if (refers[i])
            {
                EventRow.Refer(reference, _parties.At(places[i]).Golden);
                WriteEvent(happened, places[i], reference);
                continue;
            }

            if (next == end)
            {
                chunks.MoveNext();
                end += chunks.Current.Rows.Count;
            }

            WriteEvent(happened, places[i], chunks.Current.Rows[next++ - chunks.Current.First]);
        }
    }

    private void WriteEvent(PartyEvent happened, int place, ReadOnlySpan<byte> row)
    {
        SqliteStatement insert = _session.Statement("InsertEvent");
        long other = happened.Other is { } named ? _parties.Touch(named).Id : 0;
        ref PartyRow party = ref _parties.At(place);
        insert.Bind(1, ++_last.Event);
        insert.Bind(2, party.Id);
        insert.Bind(3, party.Event);
        insert.Bind(4, _last.Commit);
        insert.Bind(5, (long)happened.Kind);
        if (other == 0)
        {
            insert.BindNull(6);
        }
        else
        {
            insert.Bind(6, other);
        }

        insert.BindBlob(7, row);
        insert.Execute();
        _digest.AddEvent(_last.Event, party.Id, party.Event, (long)happened.Kind, other, EventRow.CommitmentOf(row));
        party.Event = _last.Event;
        party.IsDirty = true;
    }

    /// <param name="happened">An event.</param>
    /// <param name="written">Place of the golden record that this commit wrote for its party, from 1; 0 for none.</param>
    private bool RefersToGolden(PartyEvent happened, int written)
    {
        if (written == 0 || _change.Golden[written - 1].Records.Count != happened.Records.Count)
        {
            return false;
        }

        GoldenRecord golden = _change.Golden[written - 1];
        for (int i = 0; i < golden.Records.Count; i++)
        {
            if (golden.Records[i] != happened.Records[i])
            {
                return false;
            }
        }

        return true;
    }

    private bool HasHash(long version, GoldenRecord golden)
    {
        SqliteStatement query = _session.Statement("FindGoldenBody");
        query.Bind(1, version);
        bool same = query.Step() && GoldenRow.OpenHash(golden.Party, query.Bytes(0), _keys).AsSpan().SequenceEqual(golden.ContentHash);
        query.Reset();
        return same;
    }

    private void AddSymbols(GoldenRecord golden)
    {
        AddSources(golden.Records);
        foreach (GoldenCell cell in golden.Cells)
        {
            CodeOf(cell.Attribute);
            CodeOf(cell.Rule);
            CodeOf(cell.From.Source);
        }
    }

    private void AddSources(IReadOnlyList<RecordKey> keys)
    {
        foreach (RecordKey key in keys)
        {
            CodeOf(key.Source);
        }
    }
}

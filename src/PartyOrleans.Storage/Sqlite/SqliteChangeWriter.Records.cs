using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

internal sealed partial class SqliteChangeWriter
{
    private readonly List<(long Place, long Record)> _places = [];

    private void WriteRecords()
    {
        foreach (RecordKey key in _change.Deleted)
        {
            DeleteRecord(key);
        }

        WriteUpserted();
        foreach ((RecordKey key, PartyId party) in _change.Moved)
        {
            long to = _parties.Require(party, key);
            RecordPlace place = FindPlace(CodeOf(key.Source), key.RecordId);
            if (place.Id == 0)
            {
                throw new ArgumentException($"Record {key} moves to party {party}, but the store has no such record.");
            }

            if (place.Party != to)
            {
                KeepStay(place);
                _digest.AddPlace(place.Id, to);
                SqliteStatement move = _session.Statement("MoveRecord");
                move.Bind(1, place.Id);
                move.Bind(2, to);
                move.Bind(3, _last.Commit);
                move.Execute();
            }
        }

        WritePlaces();
    }

    private void WriteUpserted()
    {
        // Workers look parties up among those that the change touched; the writer adds those that it has to find in the store.
        PartyLookup touched = _parties.Touched();
        SqliteStatement insert = _session.Statement("InsertRecord");
        string? lastSource = null;
        int source = 0;
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Upserted, _symbols, (buffer, record, _) => RecordRow.Write(buffer, record, touched, withPayload: true, _keys), static _ => { }, _parallelism, _cancellationToken))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                StoredRecord record = _change.Upserted[first + i];
                if (!string.Equals(record.Key.Source, lastSource, StringComparison.Ordinal))
                {
                    lastSource = record.Key.Source;
                    source = CodeOf(lastSource);
                }

                var row = new RecordRow(rows[i]);
                long party = row.Party != 0 ? row.Party : _parties.Require(record.Party, record.Key);
                long id = _last.Record + 1;
                insert.Bind(1, id);
                insert.Bind(2, source);
                insert.BindPinnedText(3, row.RecordId);
                insert.Bind(4, party);
                insert.BindPinnedBlob(5, row.Body);
                insert.Bind(6, _last.Commit);
                bool isNew = insert.Execute() == 1;
                if (isNew)
                {
                    _last.Record = id;
                    _digest.AddPlace(id, party);
                }
                else
                {
                    id = UpdateRecord(FindPlace(source, record.Key.RecordId), party, row.Body);
                }

                _digest.AddRecord(id, RowSeal.CommitmentOf(row.Body));
                for (int place = 0; place < row.PlaceCount; place++)
                {
                    _places.Add((row.PlaceAt(place), id));
                }

                WritePayload(id, row.Payload, isNew);
            }
        }
    }

    private long UpdateRecord(RecordPlace place, long party, ReadOnlySpan<byte> body)
    {
        KeepPast(place);
        bool moves = place.Party != party;
        if (moves)
        {
            KeepStay(place);
            _digest.AddPlace(place.Id, party);
        }

        SqliteStatement update = _session.Statement("UpdateRecord");
        update.Bind(1, place.Id);
        update.Bind(2, party);
        update.BindBlob(3, body);
        update.Bind(4, _last.Commit);
        update.Bind(5, moves ? _last.Commit : place.PartySince);
        update.Execute();
        return place.Id;
    }

    private void WritePayload(long id, ReadOnlySpan<byte> payload, bool isNew)
    {
        if (!payload.IsEmpty)
        {
            SqliteStatement put = _session.Statement("PutPayload");
            put.Bind(1, id);
            put.BindPinnedBlob(2, payload);
            put.Execute();
        }
        else if (!isNew)
        {
            DeletePayload(id);
        }
    }

    private void DeleteRecord(RecordKey key)
    {
        RecordPlace place = FindPlace(CodeOf(key.Source), key.RecordId);
        if (place.Id == 0)
        {
            return;
        }

        KeepPast(place);
        KeepStay(place);
        SqliteStatement delete = _session.Statement("DeleteRecord");
        delete.Bind(1, place.Id);
        delete.Execute();
        DeletePayload(place.Id);
    }

    private void DeletePayload(long record)
    {
        SqliteStatement delete = _session.Statement("DeletePayload");
        delete.Bind(1, record);
        delete.Execute();
    }

    /// <summary>Keeps what a record says, before it says something else or nothing.</summary>
    private void KeepPast(RecordPlace place)
    {
        SqliteStatement keep = _session.Statement("KeepPast");
        keep.Bind(1, place.Id);
        keep.Bind(2, _last.Commit);
        keep.Execute();
        _digest.AddPast(place.Id, place.Since);
    }

    /// <summary>Keeps where a record is, before it goes elsewhere.</summary>
    private void KeepStay(RecordPlace place)
    {
        SqliteStatement keep = _session.Statement("KeepStay");
        keep.Bind(1, place.Id);
        keep.Bind(2, place.Party);
        keep.Bind(3, place.PartySince);
        keep.Bind(4, _last.Commit);
        keep.Execute();
        _digest.AddMove(place.Id, place.Party, place.PartySince);
    }

    private RecordPlace FindPlace(int source, string recordId)
    {
        SqliteStatement find = _session.Statement("FindRecordRow");
        find.Bind(1, source);
        find.Bind(2, recordId);
        RecordPlace place = find.Step() ? new RecordPlace(find.Long(0), find.Long(1), find.Long(2), find.Long(3)) : default;
        find.Reset();
        return place;
    }

    /// <summary>Sorted, so that a bulk load goes through the index once.</summary>
    private void WritePlaces()
    {
        _places.Sort();
        SqliteStatement put = _session.Statement("PutBlind");
        foreach ((long place, long record) in _places)
        {
            put.Bind(1, place);
            put.Bind(2, record);
            put.Execute();
        }
    }

    private readonly record struct RecordPlace(long Id, long Party, long PartySince, long Since);
}

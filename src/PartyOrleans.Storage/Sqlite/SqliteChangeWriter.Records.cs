using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

internal sealed partial class SqliteChangeWriter
{
    private void WriteRecords()
    {
        foreach (RecordKey key in _change.Deleted)
        {
            DeleteRecord(key);
        }

        WriteUpserted();
        SqliteStatement move = _session.Statement("MoveRecord");
        foreach ((RecordKey key, PartyId party) in _change.Moved)
        {
            move.Bind(1, CodeOf(key.Source));
            move.Bind(2, key.RecordId);
            move.Bind(3, _parties.Require(party, key));
            if (move.Execute() == 0)
            {
                throw new ArgumentException($"Record {key} moves to party {party}, but the store has no such record.");
            }
        }
    }

    private void WriteUpserted()
    {
        // Workers look parties up among those that the change touched; the writer adds those that it has to find in the store.
        PartyLookup touched = _parties.Touched();
        SqliteStatement insert = _session.Statement("InsertRecord");
        string? lastSource = null;
        int source = 0;
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Upserted, _symbols, (buffer, record, _) => RecordRow.Write(buffer, record, touched), static _ => { }, _parallelism, _cancellationToken))
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
                bool isNew = insert.Execute() == 1;
                if (isNew)
                {
                    _last.Record = id;
                }
                else
                {
                    id = FindRow(source, record.Key.RecordId);
                    SqliteStatement update = _session.Statement("UpdateRecord");
                    update.Bind(1, id);
                    update.Bind(2, party);
                    update.BindPinnedBlob(3, row.Body);
                    update.Execute();
                }

                WritePayload(id, record.Payload, isNew);
            }
        }
    }

    private void WritePayload(long record, string payload, bool isNew)
    {
        if (payload.Length > 0)
        {
            SqliteStatement put = _session.Statement("PutPayload");
            put.Bind(1, record);
            put.Bind(2, payload);
            put.Execute();
        }
        else if (!isNew)
        {
            DeletePayload(record);
        }
    }

    private void DeleteRecord(RecordKey key)
    {
        long id = FindRow(CodeOf(key.Source), key.RecordId);
        if (id == 0)
        {
            return;
        }

        SqliteStatement delete = _session.Statement("DeleteRecord");
        delete.Bind(1, id);
        delete.Execute();
        DeletePayload(id);
    }

    private void DeletePayload(long record)
    {
        SqliteStatement delete = _session.Statement("DeletePayload");
        delete.Bind(1, record);
        delete.Execute();
    }

    private long FindRow(int source, string recordId)
    {
        SqliteStatement find = _session.Statement("FindRecordRow");
        find.Bind(1, source);
        find.Bind(2, recordId);
        long id = find.Step() ? find.Long(0) : 0;
        find.Reset();
        return id;
    }
}

using PartyOrleans.Model;

namespace PartyOrleans.Storage.Sqlite;

internal sealed partial class SqliteChangeWriter
{
    private void WriteRecords()
    {
        foreach (RecordKey key in _change.Deleted)
        {
            DeleteRecord(key);
        }

        for (int i = 0; i < _change.Upserted.Count; i++)
        {
            if ((i & 0xFFF) == 0)
            {
                _cancellationToken.ThrowIfCancellationRequested();
            }

            PutRecord(_change.Upserted[i]);
        }

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

    private void PutRecord(StoredRecord record)
    {
        long party = _parties.Require(record.Party, record.Key);
        int source = CodeOf(record.Key.Source);
        SqliteStatement insert = _session.Statement("InsertRecord");
        long id = _last.Record + 1;
        insert.Bind(1, id);
        insert.Bind(2, source);
        insert.Bind(3, record.Key.RecordId);
        insert.Bind(4, party);
        insert.BindBlob(5, record.ContentHash);
        insert.BindBlob(6, record.Content);
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
            update.BindBlob(3, record.ContentHash);
            update.BindBlob(4, record.Content);
            update.Execute();
        }

        if (record.Payload.Length > 0)
        {
            SqliteStatement put = _session.Statement("PutPayload");
            put.Bind(1, id);
            put.Bind(2, record.Payload);
            put.Execute();
        }
        else if (!isNew)
        {
            DeletePayload(id);
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

using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

internal sealed partial class PostgreSqlChangeWriter
{
    private const int PayloadRows = 512;

    private async Task WriteRecordsAsync(CancellationToken cancellationToken)
    {
        // Workers look parties up among those that the change touched; the writer adds those that it found in the store.
        PartyLookup touched = _parties.Touched();
        HashSet<long> deleted = await DeleteRecordsAsync(cancellationToken);
        await WriteUpsertedAsync(touched, deleted, cancellationToken);
        await WritePayloadsAsync(cancellationToken);
        for (int i = 0; i < _change.Moved.Count; i++)
        {
            (RecordKey key, PartyId party) = _change.Moved[i];
            long to = _parties.Require(party, key);
            if (_movedRows[i] == 0 || deleted.Contains(_movedRows[i]))
            {
                throw new ArgumentException($"Record {key} moves to party {party}, but the store has no such record.");
            }

            _tables.MovedRecords.Put(_movedRows[i]).Put(to);
            await _stream.OfferAsync(_tables.MovedRecords, copy: null, "MoveRecord", cancellationToken);
        }

        await _stream.EndAsync(_tables.MovedRecords, copy: null, "MoveRecord", cancellationToken);
    }

    private async Task<HashSet<long>> DeleteRecordsAsync(CancellationToken cancellationToken)
    {
        var deleted = new HashSet<long>();
        foreach (long row in _deletedRows)
        {
            if (row != 0 && deleted.Add(row))
            {
                _tables.DeletedRecords.Put(row);
                _tables.DeletedPayloads.Put(row);
                await _stream.OfferAsync(_tables.DeletedRecords, copy: null, "DeleteRecord", cancellationToken);
                await _stream.OfferAsync(_tables.DeletedPayloads, copy: null, "DeletePayload", cancellationToken);
            }
        }

        await _stream.EndAsync(_tables.DeletedRecords, copy: null, "DeleteRecord", cancellationToken);
        await _stream.EndAsync(_tables.DeletedPayloads, copy: null, "DeletePayload", cancellationToken);
        return deleted;
    }

    private async Task WriteUpsertedAsync(PartyLookup touched, HashSet<long> deleted, CancellationToken cancellationToken)
    {
        string? lastSource = null;
        int source = 0;
        var changed = new List<(int Place, long Party)>();
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Upserted, _symbols, (buffer, record, _) => RecordRow.Write(buffer, record, touched), static _ => { }, _parallelism, cancellationToken))
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
                long id = _upsertedRows[first + i];
                if (id != 0 && !deleted.Contains(id))
                {
                    changed.Add((first + i, party));
                    continue;
                }

                // Below zero: a new row, which has no payload to delete.
                _upsertedRows[first + i] = -++_last.Record;
                _tables.NewRecords.Put(_last.Record).Put(source).Put(row.RecordId).Put(party).Put(row.Body);
            }

            await _stream.OfferAsync(_tables.NewRecords, "CopyRecord", "InsertRecord", cancellationToken);
        }

        await _stream.EndAsync(_tables.NewRecords, "CopyRecord", "InsertRecord", cancellationToken);
        foreach ((int place, long party) in changed)
        {
            StoredRecord record = _change.Upserted[place];
            _tables.ChangedRecords.Put(_upsertedRows[place]).Put(party).Put([.. record.ContentHash, .. record.Content]);
            _tables.DeletedPayloads.Put(_upsertedRows[place]);
            await _stream.OfferAsync(_tables.ChangedRecords, copy: null, "UpdateRecord", cancellationToken);
            await _stream.OfferAsync(_tables.DeletedPayloads, copy: null, "DeletePayload", cancellationToken);
        }

        await _stream.EndAsync(_tables.ChangedRecords, copy: null, "UpdateRecord", cancellationToken);
        await _stream.EndAsync(_tables.DeletedPayloads, copy: null, "DeletePayload", cancellationToken);
    }

    private async Task WritePayloadsAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < _change.Upserted.Count; i++)
        {
            string payload = _change.Upserted[i].Payload;
            if (payload.Length > 0)
            {
                _tables.Payloads.Put(Math.Abs(_upsertedRows[i])).Put(payload);
                if (_tables.Payloads.Count % PayloadRows == 0)
                {
                    await _stream.OfferAsync(_tables.Payloads, "CopyPayload", "InsertPayload", cancellationToken);
                }
            }
        }

        await _stream.EndAsync(_tables.Payloads, "CopyPayload", "InsertPayload", cancellationToken);
    }
}

using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>What a record said and where it was is kept before it changes, in the order of deleted, upserted and moved records.</content>
internal sealed partial class PostgreSqlChangeWriter
{
    private readonly List<(long Place, long Record)> _places = [];
    private readonly List<(long Place, long Record)> _changedPlaces = [];

    private async Task WriteRecordsAsync(CancellationToken cancellationToken)
    {
        // Workers look parties up among those that the change touched; the writer adds those that it found in the store.
        PartyLookup touched = _parties.Touched();
        HashSet<long> deleted = await DeleteRecordsAsync(cancellationToken);
        long[] payloadRows = await WriteUpsertedAsync(touched, deleted, cancellationToken);
        await WritePayloadsAsync(payloadRows, cancellationToken);
        await MoveRecordsAsync(deleted, cancellationToken);
        await WritePlacesAsync(cancellationToken);
    }

    private async Task<HashSet<long>> DeleteRecordsAsync(CancellationToken cancellationToken)
    {
        var deleted = new HashSet<long>();
        foreach (RecordPlace place in _deleted)
        {
            if (place.Id != 0 && deleted.Add(place.Id))
            {
                KeepPast(place);
                KeepStay(place);
                await OfferPastAsync(cancellationToken);
            }
        }

        await EndPastAsync(cancellationToken);
        foreach (long row in deleted.Order())
        {
            _tables.DeletedRecords.Put(row);
            _tables.DeletedPayloads.Put(row);
            await _stream.OfferAsync(_tables.DeletedRecords, copy: null, "DeleteRecord", cancellationToken);
            await _stream.OfferAsync(_tables.DeletedPayloads, copy: null, "DeletePayload", cancellationToken);
        }

        await _stream.EndAsync(_tables.DeletedRecords, copy: null, "DeleteRecord", cancellationToken);
        await _stream.EndAsync(_tables.DeletedPayloads, copy: null, "DeletePayload", cancellationToken);
        return deleted;
    }

    /// <returns>The row of each upserted record.</returns>
    private async Task<long[]> WriteUpsertedAsync(PartyLookup touched, HashSet<long> deleted, CancellationToken cancellationToken)
    {
        string? lastSource = null;
        int source = 0;
        long[] ids = new long[_upserted.Length];
        var changed = new List<(int Place, long Party, byte[] Body)>();
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Upserted, _symbols, (buffer, record, _) => RecordRow.Write(buffer, record, touched, withPayload: false, _keys), static _ => { }, _parallelism, cancellationToken))
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
                RecordPlace known = _upserted[first + i];
                bool isNew = known.Id == 0 || deleted.Contains(known.Id);
                long id = isNew ? ++_last.Record : known.Id;
                ids[first + i] = id;
                _digest.AddRecord(id, RowSeal.CommitmentOf(row.Body));
                for (int place = 0; place < row.PlaceCount; place++)
                {
                    (isNew ? _places : _changedPlaces).Add((row.PlaceAt(place), id));
                }

                if (isNew)
                {
                    _digest.AddPlace(id, party);
                    _tables.NewRecords.Put(id).Put(source).Put(row.RecordId).Put(party).Put(row.Body).Put(_last.Commit).Put(_last.Commit);
                }
                else
                {
                    changed.Add((first + i, party, row.Body.ToArray()));
                }
            }

            await _stream.OfferAsync(_tables.NewRecords, "CopyRecord", "InsertRecord", cancellationToken);
        }

        await _stream.EndAsync(_tables.NewRecords, "CopyRecord", "InsertRecord", cancellationToken);
        await UpdateRecordsAsync(changed, cancellationToken);
        return ids;
    }

    private async Task UpdateRecordsAsync(List<(int Place, long Party, byte[] Body)> changed, CancellationToken cancellationToken)
    {
        foreach ((int place, long party, _) in changed)
        {
            KeepPast(_upserted[place]);
            if (_upserted[place].Party != party)
            {
                KeepStay(_upserted[place]);
                _digest.AddPlace(_upserted[place].Id, party);
            }

            await OfferPastAsync(cancellationToken);
        }

        await EndPastAsync(cancellationToken);
        foreach ((int place, long party, byte[] body) in changed)
        {
            RecordPlace was = _upserted[place];
            _tables.ChangedRecords.Put(was.Id).Put(party).Put(body).Put(_last.Commit).Put(was.Party != party ? _last.Commit : was.PartySince);
            _tables.DeletedPayloads.Put(was.Id);
            await _stream.OfferAsync(_tables.ChangedRecords, copy: null, "UpdateRecord", cancellationToken);
            await _stream.OfferAsync(_tables.DeletedPayloads, copy: null, "DeletePayload", cancellationToken);
        }

        await _stream.EndAsync(_tables.ChangedRecords, copy: null, "UpdateRecord", cancellationToken);
        await _stream.EndAsync(_tables.DeletedPayloads, copy: null, "DeletePayload", cancellationToken);
    }

    private async Task WritePayloadsAsync(long[] ids, CancellationToken cancellationToken)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            StoredRecord record = _change.Upserted[i];
            if (record.Payload.Length > 0)
            {
                byte[] row = RowSeal.Seal(Encoding.UTF8.GetBytes(record.Payload), SealedKind.Payload, RowOwner.Of(record.Key), _keys);
                _tables.Payloads.Put(ids[i]).Put(row);
                if (_tables.Payloads.Count == OfferRows)
                {
                    await _stream.OfferAsync(_tables.Payloads, "CopyPayload", "InsertPayload", cancellationToken);
                }
            }
        }

        await _stream.EndAsync(_tables.Payloads, "CopyPayload", "InsertPayload", cancellationToken);
    }

    private async Task MoveRecordsAsync(HashSet<long> deleted, CancellationToken cancellationToken)
    {
        var moves = new List<(long Record, long Party)>();
        for (int i = 0; i < _moved.Length; i++)
        {
            (RecordKey key, PartyId party) = _change.Moved[i];
            long to = _parties.Require(party, key);
            RecordPlace place = _moved[i];
            if (place.Id == 0 || deleted.Contains(place.Id))
            {
                throw new ArgumentException($"Record {key} moves to party {party}, but the store has no such record.");
            }

            if (place.Party != to)
            {
                KeepStay(place);
                _digest.AddPlace(place.Id, to);
                moves.Add((place.Id, to));
                await OfferPastAsync(cancellationToken);
            }
        }

        await EndPastAsync(cancellationToken);
        foreach ((long record, long party) in moves)
        {
            _tables.MovedRecords.Put(record).Put(party).Put(_last.Commit);
            await _stream.OfferAsync(_tables.MovedRecords, copy: null, "MoveRecord", cancellationToken);
        }

        await _stream.EndAsync(_tables.MovedRecords, copy: null, "MoveRecord", cancellationToken);
    }

    /// <summary>Keeps what a record says, before it says something else or nothing.</summary>
    private void KeepPast(RecordPlace place)
    {
        _history = _history with { Past = _history.Past + 1 };
        _tables.Past.Put(_history.Past).Put(place.Id).Put(_last.Commit);
        _digest.AddPast(place.Id, place.Since);
    }

    /// <summary>Keeps where a record is, before it goes elsewhere.</summary>
    private void KeepStay(RecordPlace place)
    {
        _history = _history with { Move = _history.Move + 1 };
        _tables.Stays.Put(_history.Move).Put(place.Id).Put(place.Party).Put(place.PartySince).Put(_last.Commit);
        _digest.AddMove(place.Id, place.Party, place.PartySince);
    }

    private async Task OfferPastAsync(CancellationToken cancellationToken)
    {
        await _stream.OfferAsync(_tables.Past, copy: null, "KeepPast", cancellationToken);
        await _stream.OfferAsync(_tables.Stays, copy: null, "KeepStay", cancellationToken);
    }

    private async Task EndPastAsync(CancellationToken cancellationToken)
    {
        await _stream.EndAsync(_tables.Past, copy: null, "KeepPast", cancellationToken);
        await _stream.EndAsync(_tables.Stays, copy: null, "KeepStay", cancellationToken);
    }

    /// <summary>Sorted, so that a bulk load goes through the index once. A new record stands nowhere yet, a changed one may.</summary>
    private async Task WritePlacesAsync(CancellationToken cancellationToken)
    {
        _places.Sort();
        foreach ((long place, long record) in _places)
        {
            _tables.NewPlaces.Put(place).Put(record);
            if (_tables.NewPlaces.Count == OfferRows)
            {
                await _stream.OfferAsync(_tables.NewPlaces, "CopyBlind", "PutBlind", cancellationToken);
            }
        }

        await _stream.EndAsync(_tables.NewPlaces, "CopyBlind", "PutBlind", cancellationToken);
        _changedPlaces.Sort();
        foreach ((long place, long record) in _changedPlaces)
        {
            _tables.ChangedPlaces.Put(place).Put(record);
            await _stream.OfferAsync(_tables.ChangedPlaces, copy: null, "PutBlind", cancellationToken);
        }

        await _stream.EndAsync(_tables.ChangedPlaces, copy: null, "PutBlind", cancellationToken);
    }
}

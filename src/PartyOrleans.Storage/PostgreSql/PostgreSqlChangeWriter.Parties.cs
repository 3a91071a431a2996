using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

internal sealed partial class PostgreSqlChangeWriter
{
    private async Task WriteGoldenAsync(CancellationToken cancellationToken)
    {
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Golden, _symbols, static (buffer, golden, known) => GoldenRow.TryWrite(buffer, golden, known), AddSymbols, _parallelism, cancellationToken))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                GoldenRecord golden = _change.Golden[first + i];
                ref PartyRow party = ref _parties.Touch(golden.Party);
                if (party.State == PartyState.Current
                    && _goldenHashes.TryGetValue(party.Id, out byte[]? hash) && hash.AsSpan().SequenceEqual(golden.ContentHash))
                {
                    continue;
                }

                _tables.Golden.Put(++_last.Golden).Put(party.Id).Put(party.Golden).Put(_last.Commit).Put(rows[i]);
                party.Golden = _last.Golden;
                party.State = PartyState.Current;
                party.Redirect = 0;
                party.IsDirty = true;
            }

            await _stream.OfferAsync(_tables.Golden, "CopyGolden", "InsertGolden", cancellationToken);
        }

        await _stream.EndAsync(_tables.Golden, "CopyGolden", "InsertGolden", cancellationToken);
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

    private async Task WriteEventsAsync(CancellationToken cancellationToken)
    {
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Events,
            _symbols,
            static (buffer, happened, symbols) => GoldenRow.TryWriteKeys(buffer, happened.Records, symbols),
            happened => AddSources(happened.Records),
            _parallelism,
            cancellationToken))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                PartyEvent happened = _change.Events[first + i];
                long other = happened.Other is { } named ? _parties.Touch(named).Id : 0;
                ref PartyRow party = ref _parties.Touch(happened.Party);
                _tables.Events.Put(++_last.Event).Put(party.Id).Put(party.Event).Put(_last.Commit).Put((long)happened.Kind).Put(other).Put(rows[i]);
                party.Event = _last.Event;
                party.IsDirty = true;
            }

            await _stream.OfferAsync(_tables.Events, "CopyEvent", "InsertEvent", cancellationToken);
        }

        await _stream.EndAsync(_tables.Events, "CopyEvent", "InsertEvent", cancellationToken);
    }

    private async Task WritePartiesAsync(CancellationToken cancellationToken)
    {
        for (int start = 0; start < _parties.Rows.Length;)
        {
            start = PutParties(start, isNew: true);
            await _stream.OfferAsync(_tables.NewParties, "CopyParty", "InsertParty", cancellationToken);
        }

        await _stream.EndAsync(_tables.NewParties, "CopyParty", "InsertParty", cancellationToken);
        for (int start = 0; start < _parties.Rows.Length;)
        {
            start = PutParties(start, isNew: false);
            await _stream.OfferAsync(_tables.ChangedParties, copy: null, "UpdateParty", cancellationToken);
        }

        await _stream.EndAsync(_tables.ChangedParties, copy: null, "UpdateParty", cancellationToken);
    }

    /// <summary>Puts the next rows of parties that are new, or that are not and changed.</summary>
    /// <returns>Where to go on.</returns>
    private int PutParties(int start, bool isNew)
    {
        const int Rows = 4096;
        Span<PartyRow> rows = _parties.Rows;
        int end = Math.Min(rows.Length, start + Rows);
        for (int i = start; i < end; i++)
        {
            ref PartyRow row = ref rows[i];
            if (!row.IsDirty || row.IsNew != isNew)
            {
                continue;
            }

            if (isNew)
            {
                _tables.NewParties.Put(row.Id).Put(_parties.NameOf(i)).Put((long)row.State).Put(row.Redirect).Put(row.Golden).Put(row.Event);
            }
            else
            {
                _tables.ChangedParties.Put(row.Id).Put((long)row.State).Put(row.Redirect).Put(row.Golden).Put(row.Event);
            }
        }

        return end;
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

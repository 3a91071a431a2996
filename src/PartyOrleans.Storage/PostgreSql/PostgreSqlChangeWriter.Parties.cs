using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

internal sealed partial class PostgreSqlChangeWriter
{
    /// <summary>Rows gathered before a long table is sent on.</summary>
    private const int OfferRows = 1024;

    private readonly Dictionary<PartyId, GoldenRecord> _goldenOf = [];

    private async Task WriteGoldenAsync(CancellationToken cancellationToken)
    {
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Golden, _symbols, (buffer, golden, known) => GoldenRow.TryWrite(buffer, golden, known, _keys), AddSymbols, _parallelism, cancellationToken))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                GoldenRecord golden = _change.Golden[first + i];
                ref PartyRow party = ref _parties.Touch(golden.Party);
                if (!_change.GoldenIsNew
                    && party.State == PartyState.Current
                    && _goldenBodies.TryGetValue(party.Id, out byte[]? body)
                    && GoldenRow.OpenHash(golden.Party, body, _keys).AsSpan().SequenceEqual(golden.ContentHash))
                {
                    continue;
                }

                _tables.Golden.Put(++_last.Golden).Put(party.Id).Put(party.Golden).Put(_last.Commit).Put(rows[i]).Put(golden.Records.Count);
                _digest.AddGolden(_last.Golden, party.Id, party.Golden, RowSeal.CommitmentOf(rows[i]));
                party.Golden = _last.Golden;
                _goldenOf[golden.Party] = golden;
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
        // An event that brings in the very records of a golden version of this commit refers to the version: only the others are sealed.
        bool[] refers = [.. _change.Events.Select(RefersToGolden)];
        List<PartyEvent> listed = [.. _change.Events.Where((_, place) => !refers[place])];
        using IEnumerator<(int First, RowBuffer Rows)> chunks = EncodeAhead.Chunks(
            listed,
            _symbols,
            (buffer, happened, known) => EventRow.TryWrite(buffer, happened, known, _keys),
            happened => AddSources(happened.Records),
            _parallelism,
            cancellationToken).GetEnumerator();
        byte[] reference = new byte[EventRow.Length];
        int next = 0;
        int end = 0;
        for (int i = 0; i < refers.Length; i++)
        {
            PartyEvent happened = _change.Events[i];
            if (refers[i])
            {
                EventRow.Refer(reference, _parties.Touch(happened.Party).Golden);
                PutEvent(happened, reference);
            }
            else
            {
                if (next == end)
                {
                    chunks.MoveNext();
                    end += chunks.Current.Rows.Count;
                }

                PutEvent(happened, chunks.Current.Rows[next++ - chunks.Current.First]);
            }

            if (_tables.Events.Count == OfferRows)
            {
                await _stream.OfferAsync(_tables.Events, "CopyEvent", "InsertEvent", cancellationToken);
            }
        }

        await _stream.EndAsync(_tables.Events, "CopyEvent", "InsertEvent", cancellationToken);
    }

    private void PutEvent(PartyEvent happened, ReadOnlySpan<byte> row)
    {
        long other = happened.Other is { } named ? _parties.Touch(named).Id : 0;
        ref PartyRow party = ref _parties.Touch(happened.Party);
        _tables.Events.Put(++_last.Event).Put(party.Id).Put(party.Event).Put(_last.Commit).Put((long)happened.Kind).Put(other).Put(row);
        _digest.AddEvent(_last.Event, party.Id, party.Event, (long)happened.Kind, other, EventRow.CommitmentOf(row));
        party.Event = _last.Event;
        party.IsDirty = true;
    }

    private bool RefersToGolden(PartyEvent happened)
    {
        if (!_goldenOf.TryGetValue(happened.Party, out GoldenRecord? golden) || golden.Records.Count != happened.Records.Count)
        {
            return false;
        }

        for (int i = 0; i < golden.Records.Count; i++)
        {
            if (golden.Records[i] != happened.Records[i])
            {
                return false;
            }
        }

        return true;
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

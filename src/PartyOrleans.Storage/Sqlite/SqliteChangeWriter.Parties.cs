using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

internal sealed partial class SqliteChangeWriter
{
    private void WriteGolden()
    {
        SqliteStatement insert = _session.Statement("InsertGolden");
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Golden, _symbols, GoldenRow.TryWrite, AddSymbols, _parallelism, _cancellationToken))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                GoldenRecord golden = _change.Golden[first + i];
                ref PartyRow party = ref _parties.Touch(golden.Party);
                if (party.State == PartyState.Current && party.Golden != 0 && HasHash(party.Golden, golden.ContentHash))
                {
                    continue;
                }

                insert.Bind(1, ++_last.Golden);
                insert.Bind(2, party.Id);
                insert.Bind(3, party.Golden);
                insert.Bind(4, _last.Commit);
                insert.BindPinnedBlob(5, rows[i]);
                insert.Execute();
                party.Golden = _last.Golden;
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
        SqliteStatement insert = _session.Statement("InsertEvent");
        foreach ((int first, RowBuffer rows) in EncodeAhead.Chunks(
            _change.Events,
            _symbols,
            static (buffer, happened, symbols) => GoldenRow.TryWriteKeys(buffer, happened.Records, symbols),
            happened => AddSources(happened.Records),
            _parallelism,
            _cancellationToken))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                PartyEvent happened = _change.Events[first + i];
                long other = happened.Other is { } named ? _parties.Touch(named).Id : 0;
                ref PartyRow party = ref _parties.Touch(happened.Party);
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

                insert.BindPinnedBlob(7, rows[i]);
                insert.Execute();
                party.Event = _last.Event;
                party.IsDirty = true;
            }
        }
    }

    private bool HasHash(long golden, byte[] hash)
    {
        SqliteStatement query = _session.Statement("FindGoldenHash");
        query.Bind(1, golden);
        bool same = query.Step() && query.Bytes(0).SequenceEqual(hash);
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

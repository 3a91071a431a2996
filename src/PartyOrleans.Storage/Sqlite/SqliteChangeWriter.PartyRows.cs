using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

internal sealed partial class SqliteChangeWriter
{
    /// <summary>The row that a query of id, state, redirect, golden and event stands on.</summary>
    public static PartyRow PartyAt(SqliteStatement query) => new()
    {
        Id = query.Long(0),
        State = (PartyState)query.Long(1),
        Redirect = query.Long(2),
        Golden = query.Long(3),
        Event = query.Long(4),
    };

    /// <summary>Writes all rows of parties that changed.</summary>
    private void WriteParties()
    {
        SqliteStatement insert = _session.Statement("InsertParty");
        SqliteStatement update = _session.Statement("UpdateParty");
        Span<PartyRow> rows = _parties.Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            if ((i & 0xFFF) == 0)
            {
                _cancellationToken.ThrowIfCancellationRequested();
            }

            ref PartyRow row = ref rows[i];
            if (!row.IsDirty)
            {
                continue;
            }

            SqliteStatement statement = row.IsNew ? insert : update;
            int at = 1;
            statement.Bind(at++, row.Id);
            if (row.IsNew)
            {
                statement.Bind(at++, _parties.NameOf(i));
            }

            statement.Bind(at++, (long)row.State);
            if (row.Redirect == 0)
            {
                statement.BindNull(at++);
            }
            else
            {
                statement.Bind(at++, row.Redirect);
            }

            statement.Bind(at++, row.Golden);
            statement.Bind(at, row.Event);
            statement.Execute();
            row.IsNew = false;
            row.IsDirty = false;
        }
    }

    private PartyRow? FindParty(string name)
    {
        // In a first load, and where ids ascend, nothing has to be looked up.
        if (_greatestParty is null
            || (string.CompareOrdinal(name, _greatestParty) > 0 && System.Text.Ascii.IsValid(name) && System.Text.Ascii.IsValid(_greatestParty)))
        {
            return null;
        }

        SqliteStatement find = _session.Statement("FindParty");
        find.Bind(1, name);
        if (!find.Step())
        {
            return null;
        }

        PartyRow row = PartyAt(find);
        find.Reset();
        return row;
    }

    private string? FindGreatestParty()
    {
        SqliteStatement query = _session.Statement("FindLastPartyName");
        query.Step();
        string? name = query.IsNull(0) ? null : query.Text(0);
        query.Reset();
        return name;
    }
}

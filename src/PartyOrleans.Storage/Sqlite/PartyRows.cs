using System.Runtime.InteropServices;
using PartyOrleans.Model;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>What a party's row says of it.</summary>
internal enum PartyState : byte
{
    /// <summary>Only named by an event or a redirect.</summary>
    Named = 0,

    /// <summary>It has records and a golden record.</summary>
    Current = 1,

    /// <summary>It ended.</summary>
    Retired = 2,
}

/// <summary>One party's row; links are row numbers, 0 for none.</summary>
internal struct PartyRow
{
    public long Id;
    public long Redirect;
    public long Golden;
    public long Event;
    public PartyState State;
    public bool IsNew;
    public bool IsDirty;
}

/// <summary>The rows of the parties that one change touches: each is read at most once and written at most once.</summary>
internal sealed class PartyRows(SqliteSession session, long lastId)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<PartyRow> _rows = [];
    private Dictionary<string, PartyRow> _found = new(StringComparer.Ordinal);
    private readonly SqliteStatement _find = session.Statement("FindParty");
    private readonly string? _greatest = FindGreatest(session);

    /// <summary>The greatest row number in use.</summary>
    public long LastId { get; private set; } = lastId;

    /// <summary>Makes room for a number of parties.</summary>
    public void Expect(int parties)
    {
        _places.EnsureCapacity(parties);
        _names.EnsureCapacity(parties);
        _rows.EnsureCapacity(parties);
    }

    /// <summary>The row of a party, made where it is new. Valid until the next call.</summary>
    public ref PartyRow Touch(PartyId party)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, party.Value, out bool known);
        if (!known)
        {
            place = _rows.Count;
            _names.Add(party.Value);
            _rows.Add(Find(party.Value) ?? new PartyRow { Id = ++LastId, IsNew = true, IsDirty = true });
        }

        return ref CollectionsMarshal.AsSpan(_rows)[place];
    }

    /// <summary>What is known so far, for other threads; parties required later are not added to it.</summary>
    public Lookup Touched()
    {
        _found = new Dictionary<string, PartyRow>(StringComparer.Ordinal);
        return new Lookup(_places, _rows);
    }

    /// <summary>The number of a current party; only after <see cref="Touched"/>.</summary>
    /// <exception cref="ArgumentException">There is no such party.</exception>
    public long Require(PartyId party, RecordKey record)
    {
        if (!_places.TryGetValue(party.Value, out int place))
        {
            if (!_found.TryGetValue(party.Value, out PartyRow found))
            {
                found = Find(party.Value) ?? throw Missing(party, record);
                _found.Add(party.Value, found);
            }

            return found.State == PartyState.Current ? found.Id : throw Missing(party, record);
        }

        PartyRow row = _rows[place];
        return row.State == PartyState.Current ? row.Id : throw Missing(party, record);
    }

    /// <summary>Writes all rows that changed.</summary>
    public void Write(CancellationToken cancellationToken)
    {
        SqliteStatement insert = session.Statement("InsertParty");
        SqliteStatement update = session.Statement("UpdateParty");
        Span<PartyRow> rows = CollectionsMarshal.AsSpan(_rows);
        for (int i = 0; i < rows.Length; i++)
        {
            if ((i & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
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
                statement.Bind(at++, _names[i]);
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

    /// <summary>The row that a query of id, state, redirect, golden and event stands on.</summary>
    public static PartyRow At(SqliteStatement query) => new()
    {
        Id = query.Long(0),
        State = (PartyState)query.Long(1),
        Redirect = query.Long(2),
        Golden = query.Long(3),
        Event = query.Long(4),
    };

    private static string? FindGreatest(SqliteSession session)
    {
        SqliteStatement query = session.Statement("FindLastPartyName");
        query.Step();
        string? name = query.IsNull(0) ? null : query.Text(0);
        query.Reset();
        return name;
    }

    private PartyRow? Find(string name)
    {
        // In a first load, and where ids ascend, nothing has to be looked up.
        if (_greatest is null || (string.CompareOrdinal(name, _greatest) > 0 && System.Text.Ascii.IsValid(name) && System.Text.Ascii.IsValid(_greatest)))
        {
            return null;
        }

        _find.Bind(1, name);
        if (!_find.Step())
        {
            return null;
        }

        PartyRow row = At(_find);
        _find.Reset();
        return row;
    }

    private static ArgumentException Missing(PartyId party, RecordKey record) =>
        new($"Record {record} belongs to party {party}, which is not a current party: the change that makes a party must hold its golden record.");

    /// <summary>The parties that a change touched; may be read by several threads.</summary>
    internal readonly struct Lookup(Dictionary<string, int> places, List<PartyRow> rows)
    {
        /// <summary>The number of a current party, or 0 where it is not current or not known here.</summary>
        public long Find(PartyId party) =>
            places.TryGetValue(party.Value, out int place) && rows[place] is { State: PartyState.Current } row ? row.Id : 0;
    }
}

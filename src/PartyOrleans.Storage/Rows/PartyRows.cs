using System.Runtime.InteropServices;
using PartyOrleans.Model;

namespace PartyOrleans.Storage.Rows;

/// <summary>The rows of the parties that one change touches: each is read at most once and written at most once.</summary>
/// <param name="lastId">The greatest row number in use.</param>
/// <param name="find">The row of a party that the store has, by name.</param>
internal sealed class PartyRows(long lastId, Func<string, PartyRow?> find)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<PartyRow> _rows = [];
    private Dictionary<string, PartyRow> _found = new(StringComparer.Ordinal);

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
    public ref PartyRow Touch(PartyId party) => ref At(PlaceOf(party));

    /// <summary>The row in a place. Valid until the next call of another member.</summary>
    public ref PartyRow At(int place) => ref CollectionsMarshal.AsSpan(_rows)[place];

    /// <summary>The place of a party's row, which is made where it is new.</summary>
    public int PlaceOf(PartyId party)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, party.Value, out bool known);
        if (!known)
        {
            place = _rows.Count;
            _names.Add(party.Value);
            _rows.Add(find(party.Value) ?? new PartyRow { Id = ++LastId, IsNew = true, IsDirty = true });
        }

        return place;
    }

    /// <summary>What is known so far, for other threads; parties required later are not added to it.</summary>
    public PartyLookup Touched()
    {
        _found = new Dictionary<string, PartyRow>(StringComparer.Ordinal);
        return new PartyLookup(_places, _rows);
    }

    /// <summary>The number of a current party; only after <see cref="Touched"/>.</summary>
    /// <exception cref="ArgumentException">There is no such party.</exception>
    public long Require(PartyId party, RecordKey record)
    {
        if (!_places.TryGetValue(party.Value, out int place))
        {
            if (!_found.TryGetValue(party.Value, out PartyRow found))
            {
                found = find(party.Value) ?? throw Missing(party, record);
                _found.Add(party.Value, found);
            }

            return found.State == PartyState.Current ? found.Id : throw Missing(party, record);
        }

        PartyRow row = _rows[place];
        return row.State == PartyState.Current ? row.Id : throw Missing(party, record);
    }

    /// <summary>The rows touched, in the order in which they were.</summary>
    public Span<PartyRow> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>The name of a row touched.</summary>
    public string NameOf(int place) => _names[place];

    private static ArgumentException Missing(PartyId party, RecordKey record) =>
        new($"Record {record} belongs to party {party}, which is not a current party: the change that makes a party must hold its golden record.");
}

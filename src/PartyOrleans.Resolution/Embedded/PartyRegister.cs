using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>A party as the engine holds it.</summary>
internal sealed class Party(PartyId id)
{
    public PartyId Id { get; } = id;

    /// <summary>Its rows, in the order of their record keys.</summary>
    public int[] Rows { get; set; } = [];

    /// <summary>Content hash of its golden record; empty before the first.</summary>
    public byte[] GoldenHash { get; set; } = [];
}

/// <summary>
/// The parties and the rows each holds. Ids are stable names: where parties merge or split, each id stays with the group that keeps
/// most of its records (ties: the smaller id, then the group with the smaller first key); the rest retire and redirect.
/// </summary>
internal sealed class PartyRegister
{
    /// <summary>Characters of a name.</summary>
    public const int NameLength = 14;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private readonly Dictionary<string, Party> _parties = new(StringComparer.Ordinal);
    private readonly HashSet<string> _retired = new(StringComparer.Ordinal);
    private Party?[] _ofRow = [];

    /// <summary>Number of parties.</summary>
    public int Count => _parties.Count;

    /// <summary>All parties, sorted by id.</summary>
    public IEnumerable<Party> All => _parties.Values.OrderBy(party => party.Id);

    /// <summary>All parties, in no given order.</summary>
    public IEnumerable<Party> Unsorted => _parties.Values;

    /// <summary>The party of a row, or null.</summary>
    public Party? OfRow(int row) => row < _ofRow.Length ? _ofRow[row] : null;

    /// <summary>Has the party of a row on its way from memory.</summary>
    public unsafe void Prefetch(int row)
    {
        if (Sse.IsSupported && row < _ofRow.Length)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _ofRow[row]));
        }
    }

    /// <summary>A party by id, or null.</summary>
    public Party? Find(PartyId id) => _parties.GetValueOrDefault(id.Value);

    /// <summary>Makes room for rows.</summary>
    public void EnsureRows(int rows)
    {
        if (rows > _ofRow.Length)
        {
            Array.Resize(ref _ofRow, Math.Max(rows, _ofRow.Length * 3 / 2));
        }
    }

    /// <summary>Makes room for parties.</summary>
    public void EnsureCapacity(int parties) => _parties.EnsureCapacity(parties);

    /// <summary>Says that an id was retired earlier, so that it is not given again.</summary>
    public void AddRetired(PartyId id) => _retired.Add(id.Value);

    /// <summary>Ids that were retired, in no given order.</summary>
    public IReadOnlyCollection<PartyId> Retired => [.. _retired.Select(id => new PartyId(id))];

    /// <summary>Forgets all parties and what rows they hold.</summary>
    public void Clear()
    {
        _parties.Clear();
        _retired.Clear();
        Array.Clear(_ofRow);
    }

    /// <summary>A party under a known id, made where it is new.</summary>
    public Party GetOrAdd(PartyId id)
    {
        if (!_parties.TryGetValue(id.Value, out Party? party))
        {
            _parties.Add(id.Value, party = new Party(id));
        }

        return party;
    }

    /// <summary>A new party, named after the hash of its first record key.</summary>
    public Party Create(RecordKey first)
    {
        foreach (PartyId id in NamesFor(first))
        {
            if (_retired.Count > 0 && _retired.Contains(id.Value))
            {
                continue;
            }

            ref Party? place = ref CollectionsMarshal.GetValueRefOrAddDefault(_parties, id.Value, out bool taken);
            if (!taken)
            {
                return place = new Party(id);
            }
        }

        throw new InvalidOperationException("Names do not end.");
    }

    /// <summary>The names that a party which begins with a record may get, in the order in which they are tried; they do not end.</summary>
    public static IEnumerable<PartyId> NamesFor(RecordKey first)
    {
        ulong hash = HashOf(first);
        yield return NameOf(hash);
        for (ulong attempt = 1; ; attempt++)
        {
            yield return NameOf(StableHash.Combine(hash, attempt));
        }
    }

    /// <summary>The name that a new party gets from its first record key, where it is free.</summary>
    public static PartyId NameOf(RecordKey first) => NameOf(HashOf(first));

    /// <summary>As the other, from the hash of the key, see <see cref="Matching.Features.EncodedRecords.HashOfKey"/>.</summary>
    public static PartyId NameOf(ulong hashOfFirst)
    {
        Span<char> name = stackalloc char[NameLength];
        WriteName(hashOfFirst, name);
        return new PartyId(new string(name));
    }

    /// <summary>As the other, into <see cref="NameLength"/> characters.</summary>
    public static void WriteName(ulong hashOfFirst, Span<char> name)
    {
        name[0] = 'P';
        for (int i = NameLength - 1; i > 0; i--)
        {
            name[i] = Alphabet[(int)(hashOfFirst & 31)];
            hashOfFirst >>= 5;
        }
    }

    /// <summary>Gives rows to a party.</summary>
    public void Assign(Party party, int[] rows)
    {
        party.Rows = rows;
        foreach (int row in rows)
        {
            _ofRow[row] = party;
        }
    }

    /// <summary>Puts one row into a party without touching the party's list of rows.</summary>
    public void Place(int row, Party party) => _ofRow[row] = party;

    /// <summary>Takes a row out of its party, which keeps its other rows until it is assigned anew.</summary>
    public void Release(int row) => _ofRow[row] = null;

    /// <summary>Ends a party.</summary>
    public void Retire(Party party)
    {
        _parties.Remove(party.Id.Value);
        _retired.Add(party.Id.Value);
    }

    private static ulong HashOf(RecordKey first) => StableHash.Of(first.RecordId, StableHash.Of(first.Source));
}

using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// The information content of values in bits (-log2 of their frequency) under one table of a bundle, looked up once per value.
/// <see cref="Of"/> leaves out the record itself and its expected duplicates, as weights need it; <see cref="RawOf"/> counts as the table
/// does, so that block keys and comparison levels are the same before and after training has estimated the duplicates.
/// Filled before pairs are scored in bulk (<see cref="FillAll"/>), or as values come: by one thread, or by many after <see cref="Reserve"/>.
/// </summary>
public sealed class TermBits
{
    private const int LongestBuffered = 128;

    /// <summary>Occurrences, less expected duplicates, of a value that is established.</summary>
    public const int FewestEstablished = 5;

    private readonly TermFrequencyTable? _table;
    private readonly float _establishedBits;
    private readonly ValueDictionary _values;
    private readonly Lazy<Dictionary<string, double>> _counts;
    private readonly Lazy<Dictionary<uint, float>> _sounds;

    /// <summary>The values that were there when <see cref="FillAll"/> was called; of most of them only that they are not listed.</summary>
    private ListedBits _filled = ListedBits.None;

    /// <summary>The bits of values that came later, or of all where nothing was filled; 0 for those not looked up yet. From <see cref="_from"/>.</summary>
    private float[] _bits = [];
    private float[] _raw = [];
    private int _from;

    /// <summary>Makes the bits of a dictionary's values under a table; without a table no value has any.</summary>
    public TermBits(TermFrequencyTable? table, ValueDictionary values)
    {
        _table = table;
        _establishedBits = table is null ? 0 : Math.Min(RawBitsOf(table, FewestEstablished), (float)table.UnlistedBits - 0.01f);
        _values = values;
        _counts = new(() => new Dictionary<string, double>(_table!.Counts, StringComparer.Ordinal));
        _sounds = new(SumSounds);
    }

    /// <summary>Whether the bundle has a table for the attribute.</summary>
    public bool Known => _table is not null;

    /// <summary>Bits of a value; 0 for no value or where there is no table.</summary>
    public float Of(int id)
    {
        if (_table is null || id == 0)
        {
            return 0;
        }

        if (_filled.Covers(id))
        {
            return _filled.Of(id).Bits;
        }

        Ensure(id);
        return _bits[id - _from];
    }

    /// <summary>Bits of a value with all its records counted; 0 for no value or where there is no table.</summary>
    public float RawOf(int id)
    {
        if (_table is null || id == 0)
        {
            return 0;
        }

        if (_filled.Covers(id))
        {
            return _filled.Of(id).Raw;
        }

        Ensure(id);
        return _raw[id - _from];
    }

    private void Ensure(int id)
    {
        if (id - _from >= _bits.Length)
        {
            Grow(Math.Max(id, _values.MaxId));
        }

        int at = id - _from;
        if (Volatile.Read(ref _bits[at]) == 0)
        {
            (_raw[at], float bits) = Compute(id);
            Volatile.Write(ref _bits[at], bits);
        }
    }

    private void Grow(int maxId)
    {
        int size = Math.Max(maxId - _from + 1, 1024) * 5 / 4;
        Array.Resize(ref _raw, size);
        Array.Resize(ref _bits, size);
    }

    /// <summary>Makes room for all values there are, so that many threads may look them up until new values come.</summary>
    public void Reserve()
    {
        if (_table is not null && _values.MaxId - _from >= _bits.Length)
        {
            Grow(_values.MaxId);
        }
    }

    /// <summary>Whether the value is listed, and so often that it is no slip of the pen: at least <see cref="FewestEstablished"/> times.</summary>
    public bool IsEstablished(int id) => _table is not null && id != 0 && RawOf(id) <= _establishedBits;

    /// <summary>Whether the bundle counts the value.</summary>
    public bool IsListed(int id) => _table is not null && id != 0 && RawOf(id) < (float)_table.UnlistedBits;

    /// <summary>Looks all values up, so that <see cref="Of"/> only reads until new values come.</summary>
    public void FillAll()
    {
        if (_table is null)
        {
            return;
        }

        // The table is much smaller than the dictionary: its values are looked up there, and all others are unlisted.
        var listed = new List<ListedValue>(_table.Counts.Count);
        foreach ((int id, double count) in _values.ListedIn(_table.Counts))
        {
            listed.Add(new ListedValue(id, BitsOf(_table, count), RawBitsOf(_table, count)));
        }

        _filled = new ListedBits(_values.Counts(), listed, (float)_table.UnlistedBits);
        (_bits, _raw, _from) = ([], [], _filled.FirstUncovered);
    }

    /// <summary>Sums up the sounds, so that <see cref="OfSound"/> only reads.</summary>
    public void FillSounds()
    {
        if (_table is not null)
        {
            _ = _sounds.Value;
        }
    }

    /// <summary>Bits of a phonetic code: of the sum over the listed values that sound so.</summary>
    public float OfSound(uint code) =>
        _sounds.Value.TryGetValue(code, out float bits) ? bits : (float)_table!.UnlistedBits;

    private Dictionary<uint, float> SumSounds()
    {
        var sounds = new Dictionary<uint, double>();
        foreach ((string value, double count) in _table!.Counts)
        {
            uint sound = Standardisation.DoubleMetaphone.Code(value);
            sounds[sound] = sounds.GetValueOrDefault(sound) + count;
        }

        return sounds.ToDictionary(sound => sound.Key, sound => RawBitsOf(_table, sound.Value));
    }

    private (float Raw, float Bits) Compute(int id)
    {
        Span<char> buffer = stackalloc char[LongestBuffered];
        ReadOnlySpan<char> text = _values.BytesOf(id).Length > LongestBuffered ? _values.TextOf(id) : _values.CharsOf(id, buffer);
        return _counts.Value.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out double count)
            ? (RawBitsOf(_table!, count), BitsOf(_table!, count))
            : ((float)_table!.UnlistedBits, (float)_table!.UnlistedBits);
    }

    /// <summary>-log2 of the frequency of a value that occurs <paramref name="count"/> times, less the record itself.</summary>
    public static float RawBitsOf(TermFrequencyTable table, double count) =>
        (float)Math.Max(0.01, -Math.Log2(Math.Max(count - 1, 0.5) / table.Records));

    /// <summary>-log2 of the frequency of a value that occurs <paramref name="count"/> times, less the record itself and its expected duplicates.</summary>
    public static float BitsOf(TermFrequencyTable table, double count)
    {
        double others = Math.Max(count - 1 - table.Duplicates, Math.Max(0.5, count * 0.05));
        return (float)Math.Max(0.01, -Math.Log2(others / table.Records));
    }
}

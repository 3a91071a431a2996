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
    private float[] _bits = [];
    private float[] _raw = [];

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

        Ensure(id);
        return _bits[id];
    }

    /// <summary>Bits of a value with all its records counted; 0 for no value or where there is no table.</summary>
    public float RawOf(int id)
    {
        if (_table is null || id == 0)
        {
            return 0;
        }

        Ensure(id);
        return _raw[id];
    }

    private void Ensure(int id)
    {
        if (id >= _bits.Length)
        {
            Grow(Math.Max(id, _values.MaxId));
        }

        if (Volatile.Read(ref _bits[id]) == 0)
        {
            (_raw[id], float bits) = Compute(id);
            Volatile.Write(ref _bits[id], bits);
        }
    }

    private void Grow(int maxId)
    {
        int size = Math.Max(maxId + 1, 1024) * 5 / 4;
        Array.Resize(ref _raw, size);
        Array.Resize(ref _bits, size);
    }

    /// <summary>Makes room for all values there are, so that many threads may look them up until new values come.</summary>
    public void Reserve()
    {
        if (_table is not null && _values.MaxId >= _bits.Length)
        {
            Grow(_values.MaxId);
        }
    }

    /// <summary>Whether the value is listed, and so often that it is no slip of the pen: at least <see cref="FewestEstablished"/> times.</summary>
    public bool IsEstablished(int id) => _table is not null && id != 0 && RawOf(id) <= _establishedBits;

    /// <summary>Looks all values up, so that <see cref="Of"/> only reads until new values come.</summary>
    public void FillAll()
    {
        if (_table is null)
        {
            return;
        }

        // The table is much smaller than the dictionary: its values are looked up there, and all others are unlisted.
        var bits = new float[_values.MaxId + 1];
        float unlisted = (float)_table.UnlistedBits;
        foreach (int id in _values.Ids())
        {
            bits[id] = unlisted;
        }

        float[] raw = [.. bits];
        foreach ((string value, double count) in _table.Counts)
        {
            int id = _values.Find(value);
            bits[id] = BitsOf(_table, count);
            raw[id] = RawBitsOf(_table, count);
        }

        (_bits, _raw) = (bits, raw);
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

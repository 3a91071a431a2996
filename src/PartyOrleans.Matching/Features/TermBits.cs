using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// The information content of values in bits (-log2 of their frequency) under one table of a bundle, looked up once per value.
/// Filled before pairs are scored in parallel (<see cref="FillAll"/>), or as values come where there is one thread.
/// </summary>
public sealed class TermBits
{
    private readonly TermFrequencyTable? _table;
    private readonly ValueDictionary _values;
    private readonly Dictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> _counts;
    private readonly Dictionary<uint, double> _sounds = [];
    private float[] _bits = [];

    /// <summary>Makes the bits of a dictionary's values under a table; without a table no value has any.</summary>
    public TermBits(TermFrequencyTable? table, ValueDictionary values)
    {
        _table = table;
        _values = values;
        var counts = new Dictionary<string, double>(table?.Counts ?? new Dictionary<string, double>(), StringComparer.Ordinal);
        _counts = counts.GetAlternateLookup<ReadOnlySpan<char>>();
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

        if (id < _bits.Length && _bits[id] != 0)
        {
            return _bits[id];
        }

        if (id >= _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max(id + 1, Math.Max(1024, _values.MaxId + 1)));
        }

        return _bits[id] = Compute(id);
    }

    /// <summary>Looks all values up, in parallel, so that <see cref="Of"/> only reads until new values come.</summary>
    public void FillAll()
    {
        if (_table is null)
        {
            return;
        }

        OfSound(0);
        int[] ids = [.. _values.Ids()];
        if (ids.Length == 0)
        {
            return;
        }

        Array.Resize(ref _bits, _values.MaxId + 1);
        float[] bits = _bits;
        Parallel.For(0, (ids.Length + 8191) / 8192, block =>
        {
            for (int i = block * 8192; i < Math.Min(ids.Length, (block + 1) * 8192); i++)
            {
                if (bits[ids[i]] == 0)
                {
                    bits[ids[i]] = Compute(ids[i]);
                }
            }
        });
    }

    /// <summary>Bits of a phonetic code: of the sum over the listed values that sound so.</summary>
    public float OfSound(uint code)
    {
        if (_sounds.Count == 0)
        {
            foreach ((string value, double count) in _table!.Counts)
            {
                uint sound = Standardisation.DoubleMetaphone.Code(value);
                _sounds[sound] = _sounds.GetValueOrDefault(sound) + count;
            }
        }

        return _sounds.TryGetValue(code, out double sum) ? BitsOf(_table!, sum) : (float)_table!.UnlistedBits;
    }

    private float Compute(int id)
    {
        Span<char> buffer = stackalloc char[128];
        return _counts.TryGetValue(_values.CharsOf(id, buffer), out double count)
            ? BitsOf(_table!, count)
            : (float)_table!.UnlistedBits;
    }

    /// <summary>-log2 of the frequency of a value that occurs <paramref name="count"/> times, less the record itself and its expected duplicates.</summary>
    public static float BitsOf(TermFrequencyTable table, double count)
    {
        double others = Math.Max(count - 1 - table.Duplicates, Math.Max(0.5, count * 0.05));
        return (float)Math.Max(0.01, -Math.Log2(others / table.Records));
    }
}

using PartyOrleans.Matching.Features;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>
/// A direct-mapped memory of small numbers by pair of values; never wrong, forgets when slots collide. The number is always computed
/// with the two values in the order of their content hash, so that it depends on neither the ids nor the order of the arguments.
/// </summary>
internal sealed class PairCache(ValueDictionary values)
{
    private const int Slots = 1 << 14;
    private readonly ulong[] _keys = new ulong[Slots];
    private readonly byte[] _numbers = new byte[Slots];

    /// <summary>The number kept for the pair, or computed and kept now.</summary>
    public byte Get<TState>(int a, int b, TState state, Func<TState, int, int, byte> compute)
    {
        if (a > b)
        {
            (a, b) = (b, a);
        }

        ulong key = ((ulong)(uint)a << 32) | (uint)b;
        int slot = (int)((key * 0x9E3779B97F4A7C15) >> 50);
        if (_keys[slot] != key)
        {
            _numbers[slot] = values.HashOf(a) <= values.HashOf(b) ? compute(state, a, b) : compute(state, b, a);
            _keys[slot] = key;
        }

        return _numbers[slot];
    }
}

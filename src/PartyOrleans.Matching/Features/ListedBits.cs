using System.Numerics;
using System.Runtime.CompilerServices;

namespace PartyOrleans.Matching.Features;

/// <summary>A value of a term table that a dictionary has.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Bits">Its bits without the record itself and its expected duplicates.</param>
/// <param name="Raw">Its bits.</param>
internal readonly record struct ListedValue(int Id, float Bits, float Raw);

/// <summary>
/// The bits of the values that a dictionary had at one time, of which a table lists a few: a bit for each value tells whether it is listed,
/// and the listed ones before it are counted by 64, so that millions of values cost two bits each and mostly stay in cache.
/// </summary>
internal sealed class ListedBits
{
    private readonly int[] _counts;
    private readonly Word[] _words;
    private readonly (float Bits, float Raw)[] _listed;
    private readonly (float Bits, float Raw) _unlisted;

    /// <summary>Notes the listed values.</summary>
    /// <param name="counts">How many values each part of the dictionary has, see <see cref="ValueDictionary.Counts"/>.</param>
    /// <param name="listed">The listed values, in any order.</param>
    /// <param name="unlistedBits">Bits of all others.</param>
    public ListedBits(int[] counts, List<ListedValue> listed, float unlistedBits)
    {
        _counts = counts;
        _unlisted = (unlistedBits, unlistedBits);
        _words = new Word[(((counts.Max() + 1) * counts.Length) >> 6) + 1];
        listed.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        _listed = new (float, float)[listed.Count];
        int places = 0;
        foreach ((int id, float bits, float raw) in listed)
        {
            ref ulong word = ref _words[id >> 6].Listed;
            places += ((word >> id) & 1) == 0 ? 1 : 0; // texts that are no valid Unicode may share a value
            word |= 1UL << id;
            _listed[places - 1] = (bits, raw);
        }

        int before = 0;
        foreach (ref Word word in _words.AsSpan())
        {
            word.Before = before;
            before += BitOperations.PopCount(word.Listed);
        }
    }

    /// <summary>No values.</summary>
    public static ListedBits None { get; } = new(new int[ValueDictionary.Parts], [], 0);

    /// <summary>The least id that any value can have that is not covered.</summary>
    public int FirstUncovered => (_counts.Min() + 1) * _counts.Length;

    /// <summary>Whether the value was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Covers(int id) => (uint)id / ValueDictionary.Parts <= _counts[id & (ValueDictionary.Parts - 1)];

    /// <summary>The bits of a value that is covered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (float Bits, float Raw) Of(int id)
    {
        ref readonly Word word = ref _words[id >> 6];
        ulong bit = 1UL << id;
        return (word.Listed & bit) == 0 ? _unlisted : _listed[word.Before + BitOperations.PopCount(word.Listed & (bit - 1))];
    }

    private struct Word
    {
        public ulong Listed;
        public int Before;
    }
}

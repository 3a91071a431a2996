using System.Runtime.CompilerServices;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// Remembers what was made of a raw value, by its UTF-8 bytes. Direct-mapped, the bytes beside what was made of them, so a look-up
/// touches one cache line; never wrong, forgets when slots collide. One thread at a time.
/// </summary>
/// <typeparam name="T">What is remembered; small.</typeparam>
internal sealed class RawCache<T>
    where T : struct
{
    /// <summary>Longer values are not kept; they seldom repeat.</summary>
    private const int LongestKept = 44;

    private const int FewestSlots = 1 << 6;
    private const int MostSlots = 1 << 14;

    private Entry[] _entries = [];
    private int _added;

    /// <summary>What was made of a value, where it is remembered.</summary>
    public bool TryGet(ReadOnlySpan<byte> raw, out ulong hash, out T value)
    {
        hash = StableHash.Of(raw) | 1;
        if (_entries.Length > 0)
        {
            ref Entry entry = ref _entries[SlotOf(hash, _entries.Length)];
            if (entry.Hash == hash && entry.Length == raw.Length && ((ReadOnlySpan<byte>)entry.Text)[..entry.Length].SequenceEqual(raw))
            {
                value = entry.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Remembers what was made of a value.</summary>
    /// <param name="raw">The value.</param>
    /// <param name="hash">Its hash, as <see cref="TryGet"/> gave it.</param>
    /// <param name="value">What was made of it.</param>
    public void Put(ReadOnlySpan<byte> raw, ulong hash, T value)
    {
        if (raw.Length > LongestKept)
        {
            return;
        }

        if (_added >= _entries.Length && _entries.Length < MostSlots)
        {
            Grow();
        }

        _added++;
        ref Entry entry = ref _entries[SlotOf(hash, _entries.Length)];
        entry.Hash = hash;
        entry.Value = value;
        entry.Length = raw.Length;
        raw.CopyTo(entry.Text);
    }

    private static int SlotOf(ulong hash, int slots) => (int)(hash >> 40) & (slots - 1);

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[Math.Max(FewestSlots, old.Length * 4)];
        foreach (ref readonly Entry entry in old.AsSpan())
        {
            if (entry.Hash != 0)
            {
                _entries[SlotOf(entry.Hash, _entries.Length)] = entry;
            }
        }
    }

    private struct Entry
    {
        public ulong Hash;
        public T Value;
        public int Length;
        public Bytes Text;
    }

    [InlineArray(LongestKept)]
    private struct Bytes
    {
        private byte _first;
    }
}

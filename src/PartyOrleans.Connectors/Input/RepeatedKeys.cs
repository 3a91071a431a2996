using System.Runtime.CompilerServices;

namespace PartyOrleans.Connectors;

/// <summary>
/// The keys that an input has given so far, 16 bytes each: a hash of the key and one of the content. Two different keys of one input
/// share a hash with a probability of some 3 in 100 million for a million records.
/// </summary>
internal sealed class RepeatedKeys
{
    private (ulong Key, ulong Content)[] slots = new (ulong, ulong)[1 << 12];
    private int count;

    /// <summary>What a key is to those before it.</summary>
    public enum Seen
    {
        /// <summary>It is new.</summary>
        New,

        /// <summary>It came before with the same content.</summary>
        Same,

        /// <summary>It came before with other content.</summary>
        Different,
    }

    /// <summary>Takes in a key; the first content of a key stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Seen Add(ulong key, ulong content)
    {
        key |= 1;
        int mask = slots.Length - 1;
        for (int at = (int)(key >> 1) & mask; ; at = (at + 1) & mask)
        {
            ref (ulong Key, ulong Content) slot = ref slots[at];
            if (slot.Key == key)
            {
                return slot.Content == content ? Seen.Same : Seen.Different;
            }

            if (slot.Key == 0)
            {
                slot = (key, content);
                if (++count > slots.Length / 8 * 5)
                {
                    Grow();
                }

                return Seen.New;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        (ulong Key, ulong Content)[] old = slots;
        slots = new (ulong, ulong)[old.Length * 2];
        slots.AsSpan().Clear(); // memory that is read before it is written costs two page faults, the second of which stops all processors
        int mask = slots.Length - 1;
        foreach ((ulong Key, ulong Content) entry in old)
        {
            if (entry.Key != 0)
            {
                int at = (int)(entry.Key >> 1) & mask;
                while (slots[at].Key != 0)
                {
                    at = (at + 1) & mask;
                }

                slots[at] = entry;
            }
        }
    }
}

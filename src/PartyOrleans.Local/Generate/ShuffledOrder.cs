namespace PartyOrleans.Local.Generate;

/// <summary>A permutation of 0 to count-1 that needs no memory: a four-round Feistel network with cycle walking.</summary>
internal readonly struct ShuffledOrder
{
    private readonly long count;
    private readonly int halfBits;
    private readonly ulong key;

    public ShuffledOrder(long count, int seed)
    {
        this.count = count;
        halfBits = 1;
        while (1L << (2 * halfBits) < count)
        {
            halfBits++;
        }

        key = SeededRandom.For(seed, Purpose.Order, 0).Next();
    }

    /// <summary>What stands at a place.</summary>
    public long At(long place)
    {
        do
        {
            place = Round(place);
        }
        while (place >= count);
        return place;
    }

    private long Round(long place)
    {
        ulong mask = (1UL << halfBits) - 1;
        ulong left = (ulong)place >> halfBits, right = (ulong)place & mask;
        for (uint round = 0; round < 4; round++)
        {
            (left, right) = (right, left ^ (SeededRandom.Mix(right + key + ((ulong)round << 48)) & mask));
        }

        return (long)((left << halfBits) | right);
    }
}

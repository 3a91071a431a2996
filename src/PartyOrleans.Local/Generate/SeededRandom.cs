namespace PartyOrleans.Local.Generate;

/// <summary>A stream of numbers that is the same on every machine: SplitMix64 (Steele, Lea and Flood, 2014), integers only.</summary>
internal struct SeededRandom
{
    private ulong state;

    private SeededRandom(ulong state) => this.state = state;

    /// <summary>The stream of one thing: independent for each seed, purpose and index, so that anything can be made on its own.</summary>
    public static SeededRandom For(int seed, Purpose purpose, long index) =>
        new(Mix(Mix(Mix((uint)seed) ^ ((ulong)purpose << 56)) ^ (ulong)index));

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }

    /// <summary>A number from 0 to below a bound.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number from 0 to below a bound.</summary>
    public long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number within bounds, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>True with a probability of so many in a thousand.</summary>
    public bool Chance(int perThousand) => Below(1000) < perThousand;

    /// <summary>One item, all equally likely.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>An index whose frequency falls as 1/index from about the given one on, as that of names does (Zipf, Mandelbrot), without floating point.</summary>
    /// <param name="bits">The index lies below 2^bits + equals.</param>
    /// <param name="equals">How many of the first are about equally frequent.</param>
    public int Rank(int bits, int equals)
    {
        int width = Below(bits + 1);
        return Below(equals) + (width == 0 ? 0 : (1 << (width - 1)) + Below(1 << (width - 1)));
    }

    /// <summary>Scrambles a number, one to one.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

/// <summary>What a stream of numbers is for.</summary>
internal enum Purpose : byte
{
    /// <summary>Person or organisation.</summary>
    Kind = 1,

    /// <summary>What a party is.</summary>
    Entity = 2,

    /// <summary>What the members of a household share.</summary>
    Household = 3,

    /// <summary>What the companies of a group share.</summary>
    Group = 4,

    /// <summary>Which party a further record describes.</summary>
    Duplicate = 5,

    /// <summary>What happens to a party on its way into a record.</summary>
    Record = 6,

    /// <summary>The order of the records.</summary>
    Order = 7,

    /// <summary>How a query is misspelt.</summary>
    Search = 8,

    /// <summary>What a request of a workload asks for.</summary>
    Workload = 9,
}

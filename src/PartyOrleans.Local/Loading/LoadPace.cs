namespace PartyOrleans.Local.Loading;

/// <summary>
/// How many records a load takes into a commit, and whether the next commit may be worked on while the last one is written. Neither changes what comes
/// out, only the time and memory that it takes.
/// </summary>
/// <param name="UsedBytes">Memory in use on the machine or in the container, at the last collection.</param>
/// <param name="AvailableBytes">Memory that there is.</param>
internal readonly record struct LoadPace(long UsedBytes, long AvailableBytes)
{
    private const int FewestPerCommit = 250_000;
    private const int MostPerCommit = 1_000_000;

    /// <summary>Beyond this share a commit of a million, of which some 2 GB live until it is written, might be one too many.</summary>
    private const double ShortFrom = 0.6;

    /// <summary>As the process sees it now.</summary>
    public static LoadPace Now => GC.GetGCMemoryInfo() is var memory ? new LoadPace(memory.MemoryLoadBytes, memory.TotalAvailableMemoryBytes) : default;

    /// <summary>Whether memory is short.</summary>
    public bool IsShort => UsedBytes > AvailableBytes * ShortFrom;

    /// <summary>
    /// Every commit of a long load decides on all candidate pairs of all records again, and rewrites the parties that it adds to. So commits
    /// grow with the hub: the first takes a million records, later ones as many as are there, within bounds that keep an interrupted load short; half of
    /// that at most where memory is short.
    /// </summary>
    /// <param name="held">Records that the hub holds.</param>
    public int RecordsPerCommit(int held) => held == 0 ? MostPerCommit : Math.Clamp(held, FewestPerCommit, IsShort ? MostPerCommit / 2 : MostPerCommit);

    /// <summary>Whether the next part waits until the last one is written; with few records a part is small enough.</summary>
    /// <param name="held">Records that the hub holds.</param>
    public bool OneAtATime(int held) => IsShort && held >= MostPerCommit;
}

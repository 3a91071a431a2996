using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>How a SQLite store uses disk and memory.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>What an acknowledged commit survives. Default <see cref="Durability.Full"/>.</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>
    /// Holds the keys by which the store's own keys are wrapped. Null (default): what the store was made with, for a new one a
    /// <see cref="LocalKeyFile"/> beside it.
    /// </summary>
    public IKeyProvider? Keys { get; init; }

    /// <summary>Page cache of the writer, bytes; default 256 MiB, at least 1 MiB. More keeps more of the indexes at hand in random updates.</summary>
    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>How much of the file is mapped into memory for reading, bytes; default 8 GiB, 0 for none. Costs address space, not memory.</summary>
    public long MapBytes { get; init; } = 8L << 30;

    /// <summary>Length of the write-ahead log from which it is copied into the store after a commit, bytes; default 64 MiB, at least 64 KiB.
    /// More makes copying rarer and recovery at open longer.</summary>
    public long CheckpointBytes { get; init; } = 64L << 20;

    /// <summary>Greatest size of the store, bytes; 0 (default) for no bound. A commit that would exceed it fails like a full disk.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Parties up to which a commit writes the search index itself; default 1000, 0 or more. One that changes more leaves the index behind, to catch up later.</summary>
    public int SearchInlineParties { get; init; } = 1000;

    /// <summary>How long a call waits for a lock that another process holds on the file (a backup, say); default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Threads that encode and decode rows of large commits and reads; default the number of processors, 1 to 64.</summary>
    public int Parallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);
}

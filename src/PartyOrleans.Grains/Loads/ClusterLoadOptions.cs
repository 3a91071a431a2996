namespace PartyOrleans.Grains.Loads;

/// <summary>Bounds of loads on a cluster. The same on every silo.</summary>
public sealed record ClusterLoadOptions
{
    /// <summary>Folder that files may be loaded from, which every silo has at the same path; null (the default) for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Where files that were sent lie until they are loaded, which every silo has at the same path; null (the default) where none can be sent.</summary>
    public string? UploadFolder { get; init; }

    /// <summary>The greatest file that may be sent, bytes; default 2 GiB.</summary>
    public long MostUploadBytes { get; init; } = 2L << 30;

    /// <summary>Records of a turn, 1 to 100,000; default 4096. More makes loads faster, and lets others wait longer between two turns of one.</summary>
    public int RecordsPerTurn { get; init; } = 4096;

    /// <summary>Turns of a load under way at once, from 1; default 6, less than a ledger has in all, so that others find room. More hides waiting, and costs memory.</summary>
    public int MostTurns { get; init; } = 6;

    /// <summary>How often a silo looks whether loads that were begun go on; default 5 s.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(5);
}

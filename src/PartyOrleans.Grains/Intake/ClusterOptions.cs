namespace PartyOrleans.Grains.Intake;

/// <summary>How a hub is spread over a cluster. The same on every silo.</summary>
public sealed record ClusterOptions
{
    /// <summary>Where the store is: a PostgreSQL database.</summary>
    public required string Store { get; init; }

    /// <summary>Shards of the block keys, 1 to 4096; default 32. More spreads hot blocks and memory wider, and costs calls for each batch. Changing it takes a stop of all silos.</summary>
    public int Shards { get; init; } = 32;

    /// <summary>Records that the ledger holds of components that were touched lately; default 200,000. More costs memory and saves reads.</summary>
    public int MostHeldRecords { get; init; } = 200_000;

    /// <summary>Contents that a silo holds of records found as candidates; default 200,000. More costs memory and saves reads.</summary>
    public int MostHeldContents { get; init; } = 200_000;

    /// <summary>Bytes that a silo holds of members of blocks, about; default 4 GiB. Less puts away what was not used for the longest time, and reads it from the store when it is needed.</summary>
    public long MostMemberBytes { get; init; } = 4L << 30;

    /// <summary>How long members of blocks that nothing uses are held; default 1 h. Less gives memory back sooner, and reads more.</summary>
    public TimeSpan MemberIdleTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long silos that joined are there before shards are spread over them too; default 2 s. More spreads once where several join one after another; each time turns wait until those under way are committed.</summary>
    public TimeSpan SpreadTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Turns under way at once; default 32. More hides waiting, and costs memory.</summary>
    public int MostTurns { get; init; } = 32;

    /// <summary>Inputs of turns that are decided and committed together, where they have one origin; default 5,000. More costs the database less for each, and makes a commit longer.</summary>
    public int MostInputsPerCommit { get; init; } = 5_000;

    /// <summary>How long a turn may take before it is given up with its epoch; default 30 s. Less recovers sooner from a silo that died in the midst of one.</summary>
    public TimeSpan TurnTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a submission is tried again where its epoch ended; default 2 min.</summary>
    public TimeSpan RetryTime { get; init; } = TimeSpan.FromMinutes(2);
}

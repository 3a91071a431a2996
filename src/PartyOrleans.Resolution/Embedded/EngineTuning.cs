namespace PartyOrleans.Resolution.Embedded;

/// <summary>Where the engine goes parallel or takes the bulk path. Changes speed, never answers, so only tests set it.</summary>
internal sealed record EngineTuning
{
    /// <summary>A batch of at least this many changes takes the bulk path where it is also <see cref="LeastShareForBulk"/> of the records.</summary>
    public int FewestForBulk { get; init; } = 4096;

    /// <summary>Changes over current records, 0 to 1.</summary>
    public double LeastShareForBulk { get; init; } = 0.25;

    /// <summary>Components or golden records from which on they are made in parallel.</summary>
    public int FewestForParallel { get; init; } = 256;

    /// <summary>A restart scores all candidate pairs, as it does where what the store holds is not what this bundle and program make of it.</summary>
    public bool ScoresAllAtRestart { get; init; }

    /// <summary>Every batch probes.</summary>
    public static EngineTuning Probe { get; } = new() { FewestForBulk = int.MaxValue };

    /// <summary>Every batch takes the bulk path, all in parallel.</summary>
    public static EngineTuning Bulk { get; } = new() { FewestForBulk = 0, LeastShareForBulk = 0, FewestForParallel = 0 };
}

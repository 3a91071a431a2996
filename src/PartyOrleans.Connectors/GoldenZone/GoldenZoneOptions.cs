using PartyOrleans.Connectors.Outbox;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>How a golden zone is laid out and looked after.</summary>
public sealed record GoldenZoneOptions
{
    /// <summary>Partitions by the hash of the party id, 1 to 1024, 16 by default. More make files smaller and rewriting cheaper, and the objects more.</summary>
    public int Buckets { get; init; } = 16;

    /// <summary>What is shown of golden records; by default clear values without lineage.</summary>
    public GoldenView View { get; init; } = new(ClearValues.Instance, WithLineage: false);

    /// <summary>The format of the current snapshot and of the history; micro-batches are JSON Lines always.</summary>
    public IGoldenFormat Format { get; init; } = JsonLinesFormat.Instance;

    /// <summary>How long changes lie in micro-batches at most before they are compacted; 5 minutes by default. Less makes the snapshot younger, and rewriting more.</summary>
    public TimeSpan CompactEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Micro-batches of a bucket after which they are compacted at once; 64 by default. That many files are open at a time then.</summary>
    public int CompactFiles { get; init; } = 64;

    /// <summary>How long files that others took the place of stay, for readers that look at them still; 1 hour by default. What an erasure replaced goes at once.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long versions stay in the history after they ended, in whole months; null, the default, for ever.</summary>
    public TimeSpan? KeepHistory { get; init; }

    /// <summary>The least time between two rebuildings after erasures; 15 minutes by default. An erased party's values are gone from the zone that long after, at most.</summary>
    public TimeSpan EraseEvery { get; init; } = TimeSpan.FromMinutes(15);
}

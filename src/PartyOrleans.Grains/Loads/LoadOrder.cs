using PartyOrleans.Model;

namespace PartyOrleans.Grains.Loads;

/// <summary>What a load is to load, and for whom.</summary>
/// <param name="Id">The load's id; each is greater than those before it.</param>
/// <param name="Input">What it is called.</param>
/// <param name="Files">The files, as every silo finds them, in the order in which they take effect: of a record that stands in several the last holds.</param>
/// <param name="Source">Source of records that name none themselves; null for a file's name.</param>
/// <param name="Actor">Who loads.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.load-order")]
public sealed record LoadOrder(
    [property: Id(0)] long Id, [property: Id(1)] string Input, [property: Id(2)] string[] Files, [property: Id(3)] string? Source,
    [property: Id(4)] string Actor, [property: Id(5)] string Reason)
{
    /// <summary>Trace that it belongs to; empty for none.</summary>
    [Id(6)]
    public string TraceId { get; init; } = "";

    /// <summary>When it was started (UTC).</summary>
    [Id(7)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Folder that was made for its files and goes with it; empty where they stay.</summary>
    [Id(8)]
    public string Folder { get; init; } = "";

    /// <summary>Its origin, as commits tell it.</summary>
    internal ChangeOrigin Origin => new(ChangeKind.Load, Actor, Reason, TraceId);
}

using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Sources;

namespace PartyOrleans.Grains.Loads;

/// <summary>
/// A load: its files one after the other, each from where it was left, until all are in the hub, whatever silos die meanwhile. Durable, and woken by a
/// reminder and by <see cref="ILoadsGrain"/>.
/// </summary>
[Alias("party.load")]
public interface ILoadGrain : IGrainWithIntegerKey
{
    /// <summary>Begins, or sees that it goes on.</summary>
    [Alias("start")]
    Task<LoadReport> StartAsync(LoadOrder order);

    /// <summary>How it is; null where it was never started.</summary>
    [Alias("status")]
    Task<LoadReport?> StatusAsync();

    /// <summary>How it is once it has ended, or after a while.</summary>
    [Alias("ended")]
    Task<LoadReport?> EndedAsync();

    /// <summary>Asks it to stop; what is committed stays.</summary>
    [Alias("cancel")]
    Task<LoadReport?> CancelAsync();
}

/// <summary>How a load is, see <see cref="LoadStatus"/>.</summary>
[GenerateSerializer]
[Immutable]
[Alias("party.load-report")]
public sealed record LoadReport
{
    /// <summary>The load.</summary>
    [Id(0)]
    public required long Id { get; init; }

    /// <summary>What it is called.</summary>
    [Id(1)]
    public required string Input { get; init; }

    /// <summary>How it is.</summary>
    [Id(2)]
    public LoadState State { get; init; }

    /// <summary>Files.</summary>
    [Id(3)]
    public int Files { get; init; }

    /// <summary>Files that are in the hub.</summary>
    [Id(4)]
    public int FilesDone { get; init; }

    /// <summary>Records and refused lines read.</summary>
    [Id(5)]
    public long Read { get; init; }

    /// <summary>Lines refused.</summary>
    [Id(6)]
    public long Rejected { get; init; }

    /// <summary>Records that were new or differ; where a silo died, those of its last second may be missing.</summary>
    [Id(7)]
    public long Changed { get; init; }

    /// <summary>When it was started (UTC).</summary>
    [Id(8)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC); null while it goes on.</summary>
    [Id(9)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed, or waits; empty where it does neither.</summary>
    [Id(10)]
    public string Cause { get; init; } = "";

    /// <summary>Fields that differ from the contract of the source; null where it has none, and while it goes on.</summary>
    [Id(11)]
    public WireDrift[]? Drift { get; init; }

    /// <summary>As the API tells it.</summary>
    public LoadStatus ToStatus() => new(
        Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Input, State, Read, Rejected, Changed, StartedAt, EndedAt, State == LoadState.Failed ? Cause : "")
    {
        Drift = Drift is null ? null : [.. Drift.Select(drift => new SourceDrift(drift.Field, drift.Kind, drift.Input, drift.Place, drift.Shape, drift.Count))],
    };
}

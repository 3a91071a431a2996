namespace PartyOrleans.Grains.Loads;

/// <summary>One file of a load. It lies on any silo, reads there, and has its turns done by workers on all of them.</summary>
[Alias("party.load-partition")]
public interface ILoadPartitionGrain : IGrainWithStringKey
{
    /// <summary>Loads the file where that is not under way already, from where it was left; answers how it is, at its end or after a moment.</summary>
    [Alias("run")]
    Task<PartitionReport> RunAsync(PartitionWork work);

    /// <summary>Stops; what is committed stays.</summary>
    [Alias("stop")]
    Task StopAsync();
}

/// <summary>A file to load.</summary>
/// <param name="Order">The load.</param>
/// <param name="File">Which of its files, from 0.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.partition-work")]
public sealed record PartitionWork([property: Id(0)] LoadOrder Order, [property: Id(1)] int File);

/// <summary>How a file of a load is.</summary>
public enum PartitionState
{
    /// <summary>It goes on.</summary>
    Running = 0,

    /// <summary>All of it is in the hub.</summary>
    Done = 1,

    /// <summary>It was stopped.</summary>
    Stopped = 2,

    /// <summary>It cannot go on.</summary>
    Failed = 3,
}

/// <summary>How a file of a load is.</summary>
[GenerateSerializer]
[Immutable]
[Alias("party.partition-report")]
public sealed record PartitionReport
{
    /// <summary>How it is.</summary>
    [Id(0)]
    public required PartitionState State { get; init; }

    /// <summary>Records and refused lines read.</summary>
    [Id(1)]
    public long Read { get; init; }

    /// <summary>Lines refused, of those committed.</summary>
    [Id(2)]
    public long Rejected { get; init; }

    /// <summary>Records that were new or differ, of those committed since the activation was made.</summary>
    [Id(3)]
    public long Changed { get; init; }

    /// <summary>Why it failed, or waits; empty where it does neither.</summary>
    [Id(4)]
    public string Cause { get; init; } = "";

    /// <summary>Fields that differ from the contract of the source; null where it has none, and while it goes on.</summary>
    [Id(5)]
    public WireDrift[]? Drift { get; init; }

    /// <summary>Tells activations apart, whose counts begin anew.</summary>
    [Id(6)]
    public long Activation { get; init; }
}

/// <summary>A field that differs from a contract, see <see cref="Api.Sources.SourceDrift"/>.</summary>
[GenerateSerializer]
[Immutable]
[Alias("party.drift")]
public sealed record WireDrift(
    [property: Id(0)] string Field, [property: Id(1)] string Kind, [property: Id(2)] string Input, [property: Id(3)] long Place, [property: Id(4)] string Shape,
    [property: Id(5)] long Count);

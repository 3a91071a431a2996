namespace PartyOrleans.Grains.Sources;

/// <summary>What came of a source, over all silos and since it was first counted.</summary>
[Alias("party.source")]
public interface ISourceGrain : IGrainWithStringKey
{
    /// <summary>Adds what a silo counted.</summary>
    /// <returns>The totals with it.</returns>
    [Alias("add")]
    Task<SourceTotals> AddAsync(SourceTotals counted);

    /// <summary>The totals.</summary>
    [Alias("look")]
    Task<SourceTotals> LookAsync();
}

/// <summary>The names of the sources that were counted.</summary>
[Alias("party.sources")]
public interface ISourcesGrain : IGrainWithIntegerKey
{
    /// <summary>Adds names; those that are there stay.</summary>
    /// <returns>All names, sorted (ordinal).</returns>
    [Alias("add")]
    Task<string[]> AddAsync(string[] names);
}

/// <summary>What came of a source.</summary>
[GenerateSerializer]
[Immutable]
[Alias("party.source-totals")]
public sealed record SourceTotals
{
    /// <summary>Records taken: new, changed, or held already.</summary>
    [Id(0)]
    public long Accepted { get; init; }

    /// <summary>Records deleted.</summary>
    [Id(1)]
    public long Deleted { get; init; }

    /// <summary>Inputs refused, by kind of dead letter in lower case, sorted.</summary>
    [Id(2)]
    public SourceCount[] Refused { get; init; } = [];

    /// <summary>When the last record was taken (UTC); null where none was.</summary>
    [Id(3)]
    public DateTimeOffset? LastAcceptedAt { get; init; }

    /// <summary>The last commit that held something of it; 0 where none did.</summary>
    [Id(4)]
    public long LastCommit { get; init; }

    /// <summary>Both together.</summary>
    public SourceTotals Plus(SourceTotals other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new SourceTotals
        {
            Accepted = Accepted + other.Accepted,
            Deleted = Deleted + other.Deleted,
            Refused = [.. Refused.Concat(other.Refused).GroupBy(count => count.Kind, StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => new SourceCount(kind.Key, kind.Sum(count => count.Count)))],
            LastAcceptedAt = LastAcceptedAt > other.LastAcceptedAt || other.LastAcceptedAt is null ? LastAcceptedAt : other.LastAcceptedAt,
            LastCommit = Math.Max(LastCommit, other.LastCommit),
        };
    }
}

/// <summary>A count.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Count">How many.</param>
[GenerateSerializer]
[Immutable]
[Alias("party.source-count")]
public readonly record struct SourceCount([property: Id(0)] string Kind, [property: Id(1)] long Count);

using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Api.Sources;

/// <summary>Tells of the sources that records come from.</summary>
public interface ISourceReports
{
    /// <summary>Sources that have a contract, or of which something came since the hub started; sorted by name (ordinal).</summary>
    IReadOnlyList<SourceStatus> List();
}

/// <summary>How a source is.</summary>
public sealed record SourceStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The contract that the active bundle has for it; null where it has none.</summary>
    public SourceTerms? Contract { get; init; }

    /// <summary>When its last record was taken (UTC), also before the hub started; null where that is not known.</summary>
    public DateTimeOffset? LastAcceptedAt { get; init; }

    /// <summary>Whether it has been silent for longer than its contract expects.</summary>
    public bool IsStale { get; init; }

    /// <summary>Records taken since the hub started.</summary>
    public long Accepted { get; init; }

    /// <summary>Records deleted since the hub started.</summary>
    public long Deleted { get; init; }

    /// <summary>Inputs refused since the hub started, by kind of dead letter.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Refused { get; init; } = [];

    /// <summary>Messages since the hub started of which nothing came, by reason.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Passed { get; init; } = [];

    /// <summary>Fields that differed from the contract since the hub started.</summary>
    public IReadOnlyList<SourceDrift> Drift { get; init; } = [];
}

/// <summary>What a contract says besides mapping and schema, which stand in the bundle.</summary>
/// <param name="Adapter">How messages are read.</param>
/// <param name="Owner">Who answers for the data; empty where nobody is named.</param>
/// <param name="Trust">How much the source is trusted, 0 to 1.</param>
/// <param name="Freshness">A record is to come at least this often; zero where nothing is expected.</param>
public sealed record SourceTerms(string Adapter, string Owner, double Trust, TimeSpan Freshness);

/// <summary>A field that differs from a contract, with its first sample.</summary>
/// <param name="Field">Dotted path.</param>
/// <param name="Kind"><c>unknown</c>, <c>retyped</c>, <c>missing</c> or <c>invalid</c>.</param>
/// <param name="Input">File or stream of the first sample.</param>
/// <param name="Place">Line (from 1) or offset of the first sample.</param>
/// <param name="Shape">What the first sample looks like, without what it says; empty for a missing field.</param>
/// <param name="Count">Records that have it.</param>
public sealed record SourceDrift(string Field, string Kind, string Input, long Place, string Shape, long Count)
{
    /// <summary>What a report says of fields that differ.</summary>
    public static IReadOnlyList<SourceDrift> Of(SourceReport report) =>
        [.. report.Drift.Select(one => new SourceDrift(one.Field, one.Kind.ToString().ToLowerInvariant(), one.Input, one.Place, one.Shape, one.Count))];
}

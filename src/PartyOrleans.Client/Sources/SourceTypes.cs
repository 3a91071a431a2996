namespace PartyOrleans.Client;

/// <summary>A source of records.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsStale">Whether it has been silent for longer than its contract expects.</param>
/// <param name="Accepted">Records taken since the hub started.</param>
/// <param name="Deleted">Records deleted since the hub started.</param>
/// <param name="Refused">Inputs refused since the hub started.</param>
/// <param name="Passed">Messages since the hub started of which nothing came.</param>
/// <param name="Drift">Fields that differed from the contract since the hub started.</param>
/// <param name="Contract">The contract that the active bundle has for it; null where it has none.</param>
/// <param name="LastAcceptedAt">When its last record was taken (UTC); null where that is not known.</param>
public sealed record Source(
    [property: System.Text.Json.Serialization.JsonPropertyName("source")] string Name, bool IsStale, long Accepted, long Deleted, IReadOnlyList<RefusedInputs> Refused,
    IReadOnlyList<PassedMessages> Passed, IReadOnlyList<FieldDrift> Drift, SourceContract? Contract = null, DateTimeOffset? LastAcceptedAt = null);

/// <summary>What the contract of a source says besides mapping and schema, which stand in the bundle.</summary>
/// <param name="Adapter">How its messages are read.</param>
/// <param name="Trust">How much it is trusted, 0 to 1.</param>
/// <param name="Owner">Who answers for the data; null where nobody is named.</param>
/// <param name="FreshnessSeconds">A record is to come at least this often, seconds; null where nothing is expected.</param>
public sealed record SourceContract(string Adapter, double Trust, string? Owner = null, double? FreshnessSeconds = null);

/// <summary>Inputs refused.</summary>
/// <param name="Kind">Kind of dead letter.</param>
/// <param name="Count">How many.</param>
public sealed record RefusedInputs(string Kind, long Count);

/// <summary>Messages of which nothing came.</summary>
/// <param name="Reason">What they were.</param>
/// <param name="Count">How many.</param>
public sealed record PassedMessages(string Reason, long Count);

/// <summary>A field that differs from a contract, with its first sample.</summary>
/// <param name="Field">Dotted path.</param>
/// <param name="Kind"><c>unknown</c>, <c>retyped</c>, <c>missing</c> or <c>invalid</c>.</param>
/// <param name="Input">File or stream of the first sample.</param>
/// <param name="Place">Line (from 1) or offset of the first sample.</param>
/// <param name="Count">Records that have it.</param>
/// <param name="Shape">What the first sample looks like, without what it says; null for a missing field.</param>
public sealed record FieldDrift(string Field, string Kind, string Input, long Place, long Count, string? Shape = null);

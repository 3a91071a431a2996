namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A source of records.</summary>
/// <param name="Source">Its name.</param>
/// <param name="IsStale">Whether it has been silent for longer than its contract expects.</param>
/// <param name="Accepted">Records taken since the hub started.</param>
/// <param name="Deleted">Records deleted since the hub started.</param>
/// <param name="Refused">Inputs refused since the hub started, by kind of dead letter.</param>
/// <param name="Passed">Messages since the hub started of which nothing came, by reason.</param>
/// <param name="Drift">Fields that differed from the contract since the hub started.</param>
/// <param name="Contract">The contract that the active bundle has for it.</param>
/// <param name="LastAcceptedAt">When its last record was taken.</param>
internal sealed record SourceSchema(
    string Source, bool IsStale, long Accepted, long Deleted, IReadOnlyList<RefusedCountSchema> Refused, IReadOnlyList<PassedCountSchema> Passed,
    IReadOnlyList<FieldDriftSchema> Drift, SourceContractSchema? Contract = null, DateTimeOffset? LastAcceptedAt = null);

/// <summary>What the contract of a source says besides mapping and schema.</summary>
/// <param name="Adapter">How its messages are read.</param>
/// <param name="Trust">How much it is trusted, 0 to 1.</param>
/// <param name="Owner">Who answers for the data.</param>
/// <param name="FreshnessSeconds">A record is to come at least this often, seconds.</param>
internal sealed record SourceContractSchema(string Adapter, double Trust, string? Owner = null, double? FreshnessSeconds = null);

/// <summary>Inputs refused.</summary>
/// <param name="Kind">Kind of dead letter.</param>
/// <param name="Count">How many.</param>
internal sealed record RefusedCountSchema(string Kind, long Count);

/// <summary>Messages of which nothing came.</summary>
/// <param name="Reason">What they were.</param>
/// <param name="Count">How many.</param>
internal sealed record PassedCountSchema(string Reason, long Count);

/// <summary>A field that differs from a contract, with its first sample.</summary>
/// <param name="Field">Dotted path.</param>
/// <param name="Kind">How it differs: unknown, retyped, missing or invalid.</param>
/// <param name="Input">File or stream of the first sample.</param>
/// <param name="Place">Line (from 1) or offset of the first sample.</param>
/// <param name="Count">Records that have it.</param>
/// <param name="Shape">What the first sample looks like, without what it says.</param>
internal sealed record FieldDriftSchema(string Field, string Kind, string Input, long Place, long Count, string? Shape = null);

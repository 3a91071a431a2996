using PartyOrleans.Quality;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A report on the quality of what the hub holds.</summary>
/// <param name="Number">Which look, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Commit">The last commit then.</param>
/// <param name="State">The worst of the results.</param>
/// <param name="Results">What was expected and how it turned out.</param>
/// <param name="Origin">The step of a pipeline's run that asked for it.</param>
/// <param name="Profile">What the hub holds; absent in lists.</param>
internal sealed record QualityReportSchema(
    long Number, DateTimeOffset At, long Commit, QualityState State, IReadOnlyList<QualityResultSchema> Results, string? Origin = null, QualityProfileSchema? Profile = null);

/// <summary>How one expectation turned out.</summary>
/// <param name="Key">What was looked at, such as completeness:date.birth:person.</param>
/// <param name="State">How it turned out.</param>
/// <param name="Value">The value; absent where it could not be told.</param>
/// <param name="Previous">The value of the look before.</param>
/// <param name="Warn">The last value that is well.</param>
/// <param name="Fail">The last value that does not fail.</param>
/// <param name="Note">Why it could not be told.</param>
internal sealed record QualityResultSchema(
    string Key, QualityState State, double? Value = null, double? Previous = null, double? Warn = null, double? Fail = null, string? Note = null);

/// <summary>What a hub holds, in numbers.</summary>
/// <param name="Records">Current records.</param>
/// <param name="Parties">Current parties.</param>
/// <param name="Reviews">Open review tasks.</param>
/// <param name="GoldenVersions">Golden versions ever made.</param>
/// <param name="LargestParty">Records of the party that has most.</param>
/// <param name="Types">Parties by type.</param>
/// <param name="Sizes">Parties by how many records they have.</param>
/// <param name="Attributes">Attributes of golden records.</param>
/// <param name="Sources">Sources.</param>
internal sealed record QualityProfileSchema(
    long Records, long Parties, long Reviews, long GoldenVersions, long LargestParty, IReadOnlyList<TypeCountSchema> Types, IReadOnlyList<SizeClassSchema> Sizes,
    IReadOnlyList<AttributeProfileSchema> Attributes, IReadOnlyList<SourceProfileSchema> Sources);

/// <summary>Parties of a type.</summary>
/// <param name="Type">person, organisation or unknown.</param>
/// <param name="Parties">How many.</param>
internal sealed record TypeCountSchema(string Type, long Parties);

/// <summary>Parties of some sizes.</summary>
/// <param name="From">Fewest records; up to where the next class begins.</param>
/// <param name="Parties">How many.</param>
internal sealed record SizeClassSchema(long From, long Parties);

/// <summary>An attribute of golden records.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Parties">Parties that have a value of it.</param>
/// <param name="Persons">Persons that have one.</param>
/// <param name="Organisations">Organisations that have one.</param>
/// <param name="Values">Values in all parties.</param>
/// <param name="Valid">Of these, values that can be what they should; of identifiers only.</param>
/// <param name="Distinct">Different values, where uniqueness is expected.</param>
/// <param name="Unique">Of the different values, those that stand in one party only.</param>
internal sealed record AttributeProfileSchema(
    string Attribute, long Parties, long Persons, long Organisations, long Values, long? Valid = null, long? Distinct = null, long? Unique = null);

/// <summary>A source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Records">Its current records.</param>
/// <param name="DeadLetters">Its open dead letters.</param>
/// <param name="ChangedAt">When one of its records was last new or changed.</param>
internal sealed record SourceProfileSchema(string Source, long Records, long DeadLetters, DateTimeOffset? ChangedAt = null);

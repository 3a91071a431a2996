namespace PartyOrleans.Client;

/// <summary>A report on the quality of what the hub holds.</summary>
/// <param name="Number">Which look, from 1.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Commit">The last commit then.</param>
/// <param name="State"><c>ok</c>, <c>warn</c> or <c>fail</c>: the worst of the results.</param>
/// <param name="Results">What was expected and how it turned out.</param>
/// <param name="Origin">The step of a pipeline's run that asked for it, such as <c>daily/12/quality</c>; null where it was somebody by hand.</param>
/// <param name="Profile">What the hub holds; null in lists.</param>
public sealed record QualityReport(
    long Number, DateTimeOffset At, long Commit, string State, IReadOnlyList<QualityResult> Results, string? Origin = null, QualityProfile? Profile = null);

/// <summary>How one expectation turned out.</summary>
/// <param name="Key">What was looked at, such as <c>completeness:date.birth:person</c>.</param>
/// <param name="State"><c>ok</c>, <c>unknown</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Value">The value; null where it could not be told.</param>
/// <param name="Previous">The value of the look before; null where there is none.</param>
/// <param name="Warn">The last value that is well; null where nothing warns.</param>
/// <param name="Fail">The last value that does not fail; null where nothing fails.</param>
/// <param name="Note">Why it could not be told; null where it could.</param>
public sealed record QualityResult(
    string Key, string State, double? Value = null, double? Previous = null, double? Warn = null, double? Fail = null, string? Note = null);

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
public sealed record QualityProfile(
    long Records, long Parties, long Reviews, long GoldenVersions, long LargestParty, IReadOnlyList<TypeCount> Types, IReadOnlyList<SizeClass> Sizes,
    IReadOnlyList<AttributeProfile> Attributes, IReadOnlyList<SourceProfile> Sources);

/// <summary>Parties of a type.</summary>
/// <param name="Type"><c>person</c>, <c>organisation</c> or <c>unknown</c>.</param>
/// <param name="Parties">How many.</param>
public sealed record TypeCount(string Type, long Parties);

/// <summary>Parties of some sizes.</summary>
/// <param name="From">Fewest records; up to where the next class begins.</param>
/// <param name="Parties">How many.</param>
public sealed record SizeClass(long From, long Parties);

/// <summary>An attribute of golden records.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Parties">Parties that have a value of it.</param>
/// <param name="Persons">Persons that have one.</param>
/// <param name="Organisations">Organisations that have one.</param>
/// <param name="Values">Values in all parties.</param>
/// <param name="Valid">Of these, values that can be what they should; null but for identifiers.</param>
/// <param name="Distinct">Different values; null where uniqueness is not expected.</param>
/// <param name="Unique">Of the different values, those that stand in one party only; null where uniqueness is not expected.</param>
public sealed record AttributeProfile(
    string Attribute, long Parties, long Persons, long Organisations, long Values, long? Valid = null, long? Distinct = null, long? Unique = null);

/// <summary>A source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Records">Its current records.</param>
/// <param name="DeadLetters">Its open dead letters.</param>
/// <param name="ChangedAt">When one of its records was last new or changed (UTC); null where it has none.</param>
public sealed record SourceProfile(string Source, long Records, long DeadLetters, DateTimeOffset? ChangedAt = null);

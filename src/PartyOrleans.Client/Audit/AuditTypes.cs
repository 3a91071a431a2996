namespace PartyOrleans.Client;

/// <summary>Which entries of the audit log to read; every part may be left out.</summary>
public sealed record AuditFilter
{
    /// <summary>Who.</summary>
    public string? Actor { get; init; }

    /// <summary>What, by the name of the operation.</summary>
    public string? Action { get; init; }

    /// <summary>Entries about a party.</summary>
    public string? Party { get; init; }

    /// <summary>Entries about a record, <c>source/record id</c>.</summary>
    public string? Record { get; init; }

    /// <summary>Entries of this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Entries before this time.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>An entry of the audit log.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Via">How they were let in.</param>
/// <param name="Action">What, by the name of the operation.</param>
/// <param name="Result">HTTP status of the answer.</param>
/// <param name="Hash">The chain's hash with this entry, hexadecimal.</param>
/// <param name="Parties">Parties that were read or changed.</param>
/// <param name="Records">Records that were read or changed.</param>
/// <param name="Others">How many more there were than are named.</param>
/// <param name="Unmasked">Attributes that were shown unmasked.</param>
/// <param name="Purpose">Why, as the caller said.</param>
/// <param name="Trace">Finds the request in logs and traces.</param>
public sealed record AuditEntry(
    long Sequence, DateTimeOffset At, string Actor, string Via, string Action, int Result, string Hash, IReadOnlyList<string>? Parties = null,
    IReadOnlyList<string>? Records = null, int Others = 0, IReadOnlyList<string>? Unmasked = null, string? Purpose = null, string? Trace = null);

/// <summary>Whether the audit log is whole.</summary>
/// <param name="Holds">Whether every entry fits the chain.</param>
/// <param name="Entries">Entries checked.</param>
/// <param name="Head">Hash of the last one, hexadecimal.</param>
/// <param name="BrokenAt">The first entry that does not fit; null where all do.</param>
public sealed record AuditProof(bool Holds, long Entries, string Head, long? BrokenAt = null);

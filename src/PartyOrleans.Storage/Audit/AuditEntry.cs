namespace PartyOrleans.Storage.Audit;

/// <summary>Who did what, to whose data, why, and with what result. It names parties and records and holds no value of theirs.</summary>
public sealed record AuditEntry
{
    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who, as authentication named the caller.</summary>
    public required string Actor { get; init; }

    /// <summary>How the caller was known: <c>jwt</c>, <c>key</c>, <c>link</c>, <c>command</c>.</summary>
    public required string Via { get; init; }

    /// <summary>What was asked for: the name of the endpoint or command.</summary>
    public required string Action { get; init; }

    /// <summary>Parties read or changed, in the order in which they were told.</summary>
    public IReadOnlyList<string> Parties { get; init; } = [];

    /// <summary>Records read or changed, as <c>source/record id</c>, in the order in which they were told.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>Parties and records beyond those named, where there were too many to name.</summary>
    public long Others { get; init; }

    /// <summary>Attributes that the policy masks and that were shown whole, by name; empty where all stayed masked.</summary>
    public IReadOnlyList<string> Unmasked { get; init; } = [];

    /// <summary>The result: the HTTP status, or the exit code of a command.</summary>
    public required int Result { get; init; }

    /// <summary>Why, in the caller's words; empty where nothing was said.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>The trace that the request belongs to; empty where there is none.</summary>
    public string TraceId { get; init; } = "";
}

/// <summary>An entry as the log holds it.</summary>
/// <param name="Sequence">Its number, from 1 without gaps.</param>
/// <param name="Entry">What it says.</param>
/// <param name="Hash">SHA-256 over the hash of the entry before, the number and the entry.</param>
public sealed record AuditRow(long Sequence, AuditEntry Entry, byte[] Hash);

/// <summary>Which entries to read, newest first.</summary>
public sealed record AuditQuery
{
    /// <summary>Only entries with a lower number; 0 for all.</summary>
    public long Before { get; init; }

    /// <summary>Only entries of this caller.</summary>
    public string? Actor { get; init; }

    /// <summary>Only entries of this action.</summary>
    public string? Action { get; init; }

    /// <summary>Only entries that name this party.</summary>
    public string? Party { get; init; }

    /// <summary>Only entries that name this record.</summary>
    public string? Record { get; init; }

    /// <summary>Only entries at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only entries before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Most entries to return, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Whether an entry is one of those asked for, its number aside.</summary>
    public bool Holds(AuditEntry entry) =>
        (Actor is null || string.Equals(Actor, entry.Actor, StringComparison.Ordinal))
        && (Action is null || string.Equals(Action, entry.Action, StringComparison.Ordinal))
        && (Party is null || entry.Parties.Contains(Party, StringComparer.Ordinal))
        && (Record is null || entry.Records.Contains(Record, StringComparer.Ordinal))
        && !(entry.At < From) && !(entry.At >= Until);
}

/// <summary>Some entries, newest first.</summary>
/// <param name="Rows">The entries.</param>
/// <param name="Before">Where to go on; null where the log's first entry was seen. A page may hold fewer entries than asked for and yet not be the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, long? Before);

/// <summary>What checking the chain of a log found.</summary>
/// <param name="Entries">Entries checked.</param>
/// <param name="Head">Hash of the last one in hexadecimal; compare it with one noted earlier to find that the end was cut off.</param>
/// <param name="BrokenAt">Number of the first entry that was altered, removed or put in; null where all is as it was written.</param>
public sealed record AuditProof(long Entries, string Head, long? BrokenAt);

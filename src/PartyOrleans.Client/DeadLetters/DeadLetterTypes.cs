namespace PartyOrleans.Client;

/// <summary>An input that was refused.</summary>
/// <param name="Number">Its number; the same for ever.</param>
/// <param name="CommittedAt">When it was kept.</param>
/// <param name="Source">The source it was meant for.</param>
/// <param name="Input">The file or stream it came in.</param>
/// <param name="Kind"><c>parse</c>, <c>contract</c>, <c>conflict</c>, <c>erased</c> or <c>transient</c>.</param>
/// <param name="Reason">What is wrong, without personal data.</param>
/// <param name="State"><c>open</c>, <c>replayed</c> or <c>discarded</c>.</param>
/// <param name="Attempts">How often it was tried to take it.</param>
/// <param name="Mended">Whether it has a mended text, which is read instead of the raw one.</param>
/// <param name="Line">Line where it starts, or its place in the stream; null where there is none.</param>
/// <param name="ChangedAt">When it last was edited, replayed or discarded; null where it never was.</param>
/// <param name="Raw">The text as it came; null in lists, hidden from callers who may not see every value.</param>
/// <param name="Text">The mended text; null where there is none, and in lists.</param>
/// <param name="Headers">What a message carried beside its value, JSON; null where there is nothing, and in lists.</param>
/// <param name="Context">How the text is read, JSON; null where nothing is known, and in lists.</param>
public sealed record HubDeadLetter(
    long Number, DateTimeOffset CommittedAt, string Source, string Input, string Kind, string Reason, string State, int Attempts, bool Mended, long? Line = null,
    DateTimeOffset? ChangedAt = null, string? Raw = null, string? Text = null, string? Headers = null, string? Context = null);

/// <summary>How many dead letters there are of one kind.</summary>
/// <param name="Source">The source they were meant for.</param>
/// <param name="Kind">Classification.</param>
/// <param name="State">What became of them.</param>
/// <param name="Letters">How many.</param>
/// <param name="Oldest">When the oldest was kept.</param>
public sealed record DeadLetterTotal(string Source, string Kind, string State, long Letters, DateTimeOffset Oldest);

/// <summary>Which dead letters are meant; what is null asks nothing.</summary>
/// <param name="Source">The source they were meant for.</param>
/// <param name="Input">The file or stream they came in.</param>
/// <param name="Kind">Classification.</param>
/// <param name="From">Of this time or later.</param>
/// <param name="Until">Before this time.</param>
public sealed record DeadLetterQuery(string? Source = null, string? Input = null, string? Kind = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>Open dead letters to be replayed or discarded: by number, by what they have in common, or all.</summary>
public sealed record DeadLetterChoice
{
    /// <summary>These letters.</summary>
    public IReadOnlyList<long>? Numbers { get; init; }

    /// <summary>Only letters of this source.</summary>
    public string? Source { get; init; }

    /// <summary>Only letters that came in this file or stream.</summary>
    public string? Input { get; init; }

    /// <summary>Only letters of this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only letters of this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only letters before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Every open letter.</summary>
    public bool All { get; init; }

    /// <summary>Only letters after this one: the <see cref="DeadLetterResult.NextAfter"/> of the answer before.</summary>
    public long After { get; init; }

    /// <summary>Letters at most, 1 to 10,000; null for 1000.</summary>
    public int? Most { get; init; }

    /// <summary>Whether nothing is kept.</summary>
    public bool DryRun { get; init; }

    /// <summary>Why; kept with the commit.</summary>
    public string? Reason { get; init; }
}

/// <summary>What became of dead letters, or would.</summary>
/// <param name="DryRun">Whether nothing was kept.</param>
/// <param name="Letters">Open letters that were looked at.</param>
/// <param name="Replayed">Letters that were taken, or would be.</param>
/// <param name="Refused">Letters that still cannot be taken.</param>
/// <param name="Discarded">Letters that were discarded, or would be.</param>
/// <param name="Created">Records that were new; 0 of a dry run.</param>
/// <param name="Updated">Records whose content changed.</param>
/// <param name="Deleted">Records deleted.</param>
/// <param name="Unchanged">Records of which the hub held the same already.</param>
/// <param name="Outdated">Records passed over, because the hub holds a newer version.</param>
/// <param name="Readings">What the first 100 letters were read as.</param>
/// <param name="NextAfter">Where the rest begins; null at the end.</param>
public sealed record DeadLetterResult(
    bool DryRun, int Letters, int Replayed, int Refused, int Discarded, int Created, int Updated, int Deleted, int Unchanged, int Outdated,
    IReadOnlyList<DeadLetterReading> Readings, long? NextAfter = null);

/// <summary>What a letter was read as.</summary>
/// <param name="Number">The letter.</param>
/// <param name="Outcome"><c>upsert</c>, <c>delete</c>, <c>nothing</c>, <c>refused</c> or <c>discarded</c>.</param>
/// <param name="Source">Source of the record of an upsert or delete.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="Reason">Why it was refused, or nothing came of it.</param>
/// <param name="Replaces">Whether, in a dry run, the hub holds the record, whose state would be replaced.</param>
public sealed record DeadLetterReading(
    long Number, string Outcome, string? Source = null, string? RecordId = null, string? Reason = null, bool Replaces = false);

/// <summary>The body of a request to mend a letter.</summary>
internal sealed record LetterTextBody(string? Text, string? Reason);

using PartyOrleans.Api.DeadLetters;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>An input that was refused, without its texts.</summary>
/// <param name="Number">Its number; the same for ever.</param>
/// <param name="CommittedAt">When it was kept.</param>
/// <param name="Source">The source it was meant for.</param>
/// <param name="Input">The file or stream it came in.</param>
/// <param name="Kind">Classification.</param>
/// <param name="Reason">What is wrong, without personal data.</param>
/// <param name="State">What became of it.</param>
/// <param name="Attempts">How often it was tried to take it.</param>
/// <param name="Mended">Whether it has a mended text, which is read instead of the raw one.</param>
/// <param name="Line">Line where it starts, or its place in the stream; absent where there is none.</param>
/// <param name="ChangedAt">When it last was edited, replayed or discarded; absent where it never was.</param>
internal sealed record DeadLetterSchema(
    long Number, DateTimeOffset CommittedAt, string Source, string Input, DeadLetterKind Kind, string Reason, DeadLetterState State, int Attempts, bool Mended,
    long? Line = null, DateTimeOffset? ChangedAt = null);

/// <summary>An input that was refused. Its texts are hidden from callers who may not see every value.</summary>
/// <param name="Number">Its number; the same for ever.</param>
/// <param name="CommittedAt">When it was kept.</param>
/// <param name="Source">The source it was meant for.</param>
/// <param name="Input">The file or stream it came in.</param>
/// <param name="Kind">Classification.</param>
/// <param name="Reason">What is wrong, without personal data.</param>
/// <param name="State">What became of it.</param>
/// <param name="Attempts">How often it was tried to take it.</param>
/// <param name="Mended">Whether it has a mended text.</param>
/// <param name="Raw">The text as it came.</param>
/// <param name="Line">Line where it starts, or its place in the stream; absent where there is none.</param>
/// <param name="ChangedAt">When it last was edited, replayed or discarded; absent where it never was.</param>
/// <param name="Text">The mended text.</param>
/// <param name="Headers">What a message carried beside its value, JSON.</param>
/// <param name="Context">How the text is read, JSON.</param>
internal sealed record WholeDeadLetterSchema(
    long Number, DateTimeOffset CommittedAt, string Source, string Input, DeadLetterKind Kind, string Reason, DeadLetterState State, int Attempts, bool Mended,
    string Raw, long? Line = null, DateTimeOffset? ChangedAt = null, string? Text = null, string? Headers = null, string? Context = null);

/// <summary>How many dead letters there are of one kind.</summary>
/// <param name="Source">The source they were meant for.</param>
/// <param name="Kind">Classification.</param>
/// <param name="State">What became of them.</param>
/// <param name="Letters">How many.</param>
/// <param name="Oldest">When the oldest was kept.</param>
internal sealed record DeadLetterCountSchema(string Source, DeadLetterKind Kind, DeadLetterState State, long Letters, DateTimeOffset Oldest);

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
/// <param name="NextAfter">To be sent as after for the rest; absent at the end.</param>
internal sealed record DeadLetterRunSchema(
    bool DryRun, int Letters, int Replayed, int Refused, int Discarded, int Created, int Updated, int Deleted, int Unchanged, int Outdated,
    IReadOnlyList<LetterReadingSchema> Readings, long? NextAfter = null);

/// <summary>What a letter was read as.</summary>
/// <param name="Number">The letter.</param>
/// <param name="Outcome">What it was read as.</param>
/// <param name="Source">Source of the record of an upsert or delete.</param>
/// <param name="RecordId">Its id there.</param>
/// <param name="Reason">Why it was refused, or nothing came of it.</param>
/// <param name="Replaces">True in a dry run where the hub holds the record, whose state would be replaced.</param>
internal sealed record LetterReadingSchema(
    long Number, LetterOutcome Outcome, string? Source = null, string? RecordId = null, string? Reason = null, bool? Replaces = null);

namespace PartyOrleans.Model;

/// <summary>Why an input was refused. Values are stored and never change.</summary>
public enum DeadLetterKind : byte
{
    /// <summary>The bytes are not a record: broken JSON, quotes, encoding, too large.</summary>
    Parse = 1,

    /// <summary>A record, but not one the hub can take: no id, no usable attribute, not what the source's contract says.</summary>
    Contract = 2,

    /// <summary>The same record id twice in one file with different content.</summary>
    Conflict = 3,

    /// <summary>A record that was erased and has come again; the letter holds nothing of it.</summary>
    Erased = 4,

    /// <summary>Nothing is wrong with it as far as is known, but taking it failed as often as it was to be tried.</summary>
    Transient = 5,
}

/// <summary>What became of a dead letter. Values are stored and never change.</summary>
public enum DeadLetterState : byte
{
    /// <summary>It waits to be mended, replayed or discarded.</summary>
    Open = 0,

    /// <summary>It was read again and taken.</summary>
    Replayed = 1,

    /// <summary>Somebody decided that it is not needed.</summary>
    Discarded = 2,
}

/// <summary>An input that was refused, kept whole so that it can be mended and replayed.</summary>
/// <param name="Source">The source it was meant for.</param>
/// <param name="Input">File name or stream it came in.</param>
/// <param name="Line">Line (from 1) where it starts, or its place in the stream; 0 where there are none.</param>
/// <param name="Kind">Classification.</param>
/// <param name="Reason">What is wrong and what was expected; without personal data.</param>
/// <param name="Raw">The text as it came, cut to 1 MiB with a mark where longer.</param>
public sealed record DeadLetter(string Source, string Input, long Line, DeadLetterKind Kind, string Reason, string Raw)
{
    /// <summary>How long a letter is kept at least once it was replayed or discarded; older ones are removed as others are settled.</summary>
    public static readonly TimeSpan SettledLifetime = TimeSpan.FromDays(30);

    /// <summary>How <see cref="Raw"/> is read again (JSON: adapter, header line, mapping); empty where nothing is known.</summary>
    public string Context { get; init; } = "";

    /// <summary>What a message carried beside its value, its key among it (a JSON object); empty for none.</summary>
    public string Headers { get; init; } = "";

    /// <summary>How often it was tried to take it.</summary>
    public int Attempts { get; init; } = 1;
}

/// <summary>A dead letter as it is from a change on. All of it is absolute, so that a change committed again changes nothing.</summary>
/// <param name="Number">The letter.</param>
/// <param name="State">What became of it.</param>
/// <param name="Attempts">How often it was tried to take it, all in all.</param>
public sealed record DeadLetterUpdate(long Number, DeadLetterState State, int Attempts)
{
    /// <summary>The text as somebody mended it, which is read instead of the raw one; null leaves it as it is, empty goes back to the raw one.</summary>
    public string? Text { get; init; }

    /// <summary>Why it was refused now; null leaves it as it is.</summary>
    public DeadLetterKind? Kind { get; init; }

    /// <summary>What is wrong with it now, without personal data; null leaves it as it is.</summary>
    public string? Reason { get; init; }
}

/// <summary>How far a load of one input has come; stored with the effects, so that an interrupted load goes on from here.</summary>
/// <param name="Input">Full path or name of the input.</param>
/// <param name="Fingerprint">Identifies the input's content (length and hash of its start); a changed file starts anew.</param>
/// <param name="RecordsDone">Records and dead letters handled so far, counted from the start of the input.</param>
/// <param name="Accepted">Of these, records taken.</param>
/// <param name="Rejected">Of these, dead letters.</param>
/// <param name="Complete">Whether the input has been read to its end.</param>
public sealed record LoadCheckpoint(string Input, string Fingerprint, long RecordsDone, long Accepted, long Rejected, bool Complete);

/// <summary>A checkpoint as a store keeps it.</summary>
/// <param name="Checkpoint">How far the load has come.</param>
/// <param name="CommittedAt">When it came so far (UTC); the least time for one kept before times were.</param>
public sealed record KeptCheckpoint(LoadCheckpoint Checkpoint, DateTimeOffset CommittedAt);

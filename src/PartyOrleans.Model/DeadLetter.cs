namespace PartyOrleans.Model;

/// <summary>Why an input was refused.</summary>
public enum DeadLetterKind : byte
{
    /// <summary>The bytes are not a record: broken JSON, quotes, encoding, too large.</summary>
    Parse = 1,

    /// <summary>A record, but not one the hub can take: no id, no usable attribute.</summary>
    Contract = 2,

    /// <summary>The same record id twice in one file with different content.</summary>
    Conflict = 3,

    /// <summary>A record that was erased and has come again; the letter holds nothing of it.</summary>
    Erased = 4,
}

/// <summary>An input that was refused, kept whole so that it can be mended and replayed.</summary>
/// <param name="Source">The source it was meant for.</param>
/// <param name="Input">File name or stream it came in.</param>
/// <param name="Line">Line (from 1) where it starts; 0 where there are no lines.</param>
/// <param name="Kind">Classification.</param>
/// <param name="Reason">What is wrong and what was expected; without personal data.</param>
/// <param name="Raw">The text as it came, cut to 1 MiB with a mark where longer.</param>
public sealed record DeadLetter(string Source, string Input, long Line, DeadLetterKind Kind, string Reason, string Raw);

/// <summary>How far a load of one input has come; stored with the effects, so that an interrupted load goes on from here.</summary>
/// <param name="Input">Full path or name of the input.</param>
/// <param name="Fingerprint">Identifies the input's content (length and hash of its start); a changed file starts anew.</param>
/// <param name="RecordsDone">Records and dead letters handled so far, counted from the start of the input.</param>
/// <param name="Accepted">Of these, records taken.</param>
/// <param name="Rejected">Of these, dead letters.</param>
/// <param name="Complete">Whether the input has been read to its end.</param>
public sealed record LoadCheckpoint(string Input, string Fingerprint, long RecordsDone, long Accepted, long Rejected, bool Complete);

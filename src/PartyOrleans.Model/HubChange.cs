namespace PartyOrleans.Model;

/// <summary>A current source record with the party it belongs to, as stores keep it.</summary>
/// <param name="Key">Source and record id.</param>
/// <param name="Content">Its values, encoded by <see cref="RecordContent"/>.</param>
/// <param name="Payload">The raw text it came from; empty where the content holds all of it.</param>
/// <param name="ContentHash">16 bytes, by <see cref="RecordContent.Hash"/>.</param>
/// <param name="Party">The party it belongs to.</param>
public sealed record StoredRecord(RecordKey Key, byte[] Content, string Payload, byte[] ContentHash, PartyId Party);

/// <summary>What happened to a party.</summary>
public enum PartyEventKind : byte
{
    /// <summary>A party came into being.</summary>
    Created = 1,

    /// <summary>Its golden content changed.</summary>
    Changed = 2,

    /// <summary>It took in the records of another party.</summary>
    Merged = 3,

    /// <summary>Some of its records left for another party.</summary>
    Split = 4,

    /// <summary>It has no records any more, or was merged away; the id redirects where it has a successor.</summary>
    Retired = 5,
}

/// <summary>One event in the life of a party, with the record moves that belong to it.</summary>
/// <param name="Party">The party.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Other">The other party of a merge, split or redirect.</param>
/// <param name="Records">The records that moved in (created, merged) or out (split, retired); sorted.</param>
public sealed record PartyEvent(PartyId Party, PartyEventKind Kind, PartyId? Other, IReadOnlyList<RecordKey> Records);

/// <summary>Attributes of which a record is to keep no past value.</summary>
/// <param name="Key">The record.</param>
/// <param name="Attributes">Canonical attributes or payload columns.</param>
public sealed record RecordRedaction(RecordKey Key, IReadOnlyList<string> Attributes);

/// <summary>A bundle as its file has it.</summary>
/// <param name="Sha256">SHA-256 of the text's UTF-8 bytes, 64 lower-case hexadecimal digits; its name.</param>
/// <param name="Json">The text.</param>
public sealed record BundleText(string Sha256, string Json);

/// <summary>
/// All effects of one batch of inputs, which a store commits in one transaction: nothing of it is visible before, all of it after.
/// Every list is sorted by its key, and names each key once.
/// </summary>
public sealed record HubChange
{
    /// <summary>Records inserted or updated, with the party each now belongs to.</summary>
    public IReadOnlyList<StoredRecord> Upserted { get; init; } = [];

    /// <summary>Records deleted.</summary>
    public IReadOnlyList<RecordKey> Deleted { get; init; } = [];

    /// <summary>Records whose content did not change, but whose party did: the new party.</summary>
    public IReadOnlyList<KeyValuePair<RecordKey, PartyId>> Moved { get; init; } = [];

    /// <summary>New versions of golden records.</summary>
    public IReadOnlyList<GoldenRecord> Golden { get; init; } = [];

    /// <summary>
    /// Whether each of these is known to say something else than its party's version before. Where it is not, a store opens that one to compare,
    /// and writes no version that repeats it.
    /// </summary>
    public bool GoldenIsNew { get; init; }

    /// <summary>Parties that ended, with the party that each redirects to (null where nothing is left of it).</summary>
    public IReadOnlyList<KeyValuePair<PartyId, PartyId?>> Retired { get; init; } = [];

    /// <summary>Review tasks opened, or open ones whose weight changed.</summary>
    public IReadOnlyList<ReviewTask> ReviewsOpened { get; init; } = [];

    /// <summary>Review tasks that are no longer needed.</summary>
    public IReadOnlyList<RecordPair> ReviewsClosed { get; init; } = [];

    /// <summary>Judgements made or replaced.</summary>
    public IReadOnlyList<Judgement> Judged { get; init; } = [];

    /// <summary>Judgements revoked.</summary>
    public IReadOnlyList<RecordPair> Revoked { get; init; } = [];

    /// <summary>Events in the order in which they are to be published.</summary>
    public IReadOnlyList<PartyEvent> Events { get; init; } = [];

    /// <summary>Inputs refused.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>What became of dead letters; sorted by number.</summary>
    public IReadOnlyList<DeadLetterUpdate> DeadLetterUpdates { get; init; } = [];

    /// <summary>How far streams have been taken with this change: a place is kept as it is told, whatever was kept before; sorted by stream.</summary>
    public IReadOnlyList<SourcePosition> Positions { get; init; } = [];

    /// <summary>The versions of records, deleted ones too, that the change brings: kept as told, whatever was kept before; sorted by key.</summary>
    public IReadOnlyList<SourceVersion> Versions { get; init; } = [];

    /// <summary>How far the load has come with this change, where it is part of one.</summary>
    public LoadCheckpoint? Checkpoint { get; init; }

    /// <summary>
    /// Records of which nothing is to stay: their past contents, payloads, the cells they gave to golden records, and their names in events and
    /// judgements are destroyed with this commit, and they are refused when they come again. Each must be deleted or absent after the change.
    /// </summary>
    public IReadOnlyList<RecordKey> Erased { get; init; } = [];

    /// <summary>
    /// Attributes of records of which nothing is to stay but that they were there: their values go from past contents, and from the golden
    /// records that they were given to. The change itself brings the records without them, or deletes them.
    /// </summary>
    public IReadOnlyList<RecordRedaction> Redacted { get; init; } = [];

    /// <summary>Erased records that may come again from this commit on.</summary>
    public IReadOnlyList<RecordKey> Lifted { get; init; } = [];

    /// <summary>Answers to callers, kept with the effects that they tell of.</summary>
    public IReadOnlyList<KeptAnswer> Answers { get; init; } = [];

    /// <summary>The bundle that becomes the active one with this commit; null where it stays as it is.</summary>
    public BundleText? Activated { get; init; }

    /// <summary>Who made the change, by what and why; not part of what the change does.</summary>
    public ChangeOrigin Origin { get; init; } = ChangeOrigin.Unknown;
}

using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>
/// Where one hub keeps everything: current source records, memberships, golden versions, judgements, review tasks, events,
/// dead letters, bundles and load checkpoints. One hub owns one store; opening a second one on it fails with a clear message.
/// </summary>
public interface IPartyStore : IAsyncDisposable
{
    /// <summary>Commits all effects of a change in one transaction; when the task completes they survive a crash.</summary>
    /// <remarks>
    /// A change whose commit had an unclear outcome is committed again, as it is, before any other: what was kept is not kept twice.
    /// A golden record whose content hash is that of the current version makes no new version. A retired party that gets a golden record
    /// is current again.
    /// </remarks>
    /// <exception cref="ArgumentException">A record belongs to a party that is not current after the change, or a moved record is unknown.</exception>
    /// <exception cref="StoreException">The store could not write; nothing of the change is kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled in time; nothing of the change is kept.</exception>
    /// <returns>The number of the commit: ascending from 1, the same where the change was kept already.</returns>
    Task<long> CommitAsync(HubChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until the outcome of every commit that was begun is known: what is read from then on is all there is. To be called after a commit
    /// failed, before anything is read back; it tries again where the server could not be reached.
    /// </summary>
    /// <exception cref="StoreException">The store cannot be reached, or another hub wrote to it meanwhile.</exception>
    Task SettleAsync(CancellationToken cancellationToken);

    /// <summary>All current records in batches, in no given order; payloads are left empty unless asked for. Used for warm start.</summary>
    IAsyncEnumerable<IReadOnlyList<StoredRecord>> ReadRecordsAsync(bool withPayload, CancellationToken cancellationToken);

    /// <summary>One current record, or null.</summary>
    Task<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>The current golden record of a party, following redirects of retired ids; null where there is none.</summary>
    Task<GoldenRecord?> FindGoldenAsync(PartyId party, CancellationToken cancellationToken);

    /// <summary>All current golden records, sorted by party.</summary>
    IAsyncEnumerable<GoldenRecord> ReadGoldenAsync(CancellationToken cancellationToken);

    /// <summary>Every version that a party's golden record had, oldest first, with the time of its commit (UTC).</summary>
    IAsyncEnumerable<KeyValuePair<DateTimeOffset, GoldenRecord>> ReadGoldenVersionsAsync(PartyId party, CancellationToken cancellationToken);

    /// <summary>The events of a party, oldest first, with the time of their commit (UTC).</summary>
    IAsyncEnumerable<KeyValuePair<DateTimeOffset, PartyEvent>> ReadEventsAsync(PartyId party, CancellationToken cancellationToken);

    /// <summary>The events of all parties after a place in the feed, in the order in which they were committed.</summary>
    /// <param name="after">The greatest sequence number seen so far; 0 for the start.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, CancellationToken cancellationToken);

    /// <summary>All retired party ids with what each redirects to (null: nothing).</summary>
    IAsyncEnumerable<KeyValuePair<PartyId, PartyId?>> ReadRetiredAsync(CancellationToken cancellationToken);

    /// <summary>All judgements in force, sorted by pair.</summary>
    IAsyncEnumerable<Judgement> ReadJudgementsAsync(CancellationToken cancellationToken);

    /// <summary>Every judgement made about a pair, oldest first, revoked and replaced ones included.</summary>
    IAsyncEnumerable<JudgementPeriod> ReadJudgementHistoryAsync(RecordPair pair, CancellationToken cancellationToken);

    /// <summary>All open review tasks, sorted by weight, greatest first, then pair.</summary>
    IAsyncEnumerable<ReviewTask> ReadReviewsAsync(CancellationToken cancellationToken);

    /// <summary>All dead letters in the order in which they were committed.</summary>
    IAsyncEnumerable<DeadLetter> ReadDeadLettersAsync(CancellationToken cancellationToken);

    /// <summary>The checkpoint of an input, or null.</summary>
    Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken);

    /// <summary>The checkpoints of inputs whose names begin with a text (empty: all), sorted by name (by its UTF-8 bytes).</summary>
    IAsyncEnumerable<KeptCheckpoint> ReadCheckpointsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>How far streams whose names begin with a text (empty: all) have been taken, sorted by name (ordinal).</summary>
    Task<IReadOnlyList<SourcePosition>> ReadPositionsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The versions of those records that have one, deleted ones too; sorted by key.</summary>
    Task<IReadOnlyList<SourceVersion>> FindVersionsAsync(IReadOnlyCollection<RecordKey> keys, CancellationToken cancellationToken);

    /// <summary>The answer kept under a key (<see cref="HubChange.Answers"/>), or null where there is none that is young enough.</summary>
    Task<KeptAnswer?> FindAnswerAsync(byte[] key, CancellationToken cancellationToken);

    /// <summary>Keeps a bundle (its JSON text under its SHA-256 name) and makes it the active one. An existing one is never changed.</summary>
    /// <param name="sha256">SHA-256 of the text's UTF-8 bytes, 64 hexadecimal digits.</param>
    /// <param name="json">The bundle's text.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    /// <exception cref="ArgumentException">The text does not have that SHA-256: it was altered.</exception>
    Task ActivateBundleAsync(string sha256, string json, CancellationToken cancellationToken);

    /// <summary>Makes a bundle that the store keeps the active one again.</summary>
    /// <exception cref="ArgumentException">The store has no bundle of that name.</exception>
    Task ActivateBundleAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Keeps a bundle without making it the active one. An existing one is never changed.</summary>
    /// <exception cref="ArgumentException">The text does not have that SHA-256: it was altered.</exception>
    Task KeepBundleAsync(BundleText bundle, CancellationToken cancellationToken);

    /// <summary>The JSON text of a bundle that the store keeps, or null.</summary>
    Task<string?> FindBundleAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>The bundles that the store keeps, with every time one became active, sorted by SHA-256.</summary>
    Task<IReadOnlyList<KeptBundle>> ReadBundlesAsync(CancellationToken cancellationToken);

    /// <summary>The JSON text of the active bundle, or null where none was activated.</summary>
    Task<string?> FindActiveBundleAsync(CancellationToken cancellationToken);

    /// <summary>The number of the last commit; 0 before the first.</summary>
    Task<long> FindLastCommitAsync(CancellationToken cancellationToken);

    /// <summary>Numbers of what the store holds now.</summary>
    Task<StoreCounts> CountAsync(CancellationToken cancellationToken);
}

/// <summary>A bundle that a store keeps.</summary>
/// <param name="Sha256">Its name.</param>
/// <param name="Json">Its text.</param>
/// <param name="Activations">When it became the active one, oldest first; empty where it never was.</param>
public sealed record KeptBundle(string Sha256, string Json, IReadOnlyList<BundleActivation> Activations);

/// <summary>A bundle became the active one.</summary>
/// <param name="Number">Ascending over all bundles of the store; the greatest is the one in force.</param>
/// <param name="At">When (UTC).</param>
public readonly record struct BundleActivation(long Number, DateTimeOffset At);

/// <summary>One event in the order in which the hub publishes.</summary>
/// <param name="Sequence">Its place, ascending from 1; the same for ever.</param>
/// <param name="CommittedAt">When it was committed (UTC).</param>
/// <param name="Event">What happened.</param>
public sealed record FeedEntry(long Sequence, DateTimeOffset CommittedAt, PartyEvent Event);

/// <summary>A judgement with the time in which it was in force.</summary>
/// <param name="Judgement">What was decided.</param>
/// <param name="From">When it was committed (UTC).</param>
/// <param name="Until">When it was revoked or replaced (UTC); null while in force.</param>
public sealed record JudgementPeriod(Judgement Judgement, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>Numbers of what a store holds now.</summary>
/// <param name="Records">Current source records.</param>
/// <param name="Parties">Current parties.</param>
/// <param name="GoldenVersions">Golden versions, past ones included.</param>
/// <param name="Reviews">Open review tasks.</param>
/// <param name="Judgements">Judgements in force.</param>
/// <param name="DeadLetters">Dead letters that are open.</param>
public sealed record StoreCounts(long Records, long Parties, long GoldenVersions, long Reviews, long Judgements, long DeadLetters);

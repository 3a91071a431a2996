using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>
/// The read side of a hub: what people and programs look at, served to many callers at once and never held up by a commit under way.
/// Every call sees one consistent state, with all commits acknowledged before it.
/// </summary>
/// <remarks>
/// Lists come in pages by keyset cursors: a walk meets every item that is there from its start to its end exactly once, whatever is
/// committed meanwhile. A cursor is opaque, and only good for the list that it came from.
/// </remarks>
public interface IPartyReadModel
{
    /// <summary>A party by id, following redirects; null where there never was one of that id.</summary>
    ValueTask<PartyView?> FindPartyAsync(PartyId party, CancellationToken cancellationToken);

    /// <summary>A party with its source records side by side, following redirects; null where there never was one of that id.</summary>
    ValueTask<PartyWithRecords?> FindPartyWithRecordsAsync(PartyId party, CancellationToken cancellationToken);

    /// <summary>One current record, or null.</summary>
    Task<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>All current parties, sorted by id.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    Task<Page<GoldenRecord>> ReadPartiesAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>The versions of a party's golden record, newest first; none for an unknown id. Redirects are not followed: each id has its own history.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this party's history.</exception>
    Task<Page<GoldenVersion>> ReadHistoryAsync(PartyId party, PageRequest page, CancellationToken cancellationToken);

    /// <summary>The events of a party, newest first; none for an unknown id.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this party's events.</exception>
    Task<Page<FeedEntry>> ReadPartyEventsAsync(PartyId party, PageRequest page, CancellationToken cancellationToken);

    /// <summary>The events of all parties in the order of their commits. It always has a next cursor, with which a caller waits for what is still to come.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of the feed.</exception>
    Task<Page<FeedEntry>> ReadFeedPageAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// The open review tasks by expected benefit, greatest first, then record ids. One whose benefit changes during a walk, because its parties
    /// do, is met where it then stands: again further on, or not where its new place was passed.
    /// </summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of the review list.</exception>
    Task<Page<ReviewItem>> ReadReviewPageAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>Numbers of what the store holds now.</summary>
    Task<StoreCounts> CountAsync(CancellationToken cancellationToken);
}

using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>
/// What a store has to tell the world: events of parties, and review tasks opened and closed, in the order of their commits. The rows are written
/// in the transactions of the changes they tell of, so that nothing is told that did not happen, and nothing that happened is left out.
/// </summary>
public interface IOutbox
{
    /// <summary>Reads what follows a place, in the order of commits; of one commit the events of parties come before review tasks.</summary>
    /// <param name="after">The place of the last entry seen; default for the start.</param>
    /// <param name="most">Entries at most, from 1.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Fewer than asked for only where no more are there yet.</returns>
    Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(OutboxPosition after, int most, CancellationToken cancellationToken);

    /// <summary>The place of the last entry there is now, for who wants to be told only what comes.</summary>
    Task<OutboxPosition> FindOutboxEndAsync(CancellationToken cancellationToken);
}

/// <summary>A place in the outbox.</summary>
/// <param name="Event">Number of the last event of a party at or before it.</param>
/// <param name="Review">Number of the last event of a review task at or before it.</param>
public readonly record struct OutboxPosition(long Event, long Review);

/// <summary>What the outbox has to tell: either <see cref="Happened"/> or <see cref="Review"/> is there.</summary>
/// <param name="Position">Its place: to be given as <c>after</c> for what follows it.</param>
/// <param name="Commit">The commit that it came with.</param>
public sealed record OutboxEntry(OutboxPosition Position, CommitInfo Commit)
{
    /// <summary>What happened to a party; null where the entry is about a review task.</summary>
    public PartyEvent? Happened { get; init; }

    /// <summary>The party's golden record as of the commit; null where it has ended, or what it said was erased.</summary>
    public GoldenRecord? Golden { get; init; }

    /// <summary>What happened to a review task; null where the entry is about a party.</summary>
    public ReviewEvent? Review { get; init; }

    /// <summary>Names the entry for ever; the same in every reading of the same store, and of no other entry of it.</summary>
    public string Id => Happened is not null
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"event-{Position.Event}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"review-{Position.Review}");
}

/// <summary>What happened to a review task. Values are stored and never change.</summary>
public enum ReviewEventKind : byte
{
    /// <summary>A pair came into the review band.</summary>
    Opened = 1,

    /// <summary>Its weight changed, and it still is in the review band.</summary>
    Changed = 2,

    /// <summary>It is no longer to be decided: decided, settled by other evidence, or one of its records is gone.</summary>
    Closed = 3,
}

/// <summary>One event in the life of a review task.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Task">The task as it was then; of a closed one as it was last.</param>
public sealed record ReviewEvent(ReviewEventKind Kind, ReviewTask Task);

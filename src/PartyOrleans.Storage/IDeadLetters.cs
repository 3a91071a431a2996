using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>The dead letters of a store. They come with <see cref="HubChange.DeadLetters"/> and are settled by <see cref="HubChange.DeadLetterUpdates"/>.</summary>
public interface IDeadLetters
{
    /// <summary>Letters in the order in which they were committed.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of these letters.</exception>
    Task<Page<DeadLetterEntry>> ReadDeadLetterPageAsync(DeadLetterFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>One letter, or null.</summary>
    Task<DeadLetterEntry?> FindDeadLetterAsync(long number, CancellationToken cancellationToken);

    /// <summary>How many letters there are of each kind, source and state, and since when; sorted by source, kind and state.</summary>
    Task<IReadOnlyList<DeadLetterCount>> CountDeadLettersAsync(CancellationToken cancellationToken);
}

/// <summary>Which letters are meant; what is null asks nothing.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>All letters.</summary>
    public static DeadLetterFilter All { get; } = new();

    /// <summary>The source they were meant for.</summary>
    public string? Source { get; init; }

    /// <summary>The file or stream they came in.</summary>
    public string? Input { get; init; }

    /// <summary>Classification.</summary>
    public DeadLetterKind? Kind { get; init; }

    /// <summary>What became of them.</summary>
    public DeadLetterState? State { get; init; }

    /// <summary>Of a greater number than this; 0 for all.</summary>
    public long After { get; init; }

    /// <summary>Committed before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Committed at this time or later.</summary>
    public DateTimeOffset? From { get; init; }
}

/// <summary>How many letters there are of one kind.</summary>
/// <param name="Source">The source they were meant for.</param>
/// <param name="Kind">Classification.</param>
/// <param name="State">What became of them.</param>
/// <param name="Letters">How many.</param>
/// <param name="Oldest">When the oldest was committed (UTC).</param>
public readonly record struct DeadLetterCount(string Source, DeadLetterKind Kind, DeadLetterState State, long Letters, DateTimeOffset Oldest);

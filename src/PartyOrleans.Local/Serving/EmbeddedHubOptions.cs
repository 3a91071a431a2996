namespace PartyOrleans.Local.Serving;

/// <summary>Bounds of the writing loop.</summary>
internal sealed record EmbeddedHubOptions
{
    /// <summary>Submissions that may wait for their turn; more are sent away, or held back where they are part of a stream.</summary>
    public int MostWaiting { get; init; } = 4096;

    /// <summary>Inputs committed together: more makes streams faster, fewer shortens what a single request may wait for.</summary>
    public int MostInputsPerCommit { get; init; } = 4096;

    /// <summary>What callers that are sent away are told to wait.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause before a failed commit is tried again the first time; doubled each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest pause between two tries.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a commit is tried again before the change is given up.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(5);
}

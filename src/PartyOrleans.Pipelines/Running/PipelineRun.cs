using System.Text.Json.Serialization;

namespace PartyOrleans.Pipelines.Running;

/// <summary>How a run is.</summary>
public enum RunState
{
    /// <summary>It waits until the run before it has ended.</summary>
    Queued,

    /// <summary>It goes on.</summary>
    Running,

    /// <summary>Every step is done.</summary>
    Done,

    /// <summary>A step failed; it may be resumed.</summary>
    Failed,

    /// <summary>Somebody stopped it; it may be resumed.</summary>
    Cancelled,

    /// <summary>The hub ended while it was under way; it may be resumed.</summary>
    Interrupted,
}

/// <summary>How a step of a run is.</summary>
public enum StepState
{
    /// <summary>It has not begun.</summary>
    Waiting,

    /// <summary>It goes on, or pauses before it is tried again.</summary>
    Running,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>It failed as often as it was to be tried, or for good.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Cancelled,

    /// <summary>A step before it is not done.</summary>
    Skipped,
}

/// <summary>What started a run.</summary>
public enum RunTrigger
{
    /// <summary>Somebody at a command line.</summary>
    Hand,

    /// <summary>A request.</summary>
    Api,

    /// <summary>The pipeline's schedule.</summary>
    Schedule,

    /// <summary>A notification of new objects in a zone.</summary>
    Objects,

    /// <summary>A step of another pipeline.</summary>
    Pipeline,
}

/// <summary>One run of a pipeline.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Number">Which run of it, from 1.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="RequestedAt">When it was asked for (UTC).</param>
public sealed record PipelineRun(string Pipeline, long Number, RunTrigger Trigger, DateTimeOffset RequestedAt)
{
    /// <summary>Who asked for it, by the name that they signed in with; empty where nobody did.</summary>
    public string Actor { get; init; } = "";

    /// <summary>What more there is to say of its start: a zone, or the step of another pipeline's run as <c>pipeline/number/step</c>.</summary>
    public string Detail { get; init; } = "";

    /// <summary>When it was due (UTC): by its schedule, else when it was asked for.</summary>
    public DateTimeOffset Due { get; init; } = RequestedAt;

    /// <summary>When its first step began (UTC); null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended (UTC); null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it is to have ended (UTC); null for no bound.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Whether it had not ended by its deadline.</summary>
    public bool DeadlineMissed { get; init; }

    /// <summary>How it is.</summary>
    public RunState State { get; init; }

    /// <summary>How often it was resumed by itself after the hub had ended.</summary>
    public int Resumes { get; init; }

    /// <summary>Why it did not end as it should, without personal data; empty where it did.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Its steps in the order of the definition.</summary>
    public IReadOnlyList<StepRun> Steps { get; init; } = [];

    /// <summary>Whether it has ended.</summary>
    [JsonIgnore]
    public bool HasEnded => State is not (RunState.Queued or RunState.Running);
}

/// <summary>A step of a run.</summary>
/// <param name="Name">The step.</param>
/// <param name="Kind">What kind of work it is.</param>
public sealed record StepRun(string Name, string Kind)
{
    private static readonly IReadOnlyDictionary<string, long> NoCounts = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>How it is.</summary>
    public StepState State { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it first began (UTC); null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended (UTC); null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Counts by name, sorted.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get;
        init => field = value.Count == 0 ? NoCounts : new SortedDictionary<string, long>(value.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
    }
    = NoCounts;

    /// <summary>Why it failed, or failed the last time it was tried; empty where it did not. Without personal data.</summary>
    public string Failure { get; init; } = "";

    /// <summary>What it has to say; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether the note is a warning.</summary>
    public bool Warns { get; init; }
}

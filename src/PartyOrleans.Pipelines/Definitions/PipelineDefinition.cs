using PartyOrleans.Pipelines.Running;
using PartyOrleans.Pipelines.Scheduling;

namespace PartyOrleans.Pipelines.Definitions;

/// <summary>A pipeline: named steps, what each waits for, and when and how all of it is run.</summary>
/// <param name="Name">Its name; unique within a hub.</param>
/// <param name="Steps">Its steps, in the order in which they are shown.</param>
public sealed record PipelineDefinition(string Name, IReadOnlyList<StepDefinition> Steps)
{
    /// <summary>What it is for, in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>When it is started by itself; null for never.</summary>
    public PipelineSchedule? Schedule { get; init; }

    /// <summary>How long after it was due a run is to have ended; null for no bound. Passing it raises an alert and stops nothing.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What becomes of a start while another run goes on; default <see cref="ConcurrencyPolicy.Skip"/>.</summary>
    public ConcurrencyPolicy Concurrency { get; init; }

    /// <summary>What becomes of a run that was under way when the hub ended; default <see cref="AfterCrashPolicy.Resume"/>.</summary>
    public AfterCrashPolicy AfterCrash { get; init; }

    /// <summary>How often a run is resumed by itself, 0 to 100; default 3, so that a step that ends the process does not do so for ever.</summary>
    public int MostResumes { get; init; } = 3;

    /// <summary>Steps that run at once, 1 to 64; default 4. Raising it takes more memory.</summary>
    public int MostAtOnce { get; init; } = 4;

    /// <summary>Starts that may wait where <see cref="Concurrency"/> lets them, 1 to 1000; default 10.</summary>
    public int MostQueued { get; init; } = 10;

    /// <summary>Runs that ended and are kept, 1 to 1000; default 100.</summary>
    public int KeptRuns { get; init; } = 100;

    /// <summary>How long runs that ended are kept; default 90 days. The last one stays whatever its age.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Zones whose notification of new objects starts it, sorted; none by default.</summary>
    public IReadOnlyList<string> StartedByZones { get; init; } = [];

    /// <summary>The first thing that is wrong with the steps; null where all is well.</summary>
    public DefinitionFault? FindFault() => StepGraph.FindFault(Steps);
}

/// <summary>One step of a pipeline.</summary>
/// <param name="Name">Its name; unique within the pipeline.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="Work">The work.</param>
public sealed record StepDefinition(string Name, string Kind, IPipelineStep Work)
{
    /// <summary>Steps that must be done before it begins; none by default.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>How often it is tried.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>How long one try may take; null for no bound. A try that takes longer is stopped, and counts as failed.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>How often a step is tried, and the pauses between: the first, doubled each time, with jitter.</summary>
public sealed record RetryPolicy
{
    /// <summary>Tries all in all, 1 to 1000; default 3.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The first pause, 10 ms to a day; default 1 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, 10 ms to a day; default 5 min.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What becomes of a start while another run goes on.</summary>
public enum ConcurrencyPolicy
{
    /// <summary>It is refused; of a schedule it is left out and counted.</summary>
    Skip,

    /// <summary>It waits for its turn.</summary>
    Queue,
}

/// <summary>What becomes of a run that was under way when the hub ended.</summary>
public enum AfterCrashPolicy
{
    /// <summary>It goes on where it was: steps that were done stay done.</summary>
    Resume,

    /// <summary>It ends as interrupted, and goes on when somebody asks for it.</summary>
    Interrupt,
}

/// <summary>Something that is wrong with a definition.</summary>
/// <param name="Member">Where, such as <c>steps[1].after</c>.</param>
/// <param name="Expected">What is allowed there.</param>
public sealed record DefinitionFault(string Member, string Expected);

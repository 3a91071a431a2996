using Microsoft.Extensions.Logging;

namespace PartyOrleans.Pipelines.Running;

/// <summary>What pipelines are given by their host.</summary>
/// <param name="Journal">Where runs are kept.</param>
/// <param name="Time">Clock of schedules, pauses and deadlines.</param>
/// <param name="Log">Told of failures.</param>
/// <param name="Instruments">Told of everything that is counted.</param>
public sealed record PipelineSurroundings(IRunJournal Journal, TimeProvider Time, ILogger Log, PipelineInstruments Instruments)
{
    /// <summary>The message of an exception where it names no data and may be shown; null for others.</summary>
    public Func<Exception, string?> MessageOf { get; init; } = static _ => null;
}

/// <summary>What somebody should know of at once.</summary>
public enum PipelineAlertKind
{
    /// <summary>A run had not ended by its deadline.</summary>
    DeadlineMissed,

    /// <summary>A run failed.</summary>
    RunFailed,

    /// <summary>A run was under way when the hub ended, and is not resumed by itself.</summary>
    RunInterrupted,
}

/// <summary>An alert.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Run">The run, as it was then.</param>
/// <param name="At">When (UTC).</param>
public sealed record PipelineAlert(PipelineAlertKind Kind, PipelineRun Run, DateTimeOffset At);

/// <summary>What was asked of a pipeline cannot be done now; nothing is changed.</summary>
public sealed class PipelineRefusedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, and what helps.</param>
    /// <param name="isUnknown">Whether there is no such pipeline or run.</param>
    /// <param name="isTransient">Whether the same may be done in a moment.</param>
    public PipelineRefusedException(string message, bool isUnknown = false, bool isTransient = false)
        : base(message) => (IsUnknown, IsTransient) = (isUnknown, isTransient);

    /// <summary>Whether the same may be done in a moment: the pipelines are starting.</summary>
    public bool IsTransient { get; }

    /// <summary>Whether there is no such pipeline or run, as opposed to a state that does not allow it.</summary>
    public bool IsUnknown { get; }
}

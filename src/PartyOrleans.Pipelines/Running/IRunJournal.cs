namespace PartyOrleans.Pipelines.Running;

/// <summary>Where runs are kept. Every call is durable when its task completes.</summary>
public interface IRunJournal
{
    /// <summary>The runs of a pipeline that are kept, by number.</summary>
    Task<IReadOnlyList<PipelineRun>> ReadAsync(string pipeline, CancellationToken cancellationToken);

    /// <summary>Keeps a run in place of what was kept of it.</summary>
    Task SaveAsync(PipelineRun run, CancellationToken cancellationToken);

    /// <summary>Removes a run.</summary>
    Task DeleteAsync(PipelineRun run, CancellationToken cancellationToken);

    /// <summary>Up to when the schedule of a pipeline was dealt with, and by which schedule; null where it never was.</summary>
    Task<ScheduleMark?> FindMarkAsync(string pipeline, CancellationToken cancellationToken);

    /// <summary>Keeps up to when the schedule of a pipeline was dealt with.</summary>
    Task SaveMarkAsync(string pipeline, ScheduleMark mark, CancellationToken cancellationToken);
}

/// <summary>Up to when a schedule was dealt with.</summary>
/// <param name="Schedule">The schedule, as text.</param>
/// <param name="Until">The last time that was dealt with (UTC).</param>
public sealed record ScheduleMark(string Schedule, DateTimeOffset Until);

using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Pipelines.Tests;

/// <summary>A journal that outlives the service that writes it, as a store does a process, and that may be full.</summary>
internal sealed class MemoryJournal : IRunJournal
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Pipeline, long Number), string> _runs = [];
    private readonly Dictionary<string, string> _marks = new(StringComparer.Ordinal);

    /// <summary>Whether nothing can be written.</summary>
    public bool IsFull { get; set; }

    /// <summary>Every state of every run that was written, in order.</summary>
    public List<PipelineRun> Written { get; } = [];

    public Task<IReadOnlyList<PipelineRun>> ReadAsync(string pipeline, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<PipelineRun>>([.. _runs.Where(run => run.Key.Pipeline == pipeline).Select(run => RunDocument.ReadRun(run.Value))]);
        }
    }

    public Task SaveAsync(PipelineRun run, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            RequireRoom();
            _runs[(run.Pipeline, run.Number)] = RunDocument.Write(run);
            Written.Add(run);
        }

        return Task.CompletedTask;
    }

    public Task DeleteAsync(PipelineRun run, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            RequireRoom();
            _runs.Remove((run.Pipeline, run.Number));
        }

        return Task.CompletedTask;
    }

    public Task<ScheduleMark?> FindMarkAsync(string pipeline, CancellationToken cancellationToken) => Task.FromResult(MarkOf(pipeline));

    /// <summary>The mark of a pipeline; null where there is none.</summary>
    public ScheduleMark? MarkOf(string pipeline)
    {
        lock (_lock)
        {
            return _marks.TryGetValue(pipeline, out string? mark) ? RunDocument.ReadMark(mark) : null;
        }
    }

    public Task SaveMarkAsync(string pipeline, ScheduleMark mark, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            RequireRoom();
            _marks[pipeline] = RunDocument.Write(mark);
        }

        return Task.CompletedTask;
    }

    private void RequireRoom()
    {
        if (IsFull)
        {
            throw new IOException("No space left on device");
        }
    }
}

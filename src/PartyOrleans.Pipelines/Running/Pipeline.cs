using PartyOrleans.Pipelines.Definitions;

namespace PartyOrleans.Pipelines.Running;

/// <summary>One pipeline at work: its runs, of which one is under way at a time, those that wait, and its schedule.</summary>
internal sealed partial class Pipeline
{
    private readonly PipelineSurroundings _surroundings;
    private readonly Action<PipelineAlert> _alert;
    private readonly CancellationToken _hubStops;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, PipelineRun> _runs = [];
    private readonly Dictionary<long, TaskCompletionSource<PipelineRun>> _ended = [];
    private readonly Queue<long> _queue = [];
    private RunExecution? _current;
    private Task _running = Task.CompletedTask;
    private Task _scheduling = Task.CompletedTask;
    private RunRequest? _again;

    public Pipeline(PipelineDefinition definition, PipelineSurroundings surroundings, Action<PipelineAlert> alert, CancellationToken hubStops) =>
        (Definition, _surroundings, _alert, _hubStops) = (definition, surroundings, alert, hubStops);

    public PipelineDefinition Definition { get; }

    public PipelineStatus Status
    {
        get
        {
            IReadOnlyList<PipelineRun> runs = Runs();
            return new PipelineStatus(Definition, runs.Count > 0 ? runs[0] : null, [.. runs.Reverse().Where(run => !run.HasEnded)], Definition.Schedule?.NextAfter(Now));
        }
    }

    private DateTimeOffset Now => _surroundings.Time.GetUtcNow();

    private bool IsBusy => _current is not null || _queue.Count > 0;

    /// <summary>The runs, newest first.</summary>
    public IReadOnlyList<PipelineRun> Runs()
    {
        lock (_lock)
        {
            return [.. _runs.Values.Reverse().Select(Live)];
        }
    }

    public PipelineRun? FindRun(long number)
    {
        lock (_lock)
        {
            return _runs.TryGetValue(number, out PipelineRun? run) ? Live(run) : null;
        }
    }

    /// <summary>Reads the journal, and decides about runs that were under way.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PipelineRun> kept = await _surroundings.Journal.ReadAsync(Definition.Name, cancellationToken);
        var found = new List<PipelineRun>();
        foreach (PipelineRun run in kept.OrderBy(run => run.Number))
        {
            found.Add(run.State == RunState.Running ? await FoundAsync(run, cancellationToken) : run);
        }

        lock (_lock)
        {
            _runs.Clear();
            _queue.Clear();
            foreach (PipelineRun run in found)
            {
                _runs[run.Number] = run;
                if (!run.HasEnded)
                {
                    _queue.Enqueue(run.Number);
                }
            }
        }
    }

    /// <summary>Goes on with what was found, and follows the schedule.</summary>
    public void Begin(bool followsSchedule)
    {
        lock (_lock)
        {
            StartNext();
        }

        if (followsSchedule && Definition.Schedule is { } schedule)
        {
            _scheduling = Task.Run(() => FollowAsync(schedule), CancellationToken.None);
        }
    }

    public async Task<PipelineRun> StartRunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _hubStops.ThrowIfCancellationRequested();
            RequireRoom();
            DateTimeOffset now = Now;
            DateTimeOffset due = request.Due ?? now;
            long number;
            lock (_lock)
            {
                number = (_runs.Count == 0 ? 0 : _runs.Keys.Last()) + 1;
            }

            var run = new PipelineRun(Definition.Name, number, request.Trigger, now)
            {
                Actor = request.Actor,
                Detail = request.Detail,
                Due = due,
                Deadline = due + Definition.Deadline,
                Steps = [.. Definition.Steps.Select(step => new StepRun(step.Name, step.Kind))],
            };
            return await AdmitAsync(run);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Has one more run follow the one under way, which may have looked before what this one is for came.</summary>
    public void RunAgainAfter(RunRequest request)
    {
        lock (_lock)
        {
            _again = request;
        }
    }

    public async Task<PipelineRun> ResumeAsync(long number, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            PipelineRun run = Require(number);
            if (!run.HasEnded || run.State == RunState.Done)
            {
                throw new PipelineRefusedException($"Run {number} is {(run.HasEnded ? "done" : "under way")}; only a run that ended and is not done can be resumed.");
            }

            RequireRoom();
            return await AdmitAsync(Prepared(run with { State = RunState.Queued, EndedAt = null, Failure = "" }));
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<PipelineRun> CancelAsync(long number, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            PipelineRun run = Require(number);
            if (run.State == RunState.Queued && _current?.Run.Number != number)
            {
                run = run with
                {
                    State = RunState.Cancelled,
                    EndedAt = Now,
                    Failure = "The run was cancelled.",
                    Steps = [.. run.Steps.Select(step => step.State == StepState.Waiting ? step with { State = StepState.Cancelled } : step)],
                };
                await _surroundings.Journal.SaveAsync(run, CancellationToken.None);
                lock (_lock)
                {
                    long[] left = [.. _queue.Where(waiting => waiting != number)];
                    _queue.Clear();
                    Array.ForEach(left, _queue.Enqueue);
                    Put(run);
                }
            }
            else
            {
                lock (_lock)
                {
                    if (_current?.Run.Number == number)
                    {
                        _current.Cancel();
                    }
                }
            }

            return run;
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<PipelineRun> EndedAsync(long number, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            PipelineRun run = Require(number);
            if (run.HasEnded)
            {
                return Task.FromResult(run);
            }

            if (!_ended.TryGetValue(number, out TaskCompletionSource<PipelineRun>? ended))
            {
                _ended[number] = ended = new TaskCompletionSource<PipelineRun>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return ended.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Completes once nothing is at work any more.</summary>
    public async Task StoppedAsync()
    {
        await _scheduling;
        Task running;
        lock (_lock)
        {
            running = _running;
        }

        await running;
        lock (_lock)
        {
            foreach (TaskCompletionSource<PipelineRun> ended in _ended.Values)
            {
                ended.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    /// <summary>A run shows as ended once the next one may be started, and not a moment before.</summary>
    private PipelineRun Live(PipelineRun run) =>
        _current is not { } current || current.Run is not { } live || live.Number != run.Number ? run
        : live.HasEnded ? live with { State = RunState.Running, EndedAt = null, Failure = "" }
        : live;

    private PipelineRun Require(long number) =>
        FindRun(number) ?? throw new PipelineRefusedException($"There is no run {number} of pipeline {Definition.Name}.", isUnknown: true);

    private void RequireRoom()
    {
        lock (_lock)
        {
            if (IsBusy && Definition.Concurrency == ConcurrencyPolicy.Skip)
            {
                throw new PipelineRefusedException($"A run of pipeline {Definition.Name} is under way, and it lets no other wait (concurrency).");
            }

            if (_queue.Count >= Definition.MostQueued)
            {
                throw new PipelineRefusedException($"{_queue.Count} runs of pipeline {Definition.Name} wait already, as many as may (max_queued).");
            }
        }
    }

    private async Task<PipelineRun> AdmitAsync(PipelineRun run)
    {
        await _surroundings.Journal.SaveAsync(run, CancellationToken.None);
        lock (_lock)
        {
            Put(run);
            _queue.Enqueue(run.Number);
            StartNext();
        }

        return run;
    }

    private void Put(PipelineRun run)
    {
        _runs[run.Number] = run;
        if (run.HasEnded && _ended.Remove(run.Number, out TaskCompletionSource<PipelineRun>? ended))
        {
            ended.TrySetResult(run);
        }
    }

    private void StartNext()
    {
        if (_current is null && !_hubStops.IsCancellationRequested && _queue.TryDequeue(out long number))
        {
            var execution = new RunExecution(Definition, _runs[number], _surroundings, _alert, _hubStops);
            _current = execution;
            _running = Task.Run(() => RunAsync(execution), CancellationToken.None);
        }
    }

    private async Task RunAsync(RunExecution execution)
    {
        await execution.RunAsync();
        RunRequest? again;
        lock (_lock)
        {
            _current = null;
            Put(execution.Run);
            StartNext();
            (again, _again) = (_again, null);
        }

        try
        {
            await ForgetAsync();
            if (again is not null && !_hubStops.IsCancellationRequested)
            {
                await StartRunAsync(again, _hubStops);
            }
        }
        catch (PipelineRefusedException)
        {
            // A run that began meanwhile sees what this one was for.
        }
        catch (Exception failure)
        {
            PipelineLog.NotRecorded(_surroundings.Log, failure, Definition.Name, execution.Run.Number);
        }
    }

    /// <summary>Removes runs that are too many or too old; the last one stays.</summary>
    private async Task ForgetAsync()
    {
        DateTimeOffset oldest = Now - Definition.KeptFor;
        PipelineRun[] forgotten;
        lock (_lock)
        {
            PipelineRun[] ended = [.. _runs.Values.Reverse().Where(run => run.HasEnded)];
            forgotten = [.. ended.Where((run, index) => index > 0 && (index >= Definition.KeptRuns || run.EndedAt < oldest))];
        }

        foreach (PipelineRun run in forgotten)
        {
            await _surroundings.Journal.DeleteAsync(run, CancellationToken.None);
            lock (_lock)
            {
                _runs.Remove(run.Number);
            }
        }
    }

    /// <summary>Steps as they are when the run begins, or goes on: done ones stay done, the others are to be run.</summary>
    private PipelineRun Prepared(PipelineRun run)
    {
        Dictionary<string, StepRun> before = run.Steps.ToDictionary(step => step.Name, StringComparer.Ordinal);
        return run with
        {
            Steps =
            [
                .. Definition.Steps.Select(step => before.GetValueOrDefault(step.Name) is not { } was ? new StepRun(step.Name, step.Kind)
                    : was.State == StepState.Done && was.Kind == step.Kind ? was
                    : was with { Kind = step.Kind, State = StepState.Waiting, EndedAt = null, Failure = "", Note = "", Warns = false }),
            ],
        };
    }

    private async Task<PipelineRun> FoundAsync(PipelineRun run, CancellationToken cancellationToken)
    {
        bool resumes = Definition.AfterCrash == AfterCrashPolicy.Resume && run.Resumes < Definition.MostResumes;
        PipelineLog.Found(_surroundings.Log, Definition.Name, run.Number, resumes ? "resumed" : "marked as interrupted");
        PipelineRun next = resumes
            ? Prepared(run with { State = RunState.Queued, Resumes = run.Resumes + 1 })
            : run with { State = RunState.Interrupted, EndedAt = Now, Failure = "The hub ended while it was under way." };
        await _surroundings.Journal.SaveAsync(next, cancellationToken);
        if (!resumes)
        {
            _alert(new PipelineAlert(PipelineAlertKind.RunInterrupted, next, Now));
        }

        return next;
    }
}

using Microsoft.Extensions.Logging;
using PartyOrleans.Pipelines.Definitions;
using Polly;
using Polly.Retry;

namespace PartyOrleans.Pipelines.Running;

/// <summary>
/// One run under way. What changes is recorded before anything follows from it: a step begins once those before it are recorded as done, so that
/// after a crash no step is left out, and at most those that were under way are done again.
/// </summary>
internal sealed class RunExecution
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly PipelineDefinition _definition;
    private readonly PipelineSurroundings _surroundings;
    private readonly Action<PipelineAlert> _alert;
    private readonly CancellationToken _hubStops;
    private readonly CancellationTokenSource _cancelled;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private readonly ResiliencePipeline _recording;
    private PipelineRun _run;

    /// <summary>Makes it; nothing begins yet.</summary>
    public RunExecution(PipelineDefinition definition, PipelineRun run, PipelineSurroundings surroundings, Action<PipelineAlert> alert, CancellationToken hubStops)
    {
        (_definition, _run, _surroundings, _alert, _hubStops) = (definition, run, surroundings, alert, hubStops);
        _cancelled = new CancellationTokenSource();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_cancelled.Token, hubStops);
        _recording = new ResiliencePipelineBuilder { TimeProvider = surroundings.Time }
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 5, Delay = FirstPause, BackoffType = DelayBackoffType.Exponential, UseJitter = true })
            .Build();
    }

    /// <summary>The run as it is.</summary>
    public PipelineRun Run
    {
        get
        {
            lock (_lock)
            {
                return _run;
            }
        }
    }

    /// <summary>Stops it; what its steps have committed stays.</summary>
    public void Cancel() => _cancelled.Cancel();

    /// <summary>Runs it to its end, or until the hub stops: then it stays under way in the journal.</summary>
    public async Task RunAsync()
    {
        long began = _surroundings.Time.GetTimestamp();
        _surroundings.Instruments.Began(_definition.Name);
        PipelineLog.Began(_surroundings.Log, _definition.Name, Run.Number, PipelineInstruments.NameOf(Run.Trigger));
        Task deadline = Task.CompletedTask;
        try
        {
            await ChangeAsync(run => run with { State = RunState.Running, StartedAt = run.StartedAt ?? Now });
            deadline = WatchDeadlineAsync();
            await RunStepsAsync();
            if (!_hubStops.IsCancellationRequested || Run.Steps.All(step => step.State == StepState.Done))
            {
                await ChangeAsync(Ended);
            }
        }
        catch (Exception failure)
        {
            PipelineLog.NotRecorded(_surroundings.Log, failure, _definition.Name, Run.Number);
            Set(run => run with { State = RunState.Failed, EndedAt = Now, Failure = "The run could not be recorded; the hub's log says why." });
        }

        await _stop.CancelAsync();
        await deadline;
        Tell(_surroundings.Time.GetElapsedTime(began));
        _stop.Dispose();
    }

    private DateTimeOffset Now => _surroundings.Time.GetUtcNow();

    private PipelineRun Ended(PipelineRun run)
    {
        StepRun? failed = run.Steps.FirstOrDefault(step => step.State == StepState.Failed);
        RunState state = failed is not null ? RunState.Failed
            : run.Steps.All(step => step.State == StepState.Done) ? RunState.Done
            : RunState.Cancelled;
        return run with
        {
            State = state,
            EndedAt = Now,
            Failure = state == RunState.Failed ? $"Step {failed!.Name} failed: {failed.Failure}" : state == RunState.Cancelled ? "The run was cancelled." : "",
            Steps = [.. run.Steps.Select(step => step.State == StepState.Waiting ? step with { State = state == RunState.Cancelled ? StepState.Cancelled : StepState.Skipped } : step)],
        };
    }

    private void Tell(TimeSpan took)
    {
        PipelineRun run = Run;
        _surroundings.Instruments.Ended(run, took);
        if (run.State == RunState.Done)
        {
            PipelineLog.Done(_surroundings.Log, run.Pipeline, run.Number, took.TotalSeconds);
        }
        else if (run.HasEnded)
        {
            PipelineLog.NotDone(_surroundings.Log, run.Pipeline, run.Number, PipelineInstruments.NameOf(run.State), run.Failure);
            if (run.State == RunState.Failed)
            {
                _alert(new PipelineAlert(PipelineAlertKind.RunFailed, run, Now));
            }
        }
    }

    private async Task RunStepsAsync()
    {
        var running = new List<Task>();
        while (true)
        {
            while (running.Count < _definition.MostAtOnce && !_stop.IsCancellationRequested && NextStep() is { } step)
            {
                Set(run => With(run, step.Name, state => state with { State = StepState.Running }));
                running.Add(Task.Run(() => RunStepAsync(step), CancellationToken.None));
            }

            if (running.Count == 0)
            {
                return;
            }

            Task ended = await Task.WhenAny(running);
            running.Remove(ended);
            try
            {
                await ended;
            }
            catch
            {
                // What cannot be recorded ends the run; the other steps are stopped first, so that none goes on unseen.
                await _stop.CancelAsync();
                await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }
    }

    private StepDefinition? NextStep()
    {
        Dictionary<string, StepState> states = Run.Steps.ToDictionary(step => step.Name, step => step.State, StringComparer.Ordinal);
        return _definition.Steps.FirstOrDefault(step =>
            states[step.Name] == StepState.Waiting && step.After.All(before => states[before] == StepState.Done));
    }

    private async Task RunStepAsync(StepDefinition step)
    {
        long began = _surroundings.Time.GetTimestamp();
        ResiliencePipeline retry = RetryOf(step);
        try
        {
            StepResult result = await retry.ExecuteAsync(async stop => await TryAsync(step, stop), _stop.Token);
            await ChangeAsync(run => With(run, step.Name, state => state with
            {
                State = StepState.Done,
                EndedAt = Now,
                Counts = result.Counts,
                Note = result.Note,
                Warns = result.Warns,
                Failure = "",
            }));
        }
        catch (OperationCanceledException) when (_hubStops.IsCancellationRequested && !_cancelled.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await ChangeAsync(run => With(run, step.Name, state => state with { State = StepState.Cancelled, EndedAt = Now }));
        }
        catch (Exception failure) when (failure is not RecordingException)
        {
            PipelineLog.StepFailed(_surroundings.Log, failure, _definition.Name, step.Name, Run.Number);
            await ChangeAsync(run => With(run, step.Name, state => state with
            {
                State = StepState.Failed,
                EndedAt = Now,
                Failure = _surroundings.Describe(failure),
                Counts = failure is StepFailedException { Counts.Count: > 0 } told ? told.Counts : state.Counts,
            }));
        }

        _surroundings.Instruments.StepEnded(_definition.Name, Run.Steps.First(state => state.Name == step.Name), _surroundings.Time.GetElapsedTime(began));
    }

    private async Task<StepResult> TryAsync(StepDefinition step, CancellationToken stop)
    {
        await ChangeAsync(run => With(run, step.Name, state => state with { Attempts = state.Attempts + 1, StartedAt = state.StartedAt ?? Now, EndedAt = null }));
        PipelineRun run = Run;
        var context = new StepContext(run, step.Name, run.Steps.First(state => state.Name == step.Name).Attempts, (name, count) => Report(step.Name, name, count));
        if (step.Timeout is not { } bound)
        {
            return await step.Work.RunAsync(context, stop);
        }

        using var timeout = new CancellationTokenSource(bound, _surroundings.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return await step.Work.RunAsync(context, both.Token);
        }
        catch (OperationCanceledException cancelled) when (timeout.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new TimeoutException($"It took longer than {bound:c}.", cancelled);
        }
    }

    private ResiliencePipeline RetryOf(StepDefinition step) => step.Retry.Attempts < 2
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = _surroundings.Time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = step.Retry.Attempts - 1,
                Delay = step.Retry.FirstPause,
                MaxDelay = step.Retry.LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } failure and not StepFailedException and not RecordingException && !_stop.IsCancellationRequested),
                OnRetry = async arguments =>
                {
                    Exception failure = arguments.Outcome.Exception!;
                    PipelineLog.Retried(
                        _surroundings.Log, failure, _definition.Name, step.Name, Run.Number, arguments.AttemptNumber + 1, arguments.RetryDelay.TotalMilliseconds);
                    _surroundings.Instruments.Retried(_definition.Name, step.Name);
                    await ChangeAsync(run => With(run, step.Name, state => state with { Failure = _surroundings.Describe(failure) }));
                },
            })
            .Build();

    private async Task WatchDeadlineAsync()
    {
        if (Run is not { Deadline: { } deadline, DeadlineMissed: false })
        {
            return;
        }

        TimeSpan left = deadline - Now;
        if (left > TimeSpan.Zero)
        {
            await Waiting.UntilAsync(deadline, _surroundings.Time, _stop.Token);
            if (_stop.IsCancellationRequested)
            {
                return;
            }
        }

        try
        {
            await ChangeAsync(static run => run with { DeadlineMissed = true });
        }
        catch (RecordingException failure)
        {
            PipelineLog.NotRecorded(_surroundings.Log, failure, _definition.Name, Run.Number);
        }

        PipelineLog.DeadlineMissed(_surroundings.Log, _definition.Name, Run.Number, deadline);
        _surroundings.Instruments.DeadlineMissed(_definition.Name);
        _alert(new PipelineAlert(PipelineAlertKind.DeadlineMissed, Run, Now));
    }

    private void Report(string step, string name, long count) => Set(run => With(run, step, state => state.State != StepState.Running ? state : state with
    {
        Counts = new SortedDictionary<string, long>(state.Counts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) { [name] = count },
    }));

    private static PipelineRun With(PipelineRun run, string step, Func<StepRun, StepRun> change) =>
        run with { Steps = [.. run.Steps.Select(state => string.Equals(state.Name, step, StringComparison.Ordinal) ? change(state) : state)] };

    private void Set(Func<PipelineRun, PipelineRun> change)
    {
        lock (_lock)
        {
            _run = change(_run);
        }
    }

    /// <summary>Changes the run and records it; changes are recorded in their order.</summary>
    private async Task ChangeAsync(Func<PipelineRun, PipelineRun> change)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            Set(change);
            await _recording.ExecuteAsync(async stop => await _surroundings.Journal.SaveAsync(Run, stop), CancellationToken.None);
        }
        catch (Exception failure)
        {
            throw new RecordingException(failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed class RecordingException(Exception cause) : Exception("The run could not be recorded.", cause);
}

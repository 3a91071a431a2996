using PartyOrleans.Pipelines.Definitions;

namespace PartyOrleans.Pipelines.Running;

/// <summary>The pipelines of one hub: started by their schedules, by hand, by request or by new objects, one writer of their journal.</summary>
public sealed class PipelineService : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly PipelineSurroundings _surroundings;
    private readonly SortedDictionary<string, Pipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private Task? _starting;

    /// <summary>Makes it; pipelines are added, and then it is started.</summary>
    public PipelineService(PipelineSurroundings surroundings) => _surroundings = surroundings;

    /// <summary>Somebody should know. Called from any thread; must not throw, nor wait.</summary>
    public event Action<PipelineAlert>? Alerted;

    /// <summary>Whether schedules are followed; default true. Without them runs are started by everything else.</summary>
    public bool FollowsSchedules { get; init; } = true;

    internal bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Adds a pipeline; before the start only.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or something is wrong with its steps.</exception>
    public void Add(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.FindFault() is { } fault)
        {
            throw new ArgumentException($"{fault.Member}: expected {fault.Expected}.", nameof(definition));
        }

        if (!_pipelines.TryAdd(definition.Name, new Pipeline(definition, _surroundings, alert => Alerted?.Invoke(alert), _stop.Token)))
        {
            throw new ArgumentException($"There is a pipeline {definition.Name} already.", nameof(definition));
        }

        _surroundings.Instruments.Knows(definition);
    }

    /// <summary>The first pipeline that runs one which is not there, or itself by way of others; null where all is well.</summary>
    public (string Pipeline, DefinitionFault Fault)? FindFault()
    {
        foreach ((string name, Pipeline pipeline) in _pipelines)
        {
            for (int i = 0; i < pipeline.Definition.Steps.Count; i++)
            {
                foreach (string called in pipeline.Definition.Steps[i].Work.Pipelines)
                {
                    if (!_pipelines.ContainsKey(called))
                    {
                        return (name, new DefinitionFault($"steps[{i}].pipeline", $"one of the pipelines {string.Join(", ", _pipelines.Keys)}"));
                    }

                    if (Reaches(called, name, []))
                    {
                        return (name, new DefinitionFault($"steps[{i}].pipeline", "a pipeline that does not run this one in turn"));
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Begins: finds what was under way when the hub ended, and follows the schedules. Done again it does nothing.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _starting ??= Task.Run(StartAsync);
        }
    }

    /// <summary>Completes once runs that were under way are found.</summary>
    public Task StartedAsync(CancellationToken cancellationToken) => _started.Task.WaitAsync(cancellationToken);

    /// <summary>The pipelines with how they are, by name.</summary>
    public IReadOnlyList<PipelineStatus> List() => [.. _pipelines.Values.Select(pipeline => pipeline.Status)];

    /// <summary>How a pipeline is; null where there is none.</summary>
    public PipelineStatus? Find(string pipeline) => _pipelines.GetValueOrDefault(pipeline)?.Status;

    /// <summary>Its runs, newest first; null where there is no such pipeline.</summary>
    public IReadOnlyList<PipelineRun>? Runs(string pipeline) => _pipelines.GetValueOrDefault(pipeline)?.Runs();

    /// <summary>A run; null where there is none.</summary>
    public PipelineRun? FindRun(string pipeline, long number) => _pipelines.GetValueOrDefault(pipeline)?.FindRun(number);

    /// <summary>Starts a run, or has it wait for its turn; it is recorded when the task completes.</summary>
    /// <exception cref="PipelineRefusedException">There is no such pipeline, it is running already, or the pipelines are starting.</exception>
    public Task<PipelineRun> StartRunAsync(string pipeline, RunRequest request, CancellationToken cancellationToken) =>
        Get(pipeline).StartRunAsync(request, cancellationToken);

    /// <summary>Goes on with a run that ended and is not done: steps that are done stay done.</summary>
    /// <exception cref="PipelineRefusedException">There is no such run, it is done or under way, or another one goes on.</exception>
    public Task<PipelineRun> ResumeAsync(string pipeline, long number, CancellationToken cancellationToken) => Get(pipeline).ResumeAsync(number, cancellationToken);

    /// <summary>Stops a run; what its steps have committed stays. One that ended stays as it is.</summary>
    /// <exception cref="PipelineRefusedException">There is no such run.</exception>
    public Task<PipelineRun> CancelAsync(string pipeline, long number, CancellationToken cancellationToken) => Get(pipeline).CancelAsync(number, cancellationToken);

    /// <summary>Completes with a run once it has ended.</summary>
    /// <exception cref="PipelineRefusedException">There is no such run.</exception>
    public Task<PipelineRun> EndedAsync(string pipeline, long number, CancellationToken cancellationToken) => Get(pipeline).EndedAsync(number, cancellationToken);

    /// <summary>Starts the pipelines that new objects of a zone start; those that go on already and let nobody wait see them too, and are passed over.</summary>
    /// <returns>The runs started.</returns>
    public async Task<IReadOnlyList<PipelineRun>> StartByObjectsAsync(string zone, string actor, CancellationToken cancellationToken)
    {
        var started = new List<PipelineRun>();
        foreach (Pipeline pipeline in _pipelines.Values.Where(pipeline => pipeline.Definition.StartedByZones.Contains(zone, StringComparer.Ordinal)))
        {
            try
            {
                started.Add(await pipeline.StartRunAsync(new RunRequest(RunTrigger.Objects) { Actor = actor, Detail = zone }, cancellationToken));
            }
            catch (PipelineRefusedException) when (pipeline.Status.IsBusy)
            {
                pipeline.RunAgainAfter(new RunRequest(RunTrigger.Objects) { Actor = actor, Detail = zone });
            }
        }

        return started;
    }

    /// <summary>Stops all. Runs under way stay so in the journal, and are found at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _started.TrySetCanceled(_stop.Token);
        if (_starting is { } starting)
        {
            await starting;
        }

        foreach (Pipeline pipeline in _pipelines.Values)
        {
            await pipeline.StoppedAsync();
        }
    }

    private bool Reaches(string from, string to, HashSet<string> seen) => string.Equals(from, to, StringComparison.Ordinal)
        || (seen.Add(from) && _pipelines.TryGetValue(from, out Pipeline? pipeline)
            && pipeline.Definition.Steps.SelectMany(step => step.Work.Pipelines).Any(called => Reaches(called, to, seen)));

    private Pipeline Get(string name)
    {
        Pipeline pipeline = _pipelines.GetValueOrDefault(name)
            ?? throw new PipelineRefusedException($"There is no pipeline {name}; there are {(_pipelines.Count == 0 ? "none" : string.Join(", ", _pipelines.Keys))}.", isUnknown: true);
        return _started.Task.IsCompletedSuccessfully ? pipeline : throw new PipelineRefusedException("The pipelines are starting; try again.", isTransient: true);
    }

    /// <summary>All journals are read before anything is resumed: a step that runs another pipeline must find that one's runs.</summary>
    private async Task StartAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                foreach (Pipeline pipeline in _pipelines.Values)
                {
                    await pipeline.LoadAsync(_stop.Token);
                }

                _started.TrySetResult();
                foreach (Pipeline pipeline in _pipelines.Values)
                {
                    pipeline.Begin(FollowsSchedules);
                }

                return;
            }
            catch (Exception failure) when (!_stop.IsCancellationRequested)
            {
                PipelineLog.StartFailed(_surroundings.Log, failure);
                await Task.Delay(Pause, _surroundings.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

/// <summary>A start of a run.</summary>
/// <param name="Trigger">What asks for it.</param>
public sealed record RunRequest(RunTrigger Trigger)
{
    /// <summary>Who asks, by the name that they signed in with.</summary>
    public string Actor { get; init; } = "";

    /// <summary>What more there is to say.</summary>
    public string Detail { get; init; } = "";

    /// <summary>When it was due (UTC); null for now.</summary>
    public DateTimeOffset? Due { get; init; }
}

/// <summary>A pipeline and how it is.</summary>
/// <param name="Definition">The pipeline.</param>
/// <param name="Last">Its newest run; null before the first.</param>
/// <param name="Active">Runs under way and waiting, oldest first.</param>
/// <param name="NextDue">When its schedule starts it next (UTC); null for never.</param>
public sealed record PipelineStatus(PipelineDefinition Definition, PipelineRun? Last, IReadOnlyList<PipelineRun> Active, DateTimeOffset? NextDue)
{
    /// <summary>Whether a run is under way or waits.</summary>
    public bool IsBusy => Active.Count > 0;

    /// <summary>Why somebody should look at it, in words; empty where all is well: its last run failed, or one under way passed its deadline.</summary>
    public string Trouble =>
        Active.FirstOrDefault(run => run.DeadlineMissed) is { } late ? $"Run {late.Number} had not ended by its deadline."
        : Last is { State: RunState.Failed or RunState.Interrupted } failed && !IsBusy ? $"Run {failed.Number} ended as {PipelineInstruments.NameOf(failed.State)}."
        : "";
}

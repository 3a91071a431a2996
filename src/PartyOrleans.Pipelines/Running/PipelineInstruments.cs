using System.Diagnostics.Metrics;
using PartyOrleans.Pipelines.Definitions;

namespace PartyOrleans.Pipelines.Running;

/// <summary>What pipelines tell of themselves. Tags name pipelines, steps and kinds, which are configuration, never data.</summary>
public sealed class PipelineInstruments : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _runs;
    private readonly Histogram<double> _runDuration;
    private readonly Histogram<double> _stepDuration;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _deadlinesMissed;
    private readonly Counter<long> _skipped;
    private readonly UpDownCounter<long> _underWay;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterName">Name of the hub's meter.</param>
    public PipelineInstruments(string meterName)
    {
        _meter = new Meter(meterName);
        _runs = _meter.CreateCounter<long>("party.pipeline.runs", "{run}", "Runs of pipelines that ended, by how.");
        _runDuration = _meter.CreateHistogram("party.pipeline.run.duration", "s", "Time from the start of a run to its end.", null, Seconds);
        _stepDuration = _meter.CreateHistogram("party.pipeline.step.duration", "s", "Time from the first try of a step to its end.", null, Seconds);
        _retries = _meter.CreateCounter<long>("party.pipeline.step.retries", "{try}", "Tries of steps after a failed one.");
        _deadlinesMissed = _meter.CreateCounter<long>("party.pipeline.deadlines.missed", "{run}", "Runs that had not ended by their deadline.");
        _skipped = _meter.CreateCounter<long>("party.pipeline.schedule.skipped", "{run}", "Times of a schedule for which no run was started.");
        _underWay = _meter.CreateUpDownCounter<long>("party.pipeline.runs.active", "{run}", "Runs under way.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    /// <summary>The name of a state as metrics, documents and answers have it.</summary>
    public static string NameOf<T>(T state)
        where T : struct, Enum => state.ToString().ToLowerInvariant();

    /// <summary>A pipeline is there: what is counted of it begins at nothing, so that its first failure is seen as one.</summary>
    internal void Knows(PipelineDefinition pipeline)
    {
        KeyValuePair<string, object?> tag = Tag("pipeline", pipeline.Name);
        foreach (RunState state in new[] { RunState.Done, RunState.Failed, RunState.Cancelled, RunState.Interrupted })
        {
            _runs.Add(0, tag, Tag("state", NameOf(state)));
        }

        foreach (StepDefinition step in pipeline.Steps)
        {
            _retries.Add(0, tag, Tag("step", step.Name));
        }

        _deadlinesMissed.Add(0, tag);
        _skipped.Add(0, tag);
        _underWay.Add(0, tag);
    }

    internal void Began(string pipeline) => _underWay.Add(1, Tag("pipeline", pipeline));

    internal void Ended(PipelineRun run, TimeSpan took)
    {
        _underWay.Add(-1, Tag("pipeline", run.Pipeline));
        if (run.HasEnded)
        {
            _runs.Add(1, Tag("pipeline", run.Pipeline), Tag("state", NameOf(run.State)));
            _runDuration.Record(took.TotalSeconds, Tag("pipeline", run.Pipeline));
        }
    }

    internal void StepEnded(string pipeline, StepRun step, TimeSpan took) => _stepDuration.Record(
        took.TotalSeconds, Tag("pipeline", pipeline), Tag("step", step.Name), Tag("state", NameOf(step.State)));

    internal void Retried(string pipeline, string step) => _retries.Add(1, Tag("pipeline", pipeline), Tag("step", step));

    internal void DeadlineMissed(string pipeline) => _deadlinesMissed.Add(1, Tag("pipeline", pipeline));

    internal void Skipped(string pipeline, int times) => _skipped.Add(times, Tag("pipeline", pipeline));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}

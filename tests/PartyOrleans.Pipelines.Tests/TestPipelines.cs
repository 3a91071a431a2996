using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Pipelines.Definitions;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Pipelines.Scheduling;

namespace PartyOrleans.Pipelines.Tests;

/// <summary>Pipelines by a clock that a test moves; stopped and made again over the same journal they are as after a restart.</summary>
internal sealed class TestPipelines : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PipelineInstruments _instruments;

    public TestPipelines(MemoryJournal journal, FakeTimeProvider time)
    {
        (Journal, Time) = (journal, time);
        _instruments = new PipelineInstruments("test");
        Service = new PipelineService(new PipelineSurroundings(journal, time, NullLogger.Instance, _instruments));
        Service.Alerted += Alerts.Add;
    }

    public TestPipelines()
        : this(new MemoryJournal(), new FakeTimeProvider(Start))
    {
    }

    public MemoryJournal Journal { get; }

    public FakeTimeProvider Time { get; }

    public PipelineService Service { get; }

    public List<PipelineAlert> Alerts { get; } = [];

    public static PipelineSchedule Cron(string cron, string zone = "UTC") =>
        PipelineSchedule.TryParse(cron, PipelineSchedule.FindZone(zone)!, out string expected) ?? throw new ArgumentException(expected, nameof(cron));

    public static StepDefinition Step(string name, IPipelineStep work, params string[] after) => new(name, "test", work) { After = after };

    /// <summary>Adds pipelines and starts.</summary>
    public async Task<TestPipelines> StartAsync(params PipelineDefinition[] definitions)
    {
        Array.ForEach(definitions, Service.Add);
        Service.Start();
        await Service.StartedAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Starts a run by request.</summary>
    public Task<PipelineRun> RunAsync(string pipeline) => Service.StartRunAsync(pipeline, new RunRequest(RunTrigger.Api) { Actor = "ann" }, CancellationToken.None);

    /// <summary>Waits for a run's end, moving the clock to whatever is waited for.</summary>
    public async Task<PipelineRun> EndedAsync(string pipeline, long number, bool movesClock = false)
    {
        using var patience = new CancellationTokenSource(Patience);
        Task<PipelineRun> ended = Service.EndedAsync(pipeline, number, patience.Token);
        while (movesClock && !ended.IsCompleted)
        {
            await Task.WhenAny(ended, Time.AdvanceToTimerAsync(TimeSpan.FromDays(1), patience.Token));
        }

        return await ended;
    }

    /// <summary>Waits until something is so, looking whenever the journal was written.</summary>
    public async Task UntilAsync(Func<bool> so)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!so())
        {
            (TimeProvider.System.GetElapsedTime(began) < Patience).ShouldBeTrue("it did not come about");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _instruments.Dispose();
    }
}

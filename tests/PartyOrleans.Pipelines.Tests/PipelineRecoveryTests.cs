using PartyOrleans.Pipelines.Definitions;
using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Pipelines.Tests;

public sealed class PipelineRecoveryTests
{
    private readonly MemoryJournal _journal = new();
    private readonly FakeTimeProvider _time = new(TestPipelines.Start);

    [Fact]
    public async Task Start_WhenARunWasUnderWay_GoesOnAtTheStepThatWas()
    {
        var first = new TestStep();
        await StopInTheMidstAsync(first, AfterCrashPolicy.Resume);
        _time.Advance(TimeSpan.FromHours(1));

        var held = new TestStep();
        await using TestPipelines again = await new TestPipelines(_journal, _time).StartAsync(Definition(first, held, AfterCrashPolicy.Resume));
        PipelineRun ended = await again.EndedAsync("daily", 1);

        (ended.State, ended.Resumes, first.Tries, held.Tries).ShouldBe((RunState.Done, 1, 1, 1));
        ended.Steps.Select(step => step.Attempts).ShouldBe([1, 2]);
        (ended.StartedAt, ended.EndedAt).ShouldBe((TestPipelines.Start, TestPipelines.Start.AddHours(1)));
    }

    [Fact]
    public async Task Start_WhenThePolicyIsToInterrupt_MarksItAndSomebodyMayResume()
    {
        var first = new TestStep();
        await StopInTheMidstAsync(first, AfterCrashPolicy.Interrupt);

        var held = new TestStep();
        await using TestPipelines again = await new TestPipelines(_journal, _time).StartAsync(Definition(first, held, AfterCrashPolicy.Interrupt));

        PipelineRun found = again.Service.FindRun("daily", 1)!;
        (found.State, found.Failure, held.Tries).ShouldBe((RunState.Interrupted, "The hub ended while it was under way.", 0));
        again.Alerts.Select(alert => alert.Kind).ShouldBe([PipelineAlertKind.RunInterrupted]);
        await again.Service.ResumeAsync("daily", 1, CancellationToken.None);
        ((await again.EndedAsync("daily", 1)).State, first.Tries, held.Tries).ShouldBe((RunState.Done, 1, 1));
    }

    [Fact]
    public async Task Start_WhenItEndsTheHubAgainAndAgain_IsResumedSoOftenAndNotMore()
    {
        var first = new TestStep();
        for (int i = 0; i < 4; i++)
        {
            await StopInTheMidstAsync(first, AfterCrashPolicy.Resume);
        }

        await using TestPipelines again = await new TestPipelines(_journal, _time).StartAsync(Definition(first, new TestStep(), AfterCrashPolicy.Resume));

        (again.Service.FindRun("daily", 1)!.State, again.Service.FindRun("daily", 1)!.Resumes).ShouldBe((RunState.Interrupted, 3));
    }

    [Fact]
    public async Task Start_WhenAnotherPipelineIsRunByAStep_NeitherIsStartedTwice()
    {
        (TestStep held, TaskCompletionSource began, _) = TestStep.Held();
        var stopped = new TestPipelines(_journal, _time);
        await stopped.StartAsync(Nested(stopped, held));
        await stopped.RunAsync("parent");
        await began.Task;
        await stopped.DisposeAsync();
        (await _journal.ReadAsync("child", default)).Select(run => (run.Number, run.State, run.Detail)).ShouldBe([(1, RunState.Running, "parent/1/run")]);

        var work = new TestStep();
        await using var again = new TestPipelines(_journal, _time);
        await again.StartAsync(Nested(again, work));
        PipelineRun parent = await again.EndedAsync("parent", 1);

        (parent.State, work.Tries, again.Service.Runs("child")!.Count).ShouldBe((RunState.Done, 1, 1));
        parent.Steps[0].Counts.ShouldBe([KeyValuePair.Create("run", 1L), KeyValuePair.Create("steps", 1L)]);
    }

    [Fact]
    public async Task Cancel_WhenAStepRunsAnotherPipeline_StopsBoth()
    {
        (TestStep held, TaskCompletionSource began, _) = TestStep.Held();
        await using var pipelines = new TestPipelines(_journal, _time);
        await pipelines.StartAsync(Nested(pipelines, held));
        await pipelines.RunAsync("parent");
        await began.Task;

        await pipelines.Service.CancelAsync("parent", 1, CancellationToken.None);

        (await pipelines.EndedAsync("parent", 1)).State.ShouldBe(RunState.Cancelled);
        (await pipelines.EndedAsync("child", 1)).State.ShouldBe(RunState.Cancelled);
    }

    [Theory]
    [InlineData("a>b; b>c; c>a", "a", "steps[0].pipeline", "a pipeline that does not run this one in turn")]
    [InlineData("a>a", "a", "steps[0].pipeline", "a pipeline that does not run this one in turn")]
    [InlineData("a>b; b>x", "b", "steps[0].pipeline", "one of the pipelines a, b")]
    public void FindFault_WhenPipelinesRunEachOther_NamesTheFirst(string graph, string pipeline, string member, string expected)
    {
        var pipelines = new TestPipelines(_journal, _time);
        foreach (string[] edge in graph.Split("; ").Select(text => text.Split('>')))
        {
            pipelines.Service.Add(new PipelineDefinition(edge[0], [TestPipelines.Step("run", new RunPipelineStep(pipelines.Service, edge[1]))]));
        }

        pipelines.Service.FindFault().ShouldBe((pipeline, new DefinitionFault(member, expected)));
    }

    private static PipelineDefinition[] Nested(TestPipelines pipelines, IPipelineStep work) =>
    [
        new PipelineDefinition("child", [TestPipelines.Step("work", work)]),
        new PipelineDefinition("parent", [TestPipelines.Step("run", new RunPipelineStep(pipelines.Service, "child"))]),
    ];

    private static PipelineDefinition Definition(IPipelineStep first, IPipelineStep second, AfterCrashPolicy policy) =>
        new("daily", [TestPipelines.Step("first", first), TestPipelines.Step("second", second, "first")]) { AfterCrash = policy };

    /// <summary>Starts a run, or goes on with one, and ends the hub while the second step is at work.</summary>
    private async Task StopInTheMidstAsync(IPipelineStep first, AfterCrashPolicy policy)
    {
        (TestStep held, TaskCompletionSource began, _) = TestStep.Held();
        await using TestPipelines pipelines = await new TestPipelines(_journal, _time).StartAsync(Definition(first, held, policy));
        if (pipelines.Service.Runs("daily")!.Count == 0)
        {
            await pipelines.RunAsync("daily");
        }

        await began.Task.WaitAsync(TestPipelines.Patience);
    }
}

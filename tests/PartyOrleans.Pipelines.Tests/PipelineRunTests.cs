using PartyOrleans.Pipelines.Definitions;
using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Pipelines.Tests;

public sealed class PipelineRunTests
{
    [Fact]
    public async Task Run_WhenStepsFork_RunsBothBranchesSideBySideAndRecordsAll()
    {
        await using var pipelines = new TestPipelines();
        (TestStep quality, TaskCompletionSource qualityBegan, TaskCompletionSource goOn) = TestStep.Held();
        (TestStep export, TaskCompletionSource exportBegan, TaskCompletionSource exportGoesOn) = TestStep.Held();
        var ingest = new TestStep((_, _) => Task.FromResult(StepResult.Of(("records", 7), ("changed", 3))));
        await pipelines.StartAsync(new PipelineDefinition("daily",
        [
            TestPipelines.Step("ingest", ingest), TestPipelines.Step("master", new TestStep(), "ingest"),
            TestPipelines.Step("quality", quality, "master"), TestPipelines.Step("export", export, "master"),
        ]));

        PipelineRun run = await pipelines.RunAsync("daily");
        await Task.WhenAll(qualityBegan.Task, exportBegan.Task).WaitAsync(TestPipelines.Patience);
        pipelines.Service.FindRun("daily", 1)!.Steps.Select(step => step.State).ShouldBe([StepState.Done, StepState.Done, StepState.Running, StepState.Running]);
        pipelines.Time.Advance(TimeSpan.FromMinutes(2));
        goOn.SetResult();
        exportGoesOn.SetResult();
        PipelineRun ended = await pipelines.EndedAsync("daily", run.Number);

        (ended.Number, ended.State, ended.Trigger, ended.Actor).ShouldBe((1, RunState.Done, RunTrigger.Api, "ann"));
        (ended.StartedAt, ended.EndedAt).ShouldBe((TestPipelines.Start, TestPipelines.Start.AddMinutes(2)));
        ended.Steps[0].Counts.ShouldBe([KeyValuePair.Create("changed", 3L), KeyValuePair.Create("records", 7L)]);
        RunDocument.Write((await pipelines.Journal.ReadAsync("daily", default)).Single()).ShouldBe(RunDocument.Write(ended));
    }

    [Fact]
    public async Task Run_WhenAStepFailsForEver_TriesItAsOftenAsItMayAndSkipsWhatWaitsForItAlone()
    {
        await using var pipelines = new TestPipelines();
        var broken = new TestStep((_, _) => throw new InvalidOperationException("secret"));
        var other = new TestStep();
        var after = new TestStep();
        await pipelines.StartAsync(new PipelineDefinition("daily",
        [
            TestPipelines.Step("broken", broken) with { Retry = new RetryPolicy { Attempts = 4 } }, TestPipelines.Step("after", after, "broken"), TestPipelines.Step("other", other),
        ]));

        await pipelines.RunAsync("daily");
        PipelineRun ended = await pipelines.EndedAsync("daily", 1, movesClock: true);

        (ended.State, ended.Failure).ShouldBe((RunState.Failed, "Step broken failed: InvalidOperationException; the hub's log says more."));
        ended.Steps.Select(step => (step.State, step.Attempts)).ShouldBe([(StepState.Failed, 4), (StepState.Skipped, 0), (StepState.Done, 1)]);
        (broken.Tries, after.Tries, other.Tries).ShouldBe((4, 0, 1));
        ended.EndedAt!.Value.ShouldBeGreaterThan(TestPipelines.Start); // pauses lie between the tries
        pipelines.Alerts.Select(alert => alert.Kind).ShouldBe([PipelineAlertKind.RunFailed]);
        pipelines.Service.Find("daily")!.Trouble.ShouldBe("Run 1 ended as failed.");
    }

    [Fact]
    public async Task Run_WhenAStepCannotSucceed_IsNotTriedAgain()
    {
        await using var pipelines = new TestPipelines();
        var hopeless = new TestStep((_, _) => throw new StepFailedException("There is no zone raw.", new Dictionary<string, long> { ["objects"] = 2 }));
        await pipelines.StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("ingest", hopeless)]));

        await pipelines.RunAsync("daily");
        PipelineRun ended = await pipelines.EndedAsync("daily", 1);

        (ended.Failure, hopeless.Tries, ended.Steps[0].Counts["objects"]).ShouldBe(("Step ingest failed: There is no zone raw.", 1, 2));
    }

    [Fact]
    public async Task Run_WhenATryTakesTooLong_IsStoppedAndTriedAgain()
    {
        await using var pipelines = new TestPipelines();
        int tries = 0;
        var slow = new TestStep(async (_, stop) =>
        {
            if (Interlocked.Increment(ref tries) == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            }

            return StepResult.Of();
        });
        await pipelines.StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("slow", slow) with { Timeout = TimeSpan.FromMinutes(10) }]));

        await pipelines.RunAsync("daily");
        PipelineRun ended = await pipelines.EndedAsync("daily", 1, movesClock: true);

        (ended.State, ended.Steps[0].Attempts).ShouldBe((RunState.Done, 2));
        pipelines.Journal.Written.ShouldContain(run => run.Steps[0].Failure == "It took longer than 00:10:00.");
        ended.Steps[0].Failure.ShouldBe("");
    }

    [Fact]
    public async Task Run_WhenTheDeadlinePasses_AlertsOnceAndGoesOn()
    {
        await using var pipelines = new TestPipelines();
        (TestStep step, TaskCompletionSource began, TaskCompletionSource goOn) = TestStep.Held();
        await pipelines.StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("ingest", step)]) { Deadline = TimeSpan.FromHours(2) });

        await pipelines.RunAsync("daily");
        await began.Task;
        pipelines.Time.Advance(TimeSpan.FromMinutes(119));
        pipelines.Service.FindRun("daily", 1)!.DeadlineMissed.ShouldBeFalse();
        pipelines.Alerts.ShouldBeEmpty();
        while (pipelines.Alerts.Count == 0)
        {
            await pipelines.Time.AdvanceToTimerAsync(TimeSpan.FromHours(1), CancellationToken.None);
            await Task.Yield();
        }

        pipelines.Service.Find("daily")!.Trouble.ShouldBe("Run 1 had not ended by its deadline.");
        goOn.SetResult();
        PipelineRun ended = await pipelines.EndedAsync("daily", 1);
        (ended.State, ended.DeadlineMissed).ShouldBe((RunState.Done, true));
        pipelines.Alerts.Select(alert => (alert.Kind, alert.Run.Number)).ShouldBe([(PipelineAlertKind.DeadlineMissed, 1)]);
        pipelines.Service.Find("daily")!.Trouble.ShouldBe("");
    }

    [Fact]
    public async Task Start_WhenOneGoesOnAndNoneMayWait_IsRefused()
    {
        await using var pipelines = new TestPipelines();
        (TestStep step, TaskCompletionSource began, TaskCompletionSource goOn) = TestStep.Held();
        await pipelines.StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("ingest", step)]));
        await pipelines.RunAsync("daily");
        await began.Task;

        Func<Task> again = () => pipelines.RunAsync("daily");

        (await again.ShouldThrowAsync<PipelineRefusedException>()).Message.ShouldBe("A run of pipeline daily is under way, and it lets no other wait (concurrency).");
        goOn.SetResult();
        await pipelines.EndedAsync("daily", 1);
        (await pipelines.RunAsync("daily")).Number.ShouldBe(2);
    }

    [Fact]
    public async Task Start_WhenOthersMayWait_RunsOneAfterTheOtherUpToTheBound()
    {
        await using var pipelines = new TestPipelines();
        (TestStep step, TaskCompletionSource began, TaskCompletionSource goOn) = TestStep.Held();
        await pipelines.StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("ingest", step)]) { Concurrency = ConcurrencyPolicy.Queue, MostQueued = 2 });
        await pipelines.RunAsync("daily");
        await began.Task;
        await pipelines.RunAsync("daily");
        await pipelines.RunAsync("daily");

        Func<Task> fourth = () => pipelines.RunAsync("daily");

        (await fourth.ShouldThrowAsync<PipelineRefusedException>()).Message.ShouldBe("2 runs of pipeline daily wait already, as many as may (max_queued).");
        (await pipelines.Service.CancelAsync("daily", 2, CancellationToken.None)).State.ShouldBe(RunState.Cancelled);
        goOn.SetResult();
        await pipelines.EndedAsync("daily", 3);
        pipelines.Service.Runs("daily")!.Select(run => (run.Number, run.State)).ShouldBe([(3, RunState.Done), (2, RunState.Cancelled), (1, RunState.Done)]);
        step.Tries.ShouldBe(2);
    }

    [Fact]
    public async Task Cancel_WhenUnderWay_StopsItsStepsAndItCanBeResumed()
    {
        await using var pipelines = new TestPipelines();
        (TestStep held, TaskCompletionSource began, TaskCompletionSource goOn) = TestStep.Held();
        var first = new TestStep();
        await pipelines.StartAsync(new PipelineDefinition("daily",
            [TestPipelines.Step("first", first), TestPipelines.Step("held", held, "first"), TestPipelines.Step("last", new TestStep(), "held")]));
        await pipelines.RunAsync("daily");
        await began.Task;

        await pipelines.Service.CancelAsync("daily", 1, CancellationToken.None);
        PipelineRun cancelled = await pipelines.EndedAsync("daily", 1);

        (cancelled.State, cancelled.Failure).ShouldBe((RunState.Cancelled, "The run was cancelled."));
        cancelled.Steps.Select(step => step.State).ShouldBe([StepState.Done, StepState.Cancelled, StepState.Cancelled]);
        goOn.SetResult();
        await pipelines.Service.ResumeAsync("daily", 1, CancellationToken.None);
        PipelineRun resumed = await pipelines.EndedAsync("daily", 1);
        (resumed.Number, resumed.State, first.Tries, held.Tries).ShouldBe((1, RunState.Done, 1, 2));
    }

    [Fact]
    public async Task Resume_WhenAStepFailed_BeginsThereAndKeepsTheNumber()
    {
        await using var pipelines = new TestPipelines();
        bool isMended = false;
        var first = new TestStep();
        var broken = new TestStep((_, _) => isMended ? Task.FromResult(StepResult.Of()) : throw new StepFailedException("broken"));
        await pipelines.StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("first", first), TestPipelines.Step("broken", broken, "first")]));
        await pipelines.RunAsync("daily");
        await pipelines.EndedAsync("daily", 1);
        isMended = true;

        await pipelines.Service.ResumeAsync("daily", 1, CancellationToken.None);
        PipelineRun ended = await pipelines.EndedAsync("daily", 1);

        (ended.State, ended.Failure, first.Tries, broken.Tries, ended.Steps[1].Attempts).ShouldBe((RunState.Done, "", 1, 2, 2));
        Func<Task> again = () => pipelines.Service.ResumeAsync("daily", 1, CancellationToken.None);
        (await again.ShouldThrowAsync<PipelineRefusedException>()).Message.ShouldBe("Run 1 is done; only a run that ended and is not done can be resumed.");
    }

    [Fact]
    public async Task Run_WhenTheJournalIsFull_IsRefusedAtItsStartAndEndsInItsMidst()
    {
        await using var pipelines = new TestPipelines();
        (TestStep held, TaskCompletionSource began, TaskCompletionSource goOn) = TestStep.Held();
        var after = new TestStep();
        await pipelines.StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("held", held), TestPipelines.Step("after", after, "held")]));
        pipelines.Journal.IsFull = true;
        Func<Task> start = () => pipelines.RunAsync("daily");
        await start.ShouldThrowAsync<IOException>();
        pipelines.Service.Runs("daily")!.ShouldBeEmpty();
        pipelines.Journal.IsFull = false;
        await pipelines.RunAsync("daily");
        await began.Task;
        pipelines.Journal.IsFull = true;
        goOn.SetResult();

        PipelineRun ended = await pipelines.EndedAsync("daily", 1, movesClock: true);

        (ended.State, ended.Failure, after.Tries).ShouldBe((RunState.Failed, "The run could not be recorded; the hub's log says why.", 0));

        // With room again, what the journal knows is under way, and a restart goes on with it.
        pipelines.Journal.IsFull = false;
        await using TestPipelines restarted = await new TestPipelines(pipelines.Journal, pipelines.Time).StartAsync(
            new PipelineDefinition("daily", [TestPipelines.Step("held", new TestStep()), TestPipelines.Step("after", after, "held")]));
        (await restarted.EndedAsync("daily", 1)).State.ShouldBe(RunState.Done);
        after.Tries.ShouldBe(1);
    }

    [Fact]
    public async Task History_WhenRunsAreManyOrOld_KeepsTheNewest()
    {
        await using var pipelines = new TestPipelines();
        await pipelines.StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("a", new TestStep())]) { KeptRuns = 3, KeptFor = TimeSpan.FromDays(10) });
        for (int i = 1; i <= 5; i++)
        {
            await pipelines.RunAsync("daily");
            await pipelines.EndedAsync("daily", i);
        }

        await pipelines.UntilAsync(() => pipelines.Service.Runs("daily")!.Count == 3);
        pipelines.Service.Runs("daily")!.Select(run => run.Number).ShouldBe([5, 4, 3]);
        pipelines.Time.Advance(TimeSpan.FromDays(11));
        await pipelines.RunAsync("daily");
        await pipelines.EndedAsync("daily", 6);
        await pipelines.UntilAsync(() => pipelines.Service.Runs("daily")!.Count == 1);
        (await pipelines.Journal.ReadAsync("daily", default)).Select(run => run.Number).ShouldBe([6]);
    }

    [Fact]
    public async Task Start_WhenUnknown_IsRefusedWithWhatThereIs()
    {
        await using TestPipelines pipelines = await new TestPipelines().StartAsync(new PipelineDefinition("daily", [TestPipelines.Step("a", new TestStep())]));

        Func<Task> start = () => pipelines.RunAsync("nightly");

        PipelineRefusedException refused = await start.ShouldThrowAsync<PipelineRefusedException>();
        (refused.IsUnknown, refused.Message).ShouldBe((true, "There is no pipeline nightly; there are daily."));
    }

    [Fact]
    public async Task StartByObjects_WhenOneGoesOn_RunsOnceMoreAfterwards()
    {
        await using var pipelines = new TestPipelines();
        (TestStep step, TaskCompletionSource began, TaskCompletionSource goOn) = TestStep.Held();
        await pipelines.StartAsync(
            new PipelineDefinition("live", [TestPipelines.Step("ingest", step)]) { StartedByZones = ["raw"] },
            new PipelineDefinition("other", [TestPipelines.Step("ingest", new TestStep())]) { StartedByZones = ["archive"] });

        (await pipelines.Service.StartByObjectsAsync("raw", "", CancellationToken.None)).Select(run => (run.Pipeline, run.Trigger, run.Detail)).ShouldBe([("live", RunTrigger.Objects, "raw")]);
        await began.Task;
        (await pipelines.Service.StartByObjectsAsync("raw", "", CancellationToken.None)).ShouldBeEmpty();
        (await pipelines.Service.StartByObjectsAsync("raw", "", CancellationToken.None)).ShouldBeEmpty();
        goOn.SetResult();

        await pipelines.UntilAsync(() => pipelines.Service.Runs("live") is [{ Number: 2, State: RunState.Done }, ..]);
        step.Tries.ShouldBe(2);
        pipelines.Service.Runs("other")!.ShouldBeEmpty();
    }
}

using PartyOrleans.Pipelines.Definitions;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Pipelines.Scheduling;

namespace PartyOrleans.Pipelines.Tests;

public sealed class PipelineFollowTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly MemoryJournal _journal = new();
    private readonly FakeTimeProvider _time = new(TestPipelines.Start);

    [Fact]
    public async Task Schedule_WhenItsTimeComes_StartsARunDueThen()
    {
        await using TestPipelines pipelines = await new TestPipelines(_journal, _time).StartAsync(Hourly(TestPipelines.Cron("30 * * * *")));
        pipelines.Service.Find("hourly")!.NextDue.ShouldBe(TestPipelines.Start.AddMinutes(30));

        await MoveToAsync(pipelines, TestPipelines.Start.AddMinutes(30), runs: 1);
        await MoveToAsync(pipelines, TestPipelines.Start.AddMinutes(90), runs: 2);

        pipelines.Service.Runs("hourly")!.Select(run => (run.Trigger, run.Due, run.Detail)).ShouldBe(
        [
            (RunTrigger.Schedule, TestPipelines.Start.AddMinutes(90), ""), (RunTrigger.Schedule, TestPipelines.Start.AddMinutes(30), ""),
        ]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Schedule_WhenTimesPassedWhileTheHubWasAway_CatchesUpByOneRunOrNone(bool catchesUp)
    {
        await using (TestPipelines before = await new TestPipelines(_journal, _time).StartAsync(Hourly(TestPipelines.Cron("0 * * * *"))))
        {
            await before.UntilAsync(() => _journal.MarkOf("hourly") is not null);
        }

        _time.Advance(5 * Hour + TimeSpan.FromMinutes(20));
        PipelineSchedule schedule = PipelineSchedule.TryParse("0 * * * *", TimeZoneInfo.Utc, out _, catchesUp)!;
        await using TestPipelines pipelines = await new TestPipelines(_journal, _time).StartAsync(Hourly(schedule) with { Deadline = TimeSpan.FromMinutes(10) });
        await pipelines.UntilAsync(() => _journal.MarkOf("hourly")!.Until == TestPipelines.Start + 5 * Hour);

        if (catchesUp)
        {
            PipelineRun run = await pipelines.EndedAsync("hourly", 1);
            (run.Due, run.Detail, run.DeadlineMissed).ShouldBe((TestPipelines.Start + 5 * Hour, "catching up", true));
        }
        else
        {
            pipelines.Service.Runs("hourly")!.ShouldBeEmpty();
        }

        await MoveToAsync(pipelines, TestPipelines.Start + 6 * Hour, runs: catchesUp ? 2 : 1);
        pipelines.Service.Runs("hourly")![0].Due.ShouldBe(TestPipelines.Start + 6 * Hour);
    }

    [Fact]
    public async Task Schedule_WhenItIsNewOrChanged_CatchesUpNothing()
    {
        await _journal.SaveMarkAsync("hourly", new ScheduleMark("0 0 * * * UTC", TestPipelines.Start.AddDays(-30)), default);

        await using TestPipelines pipelines = await new TestPipelines(_journal, _time).StartAsync(Hourly(TestPipelines.Cron("0 * * * *")));
        await MoveToAsync(pipelines, TestPipelines.Start + Hour, runs: 1);

        pipelines.Service.Runs("hourly")!.Single().Due.ShouldBe(TestPipelines.Start + Hour);
    }

    [Fact]
    public async Task Schedule_WhenTheLastRunGoesOn_LeavesTheTimeOut()
    {
        (TestStep held, TaskCompletionSource began, TaskCompletionSource goOn) = TestStep.Held();
        await using TestPipelines pipelines = await new TestPipelines(_journal, _time).StartAsync(Hourly(TestPipelines.Cron("0 * * * *"), held));
        await MoveToAsync(pipelines, TestPipelines.Start + Hour, runs: 1, ended: false);
        await began.Task;

        await _time.AdvanceToTimerAsync(Hour, CancellationToken.None);
        await pipelines.UntilAsync(() => _journal.MarkOf("hourly")!.Until == TestPipelines.Start + 2 * Hour);
        goOn.SetResult();
        await pipelines.EndedAsync("hourly", 1);
        await MoveToAsync(pipelines, TestPipelines.Start + 3 * Hour, runs: 2);

        pipelines.Service.Runs("hourly")!.Select(run => run.Due).ShouldBe([TestPipelines.Start + 3 * Hour, TestPipelines.Start + Hour]);
    }

    [Fact]
    public async Task Schedule_WhenTheHubEndedBetweenStartAndMark_DoesNotStartTheSameTimeAgain()
    {
        await _journal.SaveMarkAsync("hourly", new ScheduleMark("0 * * * * UTC", TestPipelines.Start), default);
        await _journal.SaveAsync(
            new PipelineRun("hourly", 1, RunTrigger.Schedule, TestPipelines.Start + Hour) { State = RunState.Done, EndedAt = TestPipelines.Start + Hour }, default);
        _time.Advance(Hour);

        await using TestPipelines pipelines = await new TestPipelines(_journal, _time).StartAsync(Hourly(TestPipelines.Cron("0 * * * *")));
        await MoveToAsync(pipelines, TestPipelines.Start + 2 * Hour, runs: 2);

        pipelines.Service.Runs("hourly")!.Select(run => run.Due).ShouldBe([TestPipelines.Start + 2 * Hour, TestPipelines.Start + Hour]);
    }

    [Fact]
    public async Task Schedule_WhenTheJournalIsFull_StartsTheRunOnceThereIsRoom()
    {
        await using TestPipelines pipelines = await new TestPipelines(_journal, _time).StartAsync(Hourly(TestPipelines.Cron("0 * * * *")));
        await pipelines.UntilAsync(() => _time.NextTimer is not null);
        _journal.IsFull = true;
        await _time.AdvanceToTimerAsync(Hour, CancellationToken.None);
        await pipelines.UntilAsync(() => _time.NextTimer == TestPipelines.Start + Hour + TimeSpan.FromSeconds(30));
        _journal.IsFull = false;
        await _time.AdvanceToTimerAsync(Hour, CancellationToken.None);

        await pipelines.UntilAsync(() => pipelines.Service.Runs("hourly") is [{ State: RunState.Done }]);
        pipelines.Service.Runs("hourly")!.Single().Due.ShouldBe(TestPipelines.Start + Hour);
    }

    private static PipelineDefinition Hourly(PipelineSchedule schedule, IPipelineStep? work = null) =>
        new("hourly", [TestPipelines.Step("a", work ?? new TestStep())]) { Schedule = schedule };

    private async Task MoveToAsync(TestPipelines pipelines, DateTimeOffset time, int runs, bool ended = true)
    {
        while (_time.GetUtcNow() < time)
        {
            await _time.AdvanceToTimerAsync(time - _time.GetUtcNow(), CancellationToken.None);
        }

        await pipelines.UntilAsync(() => pipelines.Service.Runs("hourly") is { } all && all.Count == runs && (!ended || all[0].HasEnded));
    }
}

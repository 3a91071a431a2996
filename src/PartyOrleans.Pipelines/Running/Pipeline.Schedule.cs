using PartyOrleans.Pipelines.Scheduling;

namespace PartyOrleans.Pipelines.Running;

/// <summary>How a pipeline follows its schedule.</summary>
internal sealed partial class Pipeline
{
    /// <summary>How long after its time a start is still the ordinary one.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(30);

    /// <summary>Up to when the schedule is dealt with is kept, so that times which pass while the hub is away are noticed when it is back.</summary>
    private async Task FollowAsync(PipelineSchedule schedule)
    {
        DateTimeOffset? until = null;
        while (!_hubStops.IsCancellationRequested)
        {
            try
            {
                until ??= await FindUntilAsync(schedule);
                if (schedule.FindDue(until.Value, Now) is { } due)
                {
                    await StartDueAsync(schedule, due.Last, due.Count);
                    until = due.Last;
                    await _surroundings.Journal.SaveMarkAsync(Definition.Name, new ScheduleMark(schedule.Text, due.Last), _hubStops);
                }
                else if (schedule.NextAfter(until.Value) is { } next)
                {
                    await Waiting.UntilAsync(next, _surroundings.Time, _hubStops);
                }
                else
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (_hubStops.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                PipelineLog.ScheduleFailed(_surroundings.Log, failure, Definition.Name);
                await Task.Delay(FaultPause, _surroundings.Time, _hubStops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>A schedule that is new, or another one than before, begins now. A run that was started and not marked any more is seen by its due time.</summary>
    private async Task<DateTimeOffset> FindUntilAsync(PipelineSchedule schedule)
    {
        ScheduleMark? mark = await _surroundings.Journal.FindMarkAsync(Definition.Name, _hubStops);
        if (mark is null || !string.Equals(mark.Schedule, schedule.Text, StringComparison.Ordinal))
        {
            mark = new ScheduleMark(schedule.Text, Now);
            await _surroundings.Journal.SaveMarkAsync(Definition.Name, mark, _hubStops);
        }

        return Runs().Where(run => run.Trigger == RunTrigger.Schedule).Select(run => run.Due).Append(mark.Until).Max();
    }

    private async Task StartDueAsync(PipelineSchedule schedule, DateTimeOffset due, int times)
    {
        bool late = times > 1 || Now - due > Grace;
        if (late && !schedule.CatchesUp)
        {
            Skip(times, due, "they passed while the hub was away");
            return;
        }

        try
        {
            await StartRunAsync(new RunRequest(RunTrigger.Schedule) { Due = due, Detail = late ? "catching up" : "" }, _hubStops);
        }
        catch (PipelineRefusedException refused)
        {
            Skip(times, due, refused.Message);
            return;
        }

        if (times > 1)
        {
            Skip(times - 1, due, "one run makes up for all times that passed while the hub was away");
        }
    }

    private void Skip(int times, DateTimeOffset until, string why)
    {
        PipelineLog.Skipped(_surroundings.Log, Definition.Name, times, until, why);
        _surroundings.Instruments.Skipped(Definition.Name, times);
    }
}

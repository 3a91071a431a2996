using NCrontab;

namespace PartyOrleans.Pipelines.Scheduling;

/// <summary>
/// When a pipeline is started by itself: a cron expression of five fields (minute, hour, day of month, month, day of week) by the clock of a time
/// zone. Where both days are restricted both must hold. A time that the clock leaves out in spring is taken as the moment after; one that it shows
/// twice in autumn counts the first time.
/// </summary>
public sealed class PipelineSchedule
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(366 * 9);

    private readonly CrontabSchedule _cron;
    private readonly TimeZoneInfo _zone;

    private PipelineSchedule(CrontabSchedule cron, TimeZoneInfo zone, string text) => (_cron, _zone, Text) = (cron, zone, text);

    /// <summary>The expression and the zone.</summary>
    public string Text { get; }

    /// <summary>Whether a run is started, when the hub starts, for times that passed while it was away: one for all of them. Default true.</summary>
    public bool CatchesUp { get; private init; } = true;

    /// <summary>The time zone by its name; null where this machine does not know it.</summary>
    public static TimeZoneInfo? FindZone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : null;

    /// <summary>Reads an expression.</summary>
    /// <param name="cron">The expression.</param>
    /// <param name="zone">The time zone.</param>
    /// <param name="expected">What is allowed, where it is none.</param>
    /// <param name="catchesUp">See <see cref="CatchesUp"/>.</param>
    /// <returns>The schedule; null where the expression is none.</returns>
    public static PipelineSchedule? TryParse(string cron, TimeZoneInfo zone, out string expected, bool catchesUp = true)
    {
        const string Allowed = "a cron expression of five fields (minute, hour, day of month, month, day of week), such as \"30 2 * * *\"";
        expected = "";
        CrontabSchedule? parsed = CrontabSchedule.TryParse(cron, schedule => schedule, failure =>
        {
            _ = failure;
            return null!;
        });
        if (parsed is null)
        {
            expected = Allowed;
            return null;
        }

        var schedule = new PipelineSchedule(parsed, zone, $"{cron} {zone.Id}") { CatchesUp = catchesUp };
        if (schedule.NextAfter(DateTimeOffset.UnixEpoch) is null)
        {
            expected = Allowed + " with a time that comes";
            return null;
        }

        return schedule;
    }

    /// <summary>The first time after another one (UTC); null where there is none for years.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset after)
    {
        DateTime local = TimeZoneInfo.ConvertTime(after, _zone).DateTime;

        // The clock shows times twice in autumn: from the second showing on, what was shown before is to be passed over.
        DateTime end = local + Horizon;
        while (true)
        {
            DateTime next = _cron.GetNextOccurrence(local, end);
            if (next >= end)
            {
                return null;
            }

            DateTimeOffset time = UtcOf(next);
            if (time > after)
            {
                return time;
            }

            local = next;
        }
    }

    /// <summary>The last time after one and not after another (UTC), and how many there are up to a bound; null where there is none.</summary>
    /// <param name="after">Times after this one.</param>
    /// <param name="until">Times up to this one.</param>
    /// <param name="most">How many are looked at; of more than these the last one looked at is given.</param>
    public (DateTimeOffset Last, int Count)? FindDue(DateTimeOffset after, DateTimeOffset until, int most = 100_000)
    {
        (DateTimeOffset Last, int Count)? found = null;
        while ((found?.Count ?? 0) < most && NextAfter(found?.Last ?? after) is { } next && next <= until)
        {
            found = (next, (found?.Count ?? 0) + 1);
        }

        return found;
    }

    private DateTimeOffset UtcOf(DateTime local)
    {
        if (_zone.IsInvalidTime(local))
        {
            // The offset before the clock goes on makes of the time that is left out the moment as long after it.
            return new DateTimeOffset(local, _zone.GetUtcOffset(local.AddDays(-1))).ToUniversalTime();
        }

        TimeSpan offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

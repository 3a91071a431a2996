namespace PartyOrleans.Client;

/// <summary>A pipeline of the hub.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Description">What it is for; null where nothing is said.</param>
/// <param name="Schedule">Cron expression and time zone that start it; null for none.</param>
/// <param name="NextDue">When its schedule starts it next (UTC); null for never.</param>
/// <param name="DeadlineSeconds">How long after it was due a run is to have ended, seconds; null for no bound.</param>
/// <param name="Trouble">Why somebody should look at it; null where all is well.</param>
/// <param name="LastRun">Its newest run; null before the first.</param>
public sealed record Pipeline(
    string Name, IReadOnlyList<PipelineStep> Steps, string? Description = null, string? Schedule = null, DateTimeOffset? NextDue = null, double? DeadlineSeconds = null,
    string? Trouble = null, PipelineRun? LastRun = null);

/// <summary>A step of a pipeline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="After">Steps that must be done before it begins.</param>
public sealed record PipelineStep(string Name, string Kind, IReadOnlyList<string> After);

/// <summary>A run of a pipeline.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Number">Which run of it, from 1.</param>
/// <param name="State"><c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c>, <c>cancelled</c> or <c>interrupted</c>.</param>
/// <param name="Trigger">What started it: <c>hand</c>, <c>api</c>, <c>schedule</c>, <c>objects</c> or <c>pipeline</c>.</param>
/// <param name="RequestedAt">When it was asked for (UTC).</param>
/// <param name="Due">When it was due (UTC).</param>
/// <param name="DeadlineMissed">Whether it had not ended by its deadline.</param>
/// <param name="Resumes">How often it was resumed by itself after the hub had ended.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Actor">Who asked for it; null where nobody did.</param>
/// <param name="Detail">What more there is to say of its start; null for nothing.</param>
/// <param name="StartedAt">When its first step began (UTC); null before.</param>
/// <param name="EndedAt">When it ended (UTC); null before.</param>
/// <param name="Seconds">How long it took; null before its end.</param>
/// <param name="Deadline">When it is to have ended (UTC); null for no bound.</param>
/// <param name="Failure">Why it did not end as it should; null where it did.</param>
public sealed record PipelineRun(
    string Pipeline, long Number, string State, string Trigger, DateTimeOffset RequestedAt, DateTimeOffset Due, bool DeadlineMissed, int Resumes,
    IReadOnlyList<PipelineStepRun> Steps, string? Actor = null, string? Detail = null, DateTimeOffset? StartedAt = null, DateTimeOffset? EndedAt = null, double? Seconds = null,
    DateTimeOffset? Deadline = null, string? Failure = null)
{
    /// <summary>Whether it is under way, or waits for its turn.</summary>
    public bool IsUnderWay => State is "queued" or "running";
}

/// <summary>A step of a run.</summary>
/// <param name="Name">The step.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c>, <c>failed</c>, <c>cancelled</c> or <c>skipped</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Counts">What it counted.</param>
/// <param name="StartedAt">When it first began (UTC); null before.</param>
/// <param name="EndedAt">When it ended (UTC); null before.</param>
/// <param name="Seconds">How long it took; null before its end.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Note">What it has to say; null for nothing.</param>
/// <param name="Warning">What it warns of; null for nothing.</param>
public sealed record PipelineStepRun(
    string Name, string Kind, string State, int Attempts, IReadOnlyList<NamedCount> Counts, DateTimeOffset? StartedAt = null, DateTimeOffset? EndedAt = null,
    double? Seconds = null, string? Failure = null, string? Note = null, string? Warning = null);

/// <summary>A count.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Count">How many.</param>
public sealed record NamedCount(string Name, long Count);

/// <summary>The body of a request to start a run.</summary>
internal sealed record PipelineRunBody(string? Reason);

using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>A pipeline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Schedule">Cron expression and time zone that start it.</param>
/// <param name="NextDue">When its schedule starts it next.</param>
/// <param name="DeadlineSeconds">How long after it was due a run is to have ended, seconds.</param>
/// <param name="Trouble">Why somebody should look at it; absent where all is well.</param>
/// <param name="LastRun">Its newest run.</param>
internal sealed record PipelineSchema(
    string Name, IReadOnlyList<PipelineStepSchema> Steps, string? Description = null, string? Schedule = null, DateTimeOffset? NextDue = null, double? DeadlineSeconds = null,
    string? Trouble = null, PipelineRunSchema? LastRun = null);

/// <summary>A step of a pipeline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="After">Steps that must be done before it begins.</param>
internal sealed record PipelineStepSchema(string Name, string Kind, IReadOnlyList<string> After);

/// <summary>A run of a pipeline.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Number">Which run of it, from 1.</param>
/// <param name="State">How it is.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="Due">When it was due.</param>
/// <param name="DeadlineMissed">Whether it had not ended by its deadline.</param>
/// <param name="Resumes">How often it was resumed by itself after the hub had ended.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Detail">What more there is to say of its start.</param>
/// <param name="StartedAt">When its first step began.</param>
/// <param name="EndedAt">When it ended; absent before.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Deadline">When it is to have ended.</param>
/// <param name="Failure">Why it did not end as it should.</param>
internal sealed record PipelineRunSchema(
    string Pipeline, long Number, RunState State, RunTrigger Trigger, DateTimeOffset RequestedAt, DateTimeOffset Due, bool DeadlineMissed, int Resumes,
    IReadOnlyList<StepRunSchema> Steps, string? Actor = null, string? Detail = null, DateTimeOffset? StartedAt = null, DateTimeOffset? EndedAt = null, double? Seconds = null,
    DateTimeOffset? Deadline = null, string? Failure = null);

/// <summary>A step of a run.</summary>
/// <param name="Name">The step.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="State">How it is.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Counts">What it counted, by name.</param>
/// <param name="StartedAt">When it first began.</param>
/// <param name="EndedAt">When it ended; absent before.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Note">What it has to say.</param>
/// <param name="Warning">What it warns of.</param>
internal sealed record StepRunSchema(
    string Name, string Kind, StepState State, int Attempts, IReadOnlyList<CountSchema> Counts, DateTimeOffset? StartedAt = null, DateTimeOffset? EndedAt = null,
    double? Seconds = null, string? Failure = null, string? Note = null, string? Warning = null);

/// <summary>A count.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Count">How many.</param>
internal sealed record CountSchema(string Name, long Count);

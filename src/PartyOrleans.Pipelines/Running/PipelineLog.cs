using Microsoft.Extensions.Logging;

namespace PartyOrleans.Pipelines.Running;

/// <summary>What is logged of pipelines.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(1100, LogLevel.Information, "Pipeline {Pipeline}: run {Number} begins, started by {Trigger}")]
    public static partial void Began(ILogger log, string pipeline, long number, string trigger);

    [LoggerMessage(1101, LogLevel.Information, "Pipeline {Pipeline}: run {Number} is done after {Seconds} s")]
    public static partial void Done(ILogger log, string pipeline, long number, double seconds);

    [LoggerMessage(1102, LogLevel.Warning, "Pipeline {Pipeline}: run {Number} ended as {State}: {Failure}")]
    public static partial void NotDone(ILogger log, string pipeline, long number, string state, string failure);

    [LoggerMessage(1103, LogLevel.Warning, "Pipeline {Pipeline}: step {Step} of run {Number} failed at try {Attempt}; it is tried again in {Milliseconds} ms")]
    public static partial void Retried(ILogger log, Exception? failure, string pipeline, string step, long number, int attempt, double milliseconds);

    [LoggerMessage(1104, LogLevel.Error, "Pipeline {Pipeline}: step {Step} of run {Number} failed")]
    public static partial void StepFailed(ILogger log, Exception failure, string pipeline, string step, long number);

    [LoggerMessage(1105, LogLevel.Error, "Pipeline {Pipeline}: run {Number} had not ended by its deadline {Deadline:O}")]
    public static partial void DeadlineMissed(ILogger log, string pipeline, long number, DateTimeOffset deadline);

    [LoggerMessage(1106, LogLevel.Warning, "Pipeline {Pipeline}: {Times} times of the schedule up to {Until:O} are left out: {Why}")]
    public static partial void Skipped(ILogger log, string pipeline, int times, DateTimeOffset until, string why);

    [LoggerMessage(1107, LogLevel.Error, "Pipeline {Pipeline}: the schedule could not be followed; trying again")]
    public static partial void ScheduleFailed(ILogger log, Exception failure, string pipeline);

    [LoggerMessage(1108, LogLevel.Error, "Pipeline {Pipeline}: run {Number} could not be recorded")]
    public static partial void NotRecorded(ILogger log, Exception failure, string pipeline, long number);

    [LoggerMessage(1109, LogLevel.Warning, "Pipeline {Pipeline}: run {Number} was under way when the hub ended; it is {What}")]
    public static partial void Found(ILogger log, string pipeline, long number, string what);

    [LoggerMessage(1110, LogLevel.Error, "The pipelines could not be started; trying again")]
    public static partial void StartFailed(ILogger log, Exception failure);
}
